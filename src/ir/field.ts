/**
 * The closed list of what a request, a connection and an answer have. `parameter` marks a family: `header(x-foo)`.
 * The order is the order of levels in a region's diagram (docs/decisions/0005): fields that dispatch on top, addresses
 * below, choices and unknowns last.
 */
export type Domain = 'text' | 'number' | 'address';

/**
 * What several values of one field mean: `one` = there is only ever one; `joined` = the instances of a repeated header
 * joined by ",", as Envoy compares them; `any` = a list, and a match needs one of its members.
 */
export type Repetition = 'one' | 'joined' | 'any';

interface FieldRule {
  readonly domain: Domain;
  readonly repetition: Repetition;
  /** Readable only once every TLS session around the request is terminated. */
  readonly http?: true;
  /** Stored back to front in diagrams, so that `*.example.org` is a range. */
  readonly reversed?: true;
  readonly parameter?: true;
  /** What it means when the value is missing. */
  readonly absent: string;
}

const text = { domain: 'text', repetition: 'one' } as const;
const number = { domain: 'number', repetition: 'one' } as const;
const address = { domain: 'address', repetition: 'one' } as const;
const http = { http: true } as const;

export const fieldRules = {
  'session.sni': { ...text, reversed: true, absent: 'no TLS session, or a ClientHello without server name' },
  host: { ...text, ...http, reversed: true, absent: 'HTTP/1.0 without Host' },
  path: { ...text, ...http, absent: 'not HTTP' },
  'path.raw': { ...text, ...http, absent: 'not HTTP' },
  method: { ...text, ...http, absent: 'not HTTP' },
  scheme: { ...text, ...http, absent: 'not HTTP' },
  'query.raw': { ...text, ...http, absent: 'no query; else it begins with `?`, as sent' },
  'http.version': { ...text, ...http, absent: 'not HTTP' },
  header: { domain: 'text', repetition: 'joined', ...http, parameter: true, absent: 'header not sent' },
  'header.underscored': { ...text, ...http, absent: 'no header has an underscore in its name; else the first that has' },
  cookie: { ...text, ...http, parameter: true, absent: 'cookie not sent' },
  query: { ...text, ...http, parameter: true, absent: 'key not in the query' },
  forwarded: { domain: 'text', repetition: 'joined', ...http, absent: 'no X-Forwarded-For' },
  token: { domain: 'text', repetition: 'any', ...http, parameter: true, absent: 'no token, or no such claim in it' },
  claim: { domain: 'text', repetition: 'any', ...http, parameter: true, absent: 'not validated by this proxy' },
  'line.bytes': { ...number, ...http, absent: 'a request line of usual size, up to 8 K' },
  'header.bytes': { ...number, ...http, absent: 'no header above 8 K; else the longest one, with its name' },
  'headers.bytes': { ...number, ...http, absent: 'headers of usual size, up to 8 K together' },
  'path.bytes': { ...number, ...http, absent: 'a path of usual size, up to 512 bytes' },
  'query.bytes': { ...number, ...http, absent: 'a query of usual size, up to 512 bytes' },
  'cookie.bytes': { ...number, ...http, absent: 'cookies of usual size, up to 512 bytes' },
  'body.bytes': { ...number, ...http, absent: 'no body' },
  body: { ...text, ...http, absent: 'no body' },
  'session.peer': { ...text, absent: 'no identity proved on this connection' },
  'session.state': { ...text, absent: 'never: none, open or ended' },
  'session.name': { ...text, reversed: true, absent: 'the dialler accepts any name, or no TLS session' },
  'session.alpn': { ...text, absent: 'no TLS session, or no ALPN' },
  'session.offer': { ...text, absent: 'no client certificate on offer; else the authority that signed it' },
  'session.demand': { ...text, absent: 'the dialler does not verify the server; else the authority it trusts' },
  'client.address': { ...address, absent: 'no proxy has derived it on this connection' },
  preamble: { ...text, absent: 'no PROXY protocol header; else the client address that it names' },
  resolver: { ...text, absent: 'the public DNS view' },
  'src.cluster': { ...text, absent: 'outside every cluster, or rewritten on the way' },
  'src.pod': { ...text, absent: 'not a pod, or rewritten on the way' },
  'src.groups': { domain: 'text', repetition: 'any', absent: 'no security group, or rewritten on the way' },
  'src.address': { ...address, absent: 'not known' },
  'dst.address': { ...address, absent: 'not known' },
  'dst.port': { ...number, absent: 'never' },
  'src.port': { ...number, absent: 'an ephemeral port' },
  protocol: { ...text, absent: 'never: tcp, udp or icmp' },
  tracked: { ...text, absent: 'no stateful hop on the way yet; else their keys, the last one first, each with `>` behind it' },
  attachment: { ...text, absent: 'no transit gateway has chosen one of several zones; else the interface through which it went on' },
  'src.interface': { ...text, absent: 'no interface of the inputs sends; else the one at which the leg begins' },
  'dst.interface': { ...text, absent: 'the address alone says where it goes; else the interface that is meant, whose address nobody knows' },
  subnet: { ...text, absent: 'the packet has left no subnet; else the one that it left last' },
  zone: { ...text, absent: 'not chosen yet' },
  node: { ...text, absent: 'not chosen yet' },
  target: { ...text, absent: 'not chosen yet' },
  held: { ...number, absent: 'no hop held the request on purpose; else how long all of them did, in milliseconds' },
  'reply.outcome': { ...text, absent: 'never, in a reply' },
  'reply.cause': { ...text, absent: 'the next hop delivered' },
  'reply.held': { ...number, absent: 'nobody held the request behind this dial; else how long, in milliseconds' },
  'reply.status': { ...number, absent: 'no HTTP answer came back' },
} as const satisfies Record<string, FieldRule>;

type Family = { [N in FieldName]: (typeof fieldRules)[N] extends { parameter: true } ? N : never }[FieldName];
export type FieldName = keyof typeof fieldRules;
export type Field = Exclude<FieldName, Family> | `${Family}(${string})`;

/** The rule of a field, of its family if it has a parameter. */
export function ruleOf(field: Field): FieldRule {
  const open = field.indexOf('(');
  return fieldRules[(open < 0 ? field : field.slice(0, open)) as FieldName];
}

/** Where the field's level stands in a diagram: smaller is nearer the top; families sort by parameter. */
export function levelOf(field: Field): readonly [rank: number, parameter: string] {
  const open = field.indexOf('(');
  const name = open < 0 ? field : field.slice(0, open);
  return [ranks.get(name) ?? ranks.size, open < 0 ? '' : field.slice(open + 1, -1)];
}

const ranks: ReadonlyMap<string, number> = new Map(Object.keys(fieldRules).map((name, rank) => [name, rank]));
