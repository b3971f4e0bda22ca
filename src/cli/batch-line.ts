import type { Asked } from './ask.ts';

/** A line of a batch (docs/reference/batch-line.schema.json), or what is wrong with it. */
export type BatchLine = { readonly id?: unknown } & ({ readonly asked: Asked; readonly expected?: string | number } | { readonly wrong: string });

/** Reads one line; `from` is for lines that do not say where the request comes from. */
export function lineOf(written: string, from?: string): BatchLine {
  const line = objectOf(written);
  if (line === undefined) return { wrong: json(written) ? 'the line is no JSON object' : 'the line is not JSON' };
  const id = line['id'] === undefined ? {} : { id: line['id'] };
  const wrong = wrongOf(line);
  if (wrong !== undefined) return { ...id, wrong };
  const { url, method, headers, jwt, expect, http, sni, insecure, clientCert } = line as { url: string; method?: string; http?: string; sni?: string; insecure?: boolean; clientCert?: string; headers?: Record<string, string>; jwt?: Record<string, unknown>; expect?: string | number };
  const asked: Asked = {
    url,
    headers: Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}`),
    ...(headers === undefined ? {} : { exact: true as const }),
    ...(typeof line['from'] === 'string' ? { from: line['from'] } : from === undefined ? {} : { from }),
    ...(method === undefined ? {} : { method }),
    ...(jwt === undefined ? {} : { jwt }),
    ...(http === undefined ? {} : { http }),
    ...(sni === undefined ? {} : { sni }),
    ...(insecure === undefined ? {} : { insecure }),
    ...(clientCert === undefined ? {} : { clientCert }),
  };
  return { ...id, asked, ...(expect === undefined ? {} : { expected: expect }) };
}

/** What `--expect` and `expect` can ask for. */
export function expectable(text: string): boolean {
  return /^[1-5]\d\d$/.test(text) || ['delivered', 'dropped', 'refused', 'reset', 'handshake', 'unresolved', 'loop'].includes(text);
}

/** The JSON object that a text is; undefined: it is none. */
export function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return object(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function wrongOf(line: Readonly<Record<string, unknown>>): string | undefined {
  const unknown = Object.keys(line).find((key) => !(key in members));
  if (unknown !== undefined) return `the line has "${unknown}", which is nothing that is asked: write ${Object.keys(members).join(', ')}`;
  if (line['url'] === undefined) return 'the line has no "url"';
  for (const [key, { fits, says }] of Object.entries(members)) if (line[key] !== undefined && !fits(line[key])) return `"${key}" is ${says}`;
  return undefined;
}

const text = (value: unknown): boolean => typeof value === 'string';

const members: Readonly<Record<string, { readonly fits: (value: unknown) => boolean; readonly says: string }>> = {
  id: { fits: () => true, says: 'anything' },
  url: { fits: text, says: 'a text' },
  method: { fits: text, says: 'a text' },
  headers: { fits: (value) => object(value) && Object.values(value).every(text), says: 'an object of header names and texts, such as {"X-Team": "a"}' },
  from: { fits: text, says: 'a text' },
  jwt: { fits: object, says: 'an object of claims' },
  http: { fits: text, says: 'an HTTP version: 1.0, 1.1 or 2' },
  insecure: { fits: (value) => typeof value === 'boolean', says: 'true or false' },
  sni: { fits: text, says: 'a server name, or none' },
  clientCert: { fits: text, says: 'the authority that signed the certificate, and its subject' },
  expect: { fits: (value) => (typeof value === 'string' || typeof value === 'number') && expectable(String(value)), says: 'a status from 100 to 599 or a word such as delivered or dropped' },
};

function object(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function json(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
