/** The start line and the header lines of a message, as they came: nothing is folded, sorted or renamed. */
export interface Head {
  /** Request: method, target, version. Answer: version, status, reason. */
  readonly line: readonly [string, string, string];
  readonly headers: readonly Header[];
}

export type Header = readonly [name: string, value: string];

/** Bytes of a head, at most: an ALB takes 64 K of request headers and 16 K of request line (ALB guide, quotas). */
export const longestHead = 80 * 1024;

/** Where the head ends in these bytes: just behind the empty line, -1 if it is not there yet. */
export function headEnd(bytes: Buffer): number {
  const end = bytes.indexOf('\r\n\r\n');
  return end < 0 ? -1 : end + 4;
}

/** Reads a head strictly; the text says what is wrong with one that is none. */
export function readHead(bytes: Buffer, kind: 'request' | 'answer'): Head | { readonly wrong: string } {
  const lines = bytes.toString('latin1', 0, bytes.length - 4).split('\r\n');
  const line = kind === 'request' ? requestLine.exec(lines[0]!) : statusLine.exec(lines[0]!);
  if (line === null) return { wrong: `the ${kind === 'request' ? 'request' : 'status'} line is malformed` };
  const headers: Header[] = [];
  for (let at = 1; at < lines.length; at++) {
    const text = lines[at]!;
    const colon = text.indexOf(':');
    const name = text.slice(0, colon);
    if (colon < 1 || !token.test(name)) return { wrong: 'a header line is malformed' };
    const value = text.slice(colon + 1).trim();
    if (forbidden.test(value)) return { wrong: `header ${name} holds a control character` };
    headers.push([name, value]);
  }
  return { line: [line[1]!, line[2]!, line[3] ?? ''], headers };
}

const requestLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([^\s]+) (HTTP\/1\.[01])$/;
const statusLine = /^(HTTP\/1\.[01]) ([1-9][0-9]{2})(?: (.*))?$/;
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const forbidden = /[\u0000-\u0008\u000a-\u001f\u007f]/;

/** All values of one header, joined by a comma as HTTP allows; undefined if it was not sent. Name in lower case. */
export function valueOf(head: Head, name: string): string | undefined {
  let joined: string | undefined;
  for (const [each, value] of head.headers) {
    if (each.length === name.length && each.toLowerCase() === name) joined = joined === undefined ? value : `${joined},${value}`;
  }
  return joined;
}

/** Whether a list header such as Connection names the word. */
export function names(head: Head, header: string, word: string): boolean {
  return valueOf(head, header)?.toLowerCase().split(',').some((each) => each.trim() === word) ?? false;
}

/** The bytes of a head, as a latin1 text. */
export function printHead(line: readonly [string, string, string], headers: readonly Header[]): string {
  let text = `${line[0]} ${line[1]} ${line[2]}\r\n`;
  for (const [name, value] of headers) text += `${name}: ${value}\r\n`;
  return `${text}\r\n`;
}

/** Header values never break out of their line. */
export function printable(value: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  return value.replace(/[\u0000-\u001f\u007f]/g, '');
}

/**
 * The headers that go on to the next connection: those about this connection are left out (RFC 9110, section 7.6.1), but
 * for `te: trailers`, which gRPC servers ask for and proxies pass on; framing is kept.
 */
export function onward(head: Head, without: ReadonlySet<string>): readonly Header[] {
  const named = valueOf(head, 'connection')?.toLowerCase().split(',').map((word) => word.trim()) ?? [];
  return head.headers.filter(([name, value]) => {
    const lower = name.toLowerCase();
    if (lower === 'te') return value.toLowerCase() === 'trailers';
    return !ofConnection.has(lower) && !without.has(lower) && !named.includes(lower);
  });
}

const ofConnection: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'proxy-connection', 'upgrade']);

/** The protocol a message asks or agrees to change to; HTTP/2 is not spoken here, so it is not passed on. */
export function upgradeOf(head: Head): string | undefined {
  const upgrade = names(head, 'connection', 'upgrade') ? valueOf(head, 'upgrade') : undefined;
  return upgrade === undefined || /\bh2c?\b/i.test(upgrade) ? undefined : upgrade;
}

/** Whether the connection may carry another message after this one (RFC 9112, section 9.3). */
export function persists(head: Head): boolean {
  const version = head.line[0].startsWith('HTTP/') ? head.line[0] : head.line[2];
  return version === 'HTTP/1.1' ? !names(head, 'connection', 'close') : names(head, 'connection', 'keep-alive');
}

/** `x-forwarded-for` as it is usually written: `X-Forwarded-For`. */
export function written(name: string): string {
  return usual[name] ?? name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

const usual: Readonly<Record<string, string>> = { host: 'Host', 'x-forwarded-for': 'X-Forwarded-For', 'x-forwarded-proto': 'X-Forwarded-Proto', 'x-forwarded-port': 'X-Forwarded-Port' };
