/** What a TLS client says first, in clear. Whether it has a certificate to show is only known after the handshake. */
export interface Hello {
  /** Lower case; absent: no server name. */
  readonly name?: string;
  /** Protocols on offer, most wanted first. */
  readonly protocols: readonly string[];
}

/** What the first bytes of a stream make it: they may be too few to say. */
export type First = { readonly kind: 'more' } | { readonly kind: 'tls'; readonly hello: Hello } | { readonly kind: 'http' | 'http2' | 'raw' };

const more: First = { kind: 'more' };
const raw: First = { kind: 'raw' };
/** A request line longer than this is not waited for. ALB: 16 K (ALB guide, quotas). */
const longestLine = 64 * 1024;

/** Reads the kind of a stream off its first bytes. */
export function firstOf(bytes: Buffer): First {
  if (bytes.length === 0) return more;
  if (bytes[0] === handshakeRecord) return bytes.length < 3 || bytes[1] === 3 ? helloOf(bytes) : raw;
  return isToken(bytes[0]!) ? requestLine(bytes) : raw;
}

/** HTTP/1 starts with `METHOD TARGET HTTP/1.x`; a line that does not end so is some other protocol. */
function requestLine(bytes: Buffer): First {
  const end = bytes.indexOf(10);
  if (preface.startsWith(bytes.toString('latin1', 0, preface.length))) return bytes.length < preface.length ? more : { kind: 'http2' };
  const line = bytes.toString('latin1', 0, end < 0 ? Math.min(bytes.length, longestLine) : end);
  if (end >= 0) return /^[^\s]+ [^\s]+ HTTP\/1\.[0-9]\r?$/.test(line) ? { kind: 'http' } : raw;
  const method = /^[^\s]*/.exec(line)![0];
  return bytes.length < longestLine && method.length < 64 && [...method].every((letter) => isToken(letter.charCodeAt(0))) ? more : raw;
}

/** How HTTP/2 begins (RFC 9113, section 3.4). */
const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

function isToken(code: number): boolean {
  return (code > 64 && code < 91) || (code > 96 && code < 123) || (code > 47 && code < 58) || '!#$%&\'*+-.^_`|~'.includes(String.fromCharCode(code));
}

const handshakeRecord = 22;

/** Parses a ClientHello (RFC 8446, section 4.1.2); extensions 0 (server name) and 16 (ALPN). */
function helloOf(bytes: Buffer): First {
  if (bytes.length < 5) return more;
  const size = 5 + bytes.readUInt16BE(3);
  if (bytes.length < size) return more;
  if (bytes[5] !== 1) return raw;
  const body = bytes.subarray(9, size);
  let at = 34;
  at += 1 + (body[at] ?? 0);
  if (at + 2 > body.length) return { kind: 'tls', hello: { protocols: [] } };
  at += 2 + body.readUInt16BE(at);
  at += 1 + (body[at] ?? 0);
  let name: string | undefined;
  let protocols: readonly string[] = [];
  for (at += 2; at + 4 <= body.length; ) {
    const type = body.readUInt16BE(at);
    const extension = body.subarray(at + 4, at + 4 + body.readUInt16BE(at + 2));
    if (type === 0 && extension.length > 5) name = extension.toString('latin1', 5, 5 + extension.readUInt16BE(3)).toLowerCase();
    if (type === 16) protocols = listed(extension.subarray(2));
    at += 4 + extension.length;
  }
  return { kind: 'tls', hello: { protocols, ...(name === undefined ? {} : { name }) } };
}

function listed(bytes: Buffer): readonly string[] {
  const names: string[] = [];
  for (let at = 0; at < bytes.length; at += 1 + bytes[at]!) names.push(bytes.toString('latin1', at + 1, at + 1 + bytes[at]!));
  return names;
}

/** The protocol this rehearsal speaks of those on offer: the mesh's own names first, then HTTP/2, as Envoy and ALBs want it. */
export function chosenProtocol(protocols: readonly string[]): string | undefined {
  return protocols.find((name) => /^istio(-http\/1\.[01]|-h2)?$/.test(name)) ?? protocols.find((name) => name === 'h2') ?? protocols.find((name) => /^http\/1\.[01]$/.test(name));
}

/** The version of HTTP that a protocol name settles, if it does. */
export function versionIn(protocol: string | undefined): '1.1' | '2' | undefined {
  if (protocol === 'h2' || protocol === 'istio-h2') return '2';
  return protocol !== undefined && /^(istio-)?http\/1\.[01]$/.test(protocol) ? '1.1' : undefined;
}
