import { describe, expect, test } from 'vitest';
import { carriedBy, decoded, sentBy, tokenFields } from './tokens.ts';

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const token = (claims: unknown, header: unknown = { alg: 'RS256' }): string => `${encoded(header)}.${encoded(claims)}.c2ln`;

describe('a token', () => {
  test('is found in headers, query parameters and cookies', () => {
    const carried = carriedBy([['Authorization', 'Bearer a.b.c'], ['X-Token', 'd.e.f'], ['Cookie', 's=g.h.i; t=u']], '/p?access_token=j.k.l&access_token=m.n.o');
    expect(carried).toEqual([
      { place: { in: 'header', name: 'authorization' }, text: 'a.b.c' },
      { place: { in: 'header', name: 'x-token' }, text: 'd.e.f' },
      { place: { in: 'cookie', name: 's' }, text: 'g.h.i' },
      { place: { in: 'cookie', name: 't' }, text: 'u' },
      { place: { in: 'query', name: 'access_token' }, text: 'j.k.l' },
    ]);
  });

  test('is read as the proxy reads it: texts and lists of texts are compared, numbers are only shown', () => {
    const claims = { iss: 'i', level: 5, ratio: 1.5, admin: true, groups: ['a', 7, 'b'], realm: { roles: ['r'] }, empty: '', none: null };
    const facts = tokenFields(carriedBy([['authorization', `Bearer ${token(claims)}`]], '/'), 0);
    expect(facts['token(header authorization)']).toBe('read');
    expect(facts['token(header authorization claim groups)']).toEqual(['a', 'b']);
    expect(facts['token(header authorization claim realm.roles)']).toEqual(['r']);
    expect(facts['token(header authorization claim level)']).toBeUndefined();
    expect(facts['token(header authorization text level)']).toBe('5');
    expect(facts['token(header authorization text ratio)']).toBe('1.500000');
    expect(facts['token(header authorization text admin)']).toBe('true');
    expect(facts['token(header authorization text empty)']).toBeUndefined();
    expect(facts['token(header authorization text realm)']).toBe(btoa('{"roles":["r"]}'));
    expect(facts['token(header authorization payload)']).toBe(encoded(claims));
  });

  test('is not what stands twice: which of the headers is looked at is in no file', () => {
    const facts = tokenFields(carriedBy([['x-t', token({ iss: 'a' })], ['x-t', token({ iss: 'b' })]], '/'), 0);
    expect(facts['token(header x-t)']).toEqual({ unknown: 'which of several headers x-t is looked at' });
  });

  test.each([
    ['a.b', 'Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections'],
    ['a.b.', 'Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections'],
    ['a.b.c', 'Jwt header is an invalid Base64url encoded'],
    [`${encoded([1])}.b.c`, 'Jwt header is an invalid JSON'],
    ['eyJh.b.c', 'Jwt header is an invalid JSON'],
    [token({}, {}), 'Jwt header [alg] field is required and must be a string'],
    [token({}, { alg: 'none' }), 'Jwt header [alg] is not supported'],
    [`${encoded({ alg: 'RS256' })}.b.c`, 'Jwt payload is an invalid Base64url encoded'],
    [`${encoded({ alg: 'RS256' })}.${encoded('x')}.c`, 'Jwt payload is an invalid JSON'],
    [token({ iss: 7 }), 'Jwt payload [iss] field is not a string'],
  ])('is not what cannot be read: %s', (text, wrong) => {
    expect(decoded(text)).toEqual({ wrong });
  });

  test('is no version number that happens to stand in a header', () => {
    expect(tokenFields(carriedBy([['user-agent', 'curl/8.1.2'], ['authorization', 'Bearer x.y.z']], '/?v=1.2.3'), 0)).toEqual({ 'token(header authorization)': 'Jwt header is an invalid Base64url encoded' });
  });
});

describe('declared claims', () => {
  const jwt = { iss: 'i', sub: 'j' };

  test('are sent as a bearer token, instead of what stood there', () => {
    const { headers, raw } = sentBy({ headers: [['Authorization', 'Basic x'], ['a', 'b']], jwt }, '/p');
    expect(raw).toBe('/p');
    expect(headers.map(([name]) => name)).toEqual(['a', 'authorization']);
    expect(tokenFields(carriedBy(headers, raw), 0)['token(header authorization claim sub)']).toBe('j');
  });

  test('are sent where they are said to stand', () => {
    const facts = (jwtAt: Parameters<typeof sentBy>[0]['jwtAt'], raw: string): Record<string, unknown> => {
      const sent = sentBy({ headers: [], jwt, ...(jwtAt === undefined ? {} : { jwtAt }) }, raw);
      return tokenFields(carriedBy(sent.headers, sent.raw), 0);
    };
    expect(facts({ in: 'query', name: 't' }, '/p')['token(query t claim iss)']).toBe('i');
    expect(facts({ in: 'query', name: 't' }, '/p?a=b')['token(query t claim iss)']).toBe('i');
    expect(facts({ in: 'cookie', name: 's' }, '/p')['token(cookie s claim iss)']).toBe('i');
    expect(facts({ in: 'header', name: 'x-t', prefix: 'Value ' }, '/p')['token(header x-t claim iss)']).toBe('i');
  });

  test('nobody declared leave the request as it is', () => {
    expect(sentBy({ headers: [['a', 'b']] }, '/p')).toEqual({ headers: [['a', 'b']], raw: '/p' });
  });
});
