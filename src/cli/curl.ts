import type { Asked } from './ask.ts';
import { shellWords } from './shell.ts';

/** What a curl line says so far. */
interface Line {
  urls: string[];
  method?: string;
  headers: string[];
  /** Bodies as `-d` and its relatives give them, encoded. */
  data: string[];
  /** Content type of the body, where one is sent. */
  content?: string;
  /** `-G`: the body becomes the query. */
  query: boolean;
  /** `--path-as-is`: dots in the path are sent. */
  asIs: boolean;
  http?: string;
  insecure?: boolean;
  wrong?: string;
}

/** Takes a pasted curl command line apart as a shell and curl would. Options that do not change the request are passed over. */
export function curlOf(line: string): Asked | { readonly wrong: string } {
  const words = shellWords(line);
  if (words === undefined) return { wrong: 'the curl line has a quote that is not closed' };
  const said: Line = { urls: [], headers: [], data: [], query: false, asIs: false };
  const rest = words[0] === 'curl' ? words.slice(1) : [...words];
  while (rest.length > 0 && said.wrong === undefined) take(said, rest.shift()!, rest);
  if (said.wrong !== undefined) return { wrong: said.wrong };
  const [url, another] = said.urls;
  if (url === undefined) return { wrong: 'the curl line names no URL' };
  if (another !== undefined) return { wrong: `the curl line asks for ${url} and ${another}: paste one request` };
  const full = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(url) ? url : `http://${url}`;
  return asked(said, said.asIs ? full : withoutDots(full));
}

