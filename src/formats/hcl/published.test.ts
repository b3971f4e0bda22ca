import { expect, test } from 'vitest';
import { readTexts } from '../texts.ts';

/** What published configurations do: the resources by their names, and what is told. */
function read(files: Readonly<Record<string, string>>): { readonly bodies: Readonly<Record<string, unknown>>; readonly told: readonly string[] } {
  const { resources, problems } = readTexts(Object.entries(files).map(([name, text]) => ({ name, text, scope: 'default' })));
  return {
    bodies: Object.fromEntries(resources.map(({ type, name, body }) => [`${type} ${name}`, body])),
    told: problems.map(({ name, at, message }) => `${name} ${at === undefined ? '' : `${at.file}:${at.line}`} ${message}`),
  };
}

test('where Terraform runs is not known, and no name is made of it', () => {
  const { bodies, told } = read({ 'examples/complete/main.tf': 'locals {\n  name = "ex-${basename(path.cwd)}"\n}\nresource "aws_lb" "main" {\n  name = local.name\n}\n' });
  expect(told).toEqual([]);
  expect(bodies['aws_lb main']).not.toHaveProperty('name');
  expect(bodies['aws_lb main']).toMatchObject({ unknown_after_apply: expect.arrayContaining(['name']) });
});
