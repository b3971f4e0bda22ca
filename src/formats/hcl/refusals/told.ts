import type { Problem } from '../../../resource/resource.ts';
import type { SourceFile } from '../../source.ts';
import type { Report, Told } from '../values/scope.ts';
import type { Span } from '../syntax/syntax.ts';

/** What tells, and what was told. */
export interface Telling {
  readonly report: Report;
  /** Of what stands there no more is told: it follows from what was told of it. */
  readonly mute: (file: SourceFile, span: Span) => void;
  readonly problems: () => readonly Problem[];
}

/** What is told while HCL is read: each thing once, in the order of files and places. */
export function telling(): Telling {
  const found = new Map<string, Told>();
  const muted: { readonly file: SourceFile; readonly span: Span }[] = [];
  const isMuted = ({ file, span, message }: Told): boolean => !/^(?:Cycle|Self-ref)/.test(message) && muted.some((each) => each.file === file && each.span.start <= span.start && span.end <= each.span.end);
  return {
    report: (told) => {
      const key = `${told.file.name}\n${told.span.start}\n${told.message}`;
      if (!found.has(key)) found.set(key, told);
    },
    mute: (file, span) => void muted.push({ file, span }),
    problems: () => joined([...found.values()].filter((told) => !isMuted(told)).sort((a, b) => (a.file.name < b.file.name ? -1 : a.file.name > b.file.name ? 1 : a.span.start - b.span.start))).map(problemOf),
  };
}

/** Those of one cause as one, at the first of them. */
function joined(all: readonly Told[]): readonly Told[] {
  const groups = new Map<string | Told, Told[]>();
  for (const told of all) groups.set(told.alike?.cause ?? told, [...(groups.get(told.alike?.cause ?? told) ?? []), told]);
  return [...groups.values()].map((group) => {
    const [first, ...others] = group;
    const subjects = [...new Set(group.flatMap(({ alike }) => alike?.subject ?? []))];
    return others.length === 0 || subjects.length < 2 ? first! : { ...first!, message: first!.alike!.message(listed(subjects)) };
  });
}

/** The first of them, and how many more. */
function listed(subjects: readonly string[]): string {
  const shown = subjects.length <= most ? subjects : subjects.slice(0, most - 1);
  const rest = subjects.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)!}`;
}

const most = 8;

function problemOf({ name, severity, message, file, span }: Told): Problem {
  return { name, severity, message, at: file.position(span.start, span.end), ...(name === 'unreadable-document' ? { excerpt: file.excerpt(span.start) } : {}) };
}
