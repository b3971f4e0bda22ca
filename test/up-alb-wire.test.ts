import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { arrivalOf, sentOf } from '../src/cli/rehearse-request.ts';
import type { Arrival } from '../src/path/arrive.ts';
import type { Path } from '../src/path/path.ts';
import { albPath, asking, to, type Asked } from './alb.ts';
import { rehearsed } from './up/estate.ts';
import { told } from './up/rehearsing.ts';

const url = 'https://a.example.org/';

/** The headers that the program behind the balancer reads. */
async function headersOf(path: Path, asked: Asked): Promise<Readonly<Record<string, string>>> {
  const request = asking(url, asked);
  const { rehearsal } = await rehearsed(path, [request]);
  return told(await rehearsal.send(sentOf(arrivalOf(path, request) as Arrival, request))).headers as Readonly<Record<string, string>>;
}

describe('what only the connection tells is written by the load balancer, and nothing forged passes', () => {
  const forged = ['Leaf', 'Serial-Number', 'Issuer', 'Validity', 'Subject'].map((part) => [`X-Amzn-Mtls-Clientcert-${part}`, 'forged'] as const);

  test('the certificate of a client', async () => {
    const path = albPath({ listeners: { 443: { default_action: [to('web')], mutual_authentication: [{ mode: 'verify', trust_store_arn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:truststore/partners/1' }] } } });
    const headers = await headersOf(path, { headers: forged, certificate: { authority: 'truststore/partners', principal: 'CN=a' } });
    expect(Object.entries(headers).filter(([, value]) => value.includes('forged'))).toEqual([]);
    expect(headers['x-amzn-mtls-clientcert-leaf']).toMatch(/^-----BEGIN%20CERTIFICATE-----%0A[A-Za-z0-9+/=%]+-----END%20CERTIFICATE-----%0A$/);
    expect(headers['x-amzn-mtls-clientcert-serial-number']).toMatch(/^[0-9A-F]+$/);
    expect(headers['x-amzn-mtls-clientcert-issuer']).toMatch(/^CN=/);
    expect(headers['x-amzn-mtls-clientcert-validity']).toMatch(/^NotBefore=[-0-9T:]+Z;NotAfter=[-0-9T:]+Z$/);
  });

  test('version and cipher of the handshake, and the client\'s port', async () => {
    const path = albPath({ balancer: { enable_tls_version_and_cipher_suite_headers: true, enable_xff_client_port: true }, listeners: { 443: { default_action: [to('web')] } } });
    const headers = await headersOf(path, { headers: [['X-Amzn-Tls-Version', 'forged'], ['X-Forwarded-For', '192.0.2.7']] });
    expect(headers['x-amzn-tls-version']).toMatch(/^TLSv1\.[23]$/);
    expect(headers['x-amzn-tls-cipher-suite']).toMatch(/^[A-Z0-9_-]+$/);
    expect(headers['x-forwarded-for']).toMatch(/^192\.0\.2\.7,[0-9.]+:[0-9]+$/);
  });

  test.each([
    ['none', undefined, /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/],
    ['one with a root', 'Root=1-67891233-abcdef012345678912345678;CalledFrom=app', /^Self=1-[0-9a-f]{8}-[0-9a-f]{24};Root=1-67891233-abcdef012345678912345678;CalledFrom=app$/],
    ['one of another balancer', 'Self=1-67891234-12456789abcdef012345678;Root=1-67891233-abcdef012345678912345678', /^Self=1-(?!67891234)[0-9a-f]{8}-[0-9a-f]{24};Root=1-67891233-abcdef012345678912345678$/],
    ['one without a root', 'CalledFrom=app', /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};CalledFrom=app$/],
  ] as const)('a trace id, where the client sends %s', async (_, sent, made) => {
    const path = albPath({ listeners: { 443: { default_action: [to('web')] } } });
    expect((await headersOf(path, sent === undefined ? {} : { headers: [['X-Amzn-Trace-Id', sent]] }))['x-amzn-trace-id']).toMatch(made);
  });
});

test.each([
  ['no HTTP', 'hello there\r\n\r\n', '400'],
  ['a blank in the path', 'GET / x HTTP/1.1\r\nHost: a\r\n\r\n', '400'],
  ['no Host', 'GET / HTTP/1.1\r\n\r\n', '400'],
  ['HTTP/1.0 without Host', 'GET / HTTP/1.0\r\n\r\n', '200'],
  ['an encoding that nobody knows', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n', '501'],
  ['identity', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi', '200'],
  ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n', '400'],
  ['TRACE with an encoding', 'TRACE / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n', '405'],
] as const)('a plain listener that gets %s', async (_, bytes, status) => {
  const path = albPath({ listeners: { 80: { default_action: [to('web')] } } });
  const { rehearsal } = await rehearsed(path, []);
  const { at } = rehearsal.entries()[0]!;
  const socket = connect(at.port, at.address);
  socket.write(bytes);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  expect(answer.toString('latin1')).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
});
