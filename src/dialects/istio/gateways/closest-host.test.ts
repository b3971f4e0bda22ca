import { expect, test } from 'vitest';
import { closestHost } from './closest-host.ts';

test.each([
  ['example.org', ['*.example.org'], '*.example.org is for names below example.org, and not for example.org itself'],
  ['shop.exmaple.org', ['shop.example.org', 'blog.example.org'], 'the closest name is shop.example.org'],
  ['a.example.org', ['*.example.org'], undefined],
  ['netbox.lab.example.private', ['netbox.lab.example.internal', 'minio.lab.example.internal'], 'the closest name is netbox.lab.example.internal'],
  ['netbox.lab.example.private', ['netbox.lab.example.internal', 'netbox.lab.example.test'], undefined],
  ['far.away', ['shop.example.org', '*'], undefined],
  ['something.else', ['shop.example.org'], undefined],
])('of %s and %j', (name, hosts, says) => {
  expect(closestHost(name, hosts)).toBe(says);
});
