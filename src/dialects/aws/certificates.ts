import type { Estate } from '../../resource/estate.ts';
import type { Json, Resource } from '../../resource/resource.ts';
import { text, words } from '../kubernetes/fields.ts';
import { byReferred, referred } from './references.ts';

/** A certificate that a listener shows. */
export interface ListenerCertificate {
  /** As the input names it. */
  readonly arn: string;
  /** Lower case; absent: no input says which names it covers. */
  readonly names?: readonly string[];
  /** Nobody who looks at it takes it. */
  readonly expired?: true;
}

/** The listener's default certificate first, then its list; none where the input names none. */
export function certificatesOf(estate: Estate, listener: Resource): readonly ListenerCertificate[] {
  const attached = (byListener.get(estate) ?? grouped(estate)).get(listener) ?? [];
  return [[listener, listener.body['certificate_arn']] as const, ...attached.map((each) => [each, each.body['certificate_arn']] as const)].flatMap(([from, value]) => certificateOf(estate, from, value));
}

const byListener = new WeakMap<Estate, ReadonlyMap<Resource, readonly Resource[]>>();

function grouped(estate: Estate): ReadonlyMap<Resource, readonly Resource[]> {
  const groups = byReferred(estate, 'aws_lb_listener_certificate', 'aws_lb_listener', 'listener_arn');
  byListener.set(estate, groups);
  return groups;
}

function certificateOf(estate: Estate, from: Resource, value: Json | undefined): readonly ListenerCertificate[] {
  const arn = text(value);
  if (arn === undefined) return [];
  const found = referred(estate, from, 'aws_acm_certificate', arn);
  if (text(found?.body['status']) === 'EXPIRED') return [{ arn, names: [], expired: true }];
  const names = found === undefined ? [] : [...(text(found.body['domain_name']) === undefined ? [] : [text(found.body['domain_name'])!]), ...words(found.body['subject_alternative_names'])];
  return [{ arn, ...(names.length === 0 ? {} : { names: [...new Set(names.map((name) => name.toLowerCase()))] }) }];
}
