import type { Problem } from '../resource/resource.ts';
import { endOf } from './locate.ts';
import type { Stretch } from './secret.ts';
import type { Broken, ParsedDocument } from './yaml.ts';

/** A document that YAML can read and Kubernetes cannot, in the same form as one that is not YAML. */
export function refusedOf({ refused, file, base, tree, root }: ParsedDocument): Broken | undefined {
  if (refused === undefined) return undefined;
  return { file, start: (tree.spans[root] ?? 0) - base, end: endOf(tree.spans, root) - base, offset: refused.offset - base, reason: refused.reason };
}

/** Reports a document that cannot be read, where and why. Secrets in the file are to be masked before. */
export function unreadable(broken: Broken): Problem {
  const { file, offset, reason } = broken;
  return {
    name: 'unreadable-document',
    severity: 'error',
    message: `this document is not read: ${isSecret(broken) ? 'it is not YAML (details are left out, it is a Secret)' : reason}`,
    at: file.position(offset, offset + 1),
    excerpt: file.excerpt(offset),
  };
}

/** What may hold values of a Secret in a document that could not be read: all but the lines that say what it is. */
export function brokenStretches(broken: Broken): Stretch[] {
  if (!isSecret(broken)) return [];
  const stretches: Stretch[] = [];
  let at = broken.start;
  for (const line of textOf(broken).split('\n')) {
    const open = /^\s*(?:- )?["']?(?:apiVersion|kind|metadata|name|namespace|labels|type|data|stringData|immutable)["']?\s*:/.test(line) || /^(?:---|\.\.\.)/.test(line);
    if (!open) stretches.push([at, at + line.length]);
    at += line.length + 1;
  }
  return stretches;
}

/** Whether a document is no YAML because a template made it none. */
export function isTemplate(broken: Broken): boolean {
  return /\{\{-?\s*(?:[.$"(]|\/\*|(?:if|range|include|with|end|template|define|toYaml|else|block|default|tpl)\b)/.test(textOf(broken));
}

function isSecret(broken: Broken): boolean {
  return /(?:^|[\s{,])["']?kind["']?\s*:\s*["']?Secret\b/.test(textOf(broken));
}

function textOf({ file, start, end }: Broken): string {
  return file.text.slice(start, end);
}
