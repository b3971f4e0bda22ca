import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressKey, addressOf, blockOf, covers, isAddress } from './address.ts';

const four = fc.ipV4();
const six = fc.ipV6();

test('what the platform reads as an address, we read, and nothing else', () => {
  fc.assert(
    fc.property(fc.oneof(four, six, fc.string({ unit: fc.constantFrom('0', '1', '9', 'f', ':', '.', '/'), maxLength: 12 })), (text) => {
      expect(isAddress(text), text).toBe(isIP(text) !== 0);
    }),
    { numRuns: 5000 },
  );
});

test('a block covers what the platform says it covers', () => {
  fc.assert(
    fc.property(fc.oneof(fc.tuple(four, fc.nat(32), four), fc.tuple(six, fc.nat(128), six)), ([base, length, address]) => {
      const family = base.includes(':') ? 'ipv6' : 'ipv4';
      if (family === 'ipv6' && (addressKey(base)![0] === '4' || addressKey(address)![0] === '4')) return;
      const blocks = new BlockList();
      blocks.addSubnet(base, length, family);
      expect(covers(`${base}/${length}`, address)).toBe(blocks.check(address, family));
      expect(covers(`${base}/${length}`, base)).toBe(true);
    }),
    { numRuns: 3000 },
  );
});

test('an address survives its key, and keys sort as addresses do', () => {
  fc.assert(
    fc.property(fc.oneof(four, six), (text) => {
      const key = addressKey(text)!;
      expect(addressKey(addressOf(key))).toBe(key);
    }),
  );
  expect(addressKey('9.255.255.255')! < addressKey('10.0.0.0')!).toBe(true);
  expect(addressOf(addressKey('2001:db8:0:0:1:0:0:1')!)).toBe('2001:db8::1:0:0:1');
  expect(addressOf(addressKey('::')!)).toBe('::');
});

test('an IPv4-mapped address is the IPv4 address, alone and as a block', () => {
  expect(addressKey('::ffff:10.0.0.1')).toBe(addressKey('10.0.0.1'));
  expect(blockOf('::ffff:10.0.0.0/104')).toEqual(blockOf('10.0.0.0/8'));
  expect(covers('::/0', '10.0.0.1')).toBe(false);
});
