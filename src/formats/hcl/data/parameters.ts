import type { Instance } from '../instances/instance.ts';
import { mapOf, type Value } from '../values/value.ts';
import type { Asked } from './asked.ts';
import { compared } from './compare.ts';
import type { Answer } from './question.ts';

/**
 * What somebody writes into the SSM parameter of a name: any root folder, also by way of a provider for this account. Names are unique
 * in an account and Region. Where nobody says which account that is, a name that is written once is taken for the same.
 */
export function parameter({ instance, configuration, arguments: written }: Asked): Answer {
  const name = written.entries.get('name') ?? null;
  const said = typeof name === 'string' ? `the parameter ${name}` : 'its parameter';
  const all = configuration.managed('aws_ssm_parameter').map((each) => ({ each, fits: compared(name, each.value.get('name') ?? null) }));
  const [sure, perhaps] = [all.filter(({ fits }) => fits === 'yes').map(({ each }) => each), all.filter(({ fits }) => fits === 'maybe').map(({ each }) => each)];
  const here = sure.filter(({ scope }) => scope === instance.scope);
  if (here.length > 1) return { why: `${here.map(called).join(' and ')} both write ${said}` };
  const [only] = here.length === 1 ? here : sure;
  if (only === undefined) return { why: perhaps.length === 0 ? `no input writes ${said}` : `whether ${perhaps.map(called).join(' or ')} writes ${said} rests on what is not known` };
  if (here.length === 1) return { value: valueOf(only) };
  if (sure.length > 1) return { why: `${sure.map(called).join(' and ')} write ${said}, each in another account` };
  const [account, other] = [accountOf(instance), accountOf(only)];
  const regions = [regionOf(instance), regionOf(only)];
  if (regions[0] !== undefined && regions[1] !== undefined && regions[0] !== regions[1]) return { why: `${called(only)} writes ${said} in Region ${regions[1]}, and it is read in Region ${regions[0]}` };
  if (account !== undefined && other !== undefined && account !== other) return { why: `${called(only)} writes ${said} in account ${other}, and it is read in account ${account}` };
  return { value: valueOf(only), remark: `${called(only)} is taken to write ${said} that is read here: nothing says that both are of one account and Region` };
}

/** A parameter that is there before may have another value than the one that is written, if it is not overwritten: that is for `check` to say. */
function valueOf({ value }: Instance): Value {
  const content = [value.get('value'), value.get('insecure_value')].find((each) => each !== undefined && each !== null && !isOwn(each)) ?? value.get('value') ?? null;
  return mapOf([['value', content], ['insecure_value', content], ['arn', value.get('arn') ?? null], ['type', value.get('type') ?? null]]);
}

/** Whether nothing is written there. */
function isOwn(value: Value): boolean {
  return value !== null && typeof value === 'object' && 'kind' in value && value.kind === 'unknown' && value.is?.type === 'aws_ssm_parameter' && value.from.length === 0;
}

function accountOf({ scope }: Instance): string | undefined {
  return /^\d{12}(?=\/|$)/.exec(scope)?.[0];
}

/** The Region that an instance says itself, its provider, or its scope. */
function regionOf({ scope, region, value }: Instance): string | undefined {
  const own = value.get('region');
  return typeof own === 'string' && own !== '' ? own : (region ?? /\/([a-z]{2}(?:-[a-z]+)+-\d)$/.exec(scope)?.[1]);
}

function called({ type, called: name }: Instance): string {
  return `${type}.${name}`;
}
