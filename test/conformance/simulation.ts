import { loadAll } from 'js-yaml';
import { meshAuthority } from '../../src/dialects/istio/proxy/proxy.ts';
import { meshOf } from '../../src/dialects/istio/mesh/mesh.ts';
import { pointCarrier, pointOf, type Point, type PointValue } from '../../src/engine/point.ts';
import type { Step } from '../../src/engine/step.ts';
import { pushSession } from '../../src/engine/traffic.ts';
import { walk } from '../../src/engine/walk.ts';
import type { Kind } from '../../src/hops/kind.ts';
import type { Field } from '../../src/ir/field.ts';
import type { Verdict } from '../../src/ir/program.ts';
import type { Path } from '../../src/path/path.ts';
import { readerOf } from '../../src/resource/reader.ts';
import { dated, meshConfig, pathInside, pod } from './estate.ts';
import { simulatedRoutes } from './simulated-routes.ts';
import type { Case, Data, Suite } from './suite.ts';

interface Question {
  readonly config?: string;
  readonly kubeConfig?: string;
  readonly meshConfig?: { readonly [key: string]: Data };
  readonly features?: Readonly<Record<string, boolean>>;
  readonly proxy: { readonly type: 'router' | 'sidecar'; readonly namespace: string; readonly labels: Readonly<Record<string, string>>; readonly ipAddresses: readonly string[]; readonly dnsCapture?: boolean };
  readonly kind: 'calls' | 'routes';
  readonly calls?: readonly { readonly call: Call }[];
  readonly routeName?: string;
}

/** One connection; `address` is what was dialled. */
interface Call {
  readonly port: number;
  readonly address: string;
  readonly path: string;
  readonly protocol?: 'tcp' | 'http' | 'http2';
  readonly tls: 'plaintext' | 'tls' | 'mtls';
  readonly hostHeader?: string;
  readonly sni?: string;
  readonly alpn?: string;
  readonly callMode?: 'inbound';
  /** The files of the server that the client's own certificate is for. */
  readonly mtlsSecretConfigName?: string;
}

/** What istiod's simulator finds out about a connection; null: nothing of the kind was met. */
interface Met {
  readonly error: string | null;
  readonly listenerMatched: string | null;
  readonly filterChainMatched: string | null;
  readonly routeConfigMatched: string | null;
  readonly virtualHostMatched: string | null;
  readonly routeMatched: string | null;
  readonly clusterMatched: string | null;
}

/** How the pod of the proxy that is asked is called. */
const proxyName = 'proxy';

/** Which listener, chain, routes and cluster a proxy chooses for connections. What a case says nothing about is not compared. */
export function simulation(using: readonly Kind<unknown>[]): Suite {
  return {
    name: 'istio/simulation',
    answer: async (question) => {
      const { kind, calls, proxy, routeName, ...files } = question as unknown as Question;
      const path = await pathInside(using, objectsOf({ ...files, proxy }));
      if (kind === 'routes') return named(simulatedRoutes(path, `${proxy.namespace}/${proxyName}`, String(routeName)));
      return named((calls ?? []).map(({ call }) => metBy(path, proxy, call)) as unknown as Data);
    },
    expected: (case_, answer) => named(case_['kind'] === 'routes' ? expectedRoutes(case_, answer) : expectedCalls(case_, answer)),
  };
}

/** The objects of a case with the proxy's own pod. */
function objectsOf({ config = '', kubeConfig = '', meshConfig: mesh, proxy, features = {} }: Omit<Question, 'kind'>): readonly Data[] {
  const { type, namespace, labels, ipAddresses, dnsCapture } = proxy;
  const annotations = dnsCapture === true ? { annotations: { 'proxy.istio.io/config': '{"proxyMetadata":{"ISTIO_META_DNS_CAPTURE":"true"}}' } } : {};
  const [address = ''] = ipAddresses;
  const own = pod({ namespace, name: proxyName, labels, sidecar: type === 'sidecar', address, ...annotations, ...(type === 'router' ? { gateway: true } : {}) });
  const objects = [config, kubeConfig].flatMap((text) => loadAll(text) as readonly (Data | undefined)[]).filter((object): object is Data => object !== null && object !== undefined);
  return [...objects.map(dated), own, ...(mesh === undefined ? [] : [meshConfig(mesh)]), ...(features['EnableTLSOnSidecarIngress'] === true ? [istiod('ENABLE_TLS_ON_SIDECAR_INGRESS', 'true')] : [])];
}

