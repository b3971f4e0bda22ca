import { localTrustDomain, spaceDelimitedClaims } from '../../../facts/istio.ts';
import { blockOf } from '../../../ir/address.ts';
import type { Field } from '../../../ir/field.ts';
import { always, never, not, type Match } from '../../../ir/match.ts';
import type { Pattern } from '../../../ir/pattern.ts';
import { quoted } from '../../../ir/quote.ts';
import { claimOf, headerOf, httpOnly, type Condition } from './authorization.ts';
import { words } from './words.ts';

/**
 * What becomes of a condition (istio/istio, security/authz/model). `missing` says why a value of it cannot be asked here:
 * the chain cannot see what it is about, or it is none. An ALLOW rule is left out then, and any other rule goes on without
 * that value. `unheard`: Istio knows no such attribute, and no rule that names it exists.
 */
export interface Compiled {
  readonly match: Match;
  readonly missing?: string;
  readonly unheard?: true;
}

/** Where a condition is looked at. */
export interface Where {
  /** The policy's own namespace. */
  readonly namespace: string;
  /** The pod's port. */
  readonly port: number;
  /** The mesh's own trust domain first, then its aliases. */
  readonly trustDomains: readonly string[];
  /** Claims that are split at blanks, beyond those that always are; by the issuer whose rule says so. */
  readonly spaceDelimited?: readonly { readonly issuer: string; readonly claims: readonly string[] }[];
}

/** Compiles values and notValues; `http` is whether the proxy reads requests or only bytes. */
export function compiled(condition: Condition, where: Where, http: boolean): Compiled {
  const { attribute, values, notValues } = condition;
  if (!http && httpOnly(attribute)) return { match: always, missing: `a TCP connection has no ${words(attribute)}` };
  const test = tester(attribute, where);
  if (test === undefined) return { match: always, missing: `"${attribute}" is nothing that Istio compares`, unheard: true };
  const tests = (written: readonly string[]): readonly Match[] => written.flatMap((value) => test(value) ?? []);
  const [wanted, unwanted] = [tests(values), tests(notValues)];
  const match = every([...(wanted.length === 0 ? [] : [some(wanted)]), ...(unwanted.length === 0 ? [] : [negated(some(unwanted))])]);
  const none = wanted.length + unwanted.length < values.length + notValues.length;
  return none ? { match, missing: `${words(attribute)} holds a value that is none` } : { match };
}

type Test = (value: string) => Match | undefined;

