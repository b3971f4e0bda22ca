import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http2';
import { createServer as createTlsServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { arrivalOf, sentOf } from '../src/cli/rehearse-request.ts';
import { readTexts } from '../src/formats/texts.ts';
import { pathOf, type Path } from '../src/path/path.ts';
import { authoritiesOf } from '../src/serve/authority.ts';
import type { Request } from '../src/path/request.ts';
import type { Options } from '../src/serve/rehearse.ts';
import type { Seen } from '../src/serve/client.ts';
import { deployment, differing, rehearsed, service } from './up/estate.ts';
import { dialled, program, received } from './up/outside.ts';
import { asked, running, told, type Running } from './up/rehearsing.ts';

const host = 'shop.example.org';

/** An Ingress of the load balancer controller in front of two Deployments, with these annotations. */
function estate(annotations: Readonly<Record<string, string>> = {}, backend = 'web', speaks = 'http'): Path {
  const lines = Object.entries({ 'target-type': 'ip', 'listen-ports': '[{"HTTP": 80}, {"HTTPS": 443}]', 'certificate-arn': 'arn:aws:acm:eu-west-1:111122223333:certificate/4f1d', ...annotations }).map(([name, value]) => `    alb.ingress.kubernetes.io/${name}: '${value}'`);
  const port = backend === 'web' ? '{ number: 80 }' : '{ name: use-annotation }';
  const ingress = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: shop
  annotations:
${lines.join('\n')}
spec:
  ingressClassName: alb
  rules: [{ host: ${host}, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: ${backend}, port: ${port} } } }] } }]`;
  const second = deployment('shop', 'web', [8080]).replace('name: web,', 'name: web-b,');
  const objects = [ingress, deployment('shop', 'web', [8080]), second, service('shop', 'web', `{ name: ${speaks}, port: 80, targetPort: 8080 }`), deployment('shop', 'new', [8080]), service('shop', 'new', '{ name: http, port: 80, targetPort: 8080 }')];
  return pathOf(readTexts([{ name: 'shop.yaml', text: objects.join('\n---\n'), scope: 'default' }]).resources);
}

async function started(path: Path, options: Partial<Options> = {}): Promise<Running> {
  return running(path.program, { network: path.network, ...options });
}

function entryOf(path: Path, port: number): string {
  return path.network.entries.find((entry) => entry.port === port)!.address;
}

function cookiesOf({ headers = [] }: Seen): readonly string[] {
  return headers.filter(([name]) => name.toLowerCase() === 'set-cookie').map(([, value]) => value);
}

const pairOf = (cookie: string): string => cookie.split(';')[0]!;

describe('cookies of the load balancer', () => {
  const sticky = { 'target-group-attributes': 'stickiness.enabled=true,stickiness.lb_cookie.duration_seconds=600' };

  test('keep a browser at its target for a week, also inside pages of other sites', async () => {
    const path = estate(sticky);
    const here = await started(path);
    const asking = { url: `https://${host}/`, entry: entryOf(path, 443) };
    const { seen } = await asked(here, asking);
    const [own, other] = cookiesOf(seen);
    expect(own).toMatch(/^AWSALB=[^;]+; Expires=[^;]+ GMT; Path=\/$/);
    expect(other).toMatch(/^AWSALBCORS=[^;]+; Expires=[^;]+ GMT; Path=\/; SameSite=None; Secure$/);
    expect(pairOf(other!).replace('CORS', '')).toBe(pairOf(own!));
    for (const cookie of [own!, other!]) for (let turn = 0; turn < 6; turn++) expect((await asked(here, { ...asking, headers: [['Cookie', `a=b; ${pairOf(cookie)}`]] })).seen.workload).toBe(seen.workload);
    const seenWithout = new Set<string | undefined>();
    for (let turn = 0; turn < 12; turn++) seenWithout.add((await asked(here, { ...asking, headers: [['Cookie', 'AWSALB=forged']] })).seen.workload);
    expect(seenWithout.size).toBe(2);
  });

  test('stand beside a cookie of the application, and mean nothing without it', async () => {
    const path = estate({ 'target-group-attributes': 'stickiness.enabled=true,stickiness.type=app_cookie,stickiness.app_cookie.cookie_name=SESSION,stickiness.app_cookie.duration_seconds=600' });
    const app = await program((question, answer) => {
      if (question.url === '/login') answer.setHeader('Set-Cookie', 'SESSION=s1; Path=/');
      answer.end('hello');
    });
    const here = await started(path, { app: () => app.url });
    const at = (url: string, cookie?: string) => asked(here, { url: `https://${host}${url}`, entry: entryOf(path, 443), ...(cookie === undefined ? {} : { headers: [['Cookie', cookie]] as const }) });
    expect(cookiesOf((await at('/')).seen)).toEqual([]);
    const login = (await at('/login')).seen;
    expect(cookiesOf(login)).toEqual(['SESSION=s1; Path=/', expect.stringMatching(/^AWSALBAPP-0=[^;]+; Expires=[^;]+; Path=\/$/)]);
    const kept = pairOf(cookiesOf(login)[1]!);
    for (let turn = 0; turn < 6; turn++) expect((await at('/', `SESSION=s1; ${kept}`)).seen.workload).toBe(login.workload);
    const others = new Set<string | undefined>();
    for (let turn = 0; turn < 12; turn++) others.add((await at('/', kept)).seen.workload);
    expect(others.size).toBe(2);
  });

  test('keep a browser at one of several target groups', async () => {
    const forward = '{"type":"forward","forwardConfig":{"targetGroups":[{"serviceName":"web","servicePort":"80","weight":50},{"serviceName":"new","servicePort":"80","weight":50}],"targetGroupStickinessConfig":{"enabled":true,"durationSeconds":600}}}';
    const path = estate({ 'actions.split': forward }, 'split');
    const here = await started(path);
    const asking = { url: `https://${host}/`, entry: entryOf(path, 443) };
    const { seen } = await asked(here, asking);
    const [own, other] = cookiesOf(seen);
    expect([own, other].map((cookie) => cookie?.replace(/=[^;]+; Expires=[^;]+;/, '=...;'))).toEqual(['AWSALBTG=...; Path=/', 'AWSALBTGCORS=...; Path=/; SameSite=None; Secure']);
    const group = seen.workload?.includes('new') === true;
    for (let turn = 0; turn < 8; turn++) expect((await asked(here, { ...asking, headers: [['Cookie', pairOf(own!)]] })).seen.workload?.includes('new')).toBe(group);
  });
});