/** istiod with a variable in its environment. */
function istiod(name: string, value: string): Data {
  const containers = [{ name: 'discovery', image: 'istio/pilot', env: [{ name, value }] }];
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'istiod', namespace: 'istio-system' }, spec: { selector: { matchLabels: { app: 'istiod' } }, template: { metadata: { labels: { app: 'istiod' } }, spec: { containers } } } };
}

function metBy(path: Path, { type, namespace }: Question['proxy'], call: Call): Met {
  const at = `${namespace}/${proxyName}`;
  const entry = type === 'router' || call.callMode === 'inbound' ? `pod/${at}/${call.port}` : `outbound/${at}/${call.address}/${call.port}`;
  const ways = walk(path.program, pointCarrier(), entry, pointAt(path, call), { onward: false });
  const unsure = [...new Set(ways.flatMap(({ when }) => when))];
  const found = ways.map(({ steps, verdict }) => metOn(steps.filter(({ hop }) => hop.split('/').slice(1, 3).join('/') === at), verdict));
  const [first] = found;
  if (first === undefined || unsure.length > 0 || new Set(found.map((one) => JSON.stringify(one))).size !== 1) return { ...nothing, error: `unknown: ${unsure.join('; ')}` };
  return first;
}

const nothing: Met = { error: null, listenerMatched: null, filterChainMatched: null, routeConfigMatched: null, virtualHostMatched: null, routeMatched: null, clusterMatched: null };

function pointAt(path: Path, { protocol = 'tcp', tls, port, address, path: asked, hostHeader, sni, alpn, mtlsSecretConfigName }: Call): Point {
  const http: Partial<Record<Field, PointValue>> = {
    method: 'GET',
    path: asked,
    'path.raw': asked,
    scheme: tls === 'plaintext' ? 'http' : 'https',
    'http.version': protocol === 'http2' ? '2' : '1.1',
    host: hostHeader ?? address,
  };
  const plain = pointOf({ protocol: 'tcp', 'dst.port': port, 'dst.address': address, 'src.address': '10.99.0.1', ...(protocol === 'tcp' ? {} : http) });
  // A name to ask for only exists in TLS.
  if (tls === 'plaintext' && sni === undefined) return plain;
  const authority = vouching(path, mtlsSecretConfigName) ?? meshAuthority(meshOf(path.estate));
  const offer = tls === 'mtls' ? { offer: { authority, principal: 'cluster.local/ns/default/sa/simulated' } } : {};
  return pushSession(pointCarrier(), plain, { ...(sni === undefined ? {} : { sni }), ...(alpn === undefined ? {} : { alpn }), ...offer });
}

/** The authority of clients that a server with these files believes, where a Sidecar object names them. */
function vouching({ estate }: Path, files: string | undefined): string | undefined {
  const settings = estate.ofType('Sidecar').flatMap((sidecar) => readerOf(sidecar).get('spec', 'ingress').each().map((listener) => listener.get('tls')));
  const own = settings.find((tls) => `file-cert:${tls.get('serverCertificate').string() ?? ''}~${tls.get('privateKey').string() ?? ''}` === files);
  return own === undefined ? undefined : `file ${own.get('caCertificates').string() ?? ''}`;
}

