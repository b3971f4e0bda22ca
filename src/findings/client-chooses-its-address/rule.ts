import { balancersOf } from '../../dialects/aws/balancers.ts';
import { meshOf } from '../../dialects/istio/mesh/mesh.ts';
import { ownConfig, topologyOf } from '../../dialects/istio/proxy/proxy-config.ts';
import type { Pod } from '../../dialects/kubernetes/pods.ts';
import { servicesSelecting, type Service } from '../../dialects/kubernetes/services.ts';
import { proxyConfigAnnotation } from '../../facts/istio.ts';
import type { Proposal } from '../../hops/kind.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, valueAt } from '../../resource/resource.ts';
import { frontedGateways } from '../behind-balancer.ts';
import { because, findingAt, type Spot } from '../finding.ts';
import { gatewayed } from '../gateway-parts.ts';
import type { Finding, Rule } from '../rule.ts';

/** A gateway believes more entries of X-Forwarded-For than proxies in front of it write: the rest comes from clients. */
export const rule: Rule = {
  name: 'client-chooses-its-address',
  severity: 'warning',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const mesh = meshOf(estate);
  const fronted = new Map([...frontedGateways(estate)].map(({ group, pod }) => [pod, group.resource]));
  for (const { pod } of gatewayed(estate)) {
    const believed = topologyOf(estate, mesh, pod)?.trustedProxies ?? 0;
    const group = fronted.get(pod);
    if (believed === 0 || group === undefined) continue;
    if (believed > 2 || (believed === 2 && !isBehindNetwork(group))) yield tooMany(estate, pod, believed, isInternal(estate, group));
    // Which of two balancers stands for the number is only known beside one that it counts.
    const direct = servicesSelecting(estate, pod).find(({ type, namespace }) => type === 'LoadBalancer' && namespace === pod.namespace);
    if (direct !== undefined) yield besides(estate, pod, believed, direct);
  }
}

/** Only addresses of a prefix list reach the load balancer, such as those of CloudFront, which adds an entry too. */
function isBehindNetwork({ derived }: Spot['resource']): boolean {
  return derived !== undefined && valueAt(derived.from.body, ['metadata', 'annotations', 'alb.ingress.kubernetes.io/security-group-prefix-lists']) !== undefined;
}

function isInternal(estate: Estate, group: Spot['resource']): boolean {
  const leading = balancersOf(estate).filter(({ listeners }) => listeners.some(({ actions, rules }) => [...actions, ...rules.flatMap((each) => each.actions)].some((action) => action.type === 'forward' && action.groups.some((one) => one.group === group))));
  return leading.length > 0 && leading.every((balancer) => balancer.internal);
}

function tooMany(estate: Estate, pod: Pod, believed: number, internal: boolean): Finding {
  const spot = settingOf(estate, pod);
  return findingAt(rule, spot, {
    message: `whoever calls gateway ${pod.namespace}/${pod.name} chooses the address that it takes the client to have, by a header X-Forwarded-For`,
    label: `believes ${believed} proxies, and one is known`,
    // A distribution network in front of a public balancer is in no file.
    severity: internal ? 'warning' : 'note',
    because: [
      because('the load balancer', 'adds one entry to X-Forwarded-For: the client'),
      because(`gateway ${pod.namespace}/${pod.name}`, `counts ${believed} entries from the right, which is what the client wrote${internal ? '' : ', unless another proxy stands in front of the load balancer and adds one too'}`),
    ],
    proposals: spot.resource === pod.resource || spot.resource.derived !== undefined ? [] : [{ title: 'believe the one proxy that is there', edits: [{ edit: 'set', of: spot.resource, path: spot.path, to: 1 }], certainty: internal ? 'proposed' : 'needs a value' }],
  });
}

function besides(estate: Estate, pod: Pod, believed: number, service: Service): Finding {
  const spot = { resource: service.resource, path: ['spec', 'type'] };
  return findingAt(rule, spot, {
    message: `clients that come by the balancer of Service ${service.namespace}/${service.name} choose the address that gateway ${pod.namespace}/${pod.name} takes them to have, by a header X-Forwarded-For`,
    label: 'passes connections on, and adds nothing to X-Forwarded-For',
    because: [because(nameOf(settingOf(estate, pod).resource), `numTrustedProxies ${believed} is right for the Application Load Balancer that stands in front too; on this way there is none`, settingOf(estate, pod))],
    proposals: mends(service),
  });
}

function mends({ resource, namespace, name }: Service): readonly Proposal[] {
  if (resource.derived !== undefined) return [];
  return [{ title: `let Service ${namespace}/${name} have no balancer of its own: the other one dials pods or node ports`, edits: [{ edit: 'set', of: resource, path: ['spec', 'type'], to: 'NodePort' }], certainty: 'proposed' }];
}

/** Where the number of proxies is written. */
function settingOf(estate: Estate, pod: Pod): Spot {
  const mesh = meshOf(estate).resource;
  const own = ownConfig(estate, pod)?.['gatewayTopology'];
  if (own !== undefined || mesh === undefined) return { resource: pod.resource, path: ['metadata', 'annotations', proxyConfigAnnotation] };
  return { resource: mesh, path: ['defaultConfig', 'gatewayTopology', 'numTrustedProxies'] };
}
