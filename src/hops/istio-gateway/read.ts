import { writtenName } from '../../dialects/kubernetes/origin.ts';
import { endingOf } from '../../dialects/istio/gateways/credentials.ts';
import { listenersOf, type GatewayChain, type GatewayListener } from '../../dialects/istio/gateways/chains.ts';
import { gatewayRefusals } from '../../dialects/istio/gateways/refusals.ts';
import { refusalProblems } from '../../dialects/istio/mesh/refusals.ts';
import { contestedPorts, writtenGatewaysIn } from '../../dialects/istio/gateways/servers.ts';
import { mergedGateways, type Merged } from '../../dialects/istio/gateways/merge.ts';
import { meshOf, type Mesh } from '../../dialects/istio/mesh/mesh.ts';
import { proxyAt } from '../../dialects/istio/proxy/proxy.ts';
import { topologyOf } from '../../dialects/istio/proxy/proxy-config.ts';
import { podAt, type Pod } from '../../dialects/kubernetes/pods.ts';
import type { Estate } from '../../resource/estate.ts';
import { readerOf } from '../../resource/reader.ts';
import { pathText, type Path, type Problem } from '../../resource/resource.ts';
import type { Opened } from '../kind.ts';
import type { ChainSpec, EndingSpec, ListenerSpec, VariantSpec } from './spec.ts';

/** Answers for every port of every gateway pod, also where nothing listens. */
export function read(estate: Estate, problems: Problem[]): Opened<ListenerSpec> {
  problems.push(...writtenGatewaysIn(estate).flatMap((each) => refusalProblems('gateway-refused', each, gatewayRefusals(each))));
  const mesh = meshOf(estate);
  return {
    at: (address) => {
      const [, namespace = '', name = '', number] = address.split('/');
      const pod = podAt(estate, namespace, name);
      const port = Number(number);
      if (pod === undefined || proxyAt(estate, pod, port) !== 'gateway') return undefined;
      return { pod: `${namespace}/${name}`, port, proxyProtocol: preambleOf(estate, mesh, pod), variants: variantsOf(estate, mesh, pod, port) };
    },
  };
}

function preambleOf(estate: Estate, mesh: Mesh, pod: Pod): ListenerSpec['proxyProtocol'] {
  const topology = topologyOf(estate, mesh, pod);
  return topology === undefined ? { unknown: `the annotation proxy.istio.io/config of ${pod.namespace}/${pod.name} cannot be read, and it may ask for PROXY protocol` } : topology.proxyProtocol;
}

function variantsOf(estate: Estate, mesh: Mesh, pod: Pod, port: number): readonly VariantSpec[] {
  const { merged, otherwise } = mergedGateways(estate, pod);
  const first = variantOf(estate, mesh, pod, port, merged);
  if (otherwise === undefined) return [first];
  const second = variantOf(estate, mesh, pod, port, otherwise.merged);
  return JSON.stringify(first) === JSON.stringify(second) ? [first] : [{ ...first, when: otherwise.reason }, { ...second, when: otherwise.reason }];
}

/** A gateway listens where a Gateway object says so, and nowhere else. */
function variantOf(estate: Estate, mesh: Mesh, pod: Pod, port: number, merged: Merged): VariantSpec {
  const contested = contestedPorts(estate, pod).get(port);
  const listener = reachable(listenersOf(estate, mesh, pod, merged).filter((each) => each.port === port), pod);
  if (listener === undefined) return { name: `0.0.0.0_${port}`, resource: `gateway ${pod.namespace}/${pod.name}`, closed: `no Gateway makes ${pod.namespace}/${pod.name} listen on port ${port}`, chains: [], ...(contested === undefined ? {} : { doubt: contested }) };
  const server = listener.chains[0]?.servers[0] ?? listener.idle[0];
  const at = server?.gateway.locate(server.path);
  const closed = closedBecause(listener, pod);
  const unsure = isOwn(listener, pod) || pod.address !== undefined || isLoopback(listener) ? contested : `the server on port ${port} listens on ${listener.bind}, and no file says the pod's address`;
  return {
    name: listener.name,
    resource: server === undefined ? `gateway ${pod.namespace}/${pod.name}` : writtenName(server.gateway),
    ...(at === undefined ? {} : { at }),
    ...(closed === undefined ? {} : { closed }),
    ...(unsure === undefined ? {} : { doubt: unsure }),
    ...(listener.rejected === undefined ? {} : { rejected: listener.rejected }),
    chains: listener.chains.map((chain) => chainOf(estate, mesh, pod, chain)),
  };
}

/** Connections come to the pod's address: a listener of that address is nearer than one of every address. */
function reachable(listeners: readonly GatewayListener[], { address }: Pod): GatewayListener | undefined {
  return listeners.find(({ bind }) => bind !== '' && bind === address) ?? listeners.find(({ bind }) => everywhere.includes(bind)) ?? listeners.find((each) => !isLoopback(each)) ?? listeners[0];
}

const everywhere: readonly string[] = ['', '0.0.0.0', '::'];

function isOwn({ bind }: GatewayListener, { address }: Pod): boolean {
  return everywhere.includes(bind) || bind === address;
}

/** No pod has such an address: what listens there is for programs of the pod only. */
function isLoopback({ bind }: GatewayListener): boolean {
  return /^(127\.|::1$)/.test(bind);
}

function closedBecause(listener: GatewayListener, pod: Pod): string | undefined {
  const { bind, port, chains, idle } = listener;
  if (isLoopback(listener)) return `the only server on port ${port} listens on ${bind}, where nobody outside the pod comes to`;
  if (!isOwn(listener, pod) && pod.address !== undefined) return `the only server on port ${port} listens on ${bind}, and the pod's address is ${pod.address}`;
  if (port < 1024 && isUnprivileged(pod)) return `istiod makes no listener on port ${port}: the pod says that it may not open ports below 1024 (ISTIO_META_UNPRIVILEGED_POD)`;
  if (chains.length > 0) return undefined;
  const [server] = idle;
  return `no VirtualService says where the bytes of ${server === undefined ? `port ${port}` : `${writtenName(server.gateway)} (${server.protocol} ${server.number}, ${server.hosts.slice(0, 3).join(', ')})`} go, and without one nothing listens`;
}

/** As the pod tells istiod in its environment. */
function isUnprivileged({ resource }: Pod): boolean {
  return readerOf(resource).get('spec', 'containers').each().some((container) => container.get('env').each().some((variable) => variable.get('name').string() === 'ISTIO_META_UNPRIVILEGED_POD' && variable.get('value').string() === 'true'));
}

function chainOf(estate: Estate, mesh: Mesh, pod: Pod, { name, servers, sni, alpn, ends }: GatewayChain): ChainSpec {
  const { gateway, path } = servers[0]!;
  const written = (place: Path) => {
    const at = gateway.locate(place);
    return { attribute: pathText(place), ...(at === undefined ? {} : { at }) };
  };
  const { scope, type, namespace, name: own } = gateway;
  const of = { scope, type, name: own, ...(namespace === undefined ? {} : { namespace }) };
  const shared = { name, resource: writtenName(gateway), ...written(path), sni, alpn, ...(gateway.derived === undefined ? { server: { of, path } } : {}) };
  if (ends === undefined) return shared;
  const found = endingOf(estate, mesh, pod, ends);
  const ending: EndingSpec = { mode: ends.tls ?? '', ...written(found.path), ...('missing' in found ? { missing: found.missing, doubts: [] } : { terminate: found.terminate, doubts: found.doubts }) };
  return { ...shared, ends: ending };
}
