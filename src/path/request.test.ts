import { expect, test } from 'vitest';
import { read } from '../engine/traffic.ts';
import { pointCarrier } from '../engine/point.ts';
import type { Field } from '../ir/field.ts';
import { fromOf, pointFor, targetOf, type Request } from './request.ts';

test('a URL keeps its path exactly as written', () => {
  expect(targetOf('https://XNAT.example.com/a/../b%2Fc?x=1#frag')).toEqual({ scheme: 'https', host: 'xnat.example.com', port: 443, raw: '/a/../b%2Fc?x=1' });
  expect(targetOf('http://h:8080')).toEqual({ scheme: 'http', host: 'h', port: 8080, raw: '/' });
  expect(targetOf('https://[2001:db8::1]:8443/x')).toEqual({ scheme: 'https', host: '2001:db8::1', port: 8443, raw: '/x' });
});

test('packets of TCP and UDP need a port', () => {
  expect(targetOf('udp://10.0.0.7:53')).toEqual({ scheme: 'tcp', udp: true, host: '10.0.0.7', port: 53, raw: '/' });
  expect(targetOf('udp://10.0.0.7')).toEqual({ wrong: '"udp://10.0.0.7" names no port: write udp://HOST:PORT' });
});

test('what is no request URL is said plainly', () => {
  for (const url of ['xnat.example.com', 'ftp://h/', 'tcp://h', 'https://', 'https://h:99999/', 'https://h/a b', 'https://user@h/']) expect(targetOf(url)).toHaveProperty('wrong');
});

test('every form of a source is understood', () => {
  expect(fromOf('internet')).toEqual({ kind: 'internet' });
  expect(fromOf('203.0.113.9')).toEqual({ kind: 'address', address: '203.0.113.9' });
  expect(fromOf('203.0.113.9:4000')).toEqual({ kind: 'address', address: '203.0.113.9', port: 4000 });
  expect(fromOf('10.0.0.0/8')).toEqual({ kind: 'block', cidr: '10.0.0.0/8' });
  expect(fromOf('vpc:vpc-1')).toEqual({ kind: 'vpc', name: 'vpc-1' });
  expect(fromOf('ns:xnat')).toEqual({ kind: 'namespace', name: 'xnat' });
  expect(fromOf('sa:xnat/web')).toEqual({ kind: 'account', namespace: 'xnat', name: 'web' });
  expect(fromOf('pod:xnat/web-0')).toEqual({ kind: 'pod', namespace: 'xnat', name: 'web-0' });
  for (const wrong of ['', 'moon', 'pod:xnat', 'sa:a/b/c', '300.1.1.1']) expect(fromOf(wrong)).toHaveProperty('wrong');
});

test('a request over TLS can be read only once its session is ended', () => {
  const request: Request = { url: 'https://h.example:8443/p?q=1&q=2', method: 'GET', headers: [['X-Foo', 'a'], ['x-foo', 'b'], ['Cookie', 'k=v; l=w'], ['X-Forwarded-For', '1.2.3.4']], from: { kind: 'internet' }, jwt: { iss: 'i', groups: ['a', 'b'], nested: { key: 'v' } } };
  const target = targetOf(request.url);
  if ('wrong' in target) throw new Error(target.wrong);
  const point = pointFor(request, target, {});
  const carrier = pointCarrier();
  const open = (field: Field): unknown => read(carrier, { ...point, open: [] }, field);
  expect(read(carrier, point, 'host')).toBeNull();
  expect(read(carrier, point, 'session.sni')).toBe('h.example');
  expect(open('host')).toBe('h.example:8443');
  expect(open('path')).toBe('/p');
  expect(open('query(q)')).toBe('1');
  expect(open('header(x-foo)')).toBe('a,b');
  expect(open('cookie(l)')).toBe('w');
  expect(open('forwarded')).toBe('1.2.3.4');
  expect(open('token(header authorization claim groups)')).toEqual(['a', 'b']);
  expect(open('token(header authorization claim nested.key)')).toBe('v');
});

test('whether a token is in date depends on when it is sent, and clocks may differ by a minute', () => {
  const dated = (jwt: Record<string, unknown>, at?: number): unknown[] => {
    const request: Request = { url: 'http://h/', method: 'GET', headers: [], from: { kind: 'internet' }, jwt, ...(at === undefined ? {} : { at }) };
    const target = targetOf(request.url);
    if ('wrong' in target) throw new Error(target.wrong);
    const point = pointFor(request, target, {});
    return (['token(header authorization expired)', 'token(header authorization early)'] as const).map((field) => read(pointCarrier(), point, field));
  };
  expect(dated({ exp: 1000 }, 1_061_000)).toEqual(['true', null]);
  expect(dated({ exp: 1000 }, 1_060_000)).toEqual([null, null]);
  expect(dated({ nbf: 1000 }, 939_000)).toEqual([null, 'true']);
  expect(dated({ nbf: 1000, exp: 2000 }, 940_000)).toEqual([null, null]);
  expect(dated({ iss: 'i' })).toEqual([null, null]);
  expect(dated({ exp: 1000 })).toEqual([{ unknown: 'whether the token is in date: nobody says when it is sent' }, null]);
});

test('a request with the content type of gRPC is sent in HTTP/2, unless another version is asked for', () => {
  const target = targetOf('https://calls.example.com/shop.Cart/Add');
  if ('wrong' in target) throw new Error(target.wrong);
  const point = (type: string, more: Partial<Request> = {}): unknown => pointFor({ url: 'https://calls.example.com/shop.Cart/Add', method: 'POST', headers: [['Content-Type', type]], from: { kind: 'internet' }, insecure: true, ...more }, target, {});
  expect(JSON.stringify(point('application/grpc+proto'))).toContain('"h2"');
  expect(JSON.stringify(point('application/grpc-web'))).toContain('"http/1.1"');
  expect(JSON.stringify(point('application/grpc', { version: '1.1' }))).toContain('"http/1.1"');
});
