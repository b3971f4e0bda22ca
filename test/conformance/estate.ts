import { embeddedIn } from '../../src/formats/embedded.ts';
import { readInputs } from '../../src/formats/inputs.ts';
import type { Kind } from '../../src/hops/kind.ts';
import { pathOf, type Path } from '../../src/path/path.ts';
import { estateOf, type Estate } from '../../src/resource/estate.ts';
import type { Problem, Resource } from '../../src/resource/resource.ts';
import type { Data } from './suite.ts';

/** Objects as a case holds them, read by the product as if they came through standard input. */
export async function resourcesOf(objects: readonly Data[], yaml = ''): Promise<readonly Resource[]> {
  const text = [yaml, ...objects.map((object) => JSON.stringify(object))].filter((document) => document.trim() !== '').join('\n---\n');
  const known = read.get(text);
  if (known !== undefined) return known;
  const { resources: written, problems: found, files } = await readInputs(['-'], { stdin: () => text });
  const problems: Problem[] = [...found];
  const resources = [...written, ...embeddedIn(written, files, problems)];
  const error = text === '' ? undefined : problems.find(({ severity }) => severity === 'error');
  if (error !== undefined) throw new Error(error.message);
  if (read.size > 64) read.clear();
  read.set(text, resources);
  return resources;
}

const read = new Map<string, readonly Resource[]>();

export async function estateFrom(objects: readonly Data[]): Promise<Estate> {
  return estateOf(await resourcesOf(objects)).estate;
}

/** The path that the objects make, with these kinds. The same objects give the same path. */
export async function pathFrom(using: readonly Kind<unknown>[], objects: readonly Data[], yaml = ''): Promise<Path> {
  return pathOfAll(using, await resourcesOf(objects, yaml));
}

/** The same for suites whose tests hand istiod its configuration past the webhook that would judge it: Istio's objects are as if istiod had made them. */
export async function pathInside(using: readonly Kind<unknown>[], objects: readonly Data[]): Promise<Path> {
  const resources = await resourcesOf(objects);
  const known = inside.get(resources) ?? resources.map((resource) => (resource.apiVersion?.startsWith('networking.istio.io/') === true ? { ...resource, derived: { by: 'istiod', from: resource, path: [] } } : resource));
  inside.set(resources, known);
  return pathOfAll(using, known);
}

const inside = new WeakMap<readonly Resource[], readonly Resource[]>();

function pathOfAll(using: readonly Kind<unknown>[], resources: readonly Resource[]): Path {
  const byKinds = paths.get(resources) ?? new Map<readonly Kind<unknown>[], Path>();
  paths.set(resources, byKinds);
  const path = byKinds.get(using) ?? pathOf(resources, using);
  byKinds.set(using, path);
  return path;
}

const paths = new WeakMap<readonly Resource[], Map<readonly Kind<unknown>[], Path>>();

export interface PodSetting {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly sidecar: boolean;
  readonly serviceAccount?: string;
  readonly address?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Absent: the program beside the proxy, if any. */
  readonly gateway?: true;
}

/** A running pod; with a sidecar or as a gateway it has the proxy's container. */
export function pod({ namespace, name, labels, sidecar, serviceAccount, address, annotations, gateway }: PodSetting): Data {
  const proxy = { name: 'istio-proxy', image: 'istio/proxyv2' };
  const containers = [...(gateway === true ? [] : [{ name: 'app', image: 'app' }]), ...(sidecar || gateway === true ? [proxy] : [])];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { ...labels, ...(sidecar ? { 'security.istio.io/tlsMode': 'istio' } : {}) }, annotations: annotations ?? {} },
    spec: { serviceAccountName: serviceAccount ?? 'default', containers },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }], ...(address === undefined ? {} : { podIP: address }) },
  };
}

export interface PortSetting {
  readonly name: string;
  readonly port: number;
  readonly targetPort: number;
}

export function service(namespace: string, name: string, selector: Readonly<Record<string, string>>, ports: readonly PortSetting[]): Data {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: { selector, ports: ports.map(({ name: port, ...rest }) => ({ name: port, ...rest })) } };
}

export function namespace(name: string): Data {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

/** The mesh's own settings, where istiod reads them. */
export function meshConfig(settings: { readonly [key: string]: Data }): Data {
  const mesh = Object.entries(settings).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`).join('');
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'istio', namespace: 'istio-system' }, data: { mesh } };
}

/** Upstream's objects are all made in one second unless a case says otherwise: ties go by name, and nothing is unknown. */
export function dated(object: Data): Data {
  const { metadata, ...rest } = object as { readonly metadata?: { readonly [key: string]: Data } };
  return { ...rest, metadata: { creationTimestamp: '0001-01-01T00:00:00Z', ...metadata } };
}
