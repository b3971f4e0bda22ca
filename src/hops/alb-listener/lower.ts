import { albRefusals, unnormalisedPath } from '../../facts/alb.ts';
import { all, always, any, is, not, type Match } from '../../ir/match.ts';
import type { Case, Op, Origin, Share, Value } from '../../ir/program.ts';
import type { Pattern } from '../../ir/pattern.ts';
import type { Lowered } from '../kind.ts';
import type { ActionSpec, AlbListenerSpec, ConditionSpec, RuleSpec } from './spec.ts';

/** Ends the client's TLS, then the first rule that takes the request decides; the default action comes last. */
export function lower(spec: AlbListenerSpec): Lowered {
  const cases: readonly Case[] = [...spec.rules.map((rule) => ruleCase(spec, rule)), defaultCase(spec)];
  return { title: spec.title, dialler: 'load-balancer', ops: [...guarded(spec), received(spec), turnedAway(spec), { op: 'switch', cases, origin: spec.origin }] };
}

/** Packets from outside the blocks never arrive. The guard goes where security groups stand once they are read. */
function guarded({ inbound }: AlbListenerSpec): readonly Op[] {
  if (inbound === undefined) return [];
  const { note: _told, ...silent } = inbound.origin;
  const inside: Match = { field: 'src.address', in: inbound.cidrs.map((cidr) => ({ cidr })) };
  const drop: Op = { op: 'stop', verdict: { kind: 'dropped', cause: 'guard-dropped' }, instead: [], origin: inbound.origin };
  return [{ op: 'switch', origin: silent, cases: [{ match: not(inside), then: [drop], origin: silent }, { match: always, then: [], origin: silent }] }];
}

/** What the balancer answers itself before it looks at a rule. */
function turnedAway({ origin }: AlbListenerSpec): Op {
  const answers = albRefusals.map(({ field, pattern, status, why }): Case => ({ match: { field, in: [pattern] }, then: [{ op: 'stop', verdict: { kind: 'answered', status }, origin: { ...origin, note: why } }], origin }));
  return { op: 'switch', origin, cases: [...answers, { match: always, then: [], origin }] };
}

/** The certificate is taken to cover every name: ACM holds it, and no file does. The server name chooses no rule. */
function received({ protocol, balancer, port, origin }: AlbListenerSpec): Op {
  if (protocol === 'HTTPS') return { op: 'set', field: 'session', to: { pop: { certificate: { authority: 'public' } } }, origin };
  const note = `${balancer} speaks plain HTTP on port ${port} and cannot read TLS`;
  const stop: Op = { op: 'stop', verdict: { kind: 'handshake', cause: 'tls-to-plaintext' }, origin: { ...origin, note } };
  return { op: 'switch', origin, cases: [{ match: is('session.state', 'open'), then: [stop], origin }, { match: always, then: [], origin }] };
}

function ruleCase(spec: AlbListenerSpec, { conditions, action, origin }: RuleSpec): Case {
  return decided(spec, all(...conditions.map((condition) => holds(condition, origin))), action, origin);
}

function defaultCase(spec: AlbListenerSpec): Case {
  return decided(spec, always, spec.otherwise, spec.otherwise.origin);
}

/** The rule is told once: where it leads on by its case, where it answers by its answer, at the name of what is missing. */
function decided(spec: AlbListenerSpec, match: Match, action: ActionSpec, told: Origin): Case {
  const { note: _told, ...silent } = told;
  if (action.do === 'forward') return { match, then: forward(spec, action), origin: told };
  const at = action.do === 'answer' && action.missing !== undefined ? action.origin.at : undefined;
  return { match, then: answer(action, at === undefined ? told : { ...told, at }), origin: silent };
}

function holds(condition: ConditionSpec, origin: Origin): Match {
  switch (condition.on) {
    case 'host-header':
      return { field: 'host', in: condition.values.flatMap(hostPatterns), origin };
    case 'path-pattern':
      return pathMatch(condition.values, origin);
    case 'http-header':
      return headerMatch(condition.name, condition.values, origin);
    case 'http-request-method':
      return { field: 'method', in: condition.values.map((exact) => ({ exact })), origin };
    case 'source-ip':
      return { field: 'src.address', in: condition.values.map((cidr) => ({ cidr })), origin };
    case 'other':
      return { unknown: { reason: `${origin.rule} has the condition ${condition.name}, which is not modelled` } };
    default:
      return condition;
  }
}

