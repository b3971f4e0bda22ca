import type { Json, JsonObject } from '../../resource/resource.ts';
import { http10Setting, meshDefaults, proxyConfigAnnotation } from '../../facts/istio.ts';
import { readerOf } from '../../resource/reader.ts';
import { record, whole } from '../kubernetes/fields.ts';
import type { Pod } from '../kubernetes/pods.ts';
import type { Mesh } from './mesh.ts';

/** What a gateway is told of what stands in front of it. */
export interface Topology {
  /** How many entries of X-Forwarded-For it believes, counted from the right. */
  readonly trustedProxies: number;
  /** Connections begin with a PROXY protocol header. */
  readonly proxyProtocol: boolean;
}

/**
 * `gatewayTopology` of the pod's own `proxy.istio.io/config` annotation, which replaces the mesh's as a whole. Undefined:
 * the annotation cannot be read.
 */
export function topologyOf(mesh: Mesh, pod: Pod): Topology | undefined {
  const written = pod.annotations[proxyConfigAnnotation];
  const config = written === undefined ? {} : readProxyConfig(written);
  if (config === undefined) return undefined;
  const own = config['gatewayTopology'];
  const shared = mesh.resource === undefined ? undefined : readerOf(mesh.resource).get('defaultConfig', 'gatewayTopology').value;
  const topology = record(own === undefined || own === null ? shared : own);
  const proxies = topology['numTrustedProxies'] ?? meshDefaults.numTrustedProxies;
  const number = typeof proxies === 'string' && /^\d+$/.test(proxies) ? Number(proxies) : whole(proxies);
  if (number === undefined || number < 0) return undefined;
  return { trustedProxies: number, proxyProtocol: topology['proxyProtocol'] !== undefined && topology['proxyProtocol'] !== null };
}

/** Whether the pod's proxy takes HTTP/1.0: it says so to istiod by `ISTIO_META_HTTP10`, in its environment or its proxyMetadata (istio/istio, model.NodeMetadata). */
export function takesHttp10(mesh: Mesh, pod: Pod): boolean {
  const environment = readerOf(pod.resource).get('spec', 'containers').each().flatMap((container) => container.get('env').each());
  if (environment.some((variable) => variable.get('name').string() === http10Setting && variable.get('value').string() === '1')) return true;
  const shared = mesh.resource === undefined ? undefined : readerOf(mesh.resource).get('defaultConfig', 'proxyMetadata').value;
  const own = readProxyConfig(pod.annotations[proxyConfigAnnotation] ?? '')?.['proxyMetadata'];
  return String({ ...record(shared), ...record(own) }[http10Setting] ?? '') === '1';
}

/**
 * The maps of a ProxyConfig as an annotation holds it: JSON, YAML in flow style, or YAML in block style. Lists and texts
 * of several lines are passed over. Undefined: it is none of these.
 */
export function readProxyConfig(text: string): JsonObject | undefined {
  const lines = text.split('\n').map((line) => line.replace(/(^|\s)#.*$/, '').trimEnd()).filter((line) => line.trim() !== '' && line !== '---');
  if (lines.length === 0) return {};
  const flow = lines.join(' ').trim();
  if (flow.startsWith('{')) return flowMap(flow);
  return blockMap(lines, 0)?.map;
}

function flowMap(text: string): JsonObject | undefined {
  const found = text.match(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[{}[\],]|:(?=[\s{["']|$)|(?<=["']):|(?:[^{}[\],:"']|:(?!\s|$))+/g) ?? [];
  const tokens = found.map((token) => token.trim()).filter((token) => token !== '');
  let at = 0;
  const value = (): Json | undefined => {
    const token = tokens[at++];
    if (token === '{') return map();
    if (token === '[') return items();
    return token === undefined || /^[}\],:]$/.test(token) ? undefined : scalar(token);
  };
  const map = (): JsonObject | undefined => {
    const made: Record<string, Json> = {};
    while (tokens[at] !== '}') {
      const key = tokens[at++];
      if (key === undefined || tokens[at++] !== ':') return undefined;
      const found = tokens[at] === ',' || tokens[at] === '}' ? null : value();
      if (found === undefined) return undefined;
      made[String(scalar(key))] = found;
      if (tokens[at] === ',') at++;
      else if (tokens[at] !== '}') return undefined;
    }
    at++;
    return made;
  };
  const items = (): Json | undefined => {
    const made: Json[] = [];
    while (tokens[at] !== ']') {
      const found = value();
      if (found === undefined) return undefined;
      made.push(found);
      if (tokens[at] === ',') at++;
      else if (tokens[at] !== ']') return undefined;
    }
    at++;
    return made;
  };
  at++;
  const made = map();
  return at === tokens.length ? made : undefined;
}

function blockMap(lines: readonly string[], from: number): { readonly map: JsonObject; readonly next: number } | undefined {
  const indent = indentOf(lines[from]!);
  const made: Record<string, Json> = {};
  let at = from;
  while (at < lines.length && indentOf(lines[at]!) === indent) {
    const [, quoted, plain, rest = ''] = /^\s*(?:"([^"]+)"|([^\s"'{[\-&*!|>%@`][^:]*?))\s*:(?:\s+(.*))?$/.exec(lines[at]!) ?? [];
    const key = quoted ?? plain;
    if (key === undefined) return undefined;
    at++;
    const deeper = at < lines.length && (indentOf(lines[at]!) > indent || (rest === '' && /^\s*- ?/.test(lines[at]!) && indentOf(lines[at]!) === indent));
    if (rest === '' && deeper && !/^\s*-( |$)/.test(lines[at]!)) {
      const inner = blockMap(lines, at);
      if (inner === undefined) return undefined;
      made[key] = inner.map;
      at = inner.next;
    } else {
      const found = rest === '' ? null : rest.startsWith('{') ? flowMap(rest) : scalar(rest);
      if (found === undefined) return undefined;
      made[key] = found;
      if (rest === '' || /^[|>]/.test(rest)) while (at < lines.length && (indentOf(lines[at]!) > indent || (indentOf(lines[at]!) === indent && /^\s*-( |$)/.test(lines[at]!)))) at++;
    }
  }
  return at < lines.length && indentOf(lines[at]!) > indent ? undefined : { map: made, next: at };
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function scalar(token: string): Json {
  if (/^".*"$/.test(token) || /^'.*'$/.test(token)) return token.slice(1, -1);
  if (/^\d+$/.test(token)) return Number(token);
  return token === 'null' || token === '~' ? null : token === 'true' || token === 'false' ? token === 'true' : token;
}
