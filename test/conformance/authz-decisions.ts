import type { Kind } from '../../src/hops/kind.ts';
import { arrive } from '../../src/path/arrive.ts';
import { pointFor, type Request, type Target } from '../../src/path/request.ts';
import { namespace, pathFrom, pod, service } from './estate.ts';
import { keyServers } from './key-servers.ts';
import type { Case, Data, Suite } from './suite.ts';
import { walked, type Walked } from './walked.ts';

interface Question {
  readonly config: string;
  readonly source?: { readonly namespace: string; readonly serviceAccount: string; readonly app: string; readonly ip: string };
  readonly destination: { readonly namespace: string; readonly labels: Readonly<Record<string, string>>; readonly ip?: string; readonly servicePort?: number; readonly port: number };
  readonly viaIngressGateway?: { readonly namespace: string; readonly labels: Readonly<Record<string, string>>; readonly numTrustedProxies: number };
  readonly request: {
    readonly protocol: string;
    readonly method?: string;
    readonly path?: string;
    readonly host?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly jwtClaims?: Readonly<Record<string, unknown>>;
  };
}

/** A pod with a sidecar, or a client in front of the gateway, sends one request: may it, and what does it see? */
export function authzDecisions(using: readonly Kind<unknown>[]): Suite {
  return {
    name: 'istio/authz-decisions',
    answer: (question) => answered(using, question as unknown as Question),
    // Some expectations name only the decision.
    expected: (each, answer) => sameDepth(each['expected'] as Case, answer),
  };
}

async function answered(using: readonly Kind<unknown>[], { config, source, destination, viaIngressGateway: gateway, request }: Question): Promise<Data> {
  const app = destination.labels['app'] ?? 'server';
  const servicePort = destination.servicePort ?? 80;
  const protocol = request.protocol;
  const own = `${app}.${destination.namespace}.svc.cluster.local`;
  const objects: Data[] = [
    ...keyServers(config),
    namespace(destination.namespace),
    service(destination.namespace, app, { app }, [{ name: protocol, port: servicePort, targetPort: destination.port }]),
    pod({ namespace: destination.namespace, name: `${app}-0`, labels: destination.labels, sidecar: true, serviceAccount: app, ...(destination.ip === undefined ? {} : { address: destination.ip }) }),
  ];
  const asked: Request = {
    url: protocol === 'tcp' ? `tcp://${own}:${servicePort}` : `http://${request.host ?? own}:${servicePort}${request.path ?? '/'}`,
    method: request.method ?? 'GET',
    headers: Object.entries(request.headers ?? {}),
    from: source === undefined ? { kind: 'internet' } : { kind: 'pod', namespace: source.namespace, name: `${source.app}-0` },
    ...(request.jwtClaims === undefined ? {} : { jwt: request.jwtClaims, at: Date.UTC(2026, 0, 1) }),
  };
  if (gateway !== undefined) {
    const name = 'ingress-gateway';
    const annotations = { 'proxy.istio.io/config': JSON.stringify({ gatewayTopology: { numTrustedProxies: gateway.numTrustedProxies } }) };
    objects.push(pod({ namespace: gateway.namespace, name: `${name}-0`, labels: gateway.labels, sidecar: false, gateway: true, annotations }));
    objects.push(service(gateway.namespace, name, gateway.labels, [{ name: 'http', port: 80, targetPort: 8080 }]));
    const path = await pathFrom(using, objects, config);
    const target: Target = { scheme: 'http', host: (request.host ?? '').toLowerCase(), port: 80, raw: request.path ?? '/' };
    const point = pointFor(asked, target, { 'src.address': { unknown: 'the address of the client of the gateway' } });
    return decision(walked(path, `service/${gateway.namespace}/${name}/80`, point), protocol);
  }
  if (source === undefined) throw new Error('the case has neither a source nor a gateway');
  objects.push(namespace(source.namespace), pod({ namespace: source.namespace, name: `${source.app}-0`, labels: { app: source.app }, sidecar: true, serviceAccount: source.serviceAccount, address: source.ip }));
  const path = await pathFrom(using, objects, config);
  const arrival = arrive(path, asked);
  if (!('entry' in arrival)) throw new Error('wrong' in arrival ? arrival.wrong : arrival.why);
  return decision(walked(path, arrival.entry, arrival.point), protocol);
}

/** Refusals by policy are denials, whatever a client makes of them; anything else that is not an arrival is named. */
function decision(seen: Walked | string, protocol: string): Data {
  if (typeof seen === 'string') return { decision: seen };
  const { verdict } = seen;
  if (verdict.kind === 'delivered') return protocol === 'tcp' ? { decision: 'ALLOW' } : { decision: 'ALLOW', http: 200 };
  const denied = verdict.cause === 'policy-denied' || verdict.cause === 'policy-not-allowed';
  if (!denied) return { decision: `${verdict.kind} ${verdict.cause ?? ''}` };
  return verdict.kind === 'answered' ? { decision: 'DENY', http: verdict.status } : { decision: 'DENY' };
}

function sameDepth(expected: Case, answer: Data): Data {
  const http = answer !== null && typeof answer === 'object' && !Array.isArray(answer) ? (answer as Case)['http'] : undefined;
  return expected['http'] === undefined && http !== undefined ? { ...expected, http } : expected;
}
