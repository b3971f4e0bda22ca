import { isObject, type Json, type JsonObject } from '../../resource/resource.ts';
import { answers } from '../aws-tables.ts';
import type { Unread } from '../kubernetes.ts';
import { locateIn } from '../locate.ts';
import type { ParsedDocument } from '../yaml.ts';
import { holds, isCollection, maps, tagsKey } from './pieces.ts';

/** What stands beside an answer and has nothing to say about resources. */
const harmless: ReadonlySet<string> = new Set([tagsKey, 'ServiceNames', 'DelegationSet', 'ResponseMetadata', ...Object.values(answers).flatMap(({ beside }) => beside ?? [])]);

/** What an answer of AWS holds beside what is read of it, told once a document. */
export function unreadIn(document: ParsedDocument): readonly Unread[] {
  const { value, file } = document;
  const holders = Array.isArray(value) ? (value as readonly Json[]) : [value];
  const passed = holders.flatMap((holder, index) => (isObject(holder) ? Object.keys(holder).filter((key) => isPassed(key, holder[key]!)).map((key) => ({ key, value: holder[key]!, path: Array.isArray(value) ? [index, key] : [key] })) : []));
  const place = (path: readonly (string | number)[]): { readonly at?: NonNullable<Unread['at']> } => {
    const at = locateIn(document, document.root)(path, 'key');
    return at === undefined ? {} : { at };
  };
  const misread = passed.filter(({ key }) => Object.hasOwn(answers, key));
  const unknown = passed.filter(({ key }) => !Object.hasOwn(answers, key));
  return [
    ...misread.map(({ key, value: listed, path }) => ({ file: file.name, reason: misreadReason(key, listed), ...place(path) })),
    ...(unknown.length === 0 ? [] : [{ file: file.name, reason: `beside what is read, it holds what is not: ${[...new Set(unknown.map(({ key }) => key))].join(', ')}`, ...place(unknown[0]!.path) }]),
  ];
}

function isPassed(key: string, value: Json): boolean {
  if (value === null || typeof value !== 'object' || harmless.has(key)) return false;
  if (Object.hasOwn(answers, key)) return !holds(answers[key]!, value);
  return !((maps.has(key) && isObject(value)) || isCollection(value) || (Array.isArray(value) && value.length === 0));
}

/** Why what stands under a key of AWS' is not what AWS answers under it. */
export function misreadReason(key: string, value: Json): string {
  const { command, name } = answers[key]!;
  return `${key} is not what aws ${command} answers: ${isObject(value) ? `it has no ${name.join('.')}` : `a list, each of which has ${name.join('.')} as a text`}`;
}

/** The first key of an object under which AWS answers something. */
export function answerKey(body: JsonObject): string | undefined {
  return Object.keys(body).find((key) => Object.hasOwn(answers, key));
}
