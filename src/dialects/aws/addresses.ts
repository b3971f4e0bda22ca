import { blockOf, covers } from '../../ir/address.ts';

/** Whether an address is in one of the blocks; what parses as neither is in none. */
export function inBlocks(address: string, blocks: readonly string[]): boolean {
  return blocks.some((block) => covers(block, address) === true);
}

/** Whether a text is a block of addresses, `10.0.0.0/8`. */
export function isBlock(text: string): boolean {
  return text.includes('/') && blockOf(text) !== undefined;
}
