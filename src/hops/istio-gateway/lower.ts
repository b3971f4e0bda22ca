import { chainAddress } from '../../dialects/istio/mesh/addresses.ts';
import { doubt } from '../../dialects/istio/mesh/chain.ts';
import { bySpecificity } from '../../dialects/istio/mesh/hosts.ts';
import { always, is, not, present, type Match } from '../../ir/match.ts';
import { originAt } from '../../ir/origin.ts';
import type { Pattern } from '../../ir/pattern.ts';
import type { Case, Op, Origin, Verdict } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { ChainSpec, ListenerSpec, VariantSpec } from './spec.ts';

/**
 * The listener takes a connection and hands it to one of its filter chains: by server name, the most specific first, and
 * among chains of one name by ALPN; there is no way back (Envoy docs, FilterChainMatch).
 */
export function lower(spec: ListenerSpec): Lowered {
  const title = `gateway ${spec.pod}`;
  const [first, second] = spec.variants;
  if (first === undefined) return { title, dialler: 'proxy', ops: [] };
  if (second === undefined) return { title, dialler: 'proxy', ops: listening(spec, first) };
  const origin: Origin = { resource: first.resource, rule: first.name };
  const cases: readonly Case[] = [
    { match: { unknown: { reason: first.when ?? '' } }, then: listening(spec, first), origin },
    { match: always, then: listening(spec, second), origin },
  ];
  return { title, dialler: 'proxy', ops: [{ op: 'switch', cases, origin }] };
}

function listening(spec: ListenerSpec, variant: VariantSpec): readonly Op[] {
  const { name, resource, at, closed, rejected, doubt: unsure, chains } = variant;
  const origin: Origin = { resource, rule: name, ...(at === undefined ? {} : { at }) };
  const unsureHere = unsure === undefined ? [] : [doubt(unsure, origin)];
  if (closed !== undefined) return [...unsureHere, { op: 'stop', verdict: { kind: 'refused', cause: 'port-closed' }, origin: { ...origin, note: closed } }];
  if (rejected !== undefined) return [{ op: 'stop', verdict: { kind: 'refused', cause: 'listener-rejected' }, origin: { ...origin, note: `Envoy refuses the listener, so nothing listens on port ${spec.port} unless it has kept an older one: ${rejected}` } }];
  return [...unsureHere, ...preamble(spec, chains, origin), { op: 'switch', cases: [...named(spec, chains, origin), unnamed(spec, chains, origin)], origin }];
}

/** Only one side with PROXY protocol: the header is missed, or it is read as what it is not; a chain for bytes passes it on. */
function preamble({ proxyProtocol, port }: ListenerSpec, chains: readonly ChainSpec[], origin: Origin): readonly Op[] {
  if (typeof proxyProtocol === 'object') return [doubt(proxyProtocol.unknown, origin)];
  const open = chains.find(({ sni }) => sni.length === 0);
  const plain = open?.ends === undefined ? open?.name : undefined;
  if (!proxyProtocol && plain !== undefined && !plain.startsWith('http.')) return [];
  const stop = (verdict: Verdict, note: string): readonly Op[] => [{ op: 'stop', verdict, origin: { ...origin, note } }];
  const closed: Verdict = { kind: 'reset', cause: 'request-malformed' };
  const wrong: Case = proxyProtocol
    ? { match: not(present('preamble')), then: stop(closed, `the gateway waits for a PROXY protocol header on port ${port} (gatewayTopology.proxyProtocol), and the connection begins without one`), origin }
    : { match: present('preamble'), then: stop(plain === undefined ? closed : { kind: 'answered', status: 400, cause: 'request-malformed' }, `the connection begins with a PROXY protocol header, and the gateway is not told to read one on port ${port} (gatewayTopology.proxyProtocol)`), origin };
  return [{ op: 'switch', cases: [wrong, { match: always, then: [], origin }], origin }];
}

