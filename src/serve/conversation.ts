import type { SessionCells } from '../engine/traffic.ts';
import type { Point, PointValue } from '../engine/point.ts';
import { chosenProtocol, firstOf, type First } from './hello.ts';
import { headEnd, longestHead, readHead, type Head } from './head.ts';
import { preambleIn, type Preamble } from './preamble.ts';
import type { Wire } from './wire.ts';

/** One level of a connection: its bytes, or those inside a TLS session that was ended here. */
export interface Layer {
  wire: Wire;
  first: First | undefined;
  /** The PROXY protocol header that stood in front. */
  preamble: Preamble | undefined;
  /** What the ClientHello and, once it was made, the handshake showed. */
  session: SessionCells<PointValue> | undefined;
  /** The handshake was made here, or there is no session to end. */
  shaken: boolean;
  /** The head of the request that is being answered. */
  head: Head | undefined;
  /** Why the request cannot be read, if it cannot. */
  wrong: string | undefined;
}

/** One connection of a station, and how far into it the rules have looked for the request at hand. */
export interface Conversation {
  readonly layers: Layer[];
  /** Sessions ended by the rules that ran for this request. */
  depth: number;
  /** The layer's first bytes are known to the rules. */
  joined: boolean;
  /** The layer's handshake is known to the rules. */
  shaken: boolean;
  layer(): Layer;
  /** The rules ended a session: they go on inside it. */
  descend(): void;
  /** The rules start again, for the next request. */
  restart(): void;
}

/** A connection of which nothing was read, or as much as these levels hold. */
export function conversationOf(layers: Layer[]): Conversation {
  return {
    layers,
    depth: 0,
    joined: false,
    shaken: false,
    layer() {
      return layers[this.depth]!;
    },
    descend() {
      this.depth++;
      layers[this.depth] ??= layerOf(layers[this.depth - 1]!.wire);
      // Without another session inside there is nothing more to tell the rules.
      const plain = this.layer().first !== undefined && this.layer().session === undefined;
      this.joined = plain;
      this.shaken = plain;
    },
    restart() {
      this.depth = 0;
      this.joined = false;
      this.shaken = false;
    },
  };
}

/** The level of a connection that carries HTTP/2, if one does: what it holds is read stream by stream. */
export function streamsIn({ layers }: Conversation): number | undefined {
  const at = layers.findIndex(({ first }) => first?.kind === 'http2');
  return at < 0 ? undefined : at;
}

/** A level of which nothing was read. */
export function layerOf(wire: Wire): Layer {
  return { wire, first: undefined, preamble: undefined, session: undefined, shaken: false, head: undefined, wrong: undefined };
}

/** Reads what decides: the ClientHello, or the head of a request. False: the client left before. */
export async function readFirst(layer: Layer): Promise<boolean> {
  while (layer.first === undefined) {
    if (!(await layer.wire.more())) return false;
    const bytes = layer.wire.take()!;
    const preamble = layer.preamble === undefined ? preambleIn(bytes) : undefined;
    if (typeof preamble === 'object') {
      layer.preamble = preamble;
      layer.wire.putBack(bytes.subarray(preamble.bytes.length));
      continue;
    }
    layer.wire.putBack(bytes);
    const first = preamble === 'more' ? ({ kind: 'more' } as const) : firstOf(bytes);
    if (first.kind !== 'more') {
      layer.first = first;
      if (first.kind === 'tls') layer.session = offered(first);
    } else if (!(await longer(layer.wire, bytes.length))) layer.first = { kind: 'raw' };
  }
  return layer.first.kind !== 'http' || layer.head !== undefined || (await readNext(layer));
}

/** Reads the next head of a stream that is known to be HTTP. False: there is none. */
export async function readNext(layer: Layer): Promise<boolean> {
  layer.head = undefined;
  for (;;) {
    if (!(await layer.wire.more())) return false;
    const bytes = layer.wire.take()!;
    const end = headEnd(bytes);
    if (end > 0) {
      layer.wire.putBack(bytes.subarray(end));
      const head = readHead(bytes.subarray(0, end), 'request');
      layer.head = 'wrong' in head ? { line: ['GET', '/', 'HTTP/1.1'], headers: [] } : head;
      layer.wrong = 'wrong' in head ? head.wrong : undefined;
      return true;
    }
    layer.wire.putBack(bytes);
    if (bytes.length > longestHead) {
      layer.head = { line: ['GET', '/', 'HTTP/1.1'], headers: [] };
      layer.wrong = 'the request head is longer than 80 KB';
      return true;
    }
    if (!(await longer(layer.wire, bytes.length))) return false;
  }
}

/** Waits for more bytes than there are. */
async function longer(wire: Wire, size: number): Promise<boolean> {
  const before = wire.take()!;
  const came = await wire.more();
  const after = came ? wire.take()! : Buffer.alloc(0);
  wire.putBack(after.length === 0 ? before : Buffer.concat([before, after]));
  return before.length + after.length > size;
}

function offered(first: Extract<First, { kind: 'tls' }>): SessionCells<PointValue> {
  const { name, protocols } = first.hello;
  const alpn = chosenProtocol(protocols) ?? protocols[0];
  return { ...(name === undefined ? {} : { sni: name }), ...(alpn === undefined ? {} : { alpn }) };
}

/** The rules' traffic with what the first bytes showed: an open session, if they start one. */
export function joinedTo(talk: Conversation, point: Point, expecting: string | undefined): Point {
  const { session, shaken } = talk.layer();
  talk.joined = true;
  talk.shaken = shaken || session === undefined;
  if (session === undefined) return point;
  // A mesh client's certificate shows only in the handshake. Until this hop makes it, it is expected, not believed.
  const mesh = !shaken && expecting !== undefined && typeof session.alpn === 'string' && session.alpn.startsWith('istio');
  return { ...point, open: [mesh ? { ...session, offer: expecting } : session, ...point.open] };
}
