import { crossingOf } from '../path/crossing.ts';
import type { Network } from '../path/network.ts';
import { checkAgent, grpcStatusOf, senderOf } from '../path/rehearsal.ts';
import type { HopId } from '../ir/program.ts';
import type { Observed } from './choose.ts';
import { ask } from './exchange.ts';
import type { Facts } from './facts.ts';
import { printHead, valueOf, type Head } from './head.ts';
import { writtenHeader } from './preamble.ts';
import type { Site } from './site.ts';

export type HealthCheck = ReturnType<Network['checks']>[number];

/** What the checks of this rehearsal have found of one target. */
export interface Found {
  readonly group: string;
  readonly target: string;
  /** The interface of the balancer that asked; absent: not known. */
  readonly node?: string;
  readonly state: 'healthy' | 'unhealthy';
  /** What the last check saw. */
  readonly saw: string;
}

/** Health checks that really run, from the balancer's own address. */
export interface Checks {
  observed(hop: HopId): Observed;
  found(): readonly Found[];
  /** Resolves when every target has been checked once. */
  readonly first: Promise<void>;
  stop(): void;
}

/** A check may be early on the compressed clock, but never gives a busy machine less than this. Milliseconds. */
const shortest = 1000;

/** Targets checked at the same time in the first round. */
const together = 32;

/**
 * Starts the checks of these hops. `clock`: seconds of theirs that pass in one of this machine; `before`: what was found
 * by the checks that these replace, so that only changes are told.
 */
export function checksOf(site: Site, network: Network, hops: Iterable<HopId>, clock: number, before: readonly Found[]): Checks {
  const byHop = new Map<HopId, Map<string, Found>>();
  const timers = new Set<NodeJS.Timeout>();
  let stopped = false;
  const waiting: (() => Promise<void>)[] = [];
  for (const hop of hops) {
    for (const check of network.checks(hop)) {
      const states = byHop.get(hop) ?? new Map<string, Found>();
      byHop.set(hop, states);
      waiting.push(() => repeat(check, states));
    }
  }
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !stopped; next = waiting.shift()) await next();
  };
  return {
    observed: (hop) => {
      const states = byHop.get(hop);
      return (share, node) => (states?.get(keyOf(share, node)) ?? states?.get(keyOf(share, undefined)))?.state;
    },
    found: () => [...byHop.values()].flatMap((states) => [...states.values()]).sort((a, b) => compare(a.group, b.group) || compare(a.target, b.target) || compare(a.node ?? '', b.node ?? '')),
    first: Promise.all(Array.from({ length: together }, worker)).then(() => undefined),
    stop: () => {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };

  async function repeat(check: HealthCheck, states: Map<string, Found>): Promise<void> {
    let row = 0;
    const once = async (): Promise<void> => {
      const { passed, saw } = await tried(site, network, check, clock);
      if (stopped) return;
      const key = keyOf(check.target, check.place?.interface);
      const known = states.get(key);
      const next = passed ? 'healthy' : 'unhealthy';
      row = known !== undefined && known.state !== next ? row + 1 : 0;
      const turns = known === undefined || row >= (passed ? check.healthy : check.unhealthy);
      const state = turns ? next : known.state;
      if (turns) row = 0;
      states.set(key, { group: check.group, target: check.target, ...(check.place === undefined ? {} : { node: check.place.interface }), state, saw });
      const told = known ?? before.find(({ group, target, node }) => group === check.group && target === check.target && node === check.place?.interface);
      if (state !== (told?.state ?? 'healthy')) site.trouble(changed(check, state, saw));
      const timer = setTimeout(() => {
        timers.delete(timer);
        void once();
      }, Math.max(shortest, (check.interval * 1000) / clock));
      timers.add(timer.unref());
    };
    await once();
  }
}

function keyOf(target: string, node: string | undefined): string {
  return `${target}\n${node ?? ''}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function changed(check: HealthCheck, state: Found['state'], saw: string): string {
  return state === 'healthy' ? `${check.target} passes its health check: ${saw}` : `${check.target} fails its health check: ${saw}; the check wants ${wanted(check)}`;
}

function wanted({ matcher }: HealthCheck): string {
  return matcher.map(({ from, to }) => (to === from + 1 ? String(from) : `${from}-${to - 1}`)).join(',');
}

async function tried(site: Site, network: Network, check: HealthCheck, clock: number): Promise<{ readonly passed: boolean; readonly saw: string }> {
  const limit = Math.max(shortest, (check.timeout * 1000) / clock);
  const facts: Facts = { 'src.address': { unknown: 'the balancer node that checks' } };
  const hop = crossingOf(network, check.from, check.to, check.place);
  const to = await site.listening(site.known(hop, portOf(check.to)));
  const target = { to, as: { address: site.register.source(senderOf(hop) ?? check.from, facts), facts }, sessions: check.scheme === 'https' ? [check.speaks === undefined ? {} : { alpn: 'h2' }] : [], ...(check.speaks === undefined ? {} : { version: '2' as const }), ...(check.preamble === true ? { opening: writtenHeader(undefined) } : {}), limit };
  if (check.scheme === 'tcp') {
    const opened = await site.dialler.open(target, 'fresh');
    if ('failure' in opened) return { passed: false, saw: opened.failure.kind };
    opened.wire.duplex.destroy();
    return { passed: true, saw: 'the connection opens' };
  }
  const head = printHead([check.method, check.path, 'HTTP/1.1'], [['Host', check.host], ['User-Agent', checkAgent], ['Connection', 'close'], ...(check.speaks === 'GRPC' ? [['Content-Type', 'application/grpc'], ['TE', 'trailers']] as const : [])]);
  const result = await ask(site.dialler, target, { head, method: check.method, framing: { kind: 'none' }, body: undefined, client: undefined, interim: () => {}, limit });
  const asked = `${check.method} ${check.path}`;
  if (result.kind === 'failed') return { passed: false, saw: `${asked} is ${result.failure.kind === 'handshake' ? 'stopped by a failed handshake' : result.failure.kind}` };
  result.upstream.wire.duplex.destroy();
  const code = check.speaks === 'GRPC' ? grpcCode(result.head, result.status) : result.status;
  return { passed: code === undefined || check.matcher.some(({ from, to }) => code >= from && code < to), saw: `${asked} answers ${code ?? result.status}` };
}

/** The status of gRPC, where the head of the answer tells it; one in a trailer, behind a message, is not waited for. */
function grpcCode(head: Head, status: number): number | undefined {
  const told = valueOf(head, 'grpc-status');
  return told !== undefined ? Number(told) : status === 200 ? undefined : grpcStatusOf(status);
}

/** The pod port at the end of the address of a station. */
function portOf(address: string): number {
  return Number(/\/(\d+)$/.exec(address)?.[1]);
}
