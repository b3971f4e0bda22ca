import { describe, expect, test } from 'vitest';
import { pointCarrier, pointOf, type PointValue } from '../../engine/point.ts';
import { finished, fresh, run } from '../../engine/step.ts';
import { read } from '../../engine/traffic.ts';
import type { Field } from '../../ir/field.ts';
import { lower } from './lower.ts';
import type { AlbListenerSpec } from './spec.ts';

const plain: AlbListenerSpec = { title: 'ALB edge (HTTP 80)', balancer: 'edge', port: 80, protocol: 'HTTP', certificates: [], clients: { mode: 'off' }, http2: true, origin: { resource: 'aws_lb_listener edge', rule: 'HTTP 80' } };
const carrier = pointCarrier();

/** Every way out of the listener: a status, or where it leads; `?` where that depends on what nobody knows. */
function left(more: Partial<AlbListenerSpec>, fields: Partial<Record<Field, PointValue>>): readonly string[] {
  return finished(run(carrier, 'here', lower({ ...plain, ...more }).ops, undefined, fresh(pointOf(fields)))).map(({ end, when }) => {
    const verdict = end.kind === 'stop' ? end.op.verdict : undefined;
    const said = verdict === undefined ? (end.kind === 'goto' ? end.hop : end.kind) : 'status' in verdict ? String(verdict.status) : verdict.kind;
    return `${when.length === 0 ? '' : '?'}${said}`;
  });
}

const get: Partial<Record<Field, PointValue>> = { method: 'GET', path: '/', 'path.raw': '/', host: 'a.example.org', 'http.version': '1.1' };

describe('what the balancer does not take', () => {
  test('bytes that are no HTTP reach no target', () => {
    expect(left({}, {})).toEqual(['400']);
    expect(left({}, get)).toEqual(['rules/edge/80']);
  });

  test('datagrams', () => {
    expect([left({}, { protocol: 'udp' }), left({}, { ...get, protocol: 'tcp' })]).toEqual([['dropped'], ['rules/edge/80']]);
  });

  test('who is outside the blocks, where the security group itself was not asked', () => {
    const inbound = { cidrs: ['192.0.2.0/24'], asked: ['eni-a'], origin: plain.origin };
    const outside: Partial<Record<Field, PointValue>> = { ...get, 'src.address': '203.0.113.9' };
    expect([left({ inbound }, outside), left({ inbound }, { ...outside, node: 'eni-a' })]).toEqual([['dropped'], ['rules/edge/80']]);
  });

  test('plain HTTP on an HTTPS port', () => {
    expect(left({ port: 443, protocol: 'HTTPS', certificates: [{ names: ['a.example.org'] }] }, get)).toEqual(['400']);
  });

  test.each([
    ['chunked', 'rules/edge/80'],
    ['Chunked', 'rules/edge/80'],
    ['identity', 'rules/edge/80'],
    ['gzip', '501'],
    ['gzip, chunked', '501'],
  ] as const)('the transfer encoding %s', (coding, leads) => {
    expect(left({}, { ...get, 'header(transfer-encoding)': coding })).toEqual([leads]);
  });

  test('two lengths, by the mode that says what becomes of them', () => {
    const both: Partial<Record<Field, PointValue>> = { ...get, 'header(transfer-encoding)': 'chunked', 'header(content-length)': '5' };
    expect(left({ desync: 'strictest' }, both)).toEqual(['400']);
    expect(left({ desync: 'monitor' }, both)).toEqual(['rules/edge/80']);
    expect([...left({}, both)].sort()).toEqual(['?400', '?rules/edge/80']);
    for (const desync of ['strictest', 'monitor'] as const) expect(left({ desync }, { ...get, 'header(content-length)': '5' })).toEqual(['rules/edge/80']);
  });

  test('a request line or headers that are one byte too long', () => {
    expect([16_384, 16_385].map((bytes) => left({}, { ...get, 'line.bytes': bytes }))).toEqual([['rules/edge/80'], ['?413', '?414']]);
    expect([65_536, 65_537].map((bytes) => left({}, { ...get, 'headers.bytes': bytes }))).toEqual([['rules/edge/80'], ['400']]);
  });
});

test('what only a handshake tells is told by the connection', () => {
  const [only] = finished(run(carrier, 'here', lower({ ...plain, port: 443, protocol: 'HTTPS', tlsHeaders: true, clients: { mode: 'verify', authority: 'truststore/a' }, certificates: [{}] }).ops, undefined, fresh({ ...pointOf({ ...get, 'header(x-amzn-mtls-clientcert-leaf)': 'forged' }), open: [{ offer: 'truststore/a', principal: 'CN=a' }] })));
  const told = (name: string): unknown => read(carrier, only!.traffic, `header(${name})`);
  expect(told('x-amzn-tls-version')).toMatchObject({ live: 'tls-version' });
  expect(told('x-amzn-tls-cipher-suite')).toMatchObject({ live: 'tls-cipher' });
  expect(['leaf', 'serial-number', 'issuer', 'validity'].map((part) => told(`x-amzn-mtls-clientcert-${part}`))).toMatchObject([{ live: 'certificate-leaf' }, { live: 'certificate-serial' }, { live: 'certificate-issuer' }, { live: 'certificate-validity' }]);
  expect(told('x-amzn-mtls-clientcert-subject')).toBe('CN=a');
});
