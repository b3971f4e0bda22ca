import { basename } from 'node:path';
import type { Problem, Resource } from '../../resource/resource.ts';
import { locateIn } from '../locate.ts';
import { nameInArn, textOf, type Owner } from './described.ts';
import type { Piece } from './pieces.ts';

/**
 * Whose answer it is by the name of its file: an id or the last part of an ARN anywhere in it, with or without the name in front
 * of it, or the name at its end. The longest that fits counts; two that are equally long are none.
 */
export function ownerByFile({ types, looks, optional }: Owner, file: string, known: readonly Resource[]): string | undefined {
  const written = basename(file).replace(/\.(?:json|ya?ml)$/, '');
  const words = plain(written);
  const spoken = Object.entries(types).filter(([, pattern]) => pattern.test(written.toLowerCase())).map(([type]) => type);
  if (optional === true && spoken.length === 0) return undefined;
  const found = known
    .filter(({ type }) => Object.hasOwn(types, type) && (spoken.length === 0 || spoken.includes(type)))
    .flatMap((resource) => {
      const id = textOf(resource.body['arn']) ?? textOf(resource.body['id']);
      return id === undefined ? [] : [{ id: resource.type === 'aws_route53_zone' ? (textOf(resource.body['id']) ?? id) : id, length: fit(words, id, resource) }];
    })
    .filter(({ length }) => length > 0);
  const longest = Math.max(0, ...found.map(({ length }) => length));
  const best = [...new Set(found.filter(({ length }) => length === longest).map(({ id }) => id))];
  return best.length === 1 ? best[0] : best.length > 1 ? undefined : looks?.exec(written)?.[0];
}

/** How much of a file's name fits: none is 0. */
function fit(words: string, id: string, { body }: Resource): number {
  const parts = id.split(/[:/]/).map(plain);
  for (let length = parts.length; length > 0; length--) {
    const tail = parts.slice(-length).join('-');
    // A name alone is too little to be looked for in the middle of words.
    if (length > 1 || id.startsWith('arn:') || /\d/.test(tail)) if (`-${words}-`.includes(`-${tail}-`)) return tail.length;
  }
  const name = plain(textOf(body['name']) ?? (id.startsWith('arn:') ? nameInArn(id) : ''));
  return name !== '' && `-${words}`.endsWith(`-${name}`) ? name.length : 0;
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
