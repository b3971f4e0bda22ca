import type { Kind } from '../../src/hops/kind.ts';
import type { Field } from '../../src/ir/field.ts';
import { arrive } from '../../src/path/arrive.ts';
import type { Path } from '../../src/path/path.ts';
import { pointFor, type Request, type Target } from '../../src/path/request.ts';
import { namespace, pathFrom, pod, service } from './estate.ts';
import { keyServers } from './key-servers.ts';
import type { Case, Data, Suite } from './suite.ts';
import { walked, type Walked } from './walked.ts';

interface Question {
  readonly config: string;
  readonly gateway?: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> };
  readonly enforcedAt: 'sidecar' | 'gateway';
  readonly destination: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> };
  readonly request: { readonly method: string; readonly path: string; readonly host?: string | null; readonly headers: Readonly<Record<string, string>> };
  /** By the name that stands in a request for the token: `<TokenIssuer1>`. */
  readonly tokens: Readonly<Record<string, { readonly claims: Readonly<Record<string, Data>> }>>;
}

interface Answer {
  readonly status: Data;
  readonly headers: Readonly<Record<string, string>>;
}

/** A request with tokens meets a pod's sidecar, or a gateway: what its client sees, and what arrives. */
export function requestAuthentication(using: readonly Kind<unknown>[]): Suite {
  return {
    name: 'istio/request-authentication',
    answer: async (question) => (await answered(using, question as unknown as Question)) as unknown as Data,
    expected: (each, answer) => asserted(each, answer as unknown as Answer) as unknown as Data,
  };
}

/** Moment of asking: all tokens but one are in date then. */
const at = Date.UTC(2026, 0, 1);

async function answered(using: readonly Kind<unknown>[], { config, gateway, enforcedAt, destination, request, tokens }: Question): Promise<Answer> {
  const app = destination.labels['app'] ?? 'server';
  const own = `${app}.${destination.namespace}.svc.cluster.local`;
  const written = (text: string): string => text.replace(/<(\w+)>/g, (mark, name: string) => (tokens[name] === undefined ? mark : tokenText(tokens[name].claims)));
  const objects: Data[] = [
    namespace(destination.namespace),
    service(destination.namespace, app, { app }, [{ name: 'http', port: 80, targetPort: 8080 }]),
    pod({ namespace: destination.namespace, name: `${app}-0`, labels: destination.labels, sidecar: true, serviceAccount: app }),
    pod({ namespace: destination.namespace, name: 'client-0', labels: { app: 'client' }, sidecar: true, serviceAccount: 'client', address: '10.1.0.9' }),
    ...keyServers(config),
  ];
  const sent = { method: request.method, headers: Object.entries(request.headers).map(([name, value]) => [name, written(value)] as const), at };
  if (enforcedAt === 'gateway' && gateway !== undefined) return throughGateway(using, config, gateway, objects, { ...sent, path: written(request.path), host: request.host ?? own });
  const path = await pathFrom(using, objects, config);
  const arrival = arrive(path, { ...sent, url: `http://${request.host ?? own}${written(request.path)}`, from: { kind: 'pod', namespace: destination.namespace, name: 'client-0' } });
  if (!('entry' in arrival)) throw new Error('wrong' in arrival ? arrival.wrong : arrival.why);
  return seen(walked(path, arrival.entry, arrival.point));
}

type Sent = Pick<Request, 'method' | 'headers' | 'at'> & { readonly path: string; readonly host: string };

/** A gateway of the Gateway API listens on the port that its listener names, one of Istio's own where its Service leads to. */
async function throughGateway(using: readonly Kind<unknown>[], config: string, gateway: NonNullable<Question['gateway']>, objects: readonly Data[], { path: raw, host, ...sent }: Sent): Promise<Answer> {
  const named = gateway.labels['gateway.networking.k8s.io/gateway-name'];
  const name = named === undefined ? 'istio-ingressgateway' : `${named}-istio`;
  const port = named === undefined ? 8080 : 80;
  const path: Path = await pathFrom(
    using,
    [...objects, namespace(gateway.namespace), pod({ namespace: gateway.namespace, name: `${name}-0`, labels: gateway.labels, sidecar: false, gateway: true }), service(gateway.namespace, name, gateway.labels, [{ name: 'http', port: 80, targetPort: port }])],
    config,
  );
  const target: Target = { scheme: 'http', host, port: 80, raw };
  const request: Request = { ...sent, url: `http://${host}${raw}`, from: { kind: 'internet' } };
  return seen(walked(path, `service/${gateway.namespace}/${name}/80`, pointFor(request, target, { 'src.address': { unknown: 'the address of the client of the gateway' } })));
}

function seen(found: Walked | string): Answer {
  if (typeof found === 'string') return { status: found, headers: {} };
  const { verdict } = found;
  if (verdict.kind === 'answered') return { status: verdict.status, headers: {} };
  if (verdict.kind !== 'delivered') return { status: `${verdict.kind} ${verdict.cause}`, headers: {} };
  const value = (field: Field): string => String(found.field(field) ?? '');
  return { status: 200, headers: Object.fromEntries(headers.map((name) => [name, value(`header(${name})`)])) };
}

/** Headers that a case may look at behind the proxy; empty is not sent. */
const headers: readonly string[] = ['authorization', 'x-test-payload', 'x-jwt-iss', 'x-jwt-iat', 'x-jwt-nested-claim'];

/** A case says some of the headers; what it does not say is whatever came. */
function asserted(each: Case, answer: Answer): Answer {
  const { status, upstreamHeaders } = each['expected'] as unknown as { readonly status: Data; readonly upstreamHeaders?: Readonly<Record<string, string>> };
  const { tokens } = each as unknown as Question;
  const written = (text: string): string =>
    text.replace(/<payload of (\w+)>/g, (_, name: string) => encoded(tokens[name]?.claims ?? {})).replace(/<(\w+)>/g, (_, name: string) => tokenText(tokens[name]?.claims ?? {}));
  const said = Object.entries(upstreamHeaders ?? {}).map(([name, value]) => [name.toLowerCase(), written(value)]);
  return { status, headers: { ...answer.headers, ...Object.fromEntries(said) } };
}

/** The token of that name, as far as its claims go: nobody here has the key. */
function tokenText(claims: Readonly<Record<string, Data>>): string {
  return `${encoded({ alg: 'RS256', typ: 'JWT' })}.${encoded(claims)}.c2lnbmVk`;
}

function encoded(value: Data): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