/** Reads istiod's names off the rules that were met. A connection that gets a cluster has succeeded, whatever stands behind it; so has a request that is answered as blocked. */
function metOn(steps: readonly Step[], verdict: Verdict): Met {
  const rule = (test: (rule: string, step: Step) => boolean): string | null => steps.find((step) => test(step.origin.rule, step))?.origin.rule ?? null;
  const on = (word: string, { hop }: Step): boolean => hop.startsWith(`${word}/`);
  const met = {
    listenerMatched: rule((name) => /^[0-9a-f.:]+_\d+$/.test(name) || /^virtual(In|Out)bound$/.test(name)),
    filterChainMatched: rule((name, step) => step.origin.resource === 'filter chain' || name.startsWith('virtualInbound-')),
    routeConfigMatched: rule((name) => /^https?\.\d+/.test(name) || /^\d+$/.test(name)),
    virtualHostMatched: rule((name, step) => (on('chain', step) || on('outbound', step) || on('route', step) || on('pod', step)) && (/^[^|_ /]+:\d+$/.test(name) || /^inbound\|http\|\d+$/.test(name) || name === 'allow_any' || name === 'block_all')),
    routeMatched: rule((name, step) => on('route', step) && step.op === 'case' && !/:\d+$/.test(name) && !/ /.test(name)) ?? rule((name, step) => on('route', step) && name === 'default'),
    clusterMatched: rule((name) => /^(in|out)bound\|\d+\|[^|]*\|[^|]*$/.test(name) || /^(PassthroughCluster|BlackHoleCluster|InboundPassthroughCluster|AllowAnyDynamicDNSCluster)$/.test(name)),
  };
  return { ...met, error: met.clusterMatched === null && met.virtualHostMatched !== 'block_all' ? errorOf(verdict, met.virtualHostMatched !== null) : null };
}

/** How the simulator calls what a client experiences. */
function errorOf(verdict: Verdict, hosted: boolean): string | null {
  const cause = 'cause' in verdict ? verdict.cause : undefined;
  if (verdict.kind === 'delivered') return null;
  if (cause === 'redirected' && verdict.kind === 'answered' && verdict.status === 301) return 'TLS_REDIRECT_301';
  if (cause === 'no-route') return hosted ? 'NO_ROUTE' : 'NO_VIRTUAL_HOST';
  if (cause === 'client-certificate-missing' || cause === 'client-certificate-not-trusted') return 'MTLS_ERROR';
  if (cause === 'tls-refused') return 'PROTOCOL_ERROR';
  if (cause === 'port-closed') return 'NO_LISTENER';
  if (cause === 'chain-not-found' || cause === 'plaintext-refused') return 'NO_FILTER_CHAIN';
  if (cause === 'plaintext-to-tls' || cause === 'secret-missing') return 'TLS_ERROR';
  if (cause === 'tls-to-plaintext') return 'PROTOCOL_ERROR';
  if (cause === 'listener-rejected') return 'MULTIPLE_FILTER_CHAINS';
  if (verdict.kind === 'answered' && verdict.status === 400) return 'PROTOCOL_ERROR';
  return cause ?? verdict.kind;
}

/** Only what a result names is asserted, and that there is no error where it names none; all of it if it says so. */
function expectedCalls(case_: Case, answer: Data): Data {
  const calls = case_['calls'] as readonly { readonly result: { readonly [key: string]: Data } }[];
  const answers = Array.isArray(answer) ? (answer as readonly { readonly [key: string]: Data }[]) : [];
  return calls.map(({ result: { strictMatch, ...result } }, index) => ({ ...(strictMatch === true ? (nothing as unknown as { readonly [key: string]: Data }) : answers[index]), error: null, ...result }));
}

/** Hosts that are not named are not compared; null: there is no such host. */
function expectedRoutes(case_: Case, answer: Data): Data {
  const answers = answer !== null && typeof answer === 'object' && !Array.isArray(answer) ? (answer as { readonly [key: string]: Data }) : {};
  const named = case_['expectedHosts'] as { readonly [key: string]: Data };
  const absent = Object.keys(named).filter((host) => named[host] === null);
  return Object.fromEntries(Object.entries({ ...answers, ...named }).filter(([host]) => !absent.includes(host)));
}

/** These cases were made with an empty cluster domain for short names: `web.default` is `web.default.svc.cluster.local`. */
function named(data: Data): Data {
  return JSON.parse(JSON.stringify(data).replaceAll('.svc.cluster.local', '')) as Data;
}
