import { load } from 'js-yaml';
import { ofOtherFilter } from '../../src/dialects/istio/policies/conditions.ts';
import { template } from '../../src/dialects/istio/policies/values.ts';
import type { Field } from '../../src/ir/field.ts';
import { always, every, negated, never, some, type Match } from '../../src/ir/match.ts';
import type { Pattern } from '../../src/ir/pattern.ts';
import type { Case, Op, Origin } from '../../src/ir/program.ts';

/** A piece of Envoy configuration as its YAML holds it. */
type Config = Readonly<Record<string, unknown>>;

/** Envoy's own filters on one port, or with all ports left out, as ops: RBAC filters, and ext_authz filters that look at what an RBAC filter before them found. */
export function lowered(filters: readonly string[], port: number | undefined): readonly Op[] {
  let found: Config = {};
  return filters.flatMap((text): readonly Op[] => {
    const filter = load(text) as { readonly name: string; readonly typedConfig: Config };
    const http = filter.name.includes('.http.');
    if (!filter.name.endsWith('ext_authz')) {
      found = filter.typedConfig;
      return rules(found, http, port);
    }
    return asks(filter.typedConfig, found, http, port);
  });
}

/** `rules` decide; `shadowRules` only write down which of them matched. */
function rules({ rules: enforced }: Config, http: boolean, port: number | undefined): readonly Op[] {
  if (enforced === undefined) return [];
  const { action, policies } = enforced as { readonly action?: string; readonly policies?: Config };
  if (action === 'LOG') return [];
  const cases = named(policies).map(([name, policy]): Case => ({ match: matched(policy, port), then: action === 'DENY' ? [denied(name, http)] : [], origin: originOf(name) }));
  const otherwise = originOf('no ALLOW rule matched');
  return [{ op: 'switch', origin: otherwise, cases: [...cases, { match: always, then: action === 'DENY' ? [] : [denied(otherwise.rule, http)], origin: otherwise }] }];
}

/** The service is asked where the name of the first rule that matched starts as the filter wants it. */
function asks(asking: Config, { shadowRules }: Config, http: boolean, port: number | undefined): readonly Op[] {
  const { prefix } = at<{ readonly prefix: string }>(asking, 'filterEnabledMetadata', 'value', 'stringMatch');
  const { policies } = shadowRules as { readonly policies?: Config };
  const cases = named(policies).map(([name, policy]): Case => {
    const ask = `ext_authz denies ${prefix.replace('istio-ext-authz-', '')}`;
    const asked: Op = { op: 'switch', origin: originOf(name), cases: [{ match: { unknown: { reason: ask, ask } }, then: [denied(name, http)], origin: originOf(name) }, { match: always, then: [], origin: originOf(name) }] };
    return { match: matched(policy, port), then: name.startsWith(prefix) ? [asked] : [], origin: originOf(name) };
  });
  return [{ op: 'switch', origin: originOf(prefix), cases: [...cases, { match: always, then: [], origin: originOf(prefix) }] }];
}

/** Envoy keeps policies in a sorted map. */
function named(policies: Config | undefined): readonly (readonly [string, Config])[] {
  return Object.entries(policies ?? {}).map(([name, policy]) => [name, policy as Config] as const).sort(([a], [b]) => (a < b ? -1 : 1));
}

function denied(rule: string, http: boolean): Op {
  return { op: 'stop', origin: originOf(rule), verdict: http ? { kind: 'answered', status: 403, cause: 'policy-denied' } : { kind: 'reset', cause: 'policy-denied' } };
}

function originOf(rule: string): Origin {
  return { resource: 'Envoy', rule };
}

/** One permission and one principal are enough. */
function matched(policy: Config, port: number | undefined): Match {
  const { permissions, principals } = policy as { readonly permissions: readonly Config[]; readonly principals: readonly Config[] };
  const each = (configs: readonly Config[]): Match => some(configs.map((config) => condition(config, port)));
  return every([each(permissions), each(principals)]);
}