/** Requests carry hosts in lower case; a port behind the host does not count. */
function hostPatterns(value: string): readonly Pattern[] {
  const host = value.toLowerCase();
  if (/[*?]/.test(host)) return [{ glob: host }, { glob: `${host}:*` }];
  return [{ exact: host }, { prefix: `${host}:` }];
}

/** Exact for paths in normal form. How the balancer normalises others is not published, so only `/*` is sure of those. */
function pathMatch(values: readonly string[], origin: Origin): Match {
  const written: Match = { field: 'path', in: values.map((value) => (/[*?]/.test(value) ? { glob: value } : { exact: value })), origin };
  if (values.some((value) => value === '/*' || value === '*')) return written;
  const unsure: Match = { field: 'path', in: [{ regex: unnormalisedPath }] };
  const reason = `${origin.rule} compares the path after a normalisation that AWS does not publish, and this path is not in normal form`;
  return any(all(written, not(unsure)), all(unsure, { unknown: { reason } }));
}

/** Which of several instances of a header meets the pattern cannot be told once they are joined. */
function headerMatch(name: string, values: readonly string[], origin: Origin): Match {
  const field = `header(${name.toLowerCase()})` as const;
  const joined: Match = { field, in: [{ glob: '*,*' }] };
  const reason = `${origin.rule} compares every instance of the header ${name} by itself, and this one may hold several`;
  return any(all({ field, in: values.map((glob) => ({ glob, ignoreCase: true })), origin }, not(joined)), all(joined, { unknown: { reason } }));
}

type Forward = Extract<ActionSpec, { do: 'forward' }>;

function forward(spec: AlbListenerSpec, { groups, transforms, origin }: Forward): readonly Op[] {
  const { note: _told, ...silent } = origin;
  return [...forwarded(spec, silent), ...(transforms === true ? rewritten(silent) : []), groupOf(spec, groups, silent)];
}

function answer(action: Exclude<ActionSpec, Forward>, origin: Origin): readonly Op[] {
  switch (action.do) {
    case 'redirect':
      return [{ op: 'stop', verdict: { kind: 'answered', status: action.status, cause: 'redirected' }, origin }];
    case 'answer':
      return [{ op: 'stop', verdict: { kind: 'answered', status: action.status, cause: action.cause, body: action.body }, origin }];
    case 'other': {
      const reason = `${origin.rule} has the action ${action.name}, which is not modelled`;
      const { note: _told, ...silent } = origin;
      const stop: Op = { op: 'stop', verdict: { kind: 'unresolved', cause: 'destination-unknown' }, origin };
      return [{ op: 'switch', origin: silent, cases: [{ match: { unknown: { reason } }, then: [stop], origin: silent }, { match: always, then: [stop], origin: silent }] }];
    }
    default:
      return action;
  }
}

/** Headers that the balancer adds (ALB guide, "HTTP headers and Application Load Balancers"). */
function forwarded({ forwardedFor, clientPort, protocol, port }: AlbListenerSpec, origin: Origin): readonly Op[] {
  const list: readonly Op[] = forwardedFor === 'preserve' ? [] : [{ op: 'set', field: 'forwarded', to: forwardedFor === 'remove' ? { absent: true } : appended(clientPort), origin }];
  return [
    ...list,
    { op: 'set', field: 'header(x-forwarded-proto)', to: { literal: protocol.toLowerCase() }, origin },
    { op: 'set', field: 'header(x-forwarded-port)', to: { literal: String(port) }, origin },
  ];
}

/** With a port the last entry is no bare address, and who reads it may not take it for one. */
function appended(clientPort: true | undefined): Value {
  return clientPort === true ? { unknown: 'X-Forwarded-For ends in the client\'s address and port, which no file holds' } : { append: 'src.address' };
}

function rewritten(origin: Origin): readonly Op[] {
  const unknown = `${origin.rule} rewrites the request (transform), which is not modelled`;
  return [
    { op: 'set', field: 'path', to: { unknown }, origin },
    { op: 'set', field: 'path.raw', to: { unknown }, origin },
    { op: 'set', field: 'host', to: { unknown }, origin },
  ];
}

/** The balancer itself goes on: its groups are no further connection. */
function groupOf({ balancer }: AlbListenerSpec, groups: Forward['groups'], origin: Origin): Op {
  const goto = (group: string): Op => ({ op: 'goto', hop: `group/${balancer}/${group}`, origin });
  if (groups.length === 1) return goto(groups[0]!.group);
  const among = groups.map(({ group, weight }): Share => ({ value: group, weight, then: [goto(group)], origin: { ...origin, note: `weight ${weight} goes to target group ${group}` } }));
  return { op: 'pick', bind: 'target', among, origin };
}
