import { endpointToBe } from '../dialects/aws/network/route-tables.ts';
import { chainNamed } from '../dialects/istio/gateways/chains.ts';
import { endingOf } from '../dialects/istio/gateways/credentials.ts';
import { meshOf } from '../dialects/istio/mesh/mesh.ts';
import { proxyOf } from '../dialects/istio/proxy/proxy.ts';
import { tunnelLabel, tunnelSetting } from '../facts/ambient.ts';
import { tunnelPort } from '../facts/gateway-api.ts';
import { defaultIngressGateway } from '../facts/istio-installation.ts';
import { holds, pointCarrier } from '../engine/point.ts';
import type { HopId, Op } from '../ir/program.ts';
import { nameOf } from '../resource/resource.ts';
import { podAt, podsOf, type Pod } from '../dialects/kubernetes/pods.ts';
import { answerHeadersOf } from './answer-headers.ts';
import type { Arrival } from './arrive.ts';
import type { Assumption } from './assumption.ts';
import { circuitOf } from './circuit.ts';
import { endpointZonesMet } from './endpoint-zones.ts';
import { enforced } from './enforced.ts';
import { extensionsMet } from './extensions.ts';
import type { HealthState } from './health.ts';
import { openNetwork, unknownGateways, unknownSenders } from './open-network.ts';
import type { Path } from './path.ts';
import { undatedRivals } from './route-order.ts';
import { unnumberedRivals } from './rule-order.ts';
import { webAclsMet } from './web-acl.ts';
import type { Outcome } from './trace.ts';

/** What an answer rests on that no input says. Only what the way met is listed. */
export function assumptionsOf(path: Path, arrival: Arrival, outcomes: readonly Outcome[], health: readonly HealthState[]): readonly Assumption[] {
  const hops = [...new Set(outcomes.flatMap(({ steps, by }) => [...steps.map(({ hop }) => hop), ...(by === undefined ? [] : [by])]))];
  return [
    ...arrival.assumptions,
    ...(arrival.target.scheme === 'https' && hops.some((hop) => path.program.hop(hop)?.dialler === 'load-balancer' && showsUnnamed(path.program.hop(hop)!.ops, arrival)) ? [certificate(path, arrival.target.host)] : []),
    ...hops.flatMap((hop) => credential(path, hop, arrival.target.host)),
    ...hops.flatMap(outside),
    ...inspected(path, hops),
    ...endpointZonesMet(path, hops),
    ...hops.flatMap((hop) => webAclsMet(path.estate, hop, outcomes.every(({ by, verdict }) => by === hop && 'cause' in verdict && verdict.cause === 'web-acl-blocked'))),
    ...hops.flatMap((hop) => circuitOf(path.estate, hop)),
    ...hops.flatMap((hop) => answerHeadersOf(path.estate, hop)),
    ...installed(path, hops),
    ...extensionsMet(path, hops),
    ...enforced(path, outcomes),
    ...undatedRivals(path.estate, outcomes),
    ...unnumberedRivals(path.estate, outcomes),
    ...(hops.length > 1 ? openNetwork(path, outcomes) : []),
    ...unknownGateways(path, outcomes),
    ...unknownSenders(path, outcomes),
    ...(hops.some((hop) => ['proxy', 'tunnel'].includes(path.program.hop(hop)?.dialler ?? '')) && path.estate.ofType('MeshConfig').length === 0 ? [meshDefaults] : []),
    ...hops.flatMap((hop) => tunnelled(path, hop)),
    ...health.filter(({ assumed }) => assumed).map((state) => passing(path, state)),
    ...outcomes.flatMap(({ workloads }) => workloads).slice(0, 1).map(answer),
  ];
}

/** Something that is in no input was met. */
function outside(hop: HopId): readonly Assumption[] {
  const [word, host = '', port = ''] = hop.split('/');
  const name = host === '*' ? 'the host that the request names' : host;
  return word === 'outside' ? [{ name: 'outside-answers', layer: 'network', text: `${name}, port ${port}, is in no input: it is taken to be reached and to answer` }] : [];
}

/** A firewall was passed, and what its rules drop is not modelled. */
function inspected({ program, estate }: Path, hops: readonly HopId[]): readonly Assumption[] {
  const titles = hops.flatMap((hop) => (hop.startsWith('firewall/') ? (program.hop(hop) ?? []) : [])).flatMap(({ title, ops }) => (ops.some((op) => op.op === 'set' && op.field === 'tracked') ? [title] : []));
  const toBe = titles.length > 0 && estate.ofType('aws_route').some((route) => endpointToBe(estate, route) !== undefined);
  return [
    ...[...new Set(titles)].map((title): Assumption => ({ name: 'inspection-passes', layer: 'network', text: `${title} lets this pass: what its rules drop is not modelled` })),
    ...(toBe ? [{ name: 'endpoint-of-same-zone', layer: 'network', text: 'which endpoint of a firewall a route leads to, only the apply knows: it is taken to be the one in the zone of the subnet' } as const] : []),
  ];
}

