import { setOf } from '../functions/equality.ts';
import type { Instance } from './instance.ts';
import { isList, isSet, type Unknown, type Value } from '../values/value.ts';

/**
 * Attributes that the provider itself works out while it plans, so that `for_each` may go through them. `rest` stands for what of
 * them only apply tells.
 */
export function plannedAttribute(name: string, { type, mode, value }: Instance, rest: () => Unknown): Value | undefined {
  // hashicorp/aws, internal/service/acm/certificate.go, CustomizeDiff: one option for each name of a certificate that DNS proves.
  if (mode !== 'managed' || type !== 'aws_acm_certificate' || name !== 'domain_validation_options' || value.get('validation_method') !== 'DNS') return undefined;
  const others = value.get('subject_alternative_names') ?? null;
  const names = new Set([value.get('domain_name') ?? null, ...(isList(others) ? others : others !== null && isSet(others) ? others.members : [])]);
  if ([...names].some((each) => typeof each !== 'string')) return undefined;
  return setOf([...names].map((each): Value => ({ kind: 'map', entries: new Map<string, Value>([['domain_name', each], ['resource_record_name', rest()], ['resource_record_type', rest()], ['resource_record_value', rest()]]) })));
}
