import { unknown, type Value } from '../values/value.ts';
import { refused, type Definitions, type FunctionError, type Parameter } from './function.ts';
import { addressText, blockIn, type Block } from './addresses.ts';
import { notWhole } from './whole.ts';

const prefix: Parameter = { name: 'prefix', is: 'string' };

/** Functions of address blocks, of both families (apparentlymart/go-cidr, which Terraform uses). */
export const networks: Definitions = {
  cidrhost: { takes: [prefix, { name: 'hostnum', is: 'number' }], run: ([block, number]) => within(block as string, (read) => host(read, number as number)) },
  cidrnetmask: { takes: [prefix], run: ([block]) => within(block as string, (read) => (read.bits === 32 ? addressText(maskOf(read.length, 32), 32) : refused(`IPv6 addresses cannot have a netmask: ${block as string}`))) },
  cidrsubnet: { takes: [prefix, { name: 'newbits', is: 'number' }, { name: 'netnum', is: 'number' }], run: ([block, bits, number]) => within(block as string, (read) => subnet(read, bits as number, number as number)) },
  cidrsubnets: { takes: [prefix], rest: { name: 'newbits', is: 'number' }, run: ([block, ...bits]) => within(block as string, (read) => subnets(read, bits as readonly number[]), 0) },
};

function within(text: string, answer: (block: Block) => Value | FunctionError, argument?: number): Value | FunctionError {
  const block = blockIn(text);
  if (block === undefined) return refused(`invalid CIDR expression: invalid CIDR address: ${text}`, argument);
  return block.mapped ? unknown('a block of IPv4 addresses written as IPv6 ones is not worked out') : answer(block);
}

function maskOf(length: number, bits: number): bigint {
  return ((1n << BigInt(length)) - 1n) << BigInt(bits - length);
}

function host({ address, length, bits }: Block, number: number): Value | FunctionError {
  if (!Number.isInteger(number)) return refused('value must be a whole number');
  const most = (1n << BigInt(bits - length)) - 1n;
  const counted = BigInt(number);
  if (counted > most || -counted - 1n > most) return refused(`prefix of ${length} does not accommodate a host numbered ${number}`);
  return addressText(address + (counted < 0n ? most + 1n + counted : counted), bits);
}

function subnet({ address, length, bits }: Block, more: number, number: number): Value | FunctionError {
  if (!Number.isInteger(more) || !Number.isInteger(number)) return notWhole();
  const longer = length + more;
  if (longer > bits) return refused(`insufficient address space to extend prefix of ${length} by ${more}`);
  if (more < 0 || number < 0) return unknown('a block for a negative number is not worked out');
  if (BigInt(number) >= 1n << BigInt(more)) return refused(`prefix extension of ${more} does not accommodate a subnet numbered ${number}`);
  return `${addressText(address | (BigInt(number) << BigInt(bits - longer)), bits)}/${longer}`;
}

/** One block behind the other, each from the next address that it can begin at. */
function subnets({ address, length, bits }: Block, more: readonly number[]): Value | FunctionError {
  const made: string[] = [];
  let next = address;
  for (const [at, extra] of more.entries()) {
    if (!Number.isInteger(extra)) return { ...notWhole(), argument: at + 1 };
    if (extra < 1) return refused('must extend prefix by at least one bit', at + 1);
    if (extra > 32) return refused('may not extend prefix by more than 32 bits', at + 1);
    const longer = length + extra;
    if (longer > bits) return refused(`would extend prefix to ${longer} bits, which is too long for an ${bits === 32 ? 'IPv4' : 'IPv6'} address`, at + 1);
    const size = 1n << BigInt(bits - longer);
    const start = ((next + size - 1n) / size) * size;
    if (start + size > address + (1n << BigInt(bits - length))) return refused(`not enough remaining address space for a subnet with a prefix of ${longer} bits after ${made.at(-1) ?? `${addressText(address, bits)}/${length}`}`, at + 1);
    made.push(`${addressText(start, bits)}/${longer}`);
    next = start + size;
  }
  return made;
}
