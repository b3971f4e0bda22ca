import type { TokenPlace } from '../dialects/istio/policies/tokens.ts';
import { blockOf, isAddress } from '../ir/address.ts';
import { sizesOf } from '../ir/sizes.ts';
import type { Field } from '../ir/field.ts';
import { pointCarrier, pointOf, type Point, type PointValue } from '../engine/point.ts';
import { pushSession } from '../engine/traffic.ts';
import type { SignatureCheck } from './signatures.ts';
import { carriedBy, sentBy, tokenFields } from './tokens.ts';

/** One request as somebody sends it. */
export interface Request {
  /** `https://host[:port]/path?query`, `http://...`, `tcp://host:port`, or `udp://address:port`. */
  readonly url: string;
  readonly method: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly from: From;
  /** Absent: 2 for gRPC, which there is in no other; else 1.1. */
  readonly version?: HttpVersion;
  /** The server name of the ClientHello, empty for none; absent: the host of the URL. */
  readonly sni?: string;
  /** The client takes any certificate, as curl does with -k. */
  readonly insecure?: true;
  /** Nobody says whether it has a User-Agent; absent: it has what `headers` say. */
  readonly agent?: 'assumed';
  /** The client certificate on offer: who signed it, and whose it is. */
  readonly certificate?: { readonly authority: string; readonly principal: string };
  /** Claims of a validly signed token that the request carries. */
  readonly jwt?: Readonly<Record<string, unknown>>;
  /** Where it carries that token; absent: `Authorization: Bearer`. */
  readonly jwtAt?: TokenPlace;
  /** Checks the signatures of tokens that stand in headers, query or cookies; absent: they are taken for good. */
  readonly check?: SignatureCheck;
  /** When it is sent, in milliseconds since 1970; absent: nobody says, and whether the token is in date is unknown. */
  readonly at?: number;
}

export type HttpVersion = '1.0' | '1.1' | '2';

export type From =
  /** `assumed`: nobody says where the request comes from (path/asker.ts). */
  | { readonly kind: 'internet'; readonly assumed?: true }
  /** `example`: it stands for clients on the internet, and nobody has asked for it. */
  | { readonly kind: 'address'; readonly address: string; readonly port?: number; readonly example?: true }
  | { readonly kind: 'block'; readonly cidr: string }
  | { readonly kind: 'vpc' | 'namespace'; readonly name: string }
  /** The id of an instance, an interface, a subnet or a virtual private gateway, or the Terraform address of one that has none yet. */
  | { readonly kind: 'interface'; readonly id: string }
  | { readonly kind: 'account' | 'pod'; readonly namespace: string; readonly name: string };

/** The parts of a URL, the path exactly as written. */
export interface Target {
  readonly scheme: 'http' | 'https' | 'tcp';
  /** The packets are UDP; absent: TCP. Then the scheme is `tcp`. */
  readonly udp?: true;
  /** Lower case, without port; an IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
  /** As sent: path and query, never normalised. */
  readonly raw: string;
}

/** Reads a request URL; the text says what is wrong with one that is none. */
export function targetOf(url: string): Target | { readonly wrong: string } {
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/(\[[0-9A-Fa-f:.]+\]|[^/?#:@\s]+)(?::(\d+))?([/?#].*)?$/s.exec(url);
  if (match === null) return { wrong: `"${url}" is not a request URL: write https://HOST/PATH, http://HOST/PATH, tcp://HOST:PORT or udp://ADDRESS:PORT` };
  const [, scheme = '', host = '', port, rest = ''] = match;
  const udp = scheme.toLowerCase() === 'udp';
  const lower = udp ? 'tcp' : scheme.toLowerCase();
  if (lower !== 'http' && lower !== 'https' && lower !== 'tcp') return { wrong: `"${scheme}" is not a scheme that can be traced: use https, http, tcp or udp` };
  if (lower === 'tcp' && port === undefined) return { wrong: `"${url}" names no port: write ${udp ? 'udp' : 'tcp'}://HOST:PORT` };
  const number = port === undefined ? (lower === 'https' ? 443 : 80) : Number(port);
  if (number < 1 || number > 65535) return { wrong: `port ${port} is outside 1 to 65535` };
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u0020\u007f]/.test(rest)) return { wrong: `the path of "${url}" holds a blank or a control character: percent-encode it` };
  const path = rest.replace(/#.*$/s, '');
  return { scheme: lower, host: host.replace(/^\[|\]$/g, '').toLowerCase(), port: number, raw: path.startsWith('/') ? path : `/${path}`, ...(udp ? { udp } : {}) };
}

/** Reads `internet | IP[:PORT] | CIDR | vpc:ID | i-ID | eni-ID | subnet-ID | vgw-ID | ns:NS | sa:NS/NAME | pod:NS/NAME`. */
export function fromOf(text: string): From | { readonly wrong: string } {
  const wrong = { wrong: `"${text}" is not a source: write internet, an address, a CIDR block, vpc:ID, the id of an instance, an interface, a subnet or a virtual private gateway (i-, eni-, subnet-, vgw-), ns:NAMESPACE, sa:NAMESPACE/NAME or pod:NAMESPACE/NAME` };
  if (text === 'internet') return { kind: 'internet' };
  const [word, rest] = [text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 1)];
  if (word === 'vpc' && rest !== '') return { kind: 'vpc', name: rest };
  if (word === 'ns' && rest !== '') return { kind: 'namespace', name: rest };
  if (word === 'sa' || word === 'pod') {
    const [namespace, name, ...more] = rest.split('/');
    if (namespace === undefined || name === undefined || name === '' || more.length > 0) return wrong;
    return { kind: word === 'sa' ? 'account' : 'pod', namespace, name };
  }
  if (/^((i|eni|subnet|vgw)-[\w.-]+|(?:module\.\S+\.)?aws_[a-z0-9_]+\.\S+)$/.test(text)) return { kind: 'interface', id: text };
  if (isAddress(text)) return { kind: 'address', address: text };
  const port = /^(.+):(\d{1,5})$/.exec(text);
  if (port !== null && isAddress(port[1]!.replace(/^\[|\]$/g, ''))) return { kind: 'address', address: port[1]!.replace(/^\[|\]$/g, ''), port: Number(port[2]) };
  const block = /^(.+)\/(\d{1,3})$/.exec(text);
  if (block !== null && blockOf(text) !== undefined) return { kind: 'block', cidr: text };
  return wrong;
}