/** Whether a balancer ends the session of this client with a certificate of which no input says the names. */
function showsUnnamed(ops: readonly Op[], arrival: Arrival): boolean {
  return ops.some((op) => {
    if (op.op === 'set') return 'pop' in op.to && op.to.pop.certificate.names === undefined;
    if (op.op !== 'switch') return false;
    const taken = op.cases.find(({ match }) => holds(pointCarrier(), arrival.point, match) !== false);
    return taken !== undefined && showsUnnamed(taken.then, arrival);
  });
}

function certificate({ estate }: Path, host: string): Assumption {
  const unsaid = estate.ofType('aws_acm_certificate').length === 0 ? 'no certificate is in the inputs' : 'the inputs do not say the names of all its certificates';
  return { name: 'certificate-covers-host', layer: 'certificates', text: `the listener's certificate is valid and covers ${host}; ${unsaid}` };
}

/** A gateway ended TLS with a certificate that no input holds. */
function credential({ estate }: Path, hop: HopId, host: string): readonly Assumption[] {
  const [word, namespace = '', name = '', , chain = ''] = hop.split('/');
  const pod = word === 'chain' ? podAt(estate, namespace, name) : undefined;
  const server = pod === undefined ? undefined : chainNamed(estate, meshOf(estate), pod, chain)?.ends;
  const ending = pod === undefined || server === undefined ? undefined : endingOf(estate, meshOf(estate), pod, server);
  if (ending === undefined || !('assumed' in ending)) return [];
  return [{ name: 'gateway-certificate-is-there', layer: 'certificates', text: `${ending.assumed} of gateway ${namespace}/${name} is not in the inputs: it is taken to be there, and good for ${host}` }];
}

/** A sidecar took a tunnel, and no mesh config says that those that are injected do. */
function tunnelled({ estate }: Path, hop: HopId): readonly Assumption[] {
  const [word, namespace = '', name = '', port] = hop.split('/');
  const pod = word === 'pod' && Number(port) === tunnelPort && estate.ofType('MeshConfig').length === 0 ? podAt(estate, namespace, name) : undefined;
  if (pod === undefined || proxyOf(estate, pod) !== 'sidecar' || pod.labels[tunnelLabel] !== undefined) return [];
  return [{ name: 'sidecar-takes-tunnels', layer: 'mesh', text: `the sidecar of ${namespace}/${name} takes tunnels of the ambient mesh: its profile sets ${tunnelSetting} for every sidecar that is injected` }];
}

/** The default gateway was met, and no input holds it. */
function installed(path: Path, hops: readonly HopId[]): readonly Assumption[] {
  const { namespace, name } = defaultIngressGateway;
  const pod = hops.some((hop) => hop.startsWith(`pod/${namespace}/${name}/`)) ? podAt(path.estate, namespace, name) : undefined;
  if (pod?.resource.derived?.by !== 'istio-installation') return [];
  return [{ name: 'default-ingress-gateway', layer: 'mesh', text: `${nameOf(pod.resource.derived.from)} selects the ingress gateway of Istio's default installation, which is not in the inputs: it is taken to run as ${namespace}/${name} behind a load balancer (80 to 8080, 443 to 8443)` }];
}

const meshDefaults: Assumption = {
  name: 'mesh-config-defaults',
  layer: 'mesh',
  text: 'the istio ConfigMap is not in the inputs: root namespace istio-system, trust domain cluster.local, automatic mTLS on, path normalisation BASE',
};

function passing(path: Path, { check, target }: HealthState): Assumption {
  const probe = probed(path, check.workload, check.path);
  if (check.scheme === 'tcp') return { name: 'health-check-passes', layer: 'applications', text: `${target} takes the connection of the health check: that something listens there is in no file` };
  const ground = probe === undefined ? 'no probe asks the same' : `its ${probe} asks the same`;
  return { name: 'health-check-passes', layer: 'applications', text: `${target} answers ${check.method} ${check.path} with a status the health check takes (${ground})` };
}

function probed(path: Path, workload: string, asked: string): string | undefined {
  const [, namespace = '', name = '', port = ''] = /^([^/]+)\/(.+):(\d+)$/.exec(workload) ?? [];
  const pod = podsOf(path.estate, namespace).find((each) => each.name === name);
  return pod === undefined ? undefined : probeOf(pod, Number(port), asked);
}

function probeOf(pod: Pod, port: number, asked: string): string | undefined {
  for (const container of pod.containers) {
    const found = container.probes.find((probe) => probe.path === asked && (probe.port === port || container.ports.some(({ name, number }) => name === probe.port && number === port)));
    if (found !== undefined) return `${found.name} probe`;
  }
  return undefined;
}

function answer(workload: string): Assumption {
  return { name: 'application-answers', layer: 'applications', text: `what ${workload.replace(/^what is /, '')} itself answers is in no file; 200 stands for it` };
}
