import type { Problem } from '../../resource/resource.ts';
import type { Report, Told } from './scope.ts';

/** What is told while HCL is read: each thing once, in the order of files and places. */
export function telling(): { readonly report: Report; readonly problems: () => readonly Problem[] } {
  const found = new Map<string, Told>();
  return {
    report: (told) => {
      const key = `${told.file.name}\n${told.span.start}\n${told.message}`;
      if (!found.has(key)) found.set(key, told);
    },
    problems: () => [...found.values()].sort((a, b) => (a.file.name < b.file.name ? -1 : a.file.name > b.file.name ? 1 : a.span.start - b.span.start)).map(problemOf),
  };
}

function problemOf({ name, severity, message, file, span }: Told): Problem {
  return { name, severity, message, at: file.position(span.start, span.end), ...(name === 'unreadable-document' ? { excerpt: file.excerpt(span.start) } : {}) };
}
