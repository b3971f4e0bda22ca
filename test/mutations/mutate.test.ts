import { expect, test } from 'vitest';
import { mutantsOf } from './mutate.ts';

const changes = (text: string): readonly string[] => mutantsOf(text).map(({ line, was, becomes }) => `${line}: ${was.trim()} -> ${becomes}`);

test('a value, a number and an operator each make one mutant', () => {
  expect(changes("const answer = port === 80 && name === 'http';")).toEqual(["1: 'http' -> 'http~'", '1: 80 -> 81', '1: === -> !==', '1: === -> !==', '1: && -> ||']);
});

test('a case is taken out whole, with its comma', () => {
  const [mutant] = mutantsOf('const cases = [\n  { match: door, then: [{ op: stop }] },\n  last,\n];\n');
  expect(mutant).toMatchObject({ line: 2, was: '{ match: door, then: [{ op: stop }] },', text: 'const cases = [\n  \n  last,\n];\n' });
});

test('comments, imports, types and words for people are left alone', () => {
  const text = ["import { a } from './a.ts';", '/** Port 80. */', "type Door = 'open';", "const origin = { note: 'lets 10 in', rule: 'admits' };", 'const title = `door ${1}`; // 7'].join('\n');
  expect(changes(text)).toEqual([]);
});

test('the word that says which op it is stays, and so do sentences', () => {
  expect(changes("stop({ op: 'stop', say: 'the sidecar resets it' })")).toEqual([]);
});