function asked(said: Line, url: string): Asked {
  const query = said.query ? said.data.join('&') : '';
  const body = !said.query && said.content !== undefined;
  const typed = said.headers.some((header) => /^content-type\s*:/i.test(header));
  const headers = body && !typed && said.content !== '' ? [...said.headers, `Content-Type: ${said.content}`] : said.headers;
  // `-H "Name:"` takes a header of curl's own away; `-H "Name;"` sends it empty (curl manual, --header).
  const sent = headers.filter((header) => /^user-agent:/i.test(header) || !/^[^:]+:\s*$/.test(header)).map((header) => header.replace(/^([^:;]+);$/, '$1:'));
  return { url: query === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`, method: said.method ?? (body ? 'POST' : 'GET'), headers: sent, ...(said.http === undefined ? {} : { http: said.http }), ...(said.insecure === true ? { insecure: true } : {}) };
}

/** curl takes `.` and `..` out of a path before it asks for it (curl manual, --path-as-is). */
function withoutDots(url: string): string {
  const [, origin, path, rest] = /^([^:]+:\/\/[^/?#]*)(\/[^?#]*)?(.*)$/s.exec(url) ?? [];
  if (origin === undefined || path === undefined || rest === undefined) return url;
  const kept: string[] = [];
  const segments = path.slice(1).split('/');
  for (const [index, segment] of segments.entries()) {
    const dots = segment.replace(/%2e/gi, '.');
    if (dots === '..') kept.pop();
    else if (dots !== '.') kept.push(segment);
    if ((dots === '.' || dots === '..') && index === segments.length - 1) kept.push('');
  }
  return `${origin}/${kept.join('/')}${rest}`;
}

/** One word: an option with what belongs to it, several short options in one, or a URL. */
function take(said: Line, word: string, rest: string[]): void {
  if (word === '--') {
    said.urls.push(...rest.splice(0));
  } else if (word === '--next' || word === '-:') {
    rest.splice(0);
  } else if (word.startsWith('--')) {
    const name = word.slice(2);
    option(said, name, longWithValue.has(name) ? rest.shift() : '');
  } else if (word.startsWith('-') && word !== '-') {
    short(said, word.slice(1), rest);
  } else said.urls.push(word);
}

/** `-sX POST`, `-XPOST`, `-skI`: the first letter that takes a value takes the rest of the word, else the next word. */
function short(said: Line, letters: string, rest: string[]): void {
  for (const [index, letter] of [...letters].entries()) {
    if (!shortWithValue.includes(letter)) option(said, shortNames[letter] ?? letter, '');
    else return option(said, shortNames[letter] ?? letter, letters.length > index + 1 ? letters.slice(index + 1) : rest.shift());
  }
}

function option(said: Line, name: string, value: string | undefined): void {
  if (value === undefined) {
    said.wrong = said.urls.length === 0 ? 'the curl line names no URL' : `nothing stands behind --${name} of the curl line`;
    return;
  }
  switch (name) {
    case 'request':
      said.method = value;
      return;
    case 'head':
      said.method ??= 'HEAD';
      return;
    case 'insecure':
      said.insecure = true;
      return;
    case 'http1.0':
    case 'http1.1':
      said.http = name.slice('http'.length);
      return;
    case 'http2':
    case 'http2-prior-knowledge':
      said.http = '2';
      return;
    case 'path-as-is':
      said.asIs = true;
      return;
    case 'get':
      said.query = true;
      return;
    case 'url':
      said.urls.push(value);
      return;
    case 'header':
      if (value.startsWith('@')) said.wrong = `the curl line takes header lines from the file ${value.slice(1)}, which is not read: paste them`;
      else said.headers.push(value);
      return;
    case 'cookie':
      // Without "=" it is a file of cookies (curl manual, --cookie).
      if (value.includes('=')) said.headers.push(`Cookie: ${value}`);
      return;
    case 'upload-file':
      said.method ??= 'PUT';
      return;
    case 'data':
    case 'data-raw':
    case 'data-binary':
    case 'data-ascii':
    case 'data-urlencode':
      said.data.push(name === 'data-urlencode' ? encoded(value) : value);
      said.content ??= 'application/x-www-form-urlencoded';
      return;
    case 'json':
      said.headers.push('Accept: application/json');
      said.content ??= 'application/json';
      return;
    case 'form':
    case 'form-string':
      // The boundary is random: a multipart type is not claimed.
      said.content ??= '';
      return;
    default:
      said.headers.push(...(headerFor[name]?.(value) ?? []));
  }
}

const headerFor: Readonly<Record<string, (value: string) => readonly string[]>> = {
  'user-agent': (value) => [`User-Agent: ${value}`],
  referer: (value) => [`Referer: ${value}`],
  range: (value) => [`Range: bytes=${value}`],
  user: (value) => [`Authorization: Basic ${Buffer.from(value).toString('base64')}`],
  'oauth2-bearer': (value) => [`Authorization: Bearer ${value}`],
};

/** `name=content`, `=content` or `content`: the content is encoded, the name is not. */
function encoded(value: string): string {
  const cut = value.indexOf('=');
  return cut < 0 ? escaped(value) : `${value.slice(0, cut)}${cut === 0 ? '' : '='}${escaped(value.slice(cut + 1))}`;
}

/** Blanks become "+" (curl 7.87 and later; %20 before). */
function escaped(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+');
}

const shortNames: Readonly<Record<string, string>> = { 0: 'http1.0', A: 'user-agent', b: 'cookie', d: 'data', e: 'referer', F: 'form', G: 'get', H: 'header', I: 'head', k: 'insecure', r: 'range', T: 'upload-file', u: 'user', X: 'request' };

/** Letters that take a value (curl 8.11 manual). */
const shortWithValue = 'AbcCdDeEFHhKmoPQrtTuUwxXyYz';

/** Long options that take a value (curl 8.11 manual), without those for protocols other than HTTP. */
const longWithValue: ReadonlySet<string> = new Set(
  `abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout connect-to continue-at cookie cookie-jar
  create-file-mode crlfile curves data data-ascii data-binary data-raw data-urlencode dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url
  dump-header ech egd-file engine etag-compare etag-save expect100-timeout form form-string happy-eyeballs-timeout-ms haproxy-clientip header hsts
  interface ip-tos ipfs-gateway json keepalive-cnt keepalive-time key key-type libcurl limit-rate local-port location-trusted-to max-filesize max-redirs
  max-time netrc-file noproxy oauth2-bearer output output-dir parallel-max pass pinnedpubkey preproxy proto proto-default proto-redir proxy
  proxy-cacert proxy-capath proxy-cert proxy-ciphers proxy-header proxy-key proxy-pass proxy-user proxy1.0 random-file range rate referer request
  request-target resolve retry retry-delay retry-max-time service-name socks4 socks4a socks5 socks5-hostname speed-limit speed-time stderr
  tls-max tls13-ciphers tlsauthtype tlspassword tlsuser trace trace-ascii trace-config unix-socket upload-file url url-query user user-agent
  variable vlan-priority write-out`.split(/\s+/),
);
