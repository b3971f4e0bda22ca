import { meshOf } from '../../dialects/istio/mesh/mesh.ts';
import { topologyOf } from '../../dialects/istio/proxy/proxy-config.ts';
import { proxyOf } from '../../dialects/istio/proxy/proxy.ts';
import { podsWith, type Pod } from '../../dialects/kubernetes/pods.ts';
import { servicesOf, type Service } from '../../dialects/kubernetes/services.ts';
import type { Path } from '../../path/path.ts';
import { nameOf } from '../../resource/resource.ts';
import { frontedGateways } from '../behind-balancer.ts';
import { because, findingAt, type Spot } from '../finding.ts';
import { isAssumed } from '../gateways.ts';
import type { Finding, Rule } from '../rule.ts';

/** The load balancer sends the PROXY protocol and the gateway does not read it, or the other way round. */
export const rule: Rule = {
  name: 'proxy-protocol-on-one-side',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'preamble-unexpected' }, { cause: 'preamble-missing' }],
  leadsTo: ['request-malformed', 'chain-not-found'],
  find,
};

const own = 'service.beta.kubernetes.io/aws-load-balancer-proxy-protocol';
const attributes = 'service.beta.kubernetes.io/aws-load-balancer-target-group-attributes';

function* find({ estate }: Path): Iterable<Finding> {
  const mesh = meshOf(estate);
  for (const service of servicesOf(estate)) {
    if (service.type !== 'LoadBalancer' || isAssumed(service.resource)) continue;
    const pod = podsWith(estate, service.resource.scope, service.namespace, service.selector).find((each) => proxyOf(estate, each) === 'gateway');
    const topology = pod === undefined ? undefined : topologyOf(estate, mesh, pod);
    if (pod === undefined || topology === undefined || sends(service) === topology.proxyProtocol) continue;
    if (topology.proxyProtocol) yield reading(pod, service.resource.locate(['spec', 'type']) === undefined ? `Service ${service.name}` : nameOf(service.resource), { resource: service.resource, path: ['spec', 'type'] });
    else yield sending(service, pod);
  }
  const told = new Set<string>();
  for (const { group, pod } of frontedGateways(estate)) {
    if (topologyOf(estate, mesh, pod)?.proxyProtocol !== true || told.has(pod.name)) continue;
    told.add(pod.name);
    yield reading(pod, `target group ${group.name}`, undefined);
  }
}

/** Annotations of the AWS load balancer controller and of the older cloud provider. */
function sends({ annotations }: Service): boolean {
  return annotations[own] === '*' || /(^|[,\s])proxy_protocol_v2\.enabled=true/.test(annotations[attributes] ?? '');
}

function sending(service: Service, pod: Pod): Finding {
  const annotation = service.annotations[own] === '*' ? own : attributes;
  return findingAt(rule, { resource: service.resource, path: ['metadata', 'annotations', annotation] }, {
    message: `every request through the load balancer of ${service.name} gets 400, and TLS fails: the gateway takes the PROXY protocol header for the request`,
    label: `the balancer sends the header; gateway ${pod.namespace}/${pod.name} does not read it`,
    because: [because(nameOf(pod.resource), 'has no gatewayTopology.proxyProtocol, neither in its annotation proxy.istio.io/config nor in the mesh', { resource: pod.resource, path: ['metadata'] })],
    proposals: [{ title: 'send no header: with target type ip and preserve_client_ip the gateway sees the client\'s address all the same', edits: [{ edit: 'remove', of: service.resource, path: ['metadata', 'annotations', annotation] }], certainty: 'proposed' }],
  });
}

function reading(pod: Pod, sender: string, spot: Spot | undefined): Finding {
  return findingAt(rule, { resource: pod.resource, path: ['metadata', 'annotations', 'proxy.istio.io/config'] }, {
    message: `every connection through ${sender} is closed: the gateway waits for a PROXY protocol header that nobody sends`,
    label: `gateway ${pod.namespace}/${pod.name} expects the header`,
    because: [because(sender, spot === undefined ? 'is an Application Load Balancer\'s, which never sends the PROXY protocol' : `has neither ${own} nor proxy_protocol_v2.enabled=true`, ...(spot === undefined ? [] : [spot]))],
  });
}
