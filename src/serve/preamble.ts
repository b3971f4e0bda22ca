import { isIP, isIPv4 } from 'node:net';

/** A PROXY protocol header that stands in front of a connection. */
export interface Preamble {
  /** As it came. */
  readonly bytes: Buffer;
  /** The client that it names; absent: none, as in front of a health check. */
  readonly address?: string;
  /** The PrivateLink endpoint through which that client came, if it did. */
  readonly endpoint?: string;
}

/** The two ends of the connection that a header tells of. */
export interface Told {
  readonly from: End;
  readonly to: End;
  readonly endpoint?: string;
}

interface End {
  readonly address: string;
  readonly port: number;
}

/** How version 2 begins (PROXY protocol, section 2.2). */
const signature = Buffer.from([0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a]);
/** Version 2 with the command LOCAL: whoever writes it speaks for himself. */
const local = 0x20;
const proxied = 0x21;
const [tcp4, tcp6] = [0x11, 0x21];
/** The type of what AWS adds, and within it the id of a VPC endpoint (NLB guide, "PROXY protocol": custom TLVs). */
const aws = 0xea;
const endpointId = 0x01;

/** Version 2 of the header. A client of which no usable address is known is none: the header then speaks for its writer. */
export function writtenHeader(told: Told | undefined): Buffer {
  if (told === undefined || isIP(told.from.address) === 0) return headed(local, 0, []);
  const both = [told.from.address, told.to.address];
  const short = both.every((address) => isIPv4(address));
  const ports = Buffer.alloc(4);
  ports.writeUInt16BE(told.from.port, 0);
  ports.writeUInt16BE(told.to.port, 2);
  return headed(proxied, short ? tcp4 : tcp6, [...both.map(short ? four : sixteen), ports, ...tlv(told.endpoint)]);
}

function headed(command: number, family: number, parts: readonly Buffer[]): Buffer {
  const rest = Buffer.concat(parts);
  const head = Buffer.from([...signature, command, family, 0, 0]);
  head.writeUInt16BE(rest.length, 14);
  return Buffer.concat([head, rest]);
}

function tlv(endpoint: string | undefined): readonly Buffer[] {
  if (endpoint === undefined) return [];
  const value = Buffer.from([endpointId, ...Buffer.from(endpoint, 'latin1')]);
  return [Buffer.from([aws, value.length >> 8, value.length & 0xff]), value];
}

function four(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number));
}

/** An address of version 4 stands as one of version 6 that maps it. */
function sixteen(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from([...Array<number>(10).fill(0), 0xff, 0xff, ...four(address)]);
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const words = (text: string): readonly number[] => (text === '' ? [] : text.split(':').flatMap((word) => (word.includes('.') ? [four(word).readUInt16BE(0), four(word).readUInt16BE(2)] : [Number.parseInt(word, 16)])));
  const [before, after] = [words(head), words(tail ?? '')];
  const all = [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
  return Buffer.from(all.flatMap((word) => [word >> 8, word & 0xff]));
}

/** The header at the beginning of these bytes, of version 1 or 2; undefined: there is none. `more`: they are too few to say. */
export function preambleIn(bytes: Buffer): Preamble | 'more' | undefined {
  const size = Math.min(bytes.length, signature.length);
  if (bytes.subarray(0, size).equals(signature.subarray(0, size))) return bytes.length < 16 || bytes.length < 16 + bytes.readUInt16BE(14) ? 'more' : binary(bytes.subarray(0, 16 + bytes.readUInt16BE(14)));
  const text = bytes.toString('latin1', 0, longestLine);
  if (!text.startsWith(word.slice(0, text.length))) return undefined;
  const [line] = /^PROXY (?:TCP[46] [0-9A-Fa-f.:]+ [0-9A-Fa-f.:]+ \d+ \d+|UNKNOWN[^\r\n]*)\r\n/.exec(text) ?? [];
  if (line === undefined) return text.length < longestLine && !text.includes('\n') ? 'more' : undefined;
  const [, family, from] = line.split(' ');
  return { bytes: bytes.subarray(0, line.length), ...(family === 'UNKNOWN' || from === undefined ? {} : { address: from }) };
}

/** Version 1 is one line of at most 107 bytes (PROXY protocol, section 2.1). */
const longestLine = 107;
const word = 'PROXY ';

function binary(bytes: Buffer): Preamble {
  const size = bytes[13] === tcp4 ? 4 : bytes[13] === tcp6 ? 16 : undefined;
  if (bytes[12] !== proxied || size === undefined || bytes.length < 16 + 2 * size + 4) return { bytes };
  const from = bytes.subarray(16, 16 + size);
  const address = size === 4 ? from.join('.') : Array.from({ length: 8 }, (_, at) => from.readUInt16BE(2 * at).toString(16)).join(':');
  const endpoint = endpointIn(bytes.subarray(16 + 2 * size + 4));
  return { bytes, address, ...(endpoint === undefined ? {} : { endpoint }) };
}

function endpointIn(rest: Buffer): string | undefined {
  for (let at = 0; at + 3 <= rest.length; at += 3 + rest.readUInt16BE(at + 1)) {
    const value = rest.subarray(at + 3, at + 3 + rest.readUInt16BE(at + 1));
    if (rest[at] === aws && value[0] === endpointId) return value.toString('latin1', 1);
  }
  return undefined;
}
