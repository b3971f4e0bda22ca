import { onTestFinished } from 'vitest';
import { arrivalOf, placeOf, sentOf } from '../../src/cli/rehearse-request.ts';
import { readTexts } from '../../src/formats/texts.ts';
import { pathOf, type Path } from '../../src/path/path.ts';
import type { Request } from '../../src/path/request.ts';
import { traceOf } from '../../src/path/trace.ts';
import { disagreement, predictedBy } from '../../src/serve/agree.ts';
import { rehearse, type Rehearsal } from '../../src/serve/rehearse.ts';
import type { Alteration } from '../../src/serve/site.ts';
import type { Place } from '../../src/serve/stations.ts';

/** YAML of small estates, rehearsed as `up` does. */
export function namespace(name: string, injected: 'injected' | 'plain'): string {
  return `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name}${injected === 'injected' ? ', labels: { istio-injection: enabled }' : ''} }`;
}

export function deployment(where: string, name: string, ports: readonly number[]): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${where} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template: { metadata: { labels: { app: ${name} } }, spec: { containers: [{ name: ${name}, image: x, ports: [${ports.map((port) => `{ containerPort: ${port} }`).join(', ')}] }] } }`;
}

export function service(where: string, name: string, ports: string, more = ''): string {
  return `apiVersion: v1\nkind: Service\nmetadata: { name: ${name}, namespace: ${where} }\nspec: { selector: { app: ${name} }, ports: [${ports}]${more} }`;
}

export function ingress(where: string, name: string, annotations = ''): string {
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
  namespace: ${where}
  annotations: { alb.ingress.kubernetes.io/target-type: ip, alb.ingress.kubernetes.io/listen-ports: '[{"HTTPS": 443}]'${annotations} }
spec:
  ingressClassName: alb
  rules: [{ host: ${name}.example.org, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: ${name}, port: { number: 80 } } } }] } }]`;
}

export interface Estate {
  readonly path: Path;
  readonly rehearsal: Rehearsal;
}

/** Starts the estate with a listener for every place these requests enter at. */
export async function started(objects: readonly string[], requests: readonly Request[]): Promise<Estate> {
  return up(pathOf(readTexts([{ name: 'estate.yaml', text: objects.join('\n---\n'), scope: 'default' }]).resources), requests);
}

/** A path that was read already, closed when the test is over. */
export async function rehearsed(path: Path, requests: readonly Request[]): Promise<Estate> {
  const estate = await up(path, requests);
  onTestFinished(() => estate.rehearsal.close());
  return estate;
}

/** The same with one station changed behind the program's back. */
export async function alteredIn(path: Path, requests: readonly Request[], alter: Alteration): Promise<Estate> {
  const estate = await up(path, requests, alter);
  onTestFinished(() => estate.rehearsal.close());
  return estate;
}

async function up(path: Path, requests: readonly Request[], alter?: Alteration): Promise<Estate> {
  const also = requests.flatMap((request): readonly Place[] => {
    const arrival = arrivalOf(path, request);
    return arrival === undefined || 'wrong' in arrival ? [] : [placeOf(arrival)];
  });
  const rehearsal = await rehearse(path, { random: () => 0.5, now: Date.now(), clock: 40, addressing: 'own', client: {}, also, ...(alter === undefined ? {} : { alter }) });
  if ('wrong' in rehearsal) throw new Error(rehearsal.wrong);
  return { path, rehearsal };
}

/** The same, closed when the test is over. */
export async function estateOf(objects: readonly string[], requests: readonly Request[]): Promise<Estate> {
  const estate = await started(objects, requests);
  onTestFinished(() => estate.rehearsal.close());
  return estate;
}

/** How the sent request and the traced one differ; undefined: they agree. */
export async function differing({ path, rehearsal }: Estate, request: Request): Promise<string | undefined> {
  const arrival = arrivalOf(path, request);
  const trace = traceOf(path, request);
  if (arrival === undefined || 'wrong' in arrival || 'wrong' in trace) throw new Error(`${request.url} cannot be asked`);
  const seen = await rehearsal.send(sentOf(arrival, request));
  return disagreement(predictedBy(trace), seen);
}
