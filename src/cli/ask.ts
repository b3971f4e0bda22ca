import { fromOf, targetOf, type Request } from '../path/request.ts';

/** What the options of `trace`, a curl line and a line of a batch all say. */
export interface Asked {
  readonly url: string;
  readonly method?: string;
  readonly headers?: readonly string[];
  readonly from?: string;
  readonly jwt?: Readonly<Record<string, unknown>>;
}

/** A request from what somebody asked; the text says what cannot be understood. */
export function requestOf(asked: Asked): Request | { readonly wrong: string } {
  const from = fromOf(asked.from ?? 'internet');
  if ('wrong' in from) return from;
  const target = targetOf(asked.url);
  if ('wrong' in target) return target;
  const method = asked.method ?? 'GET';
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(method)) return { wrong: `"${method}" is not an HTTP method` };
  const headers: [string, string][] = [];
  for (const line of asked.headers ?? []) {
    const parts = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*:\s*(.*)$/s.exec(line);
    if (parts === null) return { wrong: `"${line}" is not a header line: write "Name: value"` };
    headers.push([parts[1]!, parts[2]!]);
  }
  return { url: asked.url, method, headers, from, ...(asked.jwt === undefined ? {} : { jwt: asked.jwt }) };
}

/** Takes a pasted curl command line apart as a shell would. Options that do not change the request are passed over. */
export function curlOf(line: string): Asked | { readonly wrong: string } {
  const words = shellWords(line);
  if (words === undefined) return { wrong: 'the curl line has a quote that is not closed' };
  const state: { url?: string; method?: string; headers: string[]; body: boolean } = { headers: [], body: false };
  const rest = words[0] === 'curl' ? words.slice(1) : [...words];
  while (rest.length > 0) {
    const word = rest.shift()!;
    if (word === '-X' || word === '--request') state.method = rest.shift() ?? '';
    else if (word.startsWith('-X')) state.method = word.slice(2);
    else if (word === '-H' || word === '--header') state.headers.push(rest.shift() ?? '');
    else if (word === '-I' || word === '--head') state.method ??= 'HEAD';
    else if (word === '-A' || word === '--user-agent') state.headers.push(`User-Agent: ${rest.shift() ?? ''}`);
    else if (word === '-b' || word === '--cookie') state.headers.push(`Cookie: ${rest.shift() ?? ''}`);
    else if (word === '-e' || word === '--referer') state.headers.push(`Referer: ${rest.shift() ?? ''}`);
    else if (/^(-d|--data(-raw|-binary|-urlencode|-ascii)?|-F|--form|--json|-T|--upload-file)$/.test(word)) {
      rest.shift();
      if (word === '-T' || word === '--upload-file') state.method ??= 'PUT';
      state.body = true;
    } else if (word === '--url') state.url = rest.shift() ?? '';
    else if (takesValue.has(word)) rest.shift();
    else if (!word.startsWith('-')) state.url ??= word;
  }
  if (state.url === undefined) return { wrong: 'the curl line names no URL' };
  const url = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(state.url) ? state.url : `http://${state.url}`;
  return { url, method: state.method ?? (state.body ? 'POST' : 'GET'), headers: state.headers };
}

const takesValue = new Set(['-o', '--output', '-u', '--user', '--cacert', '--capath', '--cert', '-E', '--key', '--connect-to', '--resolve', '-m', '--max-time', '--connect-timeout', '-w', '--write-out', '-x', '--proxy', '-D', '--dump-header', '-c', '--cookie-jar', '--retry', '--interface']);

/** Words of a command line: single and double quotes, backslashes, line continuations. Undefined: a quote stays open. */
function shellWords(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let index = 0; index < line.length; index++) {
    const character = line[index]!;
    if (quote !== '') {
      if (character === quote) quote = '';
      else if (quote === '"' && character === '\\' && '"\\$`'.includes(line[index + 1] ?? ' ')) word = (word ?? '') + line[++index]!;
      else word = (word ?? '') + character;
    } else if (character === "'" || character === '"') {
      quote = character;
      word ??= '';
    } else if (character === '\\') {
      const next = line[++index];
      if (next !== undefined && next !== '\n') word = (word ?? '') + next;
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + character;
  }
  if (word !== undefined) words.push(word);
  return quote === '' ? words : undefined;
}
