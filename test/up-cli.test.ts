import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { Agent, get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, expect, test, vi } from 'vitest';
import { up } from '../src/cli/up.ts';

const objects = `apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio-injection: enabled } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
  namespace: shop
  annotations: { alb.ingress.kubernetes.io/target-type: ip, alb.ingress.kubernetes.io/listen-ports: '[{"HTTPS": 443}]' }
spec:
  ingressClassName: alb
  rules:
    - host: shop.example.org
      http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] }
`;

const strict = `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: istio-system }
spec: { mtls: { mode: STRICT } }
`;

interface Ready {
  readonly version: number;
  readonly pid: number;
  readonly ca: string;
  readonly control: { readonly url: string; readonly token: string };
  readonly entries: readonly { readonly url: string; readonly connectTo: string }[];
}

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resume) => setTimeout(resume, 25));
  }
}

/** What the process would print, and a rehearsal that is up. */
async function started(folder: string, options: Readonly<Record<string, unknown>> = {}): Promise<{ readonly ready: Ready; readonly printed: () => string; readonly ended: Promise<number>; readonly ask: (token?: string) => Promise<number> }> {
  const lines: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    const spy = vi.spyOn(stream, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
    onTestFinished(() => spy.mockRestore());
  }
  const readyFile = join(await folderWith({}), 'ready.json');
  const ended = up([folder], { readyFile, clock: 50, ...options });
  const ready = await until(async () => ((await stat(readyFile).catch(() => undefined)) === undefined ? undefined : (JSON.parse(await readFile(readyFile, 'utf8')) as Ready)));
  const ca = await readFile(ready.ca);
  const [host = '', , address = '', port] = ready.entries[0]!.connectTo.split(':');
  const ask = (token?: string): Promise<number> =>
    new Promise((resolve, reject) => {
      get({ host: address, port: Number(port), servername: host, headers: { host, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) }, path: '/', ca, agent: new Agent({ keepAlive: false }) }, (answer) => resolve(answer.resume().statusCode ?? 0)).once('error', reject);
    });
  return { ready, printed: () => lines.join(''), ended, ask };
}

test('up says where it listens, reads edits, keeps the last good path, and ends with 0', async () => {
  const folder = await folderWith({ 'shop.yaml': objects, 'mesh.yaml': strict });
  const { ready, printed, ended, ask } = await started(folder);
  expect(ready).toMatchObject({ version: 1, pid: process.pid, entries: [{ url: 'https://shop.example.org/' }] });
  expect(ready.entries[0]?.connectTo).toMatch(/^shop\.example\.org:443:127\.\d+\.\d+\.\d+:\d+$/);
  expect(printed()).toContain(`curl --cacert ${ready.ca} --connect-to ${ready.entries[0]!.connectTo} https://shop.example.org/`);
  expect(await ask()).toBe(502);
  expect(printed()).toContain(`STRICT on port 8080: the sidecar resets a connection without a client certificate (${join(folder, 'mesh.yaml')}:4:23)`);

  await writeFile(join(folder, 'mesh.yaml'), strict.replace('STRICT', 'PERMISSIVE'));
  await until(async () => (printed().includes('reloaded') ? true : undefined));
  expect(await ask()).toBe(200);

  await writeFile(join(folder, 'mesh.yaml'), `${strict}  broken: [\n`);
  await until(async () => (printed().includes('the path as it was before this edit') ? true : undefined));
  expect(printed()).toContain(`${join(folder, 'mesh.yaml')}:5:`);
  expect(await ask()).toBe(200);

  process.emit('SIGTERM');
  expect(await ended).toBe(0);
  await expect(stat(ready.ca)).rejects.toThrow('ENOENT');
});

test('up prints a line with a token where somebody looks at tokens, and makes others for who knows its secret', async () => {
  const login = 'apiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: { name: login, namespace: shop }\nspec: { jwtRules: [{ issuer: "https://login.example.org", jwksUri: "https://login.example.org/keys" }] }\n---\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: { name: login, namespace: shop }\nspec: { action: DENY, rules: [{ from: [{ source: { notRequestPrincipals: ["*"] } }] }] }\n';
  const folder = await folderWith({ 'shop.yaml': objects, 'login.yaml': login });
  const { ready, printed, ended, ask } = await started(folder);
  expect(printed()).toContain('# with a token of https://login.example.org:');
  const token = /-H 'Authorization: Bearer ([\w.-]+)' https:/.exec(printed())?.[1];
  expect([await ask(), await ask(token)]).toEqual([403, 200]);
  const { control } = ready;
  const minted = await fetch(`${control.url}/token`, { method: 'POST', headers: { authorization: `Bearer ${control.token}` }, body: '{"iss":"https://login.example.org","sub":"x"}' });
  expect(await ask((await minted.text()).trim())).toBe(200);
  expect(await ask(`${token?.slice(0, -4)}AAAA`)).toBe(401);
  process.emit('SIGTERM');
  expect(await ended).toBe(0);
});

test('up says what it cannot do', async () => {
  const folder = await folderWith({ 'shop.yaml': objects });
  const said: string[] = [];
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  onTestFinished(() => spy.mockRestore());
  expect(await up([folder], { from: 'somebody' })).toBe(2);
  expect(await up([folder], { clock: 'fast' })).toBe(2);
  expect(await up([folder], { portBase: '99999' })).toBe(2);
  expect(await up([folder], { app: ['web'] })).toBe(2);
  expect(await up([folder], { app: ['wbe=http://127.0.0.1:1'] })).toBe(2);
  expect(await up([folder], { from: '10.0.0.0/8' })).toBe(2);
  expect(await up([join(folder, 'nothing.yaml')], {})).toBe(2);
  expect(said.filter((line) => line.startsWith('sallyport: '))).toEqual([
    expect.stringMatching(/^sallyport: "somebody" is not a source/),
    expect.stringMatching(/^sallyport: --clock must be a number/),
    expect.stringMatching(/^sallyport: --port-base must be a port/),
    expect.stringMatching(/^sallyport: --app web: write SERVICE=URL/),
    expect.stringMatching(/^sallyport: --app wbe=.*: no Service, workload or pod is called wbe; there is shop\/web\n/),
    expect.stringMatching(/^sallyport: --from 10\.0\.0\.0\/8: curl comes from one address/),
    expect.stringMatching(/^sallyport: no resource could be read/),
  ]);
});
