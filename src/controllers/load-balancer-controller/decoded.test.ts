import { describe, expect, test } from 'vitest';
import { decoded, unread, type Shape } from './decoded.ts';

const shape: Shape = { fields: { name: 'string', weight: 'integer', port: 'integer or string', enabled: 'boolean', groups: { list: { fields: { arn: 'string' } } }, ports: { list: 'integer' }, flags: { list: 'boolean' }, extra: { map: 'string' } } };

describe('JSON as Go decodes it into a struct', () => {
  test.each([
    ['members in any case, and others left out', { NAME: 'a', colour: 'red' }, { name: 'a' }],
    ['null as if nothing stood there', { name: null, weight: 1 }, { weight: 1 }],
    ['null members of a list as empty ones', { groups: [null, { arn: 'x' }], ports: [null, 2], flags: [null] }, { groups: [{}, { arn: 'x' }], ports: [0, 2], flags: [false] }],
    ['maps with names of their own', { extra: { Prompt: 'login', gone: null } }, { extra: { Prompt: 'login', gone: '' } }],
    ['a port as number or text', { port: 'http' }, { port: 'http' }],
  ])('%s', (_, value, read) => {
    expect(decoded(value, shape)).toEqual({ value: read });
  });

  test.each([
    [{ name: 1 }, 'name is the number 1, where a text belongs'],
    [{ weight: 'ten' }, 'weight is the text "ten", where a whole number belongs'],
    [{ enabled: {} }, 'enabled is an object, where true or false belongs'],
    [{ port: true }, 'port is true, where a whole number or a text belongs'],
    [{ groups: 'x' }, 'groups is the text "x", where a list belongs'],
    [{ groups: [[]] }, 'groups[0] is a list, where an object belongs'],
    [[], 'it is a list, where an object belongs'],
  ])('%j is refused', (value, wrong) => {
    expect(decoded(value, shape)).toEqual({ wrong });
  });
});

test('what is passed over is told by its path, below lists and maps too', () => {
  expect(unread({ groups: [{ arm: 'x' }], extra: { any: 'thing' } }, shape)).toEqual([{ path: 'groups[0].arm', name: 'arm', known: ['arn'] }]);
  expect(unread('text', shape)).toEqual([]);
});
