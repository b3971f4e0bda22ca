import { isObject, valueAt, type Json, type JsonObject } from '../../resource/resource.ts';
import { callConfigured, referencesIn, resourceConfigured } from './configuration.ts';
import type { Instance } from './instances.ts';

/** What a provider configuration tells of the account and the Region that its resources are in. */
export interface Place {
  readonly account?: string;
  readonly region?: string;
  readonly profile?: string;
}

/**
 * The scope of an instance. Resources of the provider without an alias are where the input is said to be; those of another
 * configuration are elsewhere as soon as it names another account, profile or Region.
 */
export function scopeIn(plan: JsonObject, base: string): (instance: Instance) => string {
  const configurations = valueAt(plan, ['configuration', 'provider_config']);
  const places = new Map<string, Place>();
  for (const [key, written] of isObject(configurations) ? Object.entries(configurations) : []) if (isObject(written) && written['name'] === 'aws') places.set(key, placeOf(plan, written));
  const usual = places.get('aws') ?? {};
  return (instance) => {
    const key = providerOf(plan, instance);
    const named = key === undefined ? usual : places.get(key);
    if (named === undefined) return base;
    const region = instance.values['region'];
    const place = typeof region === 'string' && region !== '' && usual.region !== undefined && region !== usual.region && named.region === usual.region ? { ...named, region } : named;
    return scopeOf(place, usual, base, key ?? 'aws');
  };
}

/** The scope of a provider configuration: that of the input, unless it names another account, profile or Region than the usual one. */
export function scopeOf(place: Place, usual: Place, base: string, key: string): string {
  const sameAccount = place.account === usual.account && place.profile === usual.profile;
  const sameRegion = place.region === usual.region || place.region === undefined;
  if (sameAccount && sameRegion) return base;
  // Other credentials of which no account is told are an account of their own.
  const owner = sameAccount ? base.replace(/\/[^/]*$/, '') : (place.account ?? place.profile ?? key);
  const region = place.region ?? usual.region;
  return region === undefined ? owner : `${owner}/${region}`;
}

/** The account that a plan's own provider names, for plans of several accounts that are read together. */
export function accountOf(plan: JsonObject): string | undefined {
  const usual = valueAt(plan, ['configuration', 'provider_config', 'aws']);
  const { account, region } = isObject(usual) ? placeOf(plan, usual) : {};
  return account === undefined ? undefined : region === undefined ? account : `${account}/${region}`;
}

/** The key of the provider configuration: a module hands its own on under the name by which its caller knows it. */
function providerOf(plan: JsonObject, instance: Instance): string | undefined {
  const key = resourceConfigured(plan, instance)?.value['provider_config_key'];
  if (typeof key !== 'string') return undefined;
  const own = key.split(':');
  if (own.length < 2) return key;
  // Older versions write `module.net:aws` also where the caller handed its provider on; a name that is not configured there is the caller's.
  const configured = valueAt(plan, ['configuration', 'provider_config']);
  return isObject(configured) && key in configured ? key : callConfigured(plan, instance.module) === undefined ? undefined : own.at(-1);
}

function placeOf(plan: JsonObject, written: JsonObject): Place {
  const said = (...path: readonly (string | number)[]): string | undefined => constant(plan, valueAt(written, ['expressions', ...path]));
  const role = said('assume_role', 0, 'role_arn') ?? said('assume_role', 'role_arn');
  const account = accountIn(role) ?? only(valueAt(written, ['expressions', 'allowed_account_ids', 'constant_value']));
  const [region, profile] = [said('region'), said('profile')];
  return { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }), ...(profile === undefined ? {} : { profile }) };
}

/** The account of a role that is assumed. */
export function accountIn(role: string | undefined): string | undefined {
  return /^arn:[^:]*:iam::(\d{12}):/.exec(role ?? '')?.[1];
}

/** A text that stands there, or the value of the one variable that does. */
function constant(plan: JsonObject, expression: Json | undefined): string | undefined {
  const value = valueAt(expression, ['constant_value']);
  if (typeof value === 'string') return value;
  const [name, ...others] = referencesIn(expression).flatMap((each) => /^var\.([\w-]+)$/.exec(each)?.[1] ?? []);
  const given = name === undefined || others.length > 0 ? undefined : valueAt(plan, ['variables', name, 'value']);
  return typeof given === 'string' ? given : undefined;
}

function only(value: Json | undefined): string | undefined {
  const [first, ...others] = Array.isArray(value) ? (value as readonly Json[]) : [];
  return typeof first === 'string' && others.length === 0 ? first : undefined;
}
