import { balancersOf } from '../../dialects/aws/balancers.ts';
import { endpointsIn } from '../../dialects/aws/endpoint-targets.ts';
import { networkKey } from '../../dialects/aws/network/keys.ts';
import { endpointServicesOf, serviceOfEndpoint, type EndpointService } from '../../dialects/aws/network/endpoint-services.ts';
import { carries } from '../../dialects/kubernetes/labels.ts';
import { nginxControllersOf, type NginxController } from '../../dialects/kubernetes/nginx-controllers.ts';
import { servicesOf, type Service } from '../../dialects/kubernetes/services.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { identityOf, nameOf, type Resource } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import { networkForwarded } from '../network-groups.ts';
import type { Finding, Rule } from '../rule.ts';

/** An NGINX ingress controller behind an Application Load Balancer writes over what that one says of its clients. */
export const rule: Rule = {
  name: 'forwarded-headers-ignored',
  severity: 'warning',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const controller of nginxControllersOf(estate)) {
    const { config, settings, labels, namespace } = controller;
    // Without its ConfigMap nobody says what it does.
    if (config === undefined || settings['use-forwarded-headers'] === 'true' || settings['use-proxy-protocol'] === 'true') continue;
    const services = servicesOf(estate, namespace).filter((service) => Object.keys(service.selector).length > 0 && carries(labels, service.selector));
    const way = wayTo(estate, offering(estate, controller, services));
    if (way !== undefined) yield found(controller, config, way);
  }
}

interface Way {
  readonly balancer: string;
  readonly endpoint: Resource;
  readonly service: Resource;
}

/** Endpoint services on a load balancer that leads to its pods: by a Service of theirs, or because they are its targets. */
function offering(estate: Estate, { namespace, labels }: NginxController, services: readonly Service[]): readonly EndpointService[] {
  const own = new Set(services.map(({ resource }) => resource));
  const direct = new Set([...networkForwarded(estate)].filter(({ targets }) => targets.some(({ found: { pod } }) => pod?.namespace === namespace && carries(pod.labels, labels))).map(({ balancer }) => balancer.resource));
  return endpointServicesOf(estate).filter(({ services: named, balancers }) => named.some(({ resource }) => own.has(resource)) || balancers.some(({ resource }) => direct.has(resource) || (resource.derived !== undefined && own.has(resource.derived.from))));
}

/** An Application Load Balancer that has an endpoint for one of the services as its target. */
function wayTo(estate: Estate, services: readonly EndpointService[]): Way | undefined {
  if (services.length === 0) return undefined;
  for (const { name, listeners } of balancersOf(estate)) {
    const groups = new Set(listeners.flatMap(({ actions, rules }) => [actions, ...rules.map((each) => each.actions)].flatMap((all) => all.flatMap((action) => (action.type === 'forward' ? action.groups.map(({ group }) => group) : [])))));
    for (const key of [...groups].flatMap((group) => [...(endpointsIn(estate, group)?.keys() ?? [])])) {
      const endpoint = estate.ofType('aws_vpc_endpoint').find((each) => networkKey(each) === key);
      const service = endpoint === undefined ? undefined : serviceOfEndpoint(estate, endpoint);
      if (endpoint !== undefined && service !== undefined && services.some((each) => each.key === service.key)) return { balancer: name, endpoint, service: service.resource };
    }
  }
  return undefined;
}

function found({ resource, settings }: NginxController, config: Resource, { balancer, endpoint, service }: Way): Finding {
  const said = settings['use-forwarded-headers'] !== undefined;
  return findingAt(rule, { resource: config, path: said ? ['data', 'use-forwarded-headers'] : config.body['data'] === undefined || config.body['data'] === null ? [] : ['data'] }, {
    message: `programs behind ${nameOf(resource)} take a node of its load balancer for every client, and http for every request: NGINX writes over the X-Forwarded-* headers of ${balancer}`,
    label: said ? 'incoming X-Forwarded-* headers are not believed' : 'no use-forwarded-headers: incoming X-Forwarded-* headers are not believed',
    because: [
      because(balancer, 'says who the client is in X-Forwarded-For, and how it came in X-Forwarded-Proto'),
      because(nameOf(endpoint), `brings its requests over PrivateLink (${nameOf(service)}): what NGINX sees at its socket is an address of the load balancer`, { resource: endpoint, path: ['service_name'] }),
    ],
    proposals: [{ title: 'let NGINX believe them; say with proxy-real-ip-cidr whose they may be', edits: [{ edit: 'set', of: identityOf(config), path: ['data', 'use-forwarded-headers'], to: 'true' }], certainty: 'proposed' }],
  });
}
