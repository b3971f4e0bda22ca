import { connect as dial, createServer, type AddressInfo } from 'node:net';
import { connect } from 'node:tls';
import { expect, test } from 'vitest';
import { chosenProtocol, firstOf } from './hello.ts';

/** The first bytes of Node's own TLS client. */
async function clientHello(options: { readonly servername?: string; readonly ALPNProtocols?: string[] }): Promise<Buffer> {
  const came = new Promise<Buffer>((resolve) => {
    const server = createServer((socket) => socket.once('data', (bytes) => {
      socket.destroy();
      server.close();
      resolve(bytes);
    }));
    server.listen(0, '127.0.0.1', () => {
      const socket = dial((server.address() as AddressInfo).port, '127.0.0.1');
      connect({ socket, ...options }).on('error', () => {});
    });
  });
  return came;
}

test('a ClientHello tells the server name and the protocols on offer', async () => {
  const bytes = await clientHello({ servername: 'XNAT.example.org', ALPNProtocols: ['h2', 'http/1.1'] });
  expect(firstOf(bytes)).toEqual({ kind: 'tls', hello: { name: 'xnat.example.org', protocols: ['h2', 'http/1.1'] } });
  expect(firstOf(await clientHello({}))).toEqual({ kind: 'tls', hello: { protocols: [] } });
});

test('no cut of a ClientHello is taken for something else', async () => {
  const bytes = await clientHello({ servername: 'xnat.example.org' });
  for (let size = 0; size < bytes.length; size++) expect(firstOf(bytes.subarray(0, size))).toEqual({ kind: 'more' });
});

test('broken ClientHellos are read without harm', async () => {
  const bytes = await clientHello({ servername: 'xnat.example.org', ALPNProtocols: ['http/1.1'] });
  for (let at = 5; at < bytes.length; at++) {
    const broken = Buffer.from(bytes);
    broken[at] = 255;
    expect(['tls', 'raw']).toContain(firstOf(broken).kind);
  }
});

test('a request line makes HTTP; other bytes are somebody else\'s', () => {
  expect(firstOf(Buffer.from('GET /a HTTP/1.1\r\n')).kind).toBe('http');
  expect(firstOf(Buffer.from('GET /a HT')).kind).toBe('more');
  expect(firstOf(Buffer.from('PRI * HTTP/2.0\r\n')).kind).toBe('more');
  expect(firstOf(Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0')).kind).toBe('http2');
  expect(firstOf(Buffer.from('PRI * HTTP/2.0\r\n\r\nXY\r\n\r\n\0')).kind).toBe('raw');
  expect(firstOf(Buffer.from('HELO example.org\r\n')).kind).toBe('raw');
  expect(firstOf(Buffer.from([0, 1, 2])).kind).toBe('raw');
  expect(firstOf(Buffer.from([22, 9, 9])).kind).toBe('raw');
});

test('the mesh\'s own protocol is preferred, then HTTP/2', () => {
  expect(chosenProtocol(['http/1.1', 'h2'])).toBe('h2');
  expect(chosenProtocol(['h2', 'istio-h2'])).toBe('istio-h2');
  expect(chosenProtocol(['istio-peer-exchange', 'istio'])).toBe('istio');
  expect(chosenProtocol(['http/1.1', 'istio-http/1.1'])).toBe('istio-http/1.1');
  expect(chosenProtocol(['spdy/3'])).toBeUndefined();
});
