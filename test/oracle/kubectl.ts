import { spawnSync } from 'node:child_process';
import { readInputs } from '../../src/formats/inputs.ts';
import { generator } from '../fuzz/random.ts';
import type { Oracle, Truth } from './oracle.ts';

/** What Kubernetes' own loader makes of unquoted YAML scalars, as values and as keys. */
export const kubectl: Oracle = {
  program: 'kubectl',
  version: ['version', '--client'],
  about: 'YAML scalars',
  truths: async () => [...(await compared(scalars)), ...(await compared(randomScalars()))],
};

const scalars = [
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'n', 'no', 'on', 'On', 'oN', 'off', 'true', 'True', 'tRUE', 'false', 'FALSE'],
  ...['~', 'null', 'Null', 'NULL', 'nULL', '0777', '0o777', '0x1F', '0X1F', '0b101', '08', '09', '1_000', '+1', '-1', '-0', '+0x1', '1,000'],
  ...['0.1.2', '1e3', '1E3', '1e+3', '1.5e3', '1.0', '1.20', '.5', '1.', '-.5', '12:30:45', '1:30', '2024-01-02', '2024-01-02T03:04:05Z', '10m', '70%'],
  ...['a: b'.replace(': ', ':'), 'x#y', '80:8080', '::1', '10.0.0.0/8', '1.2.3.4', '0_7', '0x_1', '0b_1', '_1', '1__0', '1_', 'e3', '1e', '0e0', '00', '007', '0o8', '0b2', '0xg'],
];

/** As a key these are refused, by kubectl for the whole document. */
const nulls: ReadonlySet<string> = new Set(['~', 'null', 'Null', 'NULL']);

async function compared(texts: readonly string[]): Promise<readonly Truth[]> {
  const keys = texts.filter((text) => !nulls.has(text));
  const document = ['apiVersion: example.org/v1', 'kind: Widget', 'metadata: { name: a }', 'data:', ...texts.map((text, at) => `  k${at}: ${text}`), 'keys:', ...keys.map((text, at) => `  - ${text}: k${at}`)].join('\n');
  const { stdout, stderr, status } = spawnSync('kubectl', ['label', '--local', '--dry-run=client', '-o', 'json', '-f', '-', 'oracle=yes'], { input: document, encoding: 'utf8' });
  if (status !== 0) return [{ what: 'the whole document', theirs: stderr.trim().split('\n')[0]!, ours: 'read' }];
  const theirs = JSON.parse(stdout) as Read;
  const { resources } = await readInputs(['-'], { stdin: () => document });
  const ours = (resources[0]?.body ?? {}) as unknown as Partial<Read>;
  return [
    ...texts.map((text, at) => ({ what: `value ${text}`, theirs: shown(theirs.data[`k${at}`]), ours: shown(ours.data?.[`k${at}`]) })),
    ...keys.map((text, at) => ({ what: `key ${text}`, theirs: shown(Object.keys(theirs.keys[at] ?? {})[0]), ours: shown(Object.keys(ours.keys?.[at] ?? {})[0]) })),
  ];
}

interface Read {
  readonly data: Readonly<Record<string, unknown>>;
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

/** Texts that look nearly like numbers, dates and times; few of them are. Lengths stay below the limits of doubles. */
function randomScalars(): readonly string[] {
  const { pick, whole } = generator(7);
  const texts = Array.from({ length: 400 }, () => Array.from({ length: 1 + whole(7) }, () => pick([...'0123456789_.:+-eExob'])).join(''));
  // These are no plain scalars: a sequence, a mapping, a document mark.
  return texts.filter((text) => !/^-(\s|$)|:$|^---|^\.\.\.$|^:/.test(text));
}
