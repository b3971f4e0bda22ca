import { SourceFile } from '../../source.ts';
import type { JsonNode, JsonString } from './json-text.ts';
import { parseExpression, parseTemplate } from './parse.ts';
import type { Expression, Mistake } from './syntax.ts';

/** How texts are taken: as templates, as they stand, or as references. */
export type Reading = 'template' | 'literal' | 'reference';

/** The expression that a value of a JSON file is ("Expression Mapping"). */
export function jsonExpression(file: SourceFile, node: JsonNode, reading: Reading, mistakes: Mistake[]): Expression {
  const { start, end } = node;
  switch (node.kind) {
    case 'plain':
      return { kind: 'literal', start, end, value: node.value };
    case 'text':
      return textExpression(file, node, reading, mistakes);
    case 'list':
      return { kind: 'tuple', start, end, items: node.items.map((item) => jsonExpression(file, item, reading, mistakes)) };
    default:
      return {
        kind: 'object',
        start,
        end,
        items: node.members.map(({ name, value }) => ({
          key: textExpression(file, name, reading === 'template' ? 'template' : 'literal', mistakes),
          value: jsonExpression(file, value, reading, mistakes),
        })),
      };
  }
}

function textExpression(file: SourceFile, node: JsonString, reading: Reading, mistakes: Mistake[]): Expression {
  const { start, end, text } = node;
  if (reading === 'literal' || (reading === 'template' && !/[$%]\{/.test(text))) return { kind: 'literal', start, end, value: text };
  const parse = reading === 'reference' ? parseExpression : parseTemplate;
  const inner = node.escaped ? new SourceFile(file.name, text) : file;
  const found = node.escaped ? parse(inner, 0, text.length) : parse(inner, start + 1, end - 1);
  const places = node.escaped ? placesIn(file.text, start + 1, end - 1) : undefined;
  mistakes.push(...(places === undefined ? found.mistakes : found.mistakes.map((each) => placed(each, places))));
  const expression = places === undefined ? found.expression : placed(found.expression, places);
  return { ...expression, start, end };
}

/** Where each character of an unescaped text stands in the file, its end included. */
function placesIn(source: string, start: number, end: number): Int32Array {
  const places = new Int32Array(end - start + 1);
  let count = 0;
  for (let at = start; at < end; ) {
    places[count++] = at;
    if (source[at] !== '\\') at++;
    else at += source[at + 1] === 'u' ? 6 : 2;
  }
  places[count] = end;
  return places;
}

/** The same with its places counted in the file. */
function placed<T>(value: T, places: Int32Array): T {
  if (Array.isArray(value)) return value.map((each: unknown) => placed(each, places)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]: [string, unknown]) => [key, (key === 'start' || key === 'end') && typeof member === 'number' ? places[member] : placed(member, places)]),
  ) as T;
}