/** The request as a point: what the first hop gets, with the client's own TLS session around it for https. */
export function pointFor(request: Request, target: Target, source: Readonly<Partial<Record<Field, PointValue>>>): Point {
  const plain = pointOf({ protocol: target.udp === true ? 'udp' : 'tcp', 'dst.port': target.port, ...source, ...(target.scheme === 'tcp' ? {} : httpFields(request, target)) });
  if (target.scheme !== 'https') return plain;
  const sni = request.sni ?? (isAddress(target.host) ? '' : target.host);
  const { certificate } = request;
  return pushSession(pointCarrier(), plain, {
    ...(sni === '' ? {} : { sni }),
    alpn: versionOf(request) === '2' ? 'h2' : 'http/1.1',
    ...(request.insecure === true ? {} : { demand: { authority: 'public', name: target.host } }),
    ...(certificate === undefined ? {} : { offer: certificate }),
  });
}

/** The version of HTTP that a request is sent in: gRPC is HTTP/2 (grpc/grpc, PROTOCOL-HTTP2.md), gRPC-Web is not. */
export function versionOf({ version, headers }: Request): HttpVersion {
  const grpc = headers.some(([name, value]) => name.toLowerCase() === 'content-type' && /^application\/grpc(?![\w-]*web)/.test(value));
  return version ?? (grpc ? '2' : '1.1');
}

function httpFields(request: Request, target: Target): Partial<Record<Field, PointValue>> {
  const fields: Partial<Record<Field, PointValue>> = {};
  const usual = target.port === (target.scheme === 'https' ? 443 : 80);
  const bracketed = target.host.includes(':') ? `[${target.host}]` : target.host;
  fields.host = usual ? bracketed : `${bracketed}:${target.port}`;
  fields.scheme = target.scheme;
  fields.method = request.method;
  fields['http.version'] = versionOf(request);
  const { headers, raw } = sentBy(request, target.raw);
  fields['path.raw'] = raw;
  fields.path = raw.replace(/\?.*$/s, '');
  const query = /\?.*$/s.exec(raw)?.[0];
  if (query !== undefined) fields['query.raw'] = query;
  for (const [name, value] of new URLSearchParams(raw.split('?').slice(1).join('?'))) fields[`query(${name})`] ??= value;
  for (const [name, value] of headers) add(fields, name.toLowerCase(), value);
  const length = fields['header(content-length)'];
  if (typeof length === 'string' && /^\d{1,15}$/.test(length)) fields['body.bytes'] = Number(length);
  Object.assign(fields, sizesOf([request.method, raw, 'HTTP/1.1'], [['host', String(fields.host)], ...headers.filter(([name]) => name.toLowerCase() !== 'host')]));
  return Object.assign(fields, tokenFields(carriedBy(headers, raw), request.at));
}

function add(fields: Partial<Record<Field, PointValue>>, name: string, value: string): void {
  if (name === 'host') {
    fields.host = value.toLowerCase();
    return;
  }
  if (name.includes('_')) fields['header.underscored'] ??= name;
  const field: Field = name === 'x-forwarded-for' ? 'forwarded' : `header(${name})`;
  const before = fields[field];
  fields[field] = before === undefined ? value : `${String(before)},${value}`;
  if (name !== 'cookie') return;
  for (const pair of value.split(';')) {
    const [key, ...rest] = pair.trim().split('=');
    if (key !== undefined && key !== '') fields[`cookie(${key})`] ??= rest.join('=');
  }
}
