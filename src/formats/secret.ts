import type { Json, JsonObject, Path } from '../resource/resource.ts';
import type { Placed } from './locate.ts';
import { childrenOf, emptyEnd, find, mapEnd, settled, width, type Tree } from './tree.ts';

/** A stretch of a file's text. */
export type Stretch = readonly [start: number, end: number];

/**
 * A Secret without its values: the names of its keys under `keys`, and under `certificates` what its certificates say
 * about themselves. Nothing else of `data` and `stringData` is kept.
 */
export function withoutValues(body: JsonObject): JsonObject {
  const { apiVersion, kind, metadata, type, immutable, data, stringData } = body;
  const entries = [...valuesOf(data, true), ...valuesOf(stringData, false)];
  return {
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...(kind === undefined ? {} : { kind }),
    metadata: withoutCopies(metadata),
    ...(type === undefined ? {} : { type }),
    ...(immutable === undefined ? {} : { immutable }),
    keys: [...new Set(entries.map(([key]) => key))].sort(),
    certificates: entries.flatMap(([key, text]) => certificateOf(key, text)),
  };
}

/** Where a Secret's values stand in its file, so that they can be masked. `root` is the Secret's node. */
export function secretStretches(placed: Placed, root: number, body: JsonObject): Stretch[] {
  const fields = Object.keys(body).filter((name) => !shownFields.has(name));
  const places = [...fields.map((name) => [name]), ...[...copies].map((name) => ['metadata', 'annotations', name])];
  return places.flatMap((path) => stretchesAt(placed, root, path));
}

/** Where the scalars at a path stand in a file; nothing, where the path leads to nothing. */
export function stretchesAt(placed: Placed, root: number, path: Path): Stretch[] {
  const found = find(placed.tree, root, path);
  return found.complete ? scalarsBelow(placed.tree, found.node).map(([start, end]): Stretch => [start - placed.base, end - placed.base]) : [];
}

/** Fields of a Secret that hold no secret: all others are masked, those that are written wrong too. */
const shownFields: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata', 'type', 'immutable']);

/** Text with the stretches made unreadable. Length and line breaks stay, so that positions do. */
export function masked(text: string, stretches: readonly Stretch[]): string {
  if (stretches.length === 0) return text;
  const pieces: string[] = [];
  let done = 0;
  for (const [start, end] of stretches.toSorted((a, b) => a[0] - b[0])) {
    if (start < done) continue;
    const quoted = text[start] === '"' || text[start] === "'" ? 1 : 0;
    pieces.push(text.slice(done, start + quoted), text.slice(start + quoted, end - quoted).replace(/\S/g, 'x'));
    done = end - quoted;
  }
  return pieces.join('') + text.slice(done);
}

/** Annotations in which kubectl keeps a copy of the whole object. */
const copies: ReadonlySet<string> = new Set(['kubectl.kubernetes.io/last-applied-configuration']);

function withoutCopies(metadata: Json | undefined): Json {
  if (metadata === null || typeof metadata !== 'object' || Array.isArray(metadata)) return metadata ?? null;
  const { annotations } = metadata as JsonObject;
  if (annotations === null || typeof annotations !== 'object') return metadata;
  return { ...(metadata as JsonObject), annotations: Object.fromEntries(Object.entries(annotations).filter(([name]) => !copies.has(name))) };
}

function valuesOf(map: Json | undefined, encoded: boolean): [key: string, text: string][] {
  if (map === null || typeof map !== 'object' || Array.isArray(map)) return [];
  return Object.entries(map).map(([key, value]) => [key, typeof value !== 'string' ? '' : encoded ? Buffer.from(value, 'base64').toString('latin1') : value]);
}

const certificateBlock = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** What each PEM certificate in a value says: subject, issuer, names, and the time it is good for, in ISO 8601. */
function certificateOf(key: string, text: string): JsonObject[] {
  const blocks: readonly string[] = text.match(certificateBlock) ?? [];
  if (blocks.length === 0) return [];
  const { X509Certificate } = process.getBuiltinModule('node:crypto');
  return blocks.map((pem): JsonObject => {
    try {
      const { subject, issuer, subjectAltName, validFrom, validTo } = new X509Certificate(pem);
      const dnsNames = [...(subjectAltName ?? '').matchAll(/DNS:([^,\s]+)/g)].map(([, name]) => name ?? '');
      return { key, subject, issuer, dnsNames, notBefore: new Date(validFrom).toISOString(), notAfter: new Date(validTo).toISOString() };
    } catch {
      return { key, unreadable: true };
    }
  });
}

function scalarsBelow(tree: Tree, node: number): Stretch[] {
  const start = tree.spans[node] as number;
  const end = tree.spans[node + 1] as number;
  if (end >= 0) return [[start, end]];
  if (end === emptyEnd) return [];
  const step = end === mapEnd ? width : 0;
  return childrenOf(tree, node).flatMap((child) => scalarsBelow(tree, settled(tree, child + step)));
}