function condition(config: Config, port: number | undefined): Match {
  const [[kind, value] = ['', undefined]] = Object.entries(config);
  const inner = value as Config;
  const list = (key: string): readonly Match[] => (inner[key] as readonly Config[]).map((each) => condition(each, port));
  switch (kind) {
    case 'any':
      return always;
    case 'andRules':
    case 'andIds':
      return every(list(kind === 'andIds' ? 'ids' : 'rules'));
    case 'orRules':
    case 'orIds':
      return some(list(kind === 'orIds' ? 'ids' : 'rules'));
    case 'notRule':
    case 'notId':
      return port === undefined && JSON.stringify(inner).includes('"destinationPort"') ? always : negated(condition(inner, port));
    case 'destinationPort':
      return port === undefined || value === port ? always : never;
    case 'destinationIp':
      return block('dst.address', inner);
    case 'directRemoteIp':
      return block('src.address', inner);
    case 'remoteIp':
      return block('client.address', inner);
    case 'requestedServerName':
      return within('session.sni', nonEmpty(pattern(inner)));
    case 'authenticated':
      return within('session.peer', withoutScheme(pattern(inner['principalName'] as Config)));
    case 'urlPath':
      return within('path', nonEmpty(pattern(inner['path'] as Config)));
    case 'uriTemplate':
      return within('path', template(at<string>(inner, 'typedConfig', 'pathTemplate').replace(/\*{1,2}/g, '{$&}')));
    case 'header':
      return header(inner);
    case 'metadata':
      return metadata(inner);
    default:
      throw new Error(`no such matcher: ${kind}`);
  }
}

function within(field: Field, taken: Pattern): Match {
  return { field, in: [taken] };
}

function pattern(matcher: Config): Pattern {
  const { exact, prefix, suffix, safeRegex } = matcher as { readonly exact?: string; readonly prefix?: string; readonly suffix?: string; readonly safeRegex?: { readonly regex: string } };
  if (exact !== undefined) return { exact };
  if (prefix !== undefined) return { prefix };
  if (suffix !== undefined) return { suffix };
  if (safeRegex !== undefined) return { regex: safeRegex.regex };
  throw new Error(`no such string matcher: ${JSON.stringify(matcher)}`);
}

/** Where a field is there, it is neither empty nor holds a line break, which is all that `.+` leaves out. */
function nonEmpty(taken: Pattern): Pattern {
  return 'regex' in taken && taken.regex === '.+' ? { any: true } : taken;
}

const scheme = 'spiffe://';

/** Principals are held without their scheme. */
function withoutScheme(taken: Pattern): Pattern {
  if ('exact' in taken) return { exact: taken.exact.replace(scheme, '') };
  if ('prefix' in taken) return { prefix: taken.prefix.replace(scheme, '') };
  if (!('regex' in taken)) throw new Error('a principal ends somehow');
  const { regex } = taken;
  // The slash may be the last one of the scheme.
  return regex.startsWith('.*/') ? { regex: `(?:.*/)?${regex.slice('.*/'.length)}` } : nonEmpty({ regex: regex.replace(scheme, '') });
}

function header({ name, presentMatch, stringMatch }: Config): Match {
  const called = String(name).toLowerCase();
  const field: Field = called === ':authority' ? 'host' : called === ':method' ? 'method' : `header(${called})`;
  if (presentMatch === true) return within(field, { any: true });
  const { ignoreCase, ...matcher } = stringMatch as Config;
  const taken = pattern(matcher);
  // A host is held in lower case, and so is what it is compared with.
  return within(field, ignoreCase === true ? (JSON.parse(JSON.stringify(taken).toLowerCase()) as Pattern) : taken);
}

function block(field: Field, { addressPrefix, prefixLen }: Config): Match {
  return within(field, { cidr: `${String(addressPrefix)}/${String(prefixLen)}` });
}

/** What jwt_authn wrote are claims; a list and a text are asked alike. */
function metadata({ filter, path, value }: Config): Match {
  const keys = (path as readonly { readonly key: string }[]).map(({ key }) => key);
  const ask = filter === 'envoy.filters.http.jwt_authn' ? (taken: Pattern) => within(`claim(${keys.slice(1).join('.')})`, taken) : (taken: Pattern) => ofOtherFilter(String(filter), keys.join('.'), taken);
  return valued(value as Config, ask);
}

function valued({ stringMatch, orMatch, listMatch }: Config, ask: (taken: Pattern) => Match): Match {
  if (stringMatch !== undefined) return ask(pattern(stringMatch as Config));
  if (orMatch !== undefined) return { any: (orMatch as { readonly valueMatchers: readonly Config[] }).valueMatchers.map((each) => valued(each, ask)) };
  return valued((listMatch as { readonly oneOf: Config }).oneOf, ask);
}

function at<T>(config: Config, ...path: readonly string[]): T {
  return path.reduce<unknown>((value, key) => (value as Config)[key], config) as T;
}
