import { isObject, valueAt, type Json } from '../../../resource/resource.ts';
import { cuts, parseYaml } from '../../yaml.ts';
import type { SourceFile } from '../../source.ts';
import type { Configuration } from '../instances/instance.ts';
import { isUnknown, mapOf, unknown, type MapValue, type Unknown, type Value } from '../values/value.ts';

/** What a text of several documents of YAML is to the kubectl provider: the documents, and each by the path that it has at the API server. */
export function documentsIn(content: Value): MapValue | undefined {
  const text = typeof content === 'string' ? content : content !== null && isUnknown(content) ? content.text : undefined;
  if (text === undefined) return undefined;
  const pieces = piecesOf(text).map((piece): Value => (isUnknown(content) ? { ...(content as Unknown), text: piece } : piece));
  const linked = pieces.flatMap((piece): [string, Value][] => {
    const link = linkOf(typeof piece === 'string' ? piece : (piece as Unknown).text!);
    return link === undefined ? [] : [[link, piece]];
  });
  return mapOf([['documents', pieces], ['manifests', linked.length === pieces.length ? mapOf(linked) : unknown('some of its documents have no apiVersion, kind and name')]]);
}

/** The documents of a text in which something stands, without the lines that part them. */
export function piecesOf(text: string): readonly string[] {
  return cuts(text).map(([start, end]) => text.slice(start, end).replace(/^---[^\n]*(?:\n|$)/, '')).filter((piece) => /^(?!\s*(?:#|$)).*\S/m.test(piece));
}

/** `/apis/apps/v1/namespaces/web/deployments/nginx`, as the provider builds it where the object does not say it (gavinbunney/terraform-provider-kubectl, yaml/manifest.go, buildSelfLink). */
function linkOf(text: string): string | undefined {
  const value: Json = parseYaml([{ name: '', text }]).documents[0]?.value ?? null;
  const [version, kind, name, namespace] = [valueAt(value, ['apiVersion']), valueAt(value, ['kind']), valueAt(value, ['metadata', 'name']), valueAt(value, ['metadata', 'namespace'])];
  if (!isObject(value) || typeof version !== 'string' || typeof kind !== 'string' || typeof name !== 'string') return undefined;
  const within = typeof namespace === 'string' && namespace !== '' ? `/namespaces/${namespace}` : '';
  return `/${version === 'v1' ? 'api' : 'apis'}/${version}${within}/${kind.toLowerCase()}${kind.endsWith('s') ? 'es' : 's'}/${name}`;
}

/** A file that a document is a part of. */
export interface DocumentFile {
  readonly file: SourceFile;
  readonly text: string;
}

const files = new WeakMap<Configuration, Map<string, DocumentFile>>();

/** Keeps in mind which file the documents of a data source come from. */
export function rememberDocuments(configuration: Configuration, from: DocumentFile): void {
  const known = files.get(configuration) ?? new Map<string, DocumentFile>();
  files.set(configuration, known);
  for (const piece of piecesOf(from.text)) known.set(piece, from);
}

/** The file that such a document stands in, as it stands. */
export function documentFrom(configuration: Configuration, text: string): DocumentFile | undefined {
  return files.get(configuration)?.get(text);
}
