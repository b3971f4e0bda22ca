import { always, every, negated, never, some, type Match } from '../../../ir/match.ts';
import type { Pattern } from '../../../ir/pattern.ts';
import { claimOf, headerOf, httpOnly, type Condition } from './authorization.ts';
import { block, claim, namespacePattern, principals, requestPrincipal, serviceAccount, template, trustDomain, wildcard, within, type SplitClaims } from './values.ts';
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
  readonly spaceDelimited?: readonly SplitClaims[];
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
      return (value) => some(principals(value, where.trustDomains).map((each) => within('session.peer', each)));
    case 'source.namespace':
      return (value) => within('session.peer', namespacePattern(value));
    case 'source.serviceAccount':
      return (value) => within('session.peer', serviceAccount(value, where.namespace));
    case 'source.trustDomain':
      return (value) => some((where.trustDomains.includes(value) ? where.trustDomains : [value]).map((each) => within('session.peer', trustDomain(each))));
    case 'request.auth.principal':
      return requestPrincipal;
    case 'request.auth.audiences':
      return (value) => claim('aud', value, where.spaceDelimited);
    case 'request.auth.presenter':
      return (value) => claim('azp', value, where.spaceDelimited);
    default:
      break;
  }
  const header = headerOf(attribute);
  if (header !== undefined) return headerTest(header);
  const name = claimOf(attribute);
  if (name !== undefined) return (value) => claim(name[0], value, where.spaceDelimited);
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
