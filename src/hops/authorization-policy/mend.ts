import { httpOnly, type Condition } from '../../dialects/istio/policies/authorization.ts';
import { httpChain } from '../../dialects/istio/mesh/chain.ts';
import { compiled } from '../../dialects/istio/policies/conditions.ts';
import type { PolicySpec, RuleSpec } from '../../dialects/istio/policies/rules.ts';
import { shortened, words } from '../../dialects/istio/policies/words.ts';
import type { Field } from '../../ir/field.ts';
import type { Match } from '../../ir/match.ts';
import { takes } from '../../ir/text.ts';
import type { Edit } from '../../resource/edit.ts';
import type { Json } from '../../resource/resource.ts';
import type { Blocked, Proposal } from '../kind.ts';
import type { AuthorizationSpec } from './spec.ts';

type Request = Blocked['request'];

/** The ALLOW rule that a refused request came nearest to, and what it lacked. */
export interface Nearest {
  readonly policy: PolicySpec;
  readonly rule: RuleSpec;
  readonly index: number;
  readonly misses: readonly Miss[];
}

/** One condition that does not hold. */
export interface Miss {
  readonly condition: Condition;
  /** What the request has instead; undefined: nothing. */
  readonly seen: string | number | undefined;
  /** Set where the chain leaves the whole rule out: no request of this kind could ever meet it. */
  readonly missing?: string;
}

/** Of all ALLOW rules the one with the fewest conditions that do not hold; of equals the one with the most that do. */
export function nearestAllow(spec: AuthorizationSpec, request: Request): Nearest | undefined {
  const http = reads(httpChain(spec.protocol), request) === true;
  const candidates = spec.policies
    .filter(({ action }) => action === 'ALLOW')
    .flatMap((policy) => policy.rules.map((rule, index): Nearest => ({ policy, rule, index, misses: missesOf(spec, policy, rule, request, http) })));
  return candidates.sort((a, b) => a.misses.length - b.misses.length || conditionsOf(b.rule) - conditionsOf(a.rule))[0];
}

function conditionsOf({ from, to, when }: RuleSpec): number {
  return Math.max(0, ...from.map(({ length }) => length)) + Math.max(0, ...to.map(({ length }) => length)) + when.length;
}

/** `closest is rule 1 of xnat/xnat-all (line 12): method POST is not in [GET, HEAD]`; undefined where there is no rule at all. */
export function sentenceOf(spec: AuthorizationSpec, request: Request): string | undefined {
  const nearest = nearestAllow(spec, request);
  if (nearest === undefined) return nothingAllowed(spec);
  const { policy, rule, index, misses } = nearest;
  const place = rule.at === undefined ? '' : ` (line ${rule.at.line})`;
  return `closest is rule ${index + 1} of ${policy.namespace}/${policy.name}${place}: ${lacks(misses, request).join('; ')}`;
}

/** Adds what is missing to the nearest rule, if all it lacks are values that could be listed there; else a rule of its own. */
export function mend(spec: AuthorizationSpec, blocker: Blocked): readonly Proposal[] {
  if (blocker.cause !== 'policy-not-allowed') return [];
  const nearest = nearestAllow(spec, blocker.request);
  const policy = nearest?.policy ?? spec.policies.find(({ action }) => action === 'ALLOW');
  if (policy?.identity === undefined) return [];
  const { identity: of, namespace, name, rules } = policy;
  // A rule that asks for no token, or for no address, would let everybody in whom the policy wants to know.
  if (nearest?.misses.some(({ condition, seen, missing }) => missing === undefined && seen === undefined && (condition.attribute.startsWith('request.auth.') || condition.attribute.endsWith('.ip'))) === true) return [];
  const edits = (nearest?.misses ?? []).map(({ condition, seen, missing }): Edit | undefined => {
    const listable = missing === undefined && seen !== undefined && condition.values.length > 0 && listed(condition.attribute, seen);
    return listable ? { edit: 'insert', of, path: condition.path, at: condition.values.length, value: String(seen) } : undefined;
  });
  if (nearest !== undefined && edits.length > 0 && !edits.includes(undefined)) {
    const added = nearest.misses.map(({ condition, seen }) => `${words(condition.attribute)} ${String(seen)}`).join(' and ');
    return [{ title: `let rule ${nearest.index + 1} of ${namespace}/${name} also take ${added}`, certainty: 'proposed', edits: edits as readonly Edit[] }];
  }
  const own = ownRule(spec, blocker.request);
  if (own === undefined) return [];
  return [{ title: `add a rule to ${namespace}/${name} for ${own.what}`, certainty: 'proposed', edits: [{ edit: 'insert', of, path: ['spec', 'rules'], at: rules.length, value: own.rule }] }];
}

/** A rule for requests like this one: bytes on the port, or the method and path; from the same client if it proved who it is. */
function ownRule(spec: AuthorizationSpec, request: Request): { readonly what: string; readonly rule: Json } | undefined {
  const http = reads(httpChain(spec.protocol), request);
  const [method, path, peer] = [request['method'], request['path'], request['session.peer']];
  if (http === undefined || (http && (method === undefined || path === undefined))) return undefined;
  const operation = http ? { methods: [String(method)], paths: [String(path)] } : { ports: [String(spec.port)] };
  const from = peer === undefined ? {} : { from: [{ source: { principals: [String(peer)] } }] };
  return { what: http ? `${String(method)} ${String(path)}` : `connections to port ${spec.port}`, rule: { ...from, to: [{ operation }] } };
}

/** Whether one more value of the attribute is the smallest opening there is; of several members of a claim nobody says which. */
function listed(attribute: string, seen: string | number): boolean {
  const claim = attribute.startsWith('request.auth.');
  return claim ? !String(seen).includes(',') : ['method', 'path', 'host', 'destination.port', 'source.principal', 'source.ip', 'remote.ip'].includes(attribute);
}

