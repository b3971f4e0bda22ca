import { nearest } from '../../dialects/kubernetes/nearest.ts';
import type { Blocked } from '../kind.ts';
import type { DnsRecordSpec } from './spec.ts';

/** The record that is nearly the name that was asked for: a slip of the keyboard, or the same labels in front of another end. */
export function explain({ host, names = [] }: DnsRecordSpec, { cause }: Blocked): string | undefined {
  if (cause !== 'name-not-known') return undefined;
  const [first] = host.split('.');
  const near = nearest(host, names) ?? names.find((name) => name.split('.')[0] === first);
  if (near !== undefined) return `the zone has ${near}: ask for that, or add a record for ${host}`;
  return names.length === 0 ? undefined : `the zone has ${names.slice(0, 5).join(', ')}: add a record for ${host}`;
}
