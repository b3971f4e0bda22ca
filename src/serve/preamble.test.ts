import { expect, test } from 'vitest';
import { preambleIn, writtenHeader } from './preamble.ts';

const ends = { from: { address: '10.12.0.20', port: 40_123 }, to: { address: '10.11.0.40', port: 443 } };

test('a header of version 2 names the client, byte for byte as the specification has it', () => {
  expect(writtenHeader(ends).toString('hex')).toBe(['0d0a0d0a000d0a515549540a', '2111', '000c', '0a0c0014', '0a0b0028', '9cbb', '01bb'].join(''));
});

test('behind an endpoint of PrivateLink the header says which one', () => {
  const bytes = writtenHeader({ ...ends, endpoint: 'vpce-0a1' });
  expect(bytes.subarray(28).toString('hex')).toBe(`ea000901${Buffer.from('vpce-0a1').toString('hex')}`);
  expect(preambleIn(Buffer.concat([bytes, Buffer.from('GET / HTTP/1.1\r\n')]))).toEqual({ bytes, address: '10.12.0.20', endpoint: 'vpce-0a1' });
});

test('a health check names no client', () => {
  const bytes = writtenHeader(undefined);
  expect(bytes.toString('hex')).toBe('0d0a0d0a000d0a515549540a20000000');
  expect(preambleIn(bytes)).toEqual({ bytes });
});

test('addresses of version 6, and of both versions mixed', () => {
  const six = writtenHeader({ from: { address: '2001:db8::7', port: 1 }, to: { address: '2001:db8:1::1', port: 2 } });
  expect(preambleIn(six)).toMatchObject({ address: '2001:db8:0:0:0:0:0:7' });
  expect(six[13]).toBe(0x21);
  expect(preambleIn(writtenHeader({ from: { address: '10.0.0.1', port: 1 }, to: { address: '::1', port: 2 } }))).toMatchObject({ address: '0:0:0:0:0:ffff:a00:1' });
});

test('curl writes version 1', () => {
  const line = 'PROXY TCP4 203.0.113.9 10.11.0.40 51000 443\r\n';
  expect(preambleIn(Buffer.from(`${line}GET / HTTP/1.1\r\n`))).toEqual({ bytes: Buffer.from(line), address: '203.0.113.9' });
  expect(preambleIn(Buffer.from('PROXY UNKNOWN\r\n'))).toEqual({ bytes: Buffer.from('PROXY UNKNOWN\r\n') });
});

test('other bytes are no header, and too few are not judged', () => {
  for (const text of ['GET / HTTP/1.1\r\n', 'PROXIMITY / HTTP/1.1\r\n', 'PROXY what is this\r\n', '\r\nGET']) expect(preambleIn(Buffer.from(text))).toBeUndefined();
  const whole = writtenHeader(ends);
  for (const size of [1, 12, 15, whole.length - 1]) expect(preambleIn(whole.subarray(0, size))).toBe('more');
  expect(preambleIn(Buffer.from('P'))).toBe('more');
});