function nothingAllowed(spec: AuthorizationSpec): string | undefined {
  const [empty] = spec.policies.filter(({ action }) => action === 'ALLOW');
  return empty === undefined ? undefined : `${empty.namespace}/${empty.name} has no rule, so it allows nothing`;
}

function missesOf(spec: AuthorizationSpec, policy: PolicySpec, rule: RuleSpec, request: Request, http: boolean): readonly Miss[] {
  const where = { ...spec, namespace: policy.namespace };
  const missed = (conditions: readonly Condition[]): readonly Miss[] =>
    conditions.flatMap((condition): readonly Miss[] => {
      const { match, missing } = compiled(condition, where, http);
      if (missing !== undefined) return [{ condition, seen: undefined, missing }];
      return reads(match, request) === true ? [] : [{ condition, seen: seenBy(condition, spec, request) }];
    });
  const best = (alternatives: readonly (readonly Condition[])[]): readonly Miss[] => alternatives.map(missed).sort((a, b) => a.length - b.length)[0] ?? [];
  return [...best(rule.from), ...best(rule.to), ...missed(rule.when)];
}

/** Three-valued truth of a condition for the fields that are known; undefined where it rests on something else. */
function reads(match: Match, request: Request): boolean | undefined {
  if ('field' in match) {
    const value = request[match.field];
    return value !== undefined && match.in.some((pattern) => takes(pattern, value) === true);
  }
  if ('not' in match) {
    const inner = reads(match.not, request);
    return inner === undefined ? undefined : !inner;
  }
  if ('unknown' in match) return undefined;
  const [members, decisive] = 'all' in match ? [match.all, false] : [match.any, true];
  const truths = members.map((member) => reads(member, request));
  if (truths.includes(decisive)) return decisive;
  return truths.includes(undefined) ? undefined : !decisive;
}

function seenBy(condition: Condition, spec: AuthorizationSpec, request: Request): string | number | undefined {
  if (condition.attribute === 'destination.port') return spec.port;
  if (condition.attribute === 'request.auth.principal') return principalIn(request);
  const field = fieldOf(condition.attribute);
  return field === undefined ? undefined : request[field];
}

/** Issuer and subject together, as `requestPrincipals` writes them. */
function principalIn(request: Request): string | undefined {
  const [issuer, subject] = [request['claim(iss)'], request['claim(sub)']];
  return issuer === undefined || subject === undefined ? undefined : `${issuer}/${subject}`;
}

const fields: Readonly<Record<string, Field>> = {
  host: 'host',
  method: 'method',
  path: 'path',
  'source.ip': 'src.address',
  'remote.ip': 'client.address',
  'destination.ip': 'dst.address',
  'connection.sni': 'session.sni',
  'source.principal': 'session.peer',
  'source.namespace': 'session.peer',
  'source.serviceAccount': 'session.peer',
  'source.trustDomain': 'session.peer',
  'request.auth.audiences': 'claim(aud)',
  'request.auth.presenter': 'claim(azp)',
};

function fieldOf(attribute: string): Field | undefined {
  const inner = /^request\.(headers|auth\.claims)(\[.+\])$/.exec(attribute);
  if (inner === null) return fields[attribute];
  const name = [...inner[2]!.matchAll(/\[([^[\]]+)\]/g)].map(([, part]) => part).join('.');
  return inner[1] === 'headers' ? `header(${name.toLowerCase()})` : `claim(${name})`;
}

/** What each condition that does not hold lacks; a rule that is left out says so once. */
function lacks(misses: readonly Miss[], request: Request): readonly string[] {
  const unseen = misses.filter(({ condition, missing }) => missing !== undefined && httpOnly(condition.attribute));
  const left = unseen.length === 0 ? [] : [`the rule is left out here, because a TCP connection has no ${[...new Set(unseen.map(({ condition }) => words(condition.attribute)))].join(', ')}`];
  return [...left, ...misses.filter((miss) => !unseen.includes(miss)).map((miss) => lacking(miss, request))];
}

function lacking({ condition, seen, missing }: Miss, request: Request): string {
  if (missing !== undefined) return `the rule is left out here, because ${missing}`;
  const { attribute, values, notValues } = condition;
  const name = words(attribute);
  const identity = fields[attribute] === 'session.peer';
  const asked = `it asks for ${name} ${shortened(values.length > 0 ? values : notValues)}`;
  if (seen === undefined && identity) return `${asked}, and the client proved no identity, because it ${request['session.state'] === 'ended' ? 'showed no client certificate' : 'came without mTLS'}`;
  if (seen === undefined && attribute.startsWith('request.auth.')) return `${asked}, and ${request['claim(iss)'] === undefined ? 'the request brought no token that is looked at' : 'the token has none'}`;
  if (seen === undefined && attribute === 'remote.ip') return `${asked}, and the address that this proxy takes for the client's is in no file${request['forwarded'] === undefined ? '' : ` (X-Forwarded-For is ${String(request['forwarded'])} here)`}`;
  if (seen === undefined && attribute === 'source.ip') return `${asked}, and the address of what dialled this proxy is in no file`;
  if (seen === undefined) return `${asked}, and the request has none that is known`;
  if (attribute === 'request.auth.principal' && values.includes(String(seen))) return `${name} ${String(seen)} is issuer ${String(request['claim(iss)'])} and subject ${String(request['claim(sub)'])}, and istiod splits the value at its last /`;
  if (values.length > 0) return `${identity && attribute !== 'source.principal' ? `${name} of` : name} ${String(seen)} is not in [${shortened(values)}]`;
  return `${name} ${String(seen)} is excluded by [${shortened(notValues)}]`;
}
