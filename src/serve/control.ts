import { timingSafeEqual, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { localhost } from './register.ts';
import type { Tokens } from './tokens.ts';

/** Where a person asks the rehearsal for something. */
export interface Control {
  readonly url: string;
  /** What has to be shown as a bearer token. */
  readonly secret: string;
  close(): Promise<void>;
}

/** Claims are short; more than this is no question. */
const longest = 64 * 1024;

/** `POST /token` makes a token of the claims in its body (`?alg=RS256`: with that algorithm); `GET /jwks` has the public keys. */
export async function controlOf(tokens: Tokens): Promise<Control> {
  const secret = randomBytes(18).toString('base64url');
  const server = createServer((question, answer) => {
    answered(question, secret, tokens).then(
      ({ status, type, body }) => answer.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body),
      () => (answer as ServerResponse).destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, localhost, resolve));
  return {
    url: `http://${localhost}:${(server.address() as AddressInfo).port}`,
    secret,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

async function answered(question: IncomingMessage, secret: string, tokens: Tokens): Promise<Answer> {
  const { pathname, searchParams } = new URL(question.url ?? '/', 'http://control.invalid');
  if (pathname === '/jwks' && question.method === 'GET') return { status: 200, type: 'application/json', body: JSON.stringify(tokens.keys()) };
  if (!shows(question, secret)) return said(401, 'show the rehearsal\'s own token: Authorization: Bearer ...');
  if (pathname !== '/token' || question.method !== 'POST') return said(404, 'there are POST /token and GET /jwks');
  const algorithm = searchParams.get('alg') ?? 'ES256';
  if (algorithm !== 'ES256' && algorithm !== 'RS256') return said(400, `alg is ES256 or RS256, not ${algorithm}`);
  const claims = claimsIn(await textOf(question));
  return claims === undefined ? said(400, 'the body is no JSON object of claims') : said(200, tokens.mint(claims, algorithm));
}

function said(status: number, text: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body: `${text}\n` };
}

function shows({ headers }: IncomingMessage, secret: string): boolean {
  const [shown, wanted] = [Buffer.from(headers.authorization ?? ''), Buffer.from(`Bearer ${secret}`)];
  return shown.length === wanted.length && timingSafeEqual(shown, wanted);
}

async function textOf(question: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of question.setEncoding('utf8') as AsyncIterable<string>) if (text.length <= longest) text += part;
  return text;
}

function claimsIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
