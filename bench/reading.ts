import { loadAll } from 'js-yaml';
import { schemaProblems } from '../src/dialects/kubernetes/schema.ts';
import { readTexts, type TextsRead } from '../src/formats/texts.ts';
import { estateText } from './estate.ts';

export interface Row {
  readonly name: string;
  /** Against js-yaml's loadAll of the same text in the same process; absent where that says nothing. */
  readonly ratio?: number;
  readonly milliseconds: number;
  readonly note: string;
}

/** Reading an estate into resources with the place of every attribute, and judging the shape of every object. */
export async function readingRows(options: { readonly quick: boolean } = { quick: false }): Promise<Row[]> {
  const sizes = options.quick ? [1_000] : [1_000, 10_000];
  return sizes.flatMap((services) => rowsOf(services, options.quick ? 3 : 5));
}

function rowsOf(services: number, rounds: number): Row[] {
  const text = estateText(services);
  const windows = text.replaceAll('\n', '\r\n');
  const objects = `${(services * 3).toLocaleString('en')} objects, ${(text.length / 1e6).toFixed(1)} MB`;
  const base: number[] = [];
  const plain: number[] = [];
  const full: number[] = [];
  const places: number[] = [];
  const shapes: number[] = [];
  for (let round = 0; round < rounds; round++) {
    base.push(timed(() => loadAll(text)).milliseconds);
    const read = timed(() => readOf(text));
    plain.push(read.milliseconds);
    places.push(timed(() => read.result.resources.map(({ locate }) => [locate(['metadata', 'name']), locate(['spec'], 'key')])).milliseconds);
    shapes.push(timed(() => read.result.resources.flatMap(schemaProblems)).milliseconds);
    full.push(timed(() => readOf(windows)).milliseconds);
  }
  const against = median(base);
  const row = (name: string, times: readonly number[], note: string): Row => ({ name, ratio: median(times) / against, milliseconds: median(times), note });
  return [
    { name: `js-yaml loadAll, ${services} services`, milliseconds: against, note: `${objects}: the base` },
    row(`read, ${services} services`, plain, 'to resources, Secrets masked, every place known'),
    row(`read without the plain reader, ${services} services`, full, 'the same text with Windows line ends: all of it by js-yaml'),
    row(`two places of every object, ${services} services`, places, 'worked out only when asked'),
    row(`shapes of ${services} services`, shapes, 'fields, types and values of every object against the schema'),
  ];
}

function readOf(text: string): TextsRead {
  return readTexts([{ name: 'estate.yaml', text, scope: 'default' }]);
}

function timed<T>(work: () => T): { readonly result: T; readonly milliseconds: number } {
  const start = performance.now();
  const result = work();
  return { result, milliseconds: performance.now() - start };
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}
