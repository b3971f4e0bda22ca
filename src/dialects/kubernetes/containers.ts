import type { Json, JsonObject, Path } from '../../resource/resource.ts';
import { list, record, text, whole } from './fields.ts';

/** A container that runs as long as its pod does. */
export interface Container {
  readonly name: string;
  readonly path: Path;
  readonly image?: string;
  readonly ports: readonly ContainerPort[];
  /** Quantities as written: `cpu` is `100m`. */
  readonly requests: Readonly<Record<string, string>>;
  readonly probes: readonly Probe[];
}

export interface ContainerPort {
  readonly name?: string;
  readonly number: number;
  readonly protocol: string;
  /** Its place in the container's `ports`. */
  readonly index: number;
}

/** What the kubelet asks. `port` and `path` are absent where the probe does not dial, or does not speak HTTP. */
export interface Probe {
  readonly name: 'readiness' | 'liveness' | 'startup';
  readonly action: 'httpGet' | 'tcpSocket' | 'grpc' | 'exec';
  readonly port?: number | string;
  readonly path?: string;
  readonly scheme?: 'HTTP' | 'HTTPS';
  readonly at: Path;
}

/** Containers of a pod's spec, then init containers that keep running. */
export function containersOf(spec: JsonObject): readonly Container[] {
  const containers: Container[] = [];
  list(spec['containers']).forEach((value, index) => containers.push(containerOf(record(value), ['spec', 'containers', index])));
  list(spec['initContainers']).forEach((value, index) => {
    if (record(value)['restartPolicy'] === 'Always') containers.push(containerOf(record(value), ['spec', 'initContainers', index]));
  });
  return containers;
}

function containerOf(container: JsonObject, path: Path): Container {
  return {
    name: text(container['name']) ?? '',
    path,
    ports: portsOf(container['ports']),
    requests: quantities(record(container['resources'])['requests']),
    probes: probesOf(container, path),
    ...(typeof container['image'] === 'string' ? { image: container['image'] } : undefined),
  };
}

function portsOf(value: Json | undefined): readonly ContainerPort[] {
  const ports: ContainerPort[] = [];
  list(value).forEach((member, index) => {
    const { containerPort, name, protocol } = record(member);
    const number = whole(containerPort);
    if (number !== undefined) ports.push({ number, protocol: text(protocol) ?? 'TCP', index, ...(typeof name === 'string' ? { name } : undefined) });
  });
  return ports;
}

/** A quantity may be written as a number: `cpu: 1`. */
function quantities(value: Json | undefined): Readonly<Record<string, string>> {
  const written = record(value);
  let plain = true;
  for (const key in written) if (typeof written[key] !== 'string') plain = false;
  if (plain) return written as Readonly<Record<string, string>>;
  const found: Record<string, string> = {};
  for (const [key, member] of Object.entries(written)) if (typeof member === 'string' || typeof member === 'number') found[key] = String(member);
  return found;
}

const probeFields = [
  ['readiness', 'readinessProbe'],
  ['liveness', 'livenessProbe'],
  ['startup', 'startupProbe'],
] as const;

const actions = ['httpGet', 'tcpSocket', 'grpc', 'exec'] as const;

function probesOf(container: JsonObject, path: Path): readonly Probe[] {
  const probes: Probe[] = [];
  for (const [name, field] of probeFields) {
    if (container[field] === undefined) continue;
    const probe = record(container[field]);
    const action = actions.find((each) => probe[each] !== undefined && probe[each] !== null);
    if (action === undefined) continue;
    const asked = record(probe[action]);
    const port = whole(asked['port']) ?? text(asked['port']);
    const http = action === 'httpGet' ? ({ path: text(asked['path']) ?? '/', scheme: asked['scheme'] === 'HTTPS' ? 'HTTPS' : 'HTTP' } as const) : undefined;
    probes.push({ name, action, at: [...path, field], ...http, ...(port === undefined ? undefined : { port }) });
  }
  return probes;
}
