import { expect, test } from 'vitest';
import { readTexts } from '../../texts.ts';

test('a chain of 500 local values is worked out to its end', () => {
  const links = Array.from({ length: 499 }, (_, at) => `  l${at + 1} = merge(local.l${at}, { n = local.l${at}.n + 1 })`);
  const text = `locals {\n  l0 = { id = aws_vpc.v.id, n = 1 }\n${links.join('\n')}\n}\nresource "aws_vpc" "v" {}\nresource "aws_subnet" "s" {\n  vpc_id = local.l499.id\n  tags   = { n = local.l499.n }\n}\n`;
  const { resources, problems } = readTexts([{ name: 'main.tf', text, scope: 'default' }]);
  expect(problems).toEqual([]);
  expect(resources.find(({ name }) => name === 's')?.body).toMatchObject({ vpc_id: '${aws_vpc.v.id}', tags: { n: '500' } });
});

test('outputs lead through thirty modules', () => {
  const texts = Array.from({ length: 30 }, (_, at) => ({ name: at === 0 ? 'main.tf' : `m${at}/main.tf`, scope: 'default', text: at === 29 ? 'resource "aws_vpc" "v" {}\noutput "id" {\n  value = aws_vpc.v.id\n}\n' : `module "n" {\n  source = "${at === 0 ? './' : '../'}m${at + 1}"\n}\noutput "id" {\n  value = module.n.id\n}\nresource "aws_subnet" "s" {\n  vpc_id = module.n.id\n}\n` }));
  const { resources, problems } = readTexts(texts);
  expect(problems).toEqual([]);
  expect(resources.find(({ name }) => name === 's')?.body['vpc_id']).toBe(`\${aws_vpc.${'module.n.'.repeat(29)}v.id}`);
});