/** Chains that ask for server names, the most specific name first. */
function named(spec: ListenerSpec, chains: readonly ChainSpec[], origin: Origin): readonly Case[] {
  const byName = new Map<string, ChainSpec[]>();
  for (const chain of chains) for (const name of chain.sni) byName.set(name, [...(byName.get(name) ?? []), chain]);
  const groups = new Map<string, { readonly patterns: Pattern[]; readonly chains: readonly ChainSpec[] }>();
  for (const name of [...byName.keys()].sort(bySpecificity)) {
    const taking = byName.get(name)!;
    const key = `${name.startsWith('*') ? name : ''} ${taking.map((chain) => chain.name).join(' ')}`;
    const group = groups.get(key) ?? { patterns: [], chains: taking };
    group.patterns.push(name.startsWith('*') ? { suffix: name.slice(1) } : { exact: name });
    groups.set(key, group);
  }
  return [...groups.values()].map(({ patterns, chains: taking }) => ({ match: { field: 'session.sni', in: patterns }, then: byProtocol(spec, taking, origin), origin }));
}

/** Chains that take connections whatever they name. */
function unnamed(spec: ListenerSpec, chains: readonly ChainSpec[], origin: Origin): Case {
  const open = chains.filter(({ sni }) => sni.length === 0);
  return { match: always, then: open.length === 0 ? nobody(spec, chains, origin) : byProtocol(spec, open, origin), origin };
}

function byProtocol(spec: ListenerSpec, chains: readonly ChainSpec[], origin: Origin): readonly Op[] {
  const any = chains.find(({ alpn }) => alpn.length === 0);
  const asked = chains.filter(({ alpn }) => alpn.length > 0);
  const cases = asked.map((chain): Case => ({ match: is('session.alpn', ...chain.alpn), then: entered(spec, chain, origin), origin }));
  const note = `the connection names a server that is only for ALPN ${asked.flatMap(({ alpn }) => alpn).join(', ')}`;
  const rest: readonly Op[] = any === undefined ? [{ op: 'stop', verdict: { kind: 'reset', cause: 'chain-not-found' }, origin: { ...origin, note } }] : entered(spec, any, origin);
  return [{ op: 'switch', cases: [...cases, { match: always, then: rest, origin }], origin }];
}

function entered({ pod, port }: ListenerSpec, chain: ChainSpec, origin: Origin): readonly Op[] {
  const { name, ends, sni } = chain;
  const says = originAt(chain, name);
  const taken: Origin = { ...says, rule: origin.rule, note: `port ${port} hands the connection to ${/^https?\./.test(name) ? name : 'a chain that passes bytes on'}${sni.length === 0 ? '' : `, for server name ${sni.slice(0, 3).join(', ')}`}` };
  const leave: Op = { op: 'goto', hop: chainAddress(pod, port, name), origin: says };
  return [{ op: 'switch', cases: [{ match: always, then: [], origin: taken }], origin }, ...(ends === undefined ? [] : ending(chain, says)), leave];
}

function ending({ ends }: ChainSpec, { resource }: Origin): readonly Op[] {
  const { mode = '', terminate, missing = '', doubts = [] } = ends ?? {};
  const says = originAt({ ...ends, resource }, mode);
  if (terminate === undefined) return [{ op: 'stop', verdict: { kind: 'reset', cause: 'secret-missing' }, origin: { ...says, note: `the gateway has no certificate and closes the connection: ${missing}` } }];
  return [...doubts.map((reason) => doubt(reason, says)), { op: 'set', field: 'session', to: { pop: terminate }, origin: { ...says, note: `the gateway ends TLS (${mode})` } }];
}

/** No chain takes the connection: it is closed with what the client sent still unread. */
function nobody({ port }: ListenerSpec, chains: readonly ChainSpec[], origin: Origin): readonly Op[] {
  const names = [...new Set(chains.flatMap(({ sni }) => sni))].sort(bySpecificity);
  const served = `port ${port} takes ${names.slice(0, 6).join(', ')}${names.length > 6 ? ` and ${names.length - 6} more` : ''} only`;
  const closes = (match: Match, note: string): Case => ({ match, then: [{ op: 'stop', verdict: { kind: 'reset', cause: 'chain-not-found' }, origin: { ...origin, note } }], origin });
  const cases: readonly Case[] = [
    closes(not(is('session.state', 'open')), `plaintext arrives, and ${served}, by TLS`),
    closes(not(present('session.sni')), `the TLS handshake has no server name (SNI), and ${served}`),
    closes(always, `the TLS handshake is for a server name that no Gateway serves here: ${served}`),
  ];
  return [{ op: 'switch', cases, origin }];
}
