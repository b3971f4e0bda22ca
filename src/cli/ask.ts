import type { TokenPlace } from '../dialects/istio/policies/tokens.ts';
import { fromOf, targetOf, type Request } from '../path/request.ts';
import { checkSignature } from './signature.ts';

/** What the options of `trace`, a curl line and a line of a batch all say. */
export interface Asked {
  readonly url: string;
  readonly method?: string;
  readonly headers?: readonly string[];
  readonly from?: string;
  readonly http?: string;
  readonly sni?: string;
  readonly insecure?: boolean;
  /** `AUTHORITY` or `AUTHORITY SUBJECT` */
  readonly clientCert?: string;
  readonly jwt?: Readonly<Record<string, unknown>>;
  /** `header:NAME`, `header:NAME:PREFIX`, `query:NAME` or `cookie:NAME`: where the request carries that token. */
  readonly jwtIn?: string;
  /** The headers are all that is sent; absent: clients also send what nobody mentions. */
  readonly exact?: true;
  /** Milliseconds since 1970. */
  readonly at?: number;
}

/** A request from what somebody asked; the text says what cannot be understood. */
export function requestOf(asked: Asked): Request | { readonly wrong: string } {
  const from = asked.from === undefined ? { kind: 'internet' as const, assumed: true as const } : fromOf(asked.from);
  if ('wrong' in from) return from;
  const target = targetOf(asked.url);
  if ('wrong' in target) return target;
  const method = asked.method ?? 'GET';
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(method)) return { wrong: `"${method}" is not an HTTP method` };
  const headers: [string, string][] = [];
  let named = asked.exact === true;
  for (const line of asked.headers ?? []) {
    // `User-Agent:` takes away what curl sends by itself (curl manual, --header).
    if (/^user-agent\s*:/i.test(line)) named = true;
    if (/^user-agent\s*:\s*$/i.test(line)) continue;
    const parts = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*:\s*(.*)$/s.exec(line);
    if (parts === null) return { wrong: `"${line}" is not a header line: write "Name: value"` };
    headers.push([parts[1]!, parts[2]!]);
  }
  const { http, sni, clientCert } = asked;
  if (http !== undefined && http !== '1.0' && http !== '1.1' && http !== '2') return { wrong: `"${http}" is not an HTTP version that can be traced: use 1.0, 1.1 or 2` };
  const [authority = '', principal = authority] = clientCert?.trim().split(/\s+/) ?? [];
  const place = asked.jwtIn === undefined ? undefined : placeOf(asked.jwtIn);
  if (place !== undefined && 'wrong' in place) return place;
  const connection: Partial<Request> = {
    check: checkSignature,
    ...(named ? {} : { agent: 'assumed' as const }),
    ...(place === undefined ? {} : { jwtAt: place }),
    ...(http === undefined ? {} : { version: http }),
    ...(sni === undefined ? {} : { sni: sni === 'none' ? '' : sni.toLowerCase() }),
    ...(asked.insecure === true ? { insecure: true } : {}),
    ...(authority === '' ? {} : { certificate: { authority, principal } }),
  };
  return { url: asked.url, method, headers, from, ...connection, ...(asked.jwt === undefined ? {} : { jwt: asked.jwt }), ...(asked.at === undefined ? {} : { at: asked.at }) };
}

/** Where a declared token stands. */
function placeOf(text: string): TokenPlace | { readonly wrong: string } {
  const [, where, name = '', prefix = ''] = /^(header|query|cookie):([^:]+)(?::(.*))?$/s.exec(text) ?? [];
  if (where === 'header') return { in: where, name: name.toLowerCase(), prefix };
  if (where === 'query' || where === 'cookie') return { in: where, name };
  return { wrong: `"${text}" is no place for a token: write header:NAME, header:NAME:PREFIX, query:NAME or cookie:NAME` };
}
