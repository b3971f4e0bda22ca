import { PassThrough } from 'node:stream';
import type { Layer } from './conversation.ts';
import { followerOf, moveBody, type Framing } from './framing.ts';
import { names } from './head.ts';
import { wireOf, type Wire } from './wire.ts';

/** A longer body is sent once: Envoy keeps as much for another attempt as its buffer of 1 MiB holds (Envoy docs, Router: retries). */
const longest = 1024 * 1024;

/**
 * Where the body of a request is to be read from. One that may be sent again is read to its end first, and kept in the
 * layer. A client that waits to be told to go on sends its body once.
 */
export async function bodyFor(layer: Layer, framing: Framing, attempts: 'one' | 'several'): Promise<Wire> {
  const { wire, head } = layer;
  if (attempts === 'one' || framing.kind === 'none' || (head !== undefined && names(head, 'expect', '100-continue'))) return wire;
  if (layer.kept === undefined && (framing.kind !== 'length' || framing.bytes <= longest)) await keep(layer, framing);
  return layer.kept === undefined ? wire : wireOf(new PassThrough().end(layer.kept));
}

async function keep(layer: Layer, framing: Framing): Promise<void> {
  const parts: Buffer[] = [];
  const stop = { now: false };
  let size = 0;
  const take = (bytes: Buffer): boolean => {
    parts.push(bytes);
    size += bytes.length;
    stop.now = size > longest;
    return true;
  };
  const moved = await moveBody(layer.wire, followerOf(framing), { take, drained: () => Promise.resolve(), closed: () => false }, stop);
  if (moved === 'whole') layer.kept = Buffer.concat(parts);
  else layer.wire.putBack(Buffer.concat(parts));
}
