import { addressKey, addressOf, blockOf, covers, isAddress } from '../../ir/address.ts';

/** Whether an address is in one of the blocks; what parses as neither is in none. */
export function inBlocks(address: string, blocks: readonly string[]): boolean {
  return blocks.some((block) => covers(block, address) === true);
}

/** Whether a text is a block of addresses, `10.0.0.0/8`. */
export function isBlock(text: string): boolean {
  return text.includes('/') && blockOf(text) !== undefined;
}

/** The block that a text means, as AWS writes it: `10.0.0.0/8` for `10.1.2.3/8`, one of 32 bits for an address, and of 64 for one of IPv6; undefined for any other text. */
export function meantBlock(text: string): string | undefined {
  if (!text.includes('/')) return isAddress(text) ? `${text}/${text.includes(':') ? 64 : 32}` : undefined;
  const block = blockOf(text);
  return block === undefined ? undefined : `${addressOf(block.first)}/${text.slice(text.indexOf('/') + 1)}`;
}

/** Whether a block is written by its first address. */
export function isByFirstAddress(text: string): boolean {
  return addressKey(text.split('/')[0] ?? '') === blockOf(text)?.first;
}
