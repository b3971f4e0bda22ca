import { connect, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { SessionCells } from '../engine/traffic.ts';
import type { PointValue } from '../engine/point.ts';
import type { Authorities } from './authority.ts';
import { factsKey, type Facts } from './facts.ts';
import { failureOf, silence, type Failure } from './failure.ts';
import { requestsOn } from './http2-client.ts';
import type { Link, Links } from './links.ts';
import type { Listening } from './site.ts';
import { originate } from './tls.ts';
import { wireOf, type Wire } from './wire.ts';

/** Where a connection goes, and as whom. */
export interface Target {
  readonly to: Listening;
  /** The address it is dialled from, and what that stands for; absent: a program outside the rehearsal. */
  readonly as?: { readonly address: string; readonly facts: Facts };
  /** Bytes in front of everything: a PROXY protocol header. */
  readonly opening?: Buffer;
  /** TLS sessions to start, the innermost first, as the program pushed them. */
  readonly sessions: readonly SessionCells<PointValue>[];
  /** The version of HTTP that is spoken there; absent: 1.1, or bytes. */
  readonly version?: '2';
  /** Where the other side does not agree to HTTP/2 in its handshake, 1.1 is spoken. */
  readonly settles?: true;
  /** Milliseconds to wait for the connection and for each handshake. */
  readonly limit: number;
}

/** An open connection to a next hop. */
export interface Upstream {
  readonly wire: Wire;
  /** The wire of the next request, where each has its own. */
  readonly next?: () => Wire;
  readonly link: Link | undefined;
  /** It has carried a request before. */
  readonly reused: boolean;
  readonly key: string;
}

/** There is no connection, and why; the link knows what the far station decided. */
export interface Unopened {
  readonly failure: Failure;
  readonly link: Link | undefined;
}

/** Dials, and keeps connections for the next request to the same place as the same identity. */
export interface Dialler {
  open(target: Target, which: 'any' | 'fresh'): Promise<Upstream | Unopened>;
  keep(upstream: Upstream): void;
  /** Closes all that wait. */
  drain(): void;
  /** Closes all that wait, and keeps none from now on. */
  close(): void;
}

/** Connections kept for each target, at most. */
const kept = 256;

/** A dialler without connections. */
export function diallerOf(authorities: Authorities, links: Links): Dialler {
  const idle = new Map<string, Upstream[]>();
  let closed = false;
  const drop = (upstream: Upstream): void => {
    const waiting = idle.get(upstream.key);
    const at = waiting?.indexOf(upstream) ?? -1;
    if (at >= 0) waiting!.splice(at, 1);
  };
  const drain = (): void => {
    for (const upstream of [...idle.values()].flat()) upstream.wire.duplex.destroy();
    idle.clear();
  };
  return {
    open: async (target, which) => {
      const key = keyOf(target);
      for (let upstream = which === 'any' ? idle.get(key)?.pop() : undefined; upstream !== undefined; upstream = idle.get(key)?.pop()) {
        upstream.wire.onGone(undefined);
        if (usable(upstream.wire)) return upstream.next === undefined ? upstream : { ...upstream, wire: upstream.next() };
        upstream.wire.duplex.destroy();
      }
      return dial(target, key, authorities, links);
    },
    keep: (upstream) => {
      const waiting = idle.get(upstream.key) ?? [];
      if (closed || !usable(upstream.wire) || waiting.length >= kept) {
        upstream.wire.duplex.destroy();
        return;
      }
      const reusable: Upstream = { ...upstream, reused: true };
      idle.set(upstream.key, waiting);
      waiting.push(reusable);
      upstream.wire.onGone(() => {
        drop(reusable);
        upstream.wire.duplex.destroy();
      });
    },
    drain,
    close: () => {
      closed = true;
      drain();
    },
  };
}

/** Connections are alike if they go to the same place, from the same identity, inside the same sessions, behind the same header. */
function keyOf({ to, as, opening, sessions, version }: Target): string {
  return `${to.address}:${to.port} ${version === undefined ? '' : `HTTP/${version} `}${as === undefined ? '' : `${as.address} ${factsKey(as.facts)}`} ${sessions.length === 0 ? '' : JSON.stringify(sessions)}${opening === undefined ? '' : ` ${opening.toString('hex')}`}`;
}

/** A kept connection on which bytes came unasked is out of step. */
function usable(wire: Wire): boolean {
  if (wire.closed || wire.ended || wire.failure !== undefined) return false;
  const bytes = wire.take();
  return bytes === undefined;
}

async function dial(target: Target, key: string, authorities: Authorities, links: Links): Promise<Upstream | Unopened> {
  if (target.to.unresolved === true) return { failure: { kind: 'unresolved', cause: 'name-not-known', detail: 'its name leads nowhere' }, link: undefined };
  const connected = await connection(target, links);
  if (!('socket' in connected)) return connected;
  if (target.opening !== undefined) connected.socket.write(target.opening);
  let wire = wireOf(connected.socket);
  for (const session of [...target.sessions].reverse()) {
    const inside = await originate(wire, session, authorities, target.limit);
    if (!('duplex' in inside)) return { failure: inside, link: connected.link };
    wire = inside;
  }
  const refused = target.settles === true && wire.duplex instanceof TLSSocket && wire.duplex.alpnProtocol !== 'h2';
  if (target.version === undefined || refused) return { wire, link: connected.link, reused: false, key };
  const { next } = requestsOn(wire, target.sessions.length === 0 ? 'http' : 'https');
  return { wire: next(), next, link: connected.link, reused: false, key };
}

type Connected = { readonly socket: Socket; readonly link: Link | undefined };

/** A TCP connection that the far station has let in (links.ts says why the kernel's word is not enough). */
function connection(target: Target, links: Links): Promise<Connected | Unopened> {
  return new Promise((resolve) => {
    const from = target.as;
    const socket = connect({ host: target.to.address, port: target.to.port, allowHalfOpen: true, noDelay: true, ...(from === undefined ? {} : { localAddress: from.address }) });
    let link: Link | undefined;
    const ended = (result: Connected | Unopened): void => {
      clearTimeout(timer);
      socket.off('error', failed).off('close', left);
      if ('failure' in result) socket.on('error', () => {}).destroy();
      resolve(result);
    };
    const timer = setTimeout(() => ended({ failure: silence(target.limit), link }), target.limit);
    const failed = (error: NodeJS.ErrnoException): void => ended({ failure: turned(failureOf(error), link), link });
    const left = (): void => ended({ failure: turned({ kind: 'reset', detail: 'closed' }, link), link });
    socket.on('error', failed).on('close', left);
    socket.once('connect', () => {
      if (from === undefined) return ended({ socket, link: undefined });
      link = links.of({ from: socket.localAddress ?? from.address, fromPort: socket.localPort ?? 0, to: target.to.address, toPort: target.to.port });
      link.facts = from.facts;
      if (link.admitted) return ended({ socket, link });
      link.onAdmitted = () => ended({ socket, link });
    });
  });
}

/** A connection that was reset before the station let it in was turned away: to a dialler the port is closed. */
function turned(failure: Failure, link: Link | undefined): Failure {
  return failure.kind === 'reset' && link !== undefined && !link.admitted ? { kind: 'refused', cause: 'port-closed', detail: failure.detail } : failure;
}
