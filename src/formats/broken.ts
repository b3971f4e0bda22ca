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
    message: `this document is not read: ${isSecretText(broken) ? 'it is not YAML (details are left out, it is a Secret)' : reason}`,
    at: file.position(offset, offset + 1),
    excerpt: file.excerpt(offset),
  };
}

/** A document or part of one, whatever is wrong with it. Offsets count in the file's text. */
export type Passage = Pick<Broken, 'file' | 'start' | 'end'>;

/**
 * What may hold values of a Secret in a text that could not be read as one: all but the lines that say what it is. Of
 * those, `data` and `stringData` keep their name.
 */
export function brokenStretches(passage: Passage): Stretch[] {
  if (!isSecretText(passage)) return [];
  const stretches: Stretch[] = [];
  let at = passage.start;
  for (const line of textOf(passage).split('\n')) {
    const holder = /^\s*["']?(?:data|stringData)["']?\s*:/.exec(line)?.[0].length;
    const open = /^\s*(?:- )?["']?(?:apiVersion|kind|metadata|name|namespace|labels|type|immutable)["']?\s*:(?!.*[Dd]ata)|^(?:---|\.\.\.)\s*$/.test(line);
    if (!open) stretches.push([at + (holder ?? 0), at + line.length]);
    at += line.length + 1;
  }
  return stretches;
}

/** Whether a document is no YAML because a template made it none. */
export function isTemplate(broken: Broken): boolean {
  return /\{\{-?\s*(?:[.$"(]|\/\*|(?:if|range|include|with|end|template|define|toYaml|else|block|default|tpl)\b)/.test(textOf(broken));
}

/** Whether a text was meant as a Secret, by its words. */
export function isSecretText(passage: Passage): boolean {
  return /(?:^|[\s{,])["']?(?:kind["']?\s*:\s*["']?Secret\b|stringData["']?\s*:)/.test(textOf(passage));
}

function textOf({ file, start, end }: Passage): string {
  return file.text.slice(start, end);
}