describe('answers of the load balancer itself', () => {
  test('a redirect keeps path and query, and names the port', async () => {
    const path = estate({ 'ssl-redirect': '443' });
    const { seen, disagreement } = await asked(await started(path), { url: `http://${host}/a/b?c=d`, entry: entryOf(path, 80) });
    expect([disagreement, seen.status]).toEqual([undefined, 301]);
    expect(seen.headers?.find(([name]) => name === 'Location')?.[1]).toBe(`https://${host}:443/a/b?c=d`);
    expect(seen.headers?.find(([name]) => name === 'Content-Length')?.[1]).toBe('134');
  });

  test('a fixed response has the body and the type that were written', async () => {
    const path = estate({ 'actions.soon': '{"type":"fixed-response","fixedResponseConfig":{"contentType":"application/json","statusCode":"503","messageBody":"{\\"soon\\":true}"}}' }, 'soon');
    const { seen, disagreement } = await asked(await started(path), { url: `https://${host}/`, entry: entryOf(path, 443) });
    expect([disagreement, seen.status, seen.body?.toString()]).toEqual([undefined, 503, '{"soon":true}']);
    expect(seen.headers?.find(([name]) => name === 'Content-Type')?.[1]).toBe('application/json');
  });
});

describe('protocols', () => {
  test.each(['1.1', '2'] as const)('a client speaks HTTP/%s, and the target is spoken to in HTTP/1.1', async (version) => {
    const path = estate();
    const { seen, disagreement } = await asked(await started(path), { url: `https://${host}/`, entry: entryOf(path, 443), version, headers: [['X-Forwarded-For', '192.0.2.7']] });
    expect([disagreement, seen.status]).toEqual([undefined, 200]);
    expect(told(seen).headers).toMatchObject({ 'x-forwarded-proto': 'https', 'x-forwarded-port': '443', 'x-forwarded-for': expect.stringMatching(/^192\.0\.2\.7,/) });
  });

  test('where HTTP/2 is switched off, a client that wants it gets HTTP/1.1', async () => {
    const path = estate({ 'load-balancer-attributes': 'routing.http2.enabled=false' });
    const { seen, disagreement } = await asked(await started(path), { url: `https://${host}/`, entry: entryOf(path, 443), version: '2' });
    expect([disagreement, seen.status]).toEqual([undefined, 200]);
  });

  test('a group for gRPC takes gRPC and is healthy by the codes of gRPC; HTTP/1.1 gets 464', async () => {
    const path = estate({ 'backend-protocol-version': 'GRPC' }, 'web', 'grpc');
    const server = createServer((question, answer) => {
      const known = question.url === '/shop.Cart/Add';
      answer.writeHead(200, { 'content-type': 'application/grpc', ...(known ? {} : { 'grpc-status': '12' }) });
      answer.end(known ? `HTTP/${question.httpVersion} ${String(question.headers.te)}` : '');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const here = await started(path, { app: () => new URL(`h2c://127.0.0.1:${(server.address() as AddressInfo).port}`) });
    const asking = { url: `https://${host}/shop.Cart/Add`, entry: entryOf(path, 443), method: 'POST', headers: [['Content-Type', 'application/grpc'], ['TE', 'trailers']] as const };
    const called = await asked(here, { ...asking, version: '2' });
    expect([called.disagreement, called.seen.status, called.seen.body?.toString()]).toEqual([undefined, 200, 'HTTP/2.0 trailers']);
    const older = await asked(here, { ...asking, version: '1.1' });
    expect([older.disagreement, older.seen.status]).toEqual([undefined, 464]);
    expect(here.rehearsal.health().map(({ state, saw }) => [state, saw])).toEqual([['healthy', 'POST /AWS.ALB/healthcheck answers 12'], ['healthy', 'POST /AWS.ALB/healthcheck answers 12']]);
  });

  test('a WebSocket goes through', async () => {
    const path = estate();
    const app = await program(() => {});
    app.server.on('upgrade', (question, socket) => {
      socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${question.headers.upgrade}\r\n\r\n`);
      socket.on('data', (bytes: Buffer) => socket.write(bytes));
      socket.on('end', () => socket.end());
    });
    const { rehearsal } = await started(path, { app: () => app.url });
    const socket = await dialled(rehearsal);
    socket.write(`GET /socket HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
    expect(await received(socket, '\r\n\r\n')).toMatch(/^HTTP\/1\.1 101 [^]*Upgrade: websocket/);
    socket.write('ping');
    expect(await received(socket, 'ping')).toContain('ping');
    socket.destroy();
  });

  test('a target that speaks TLS gets no server name, and its certificate is not looked at', async () => {
    const path = estate({ 'backend-protocol': 'HTTPS' }, 'web', 'https');
    const names: unknown[] = [];
    const own = await authoritiesOf(Date.now()).issued({ authority: 'nobody', principal: 'somebody/else' });
    const server = createTlsServer({ cert: own.certificate, key: own.key }, (socket) => {
      names.push(socket.servername);
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi'));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const here = await started(path, { app: () => new URL(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`) });
    const { seen } = await asked(here, { url: `https://${host}/`, entry: entryOf(path, 443) });
    expect([seen.status, seen.body?.toString()]).toEqual([200, 'hi']);
    expect(names.filter((name) => typeof name === 'string')).toEqual([]);
  });
});

test('what is rehearsed is what is predicted', async () => {
  const path = estate({
    'conditions.web': '[{"field":"query-string","queryStringConfig":{"values":[{"key":"v","value":"1*"}]}}]',
    'transforms.web': '[{"type":"url-rewrite","urlRewriteConfig":{"rewrites":[{"regex":"^/api/(.*)$","replace":"/$1"}]}}]',
    'load-balancer-attributes': 'routing.http.drop_invalid_header_fields.enabled=true',
  });
  const ask = (url: string, more: Partial<Request> = {}): Request => ({ url, method: 'GET', headers: [], from: { kind: 'address', address: '203.0.113.9' }, ...more });
  const requests: readonly Request[] = [
    ask(`https://${host}/api/x?v=12`, { headers: [['x_a', '1']] }),
    ask(`https://${host}/api/x?v=2`),
    ask(`http://${host}/?V=1`),
    ask(`https://${host}/?v=1`, { method: 'TRACE' }),
    ask(`https://${host}/?v=1`, { headers: [['X-Forwarded-For', Array.from({ length: 31 }, (_, at) => `10.0.0.${at}`).join(', ')]] }),
    ask(`https://${host}/${'x'.repeat(17_000)}?v=1`),
    ask(`https://${host}/${'x'.repeat(10_000)}?v=1`),
    ask(`https://${host}/?v=1`, { headers: [['X-Long', 'x'.repeat(17_000)]] }),
    ask(`https://${host}/?v=1`, { headers: Array.from({ length: 7 }, (_, at) => [`X-Long-${at}`, 'x'.repeat(10_000)] as const) }),
    ask(`https://${host}/?v=1`, { version: '2', headers: [['Content-Type', 'application/grpc']], method: 'POST' }),
  ];
  const here = await rehearsed(path, requests);
  for (const request of requests) expect(await differing(here, request)).toBeUndefined();
});

describe('who the client is', () => {
  const from = { kind: 'address', address: '203.0.113.9' } as const;
  const ask = (more: Partial<Request> = {}): Request => ({ url: `https://${host}/`, method: 'GET', headers: [], from, at: Date.now(), ...more });
  const soon = Math.floor(Date.now() / 1000) + 600;

  test('a certificate of the trust store is asked for, and nothing else passes', async () => {
    const path = estate({ 'mutual-authentication': '[{"port": 443, "mode": "verify", "trustStore": "partners"}]', 'listen-ports': '[{"HTTPS": 443}]' });
    const requests = [ask(), ask({ certificate: { authority: 'truststore/partners', principal: 'CN=a' } }), ask({ certificate: { authority: 'elsewhere', principal: 'CN=a' } })];
    const here = await rehearsed(path, requests);
    for (const request of requests) expect(await differing(here, request)).toBeUndefined();
    const known = ask({ certificate: { authority: 'truststore/partners', principal: 'CN=a' }, headers: [['X-Amzn-Mtls-Clientcert-Subject', 'CN=forged']] });
    const seen = await here.rehearsal.send(sentOf(arrivalOf(path, known) as never, known));
    expect(told(seen).headers['x-amzn-mtls-clientcert-subject']).toBe('CN=a');
  });

  test('a token is looked at, and who has none gets 401', async () => {
    const path = estate({ 'jwt-validation': '{"jwksEndpoint":"https://id.example.org/keys","issuer":"https://id.example.org","additionalClaims":[{"format":"string-array","name":"groups","values":["admins"]}]}' });
    const jwt = { iss: 'https://id.example.org', exp: soon, groups: ['users', 'admins'] };
    const requests = [ask(), ask({ jwt }), ask({ jwt: { ...jwt, groups: ['users'] } }), ask({ jwt: { ...jwt, iss: 'https://else.example.org' } }), ask({ jwt: { ...jwt, exp: 1 } }), ask({ headers: [['Authorization', 'Basic YTpi']] })];
    const here = await rehearsed(path, requests);
    const statuses: unknown[] = [];
    for (const request of requests) {
      expect(await differing(here, request)).toBeUndefined();
      statuses.push((await here.rehearsal.send(sentOf(arrivalOf(path, request) as never, request))).status);
    }
    expect(statuses).toEqual([401, 200, 401, 401, 401, 401]);
  });

  test('who is not logged in is sent to the identity provider', async () => {
    const path = estate({ 'auth-type': 'cognito', 'auth-idp-cognito': '{"userPoolARN":"arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_abc","userPoolClientID":"client","userPoolDomain":"shop-users"}' });
    const request = ask();
    const here = await rehearsed(path, [request]);
    expect(await differing(here, request)).toBeUndefined();
    const { headers } = await here.rehearsal.send(sentOf(arrivalOf(path, request) as never, request));
    expect(headers?.find(([name]) => name === 'Location')?.[1]).toBe(`https://shop-users.auth.eu-west-1.amazoncognito.com/oauth2/authorize?client_id=client&response_type=code&scope=openid&redirect_uri=https%3A%2F%2F${host}%2Foauth2%2Fidpresponse`);
  });
});

test('curl keeps the cookies of the load balancer in its jar, and comes back to the same target', async ({ skip }) => {
  if (spawnSync('curl', ['--version']).status !== 0) skip('curl is not here');
  const path = estate({ 'target-group-attributes': 'stickiness.enabled=true', 'listen-ports': '[{"HTTPS": 443}]' });
  const { rehearsal } = await started(path);
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'ca.pem'), rehearsal.certificate);
  const { at } = rehearsal.entries()[0]!;
  const asking = ['--silent', '--cacert', join(folder, 'ca.pem'), '--connect-to', `${host}:443:${at.address}:${at.port}`, '--cookie', join(folder, 'jar'), '--cookie-jar', join(folder, 'jar'), `https://${host}/`];
  const workloads = new Set<string>();
  for (let turn = 0; turn < 6; turn++) workloads.add((JSON.parse((await promisify(execFile)('curl', asking)).stdout) as { readonly workload: string }).workload);
  expect(workloads.size).toBe(1);
  expect(await readFile(join(folder, 'jar'), 'utf8')).toMatch(/TRUE\t\d+\tAWSALBCORS\t/);
});
