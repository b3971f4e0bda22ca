import { expect, test } from 'vitest';
import { requestOf } from './ask.ts';

test('a header line or a method that is none is refused', () => {
  expect(requestOf({ url: 'https://h/', headers: ['no colon'] })).toHaveProperty('wrong');
  expect(requestOf({ url: 'https://h/', method: 'G ET' })).toHaveProperty('wrong');
  expect(requestOf({ url: 'https://h/', method: 'PROPFIND', headers: ['A: b'] })).toMatchObject({ method: 'PROPFIND', headers: [['A', 'b']] });
});
