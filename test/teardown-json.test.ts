import { expect, test } from 'vitest';
import { assumedRolesIn } from '../src/formats/hcl/modules/assumed-roles.ts';
import { readInputs } from '../src/formats/inputs.ts';
import { refusedFirst, teardownOf } from '../src/path/teardown.ts';
import { teardownJson } from '../src/report/teardown-json.ts';
import { estateOf } from '../src/resource/estate.ts';
import { textOf } from './sources.ts';

interface Shape {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly $ref?: string;
}

const schema = JSON.parse(textOf('docs/reference/teardown.schema.json')) as Shape & { readonly $defs: Readonly<Record<string, Shape>> };

/** Where a value is not what the schema says; of JSON Schema only what that file uses. */
function misfits(value: unknown, shape: Shape, at: string): readonly string[] {
  if (shape.$ref !== undefined) return misfits(value, schema.$defs[shape.$ref.split('/').at(-1)!]!, at);
  if ('const' in shape) return value === shape.const ? [] : [`${at} is ${String(value)}`];
  if (shape.enum !== undefined) return shape.enum.includes(value) ? [] : [`${at} is ${String(value)}`];
  if (shape.type === 'array') return Array.isArray(value) ? value.flatMap((member, index) => misfits(member, shape.items!, `${at}[${index}]`)) : [`${at} is no list`];
  if (shape.type === 'integer') return Number.isInteger(value) ? [] : [`${at} is no whole number`];
  if (shape.type !== 'object') return typeof value === shape.type ? [] : [`${at} is no ${String(shape.type)}`];
  const members = Object.entries(value as Readonly<Record<string, unknown>>);
  return [
    ...(shape.required ?? []).filter((name) => !members.some(([key]) => key === name)).map((name) => `${at} has no ${name}`),
    ...members.flatMap(([key, member]) => (shape.properties?.[key] === undefined ? [`${at} has ${key}`] : misfits(member, shape.properties[key], `${at}.${key}`))),
  ];
}

test('what teardown prints as JSON is what its schema says, with a refusal and without', async () => {
  const inputs = await readInputs(['examples/central-ingress/as-published']);
  const found = teardownOf(estateOf(inputs.resources).estate, assumedRolesIn(inputs.files));
  expect(found.ties.length).toBeGreaterThan(3);
  const refused = refusedFirst(found, found.steps.map(({ stack }) => stack).toReversed());
  expect(refused).toBeDefined();
  for (const text of [teardownJson(found), teardownJson(found, refused)]) expect(misfits(JSON.parse(text), schema, 'it')).toEqual([]);
  expect(misfits({ ...(JSON.parse(teardownJson(found)) as object), version: 2 }, schema, 'it')).toEqual(['it.version is 2']);
});
