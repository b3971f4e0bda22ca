import { basename } from 'node:path';
import type { Problem, Resource } from '../../resource/resource.ts';
import { locateIn } from '../locate.ts';
import { nameInArn, textOf, type Owner } from './described.ts';
import type { Piece } from './pieces.ts';

/** Whose answer it can be, by what a file may be called after it. */
export interface Owners {
  /** By id and by the last parts of an ARN. */
  readonly byTail: ReadonlyMap<string, readonly Candidate[]>;
  readonly byName: ReadonlyMap<string, readonly Candidate[]>;
}

interface Candidate {
  readonly type: string;
  readonly id: string;
}

/** The resources of a scope that something else in it may be the answer of. */
export function ownersAmong(resources: readonly Resource[], types: ReadonlySet<string>): Owners {
  const [byTail, byName] = [new Map<string, Candidate[]>(), new Map<string, Candidate[]>()];
  for (const { type, body } of resources) {
    const written = type === 'aws_route53_zone' ? body['id'] : (body['arn'] ?? body['id']);
    const id = types.has(type) ? textOf(written) : undefined;
    if (id === undefined) continue;
    for (const tail of tailsOf(id)) add(byTail, tail, { type, id });
    const name = textOf(body['name']) ?? (id.startsWith('arn:') ? nameInArn(id) : '');
    if (name !== '') add(byName, plain(name), { type, id });
  }
  return { byTail, byName };
}

function add(lists: Map<string, Candidate[]>, key: string, candidate: Candidate): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [candidate]);
  else list.push(candidate);
}

/** An ARN from each of its parts to its end; of a last part alone it has to look like an id. */
function tailsOf(id: string): readonly string[] {
  const parts = id.split(/[:/]/).map(plain);
  return parts.map((_, index) => parts.slice(index).join('-')).filter((tail, index) => tail !== '' && (index < parts.length - 1 || /\d/.test(tail)));
}

/**
 * Whose answer it is by the name of its file: an id or the last part of an ARN anywhere in it, with or without the name in front
 * of it, or the name at its end. The longest that fits counts; two that are equally long are none.
 */
export function ownerByFile({ types, looks, optional }: Owner, file: string, { byTail, byName }: Owners): string | undefined {
  const written = basename(file).replace(/\.(?:json|ya?ml)$/, '');
  const spoken = Object.entries(types).filter(([, pattern]) => pattern.test(written.toLowerCase())).map(([type]) => type);
  if (optional === true && spoken.length === 0) return undefined;
  const fits = ({ type }: Candidate): boolean => Object.hasOwn(types, type) && (spoken.length === 0 || spoken.includes(type));
  const words = plain(written).split('-');
  let [longest, best] = [0, new Set<string>()];
  for (let from = 0; from < words.length; from++) {
    for (let to = words.length; to > from; to--) {
      const stretch = words.slice(from, to).join('-');
      if (stretch.length < longest) continue;
      const found = [...(byTail.get(stretch) ?? []), ...(to === words.length ? (byName.get(stretch) ?? []) : [])].filter(fits);
      if (found.length === 0) continue;
      if (stretch.length > longest) [longest, best] = [stretch.length, new Set()];
      for (const { id } of found) best.add(id);
    }
  }
  return best.size === 1 ? [...best][0] : best.size > 1 ? undefined : looks?.exec(written)?.[0];
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '');
}

/** What is told of an answer of which nothing says whose it is. */
export function ownerless({ document, key, answer, at }: Piece): Problem {
  const { what, such } = answer.owner!;
  const place = locateIn(document, document.root)([...at, key], 'key');
  const name = such.slice(such.lastIndexOf(':') + 1).replaceAll('/', '-');
  return {
    name: 'answer-without-owner',
    severity: 'error',
    message: `${document.file.name} is not read: aws ${answer.command} answers without saying of which ${what}. Wrap it: { "of": "${such}", "${key}": [...] }; or say it in the file's name: ...-${name}.json`,
    ...(place === undefined ? {} : { at: place }),
  };
}
