import type { Field } from '../../../ir/field.ts';
import { all, any, type Match } from '../../../ir/match.ts';

/**
 * Whether one end of a packet is in a block. A block of everything asks for the family only, which the other end tells as
 * well where this one is not known.
 */
export function inBlock(end: 'src.address' | 'dst.address', cidr: string): Match {
  const own: Match = { field: end, in: [{ cidr }] };
  if (cidr !== '0.0.0.0/0' && cidr !== '::/0') return own;
  const other: Field = end === 'src.address' ? 'dst.address' : 'src.address';
  return any(own, all({ field: other, in: [{ cidr }] }, { field: end, in: [{ any: true }] }));
}
