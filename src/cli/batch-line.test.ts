import { expect, test } from 'vitest';
import { expectable, lineOf } from './batch-line.ts';

test('a line of a batch says what to ask, and its own source comes before the one of the command', () => {
  expect(lineOf('{"id":7,"url":"http://h/","method":"POST","headers":{"X-A":"1"},"expect":403}', 'internet')).toEqual({ id: 7, asked: { url: 'http://h/', method: 'POST', headers: ['X-A: 1'], exact: true, from: 'internet' }, expected: 403 });
  expect(lineOf('{"url":"http://h/","from":"10.0.0.1"}', 'internet')).toEqual({ asked: { url: 'http://h/', headers: [], from: '10.0.0.1' } });
});

test.each([
  ['null', 'the line is no JSON object'],
  ['[1]', 'the line is no JSON object'],
  ['nonsense', 'the line is not JSON'],
  ['{"method":"GET"}', 'the line has no "url"'],
  ['{"url":3}', '"url" is a text'],
  ['{"url":"http://h/","method":7}', '"method" is a text'],
  ['{"url":"http://h/","headers":["A: b"]}', '"headers" is an object of header names and texts, such as {"X-Team": "a"}'],
  ['{"url":"http://h/","headers":{"A":["1"]}}', '"headers" is an object of header names and texts, such as {"X-Team": "a"}'],
  ['{"url":"http://h/","jwt":"x"}', '"jwt" is an object of claims'],
  ['{"url":"http://h/","expect":"ok"}', '"expect" is a status from 100 to 599 or a word such as delivered or dropped'],
  ['{"url":"http://h/","clientCert":7}', '"clientCert" is the authority that signed the certificate, and its subject'],
  ['{"url":"http://h/","metod":"POST"}', 'the line has "metod", which is nothing that is asked: write id, url, method, headers, from, jwt, http, insecure, sni, clientCert, expect'],
])('a line that cannot be asked is answered with its reason: %s', (line, wrong) => {
  expect(lineOf(line, 'internet')).toEqual({ wrong });
});

test('an expectation is a status or a verdict', () => {
  expect(['200', '502', 'delivered', 'dropped', 'reset'].map(expectable)).toEqual([true, true, true, true, true]);
  expect(['2000', 'ok', '', '99'].map(expectable)).toEqual([false, false, false, false]);
});
