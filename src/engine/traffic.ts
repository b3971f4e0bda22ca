import { ruleOf, type Field } from '../ir/field.ts';
import type { Session } from '../ir/program.ts';

/**
 * What a walk carries: the fields, and the TLS sessions as a stack. `V` is what a field holds (a value, or how a value
 * derives from the entry), `R` what else the carrier needs (a region's set). Absent is `null`, so that a field that was
 * removed on the way differs from one that was never touched.
 */
export interface Traffic<V, R> {
  readonly cells: ReadonlyMap<Field, V | null>;
  /** Open sessions, outermost last. HTTP can be read only when there is none. */
  readonly open: readonly SessionCells<V>[];
  /** The session that was terminated last on this connection: its facts stay readable until the next dial. */
  readonly ended: SessionCells<V> | undefined;
  readonly rest: R;
}

export type SessionCells<V> = Readonly<Partial<Record<SessionPart, V>>>;
type SessionPart = 'sni' | 'name' | 'alpn' | 'offer' | 'demand' | 'principal' | 'peer';

/** How a carrier makes and finds the things a field can hold. */
export interface Cells<V, R> {
  literal(value: string | number | readonly string[]): V;
  /** What a field that nobody wrote holds at the entry. */
  entry(traffic: Traffic<V, R>, field: Field): V | null;
}

/** The value of a field as the hop sees it: the session on top, HTTP only without an open session. */
export function read<V, R>(cells: Cells<V, R>, traffic: Traffic<V, R>, field: Field): V | null {
  if (field.startsWith('session.')) return readSession(cells, traffic, field.slice('session.'.length));
  if (ruleOf(field).http === true && traffic.open.length > 0) return null;
  const cell = traffic.cells.get(field);
  if (cell !== undefined) return cell;
  return underscored(field) && traffic.cells.get('header.underscored') === null ? null : cells.entry(traffic, field);
}

/** A header that goes where all headers with an underscore in their names are taken away. */
function underscored(field: Field): boolean {
  return field.startsWith('header(') && field.includes('_');
}

function readSession<V, R>(cells: Cells<V, R>, traffic: Traffic<V, R>, part: string): V | null {
  if (part === 'state') return cells.literal(traffic.ended !== undefined ? 'ended' : traffic.open.length > 0 ? 'open' : 'none');
  const session = traffic.ended ?? traffic.open.at(-1);
  return session?.[part as SessionPart] ?? null;
}

/** The traffic with another value of a field; null makes it absent. */
export function write<V, R>(traffic: Traffic<V, R>, field: Field, value: V | null): Traffic<V, R> {
  const cells = new Map(traffic.cells).set(field, value);
  if (field === 'header.underscored' && value === null) for (const each of traffic.cells.keys()) if (underscored(each)) cells.set(each, null);
  return { ...traffic, cells };
}

/** A TLS session around everything sent from here on. */
export function pushSession<V, R>(cells: Cells<V, R>, traffic: Traffic<V, R>, session: Session): Traffic<V, R> {
  const name = (value: string | { readonly copy: Field } | undefined): V | null =>
    value === undefined ? null : typeof value === 'string' ? cells.literal(value) : read(cells, traffic, value.copy);
  const sni = name(session.sni);
  const demanded = name(session.demand?.name);
  const opened: SessionCells<V> = {
    ...(sni === null ? {} : { sni }),
    ...(demanded === null ? {} : { name: demanded }),
    ...(session.alpn === undefined ? {} : { alpn: cells.literal(session.alpn) }),
    ...(session.demand === undefined ? {} : { demand: cells.literal(session.demand.authority) }),
    ...(session.offer === undefined
      ? {}
      : { offer: cells.literal(session.offer.authority), principal: cells.literal(session.offer.principal) }),
  };
  return { ...traffic, open: [...traffic.open, opened], ended: undefined };
}

/** The open session on top is over; its originator's identity is proved if the hop verified it. */
export function popSession<V, R>(traffic: Traffic<V, R>, verified: boolean): Traffic<V, R> {
  const { principal, ...session } = traffic.open.at(-1) ?? {};
  const ended = verified && principal !== undefined ? { ...session, peer: principal } : session;
  return { ...traffic, open: traffic.open.slice(0, -1), ended };
}

/** A new connection: what was proved or derived on the old one is gone; open sessions are only bytes and go on. */
export function newConnection<V, R>(traffic: Traffic<V, R>): Traffic<V, R> {
  const cells = new Map(traffic.cells);
  for (const field of cells.keys()) if (ofConnection(field)) cells.set(field, null);
  return { ...traffic, cells, ended: undefined };
}

/** Whether a field is known of one connection only. */
export function ofConnection(field: Field): boolean {
  return field === 'client.address' || field === 'tracked' || field === 'attachment' || field.startsWith('claim(');
}
