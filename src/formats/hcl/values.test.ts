import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rootFolder } from '../../../test/sources.ts';
import type { Json, JsonObject } from '../../resource/resource.ts';
import { SourceFile } from '../source.ts';
import { declaredIn } from './modules/declared.ts';
import { modulesOf } from './modules/modules.ts';
import { parseHcl } from './syntax/parse.ts';
import { isLazy, isList, isMap, isSet, type Value } from './values/value.ts';

const folder = join(rootFolder(), 'test/terraform/values');

function json(value: Value | undefined): Json {
  if (value === undefined || value === null || typeof value !== 'object') return value ?? null;
  if (isList(value)) return value.map(json);
  if (isSet(value)) return value.members.map(json);
  if (isMap(value)) return Object.fromEntries([...value.entries].map(([key, each]) => [key, json(each)]));
  return isLazy(value) ? Object.fromEntries(value.names().map((name) => [name, json(value.get(name))])) : { unknown: value.why ?? '' };
}

test('outputs are what Terraform 1.11.4 plans them to be', () => {
  const told: string[] = [];
  const report = ({ message }: { readonly message: string }): void => void told.push(message);
  const folders = new Map(['', 'm', 'm/inner'].map((below) => {
    const file = new SourceFile(join(below, 'main.tf'), readFileSync(join(folder, below, 'main.tf'), 'utf8'));
    return [below || '.', declaredIn(below || '.', [parseHcl(file)], report)] as const;
  }));
  const nothing = { reason: 'no file is asked for' };
  const { all } = modulesOf({ folders, scopeOf: () => 'default', values: [], moduleLists: new Map(), openers: { open: () => nothing, list: () => nothing }, opened: new Map(), report });
  const planned = JSON.parse(readFileSync(join(folder, 'values.json'), 'utf8')) as JsonObject;
  expect(Object.keys(planned).length).toBe(48);
  expect(Object.fromEntries(Object.keys(planned).map((name) => [name, json(all[0]!.output(name))]))).toEqual(planned);
  expect(told).toEqual([]);
});
