import { isAddress } from '../../ir/address.ts';
import type { Blocked, Proposal } from '../kind.ts';
import type { EksEndpointSpec } from './spec.ts';

/** One more address for the public endpoint. */
export function mend({ way, of }: EksEndpointSpec, { cause, request }: Blocked): readonly Proposal[] {
  const address = request['src.address'];
  if (cause !== 'guard-dropped' || way.by !== 'public' || typeof address !== 'string' || !isAddress(address)) return [];
  const block = `${address}/${address.includes(':') ? 128 : 32}`;
  return [{ title: `let ${block} come to the public endpoint`, edits: [{ edit: 'insert', of, path: ['vpc_config', 0, 'public_access_cidrs'], at: way.cidrs.length, value: block }], certainty: 'proposed' }];
}
