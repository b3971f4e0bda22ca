import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { requestOf } from '../../src/cli/ask.ts';
import { curlOf } from '../../src/cli/curl.ts';
import { targetOf } from '../../src/path/request.ts';
import type { Oracle, Truth } from './oracle.ts';

/** What curl sends for a command line, against what we read out of the same line. */
export const curl: Oracle = {
  program: 'curl',
  version: ['--version'],
  about: 'pasted command lines',
  truths: async () => {
    const truths: Truth[] = [];
    for (const line of lines) truths.push(await compared(line));
    return truths;
  },
};

/** `@` stands for the server's address. */
const lines = [
  ['@/'],
  ['@/a/b?c=d'],
  ['@/a/../b/./c'],
  ['--path-as-is', '@/a/../b'],
  ['@/a%2e%2e/b'],
  ['@/a#part'],
  ['-X', 'DELETE', '@/a'],
  ['-XPUT', '@/a'],
  ['-sS', '-X', 'POST', '@/a'],
  ['-sXPOST', '@/a'],
  ['-I', '@/a'],
  ['-sI', '@/a'],
  ['-d', 'a=b', '@/a'],
  ['--data-raw', '{"a":1}', '-H', 'Content-Type: application/json', '@/a'],
  ['-G', '-d', 'a=b', '@/a'],
  ['-G', '--data-urlencode', 'a=b c', '@/a?x=y'],
  ['-X', 'GET', '-d', 'a=b', '@/a'],
  ['--json', '{"a":1}', '@/a'],
  ['-F', 'a=b', '@/a'],
  ['-H', 'Host: xnat.example.org', '@/a'],
  ['-H', 'X-Team: imaging', '-H', 'X-Team: research', '@/a'],
  ['-HX-Team:imaging', '@/a'],
  ['-A', 'probe/1', '@/a'],
  ['-b', 'session=1', '@/a'],
  ['-e', 'https://example.org/', '@/a'],
  ['-u', 'me:secret', '@/a'],
  ['-k', '-L', '--compressed', '@/a'],
  ['-o', '/dev/null', '@/a'],
  ['-so/dev/null', '-w', '%{http_code}', '@/a'],
  ['--request', 'OPTIONS', '--url', '@/a'],
  ['@/a', '-X', 'PATCH'],
];

async function compared(line: readonly string[]): Promise<Truth> {
  const what = `curl ${line.join(' ')}`;
  const { address, request } = await received(line);
  return { what, theirs: await request, ours: read(line.map((word) => word.replace('@', address))) };
}

function read(words: readonly string[]): string {
  const asked = curlOf(['curl', ...words].map((word) => `'${word}'`).join(' '));
  if ('wrong' in asked) return asked.wrong;
  const request = requestOf(asked);
  if ('wrong' in request) return request.wrong;
  const target = targetOf(request.url);
  if ('wrong' in target) return target.wrong;
  const headers = request.headers.map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  return said(request.method, target.raw, headers);
}

/** Runs curl against a server of our own on loopback. */
async function received(line: readonly string[]): Promise<{ readonly address: string; readonly request: Promise<string> }> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const request = new Promise<string>((resolve) => {
    server.on('request', (message: IncomingMessage, response) => {
      message.resume();
      message.on('end', () => response.end());
      const headers: [string, string][] = [];
      for (let at = 0; at < message.rawHeaders.length; at += 2) headers.push([message.rawHeaders[at]!.toLowerCase(), message.rawHeaders[at + 1]!]);
      resolve(said(message.method ?? '', message.url ?? '', headers));
    });
    const child = spawn('curl', ['--silent', '--max-time', '5', '--noproxy', '*', ...line.map((word) => word.replace('@', address))], { stdio: 'ignore' });
    child.on('exit', (status) => {
      server.close();
      resolve(`curl ends with status ${status} and sends nothing`);
    });
  });
  return { address, request };
}

/** Headers that a policy could look at and that the line itself asks for. */
const asked: ReadonlySet<string> = new Set(['x-team', 'cookie', 'user-agent', 'referer', 'authorization']);

function said(method: string, path: string, headers: readonly (readonly [string, string])[]): string {
  const own = headers.filter(([name, value]) => asked.has(name) && !value.startsWith('curl/')).map(([name, value]) => `${name}: ${value}`);
  const host = headers.filter(([name, value]) => name === 'host' && !value.startsWith('127.0.0.1')).map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${path}`, ...host, ...own.sort()].join(', ');
}