function tester(attribute: string, where: Where): Test | undefined {
  switch (attribute) {
    case 'host':
      return (value) => within('host', wildcard(value.toLowerCase()));
    case 'method':
      return (value) => within('method', wildcard(value));
    case 'path':
      return (value) => within('path', /\{\*{1,2}\}/.test(value) ? template(value) : wildcard(value));
    case 'destination.port':
      return (value) => (/^\d{1,5}$/.test(value) && Number(value) <= 65535 ? (Number(value) === where.port ? always : never) : undefined);
    case 'destination.ip':
      return (value) => block('dst.address', value);
    case 'source.ip':
      return (value) => block('src.address', value);
    case 'remote.ip':
      return (value) => block('client.address', value);
    case 'connection.sni':
      return (value) => within('session.sni', wildcard(value));
    case 'source.principal':
      return (value) => some(withAliases(value, where.trustDomains).map((each) => within('session.peer', principal(each))));
    case 'source.namespace':
      return (value) => within('session.peer', { regex: `(?:.*/)?ns/${value.split('*').map(quoted).join('.*')}/.*` });
    case 'source.serviceAccount':
      return (value) => within('session.peer', serviceAccount(value, where.namespace));
    case 'source.trustDomain':
      return (value) => some((where.trustDomains.includes(value) ? where.trustDomains : [value]).map((each) => within('session.peer', trustDomain(each))));
    case 'request.auth.principal':
      return requestPrincipal;
    case 'request.auth.audiences':
      return (value) => claim('aud', value, where);
    case 'request.auth.presenter':
      return (value) => claim('azp', value, where);
    default:
      break;
  }
  const header = headerOf(attribute);
  if (header !== undefined) return headerTest(header);
  const name = claimOf(attribute);
  if (name !== undefined) return (value) => claim(name[0], value, where);
  const other = /^experimental\.(envoy\.filters\.[^[]+)\[(.+)\]$/.exec(attribute);
  if (other !== null) return (value) => ofOtherFilter(other[1]!, other[2]!, value === '*' ? { regex: '.+' } : wildcard(value));
  if (attribute.startsWith('request.experimental.inline.headers[')) return (value) => ({ unknown: { reason: `whether one of the comma-separated values of ${attribute} is ${value} is not modelled` } });
  return undefined;
}

/** What a filter other than those of policies writes down is known to a live proxy only; each question is one of its own. */
export function ofOtherFilter(filter: string, key: string, pattern: Pattern): Match {
  const [[how, value] = ['', '']] = Object.entries(pattern);
  return { unknown: { reason: `whether the filter ${filter} wrote ${key} (${how} ${String(value)}) is not modelled` } };
}

/** Envoy keeps the parts of the request line under names of their own, and `Host` as the authority. */
function headerTest(header: string): Test {
  switch (header) {
    case ':authority':
    case 'host':
      return (value) => within('host', wildcard(value.toLowerCase()));
    case ':method':
      return (value) => within('method', wildcard(value));
    case ':scheme':
      return (value) => within('scheme', wildcard(value));
    case ':path':
      return (value) => (value === '*' ? within('path', { any: true }) : { unknown: { reason: `whether path and query together are ${value} is not modelled` } });
    case 'x-forwarded-for':
      return (value) => within('forwarded', wildcard(value));
    default:
      return (value) => within(`header(${header})`, wildcard(value));
  }
}

/** All of them; what is always true is left out, and what never is decides. */
export function every(matches: readonly Match[]): Match {
  const rest = matches.filter((match) => match !== always);
  if (rest.includes(never)) return never;
  return rest.length === 0 ? always : rest.length === 1 ? rest[0]! : { all: rest };
}

/** One of them; what never is true is left out, and what always is decides. */
export function some(matches: readonly Match[]): Match {
  const rest = matches.filter((match) => match !== never);
  if (rest.includes(always)) return always;
  return rest.length === 0 ? never : rest.length === 1 ? rest[0]! : { any: rest };
}

/** Its contrary; that of what always or never is true is the other one. */
export function negated(match: Match): Match {
  return match === always ? never : match === never ? always : not(match);
}

function within(field: Field, pattern: Pattern): Match {
  return { field, in: [pattern] };
}

/** `*` is any value, `*x` an end, `x*` a beginning, all else the whole value (istio/istio, security/authz/matcher). */
function wildcard(value: string): Pattern {
  if (value === '*') return { any: true };
  if (value.startsWith('*')) return { suffix: value.slice(1) };
  return value.endsWith('*') ? { prefix: value.slice(0, -1) } : { exact: value };
}

/** The end of a principal is a regular expression at Envoy, as written. */
function principal(value: string): Pattern {
  return value !== '*' && value.startsWith('*') ? { regex: `.*${value.slice(1)}` } : wildcard(value);
}

/** A principal of the mesh's own trust domain, or of `cluster.local`, also means the aliases (istio/istio, security/trustdomain). */
function withAliases(value: string, trustDomains: readonly string[]): readonly string[] {
  const [domain = '', ...rest] = value.split('/');
  if (rest.length !== 4 || domain === '*') return [value];
  const means = (own: string): boolean => (domain.startsWith('*') ? own.endsWith(domain.slice(1)) : own === domain);
  if (!trustDomains.some(means) && domain !== localTrustDomain) return [value];
  return [...new Set(trustDomains.map((own) => (domain.startsWith('*') && own.endsWith(domain.slice(1)) ? value : [own, ...rest].join('/'))))];
}

/** Everything before the first slash of a principal; `*` stands for any part of it. */
function trustDomain(value: string): Pattern {
  return value.includes('*') ? { regex: `${value.split('*').map(quoted).join('[^/]*')}/.*` } : { prefix: `${value}/` };
}

/** `NS/NAME`, or `NAME` in the policy's own namespace. */
function serviceAccount(value: string, namespace: string): Pattern {
  const [first = '', second] = value.split('/');
  return { regex: `.+/ns/${second === undefined ? namespace : first}/(.+/|)sa/${second ?? first}(/.+)?` };
}

/** `ISS/SUB`, cut at the last slash, since an issuer may be a URL; either side may be or end in `*`. */
const requestPrincipal: Test = (value) => {
  const cut = value.lastIndexOf('/');
  const [issuer, subject] = cut < 0 ? [value, ''] : [value.slice(0, cut), value.slice(cut + 1)];
  const both = (iss: Pattern, sub: Pattern): Match => every([within('claim(iss)', iss), within('claim(sub)', sub)]);
  if (value === '*') return both(something, something);
  if (value.startsWith('*')) return cut < 0 ? both(something, member(value)) : both(member(issuer), { exact: subject });
  if (value.endsWith('*')) return cut < 0 ? both(member(value), something) : both({ exact: issuer }, member(subject));
  return both({ exact: issuer }, { exact: subject });
};

const something: Pattern = { regex: '.+' };

/** The members of a claim: an empty one is not even `*`. */
function member(value: string): Pattern {
  return value === '*' ? something : wildcard(value);
}

/**
 * A claim may be a list. `scope`, `permission` and what a JWT rule names are texts of words between blanks: the proxy
 * makes a list of the words, and the whole text is no member of it (Envoy, jwt_authn: normalize_payload_in_metadata).
 */
function claim(name: string, value: string, where: Where): Match {
  const field: Field = `claim(${name})`;
  const whole = within(field, member(value));
  const word = within(field, { regex: `(?:.* )?${value === '*' ? '[^ ]+' : value.split('*').map(quoted).join('[^ ]*')}(?: .*)?` });
  if (spaceDelimitedClaims.includes(name)) return word;
  const issuers = (where.spaceDelimited ?? []).filter(({ claims }) => claims.includes(name)).map(({ issuer }) => ({ exact: issuer }));
  if (issuers.length === 0) return whole;
  if (issuers.some(({ exact }) => exact === '')) return word;
  const splits: Match = { field: 'claim(iss)', in: issuers };
  return some([every([splits, word]), every([not(splits), whole])]);
}

/** `{*}` is one segment, `{**}` any number of characters, also slashes (Envoy, uri_template_lib: these characters only). */
export function template(path: string): Pattern {
  const characters = "a-zA-Z0-9\\-._~%!$&'()+,;:@";
  const parts = path.split(/(\{\*{1,2}\})/).map((part) => (part === '{*}' ? `[${characters}]+` : part === '{**}' ? `[${characters}/]*` : quoted(part)));
  return { regex: parts.join('') };
}

function block(field: Field, value: string): Match | undefined {
  return blockOf(value) === undefined ? undefined : within(field, { cidr: value });
}
