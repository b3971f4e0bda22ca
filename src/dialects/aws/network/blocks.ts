import { addressKey, addressOf, blockOf, type Block } from '../../../ir/address.ts';

/** Blocks of addresses as they are written, read once for many questions; what does not parse holds no address. */
export interface Blocks {
  readonly written: readonly string[];
  readonly read: readonly Block[];
}

/** Reads blocks of addresses. */
export function blocksOf(written: readonly string[]): Blocks {
  return { written, read: written.flatMap((cidr) => blockOf(cidr) ?? []) };
}

/** An address in its shortest form, so that one address is always the same text; any other text as it is. */
export function shortest(address: string): string {
  const key = address.includes(':') ? addressKey(address) : undefined;
  return key === undefined ? address : addressOf(key);
}

/** Whether an address is in one of the blocks. */
export function holds({ read }: Blocks, address: string): boolean {
  const key = addressKey(address);
  return key !== undefined && read.some(({ first, last }) => first.length === key.length && first <= key && key <= last);
}
