import { interfacesOf, interfacesOwned, titleOf, type Interface } from '../../dialects/aws/network/interfaces.ts';
import { addressesIn } from '../../dialects/aws/network/subnets.ts';
import { networkKey } from '../../dialects/aws/network/keys.ts';
import { serviceOfEndpoint, zoneIdOf, type EndpointService } from '../../dialects/aws/network/endpoint-services.ts';
import { admission } from '../../dialects/aws/network/endpoint-admission.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import { text, words } from '../../dialects/kubernetes/fields.ts';
import type { Edit } from '../../resource/edit.ts';
import { shownPorts } from '../../dialects/kubernetes/services.ts';
import type { Estate } from '../../resource/estate.ts';
import { identityOf, type Problem, type Resource } from '../../resource/resource.ts';
import type { Opened, Proposal } from '../kind.ts';
import type { NodeSpec, VpcEndpointSpec } from './spec.ts';

/** Answers for the interfaces of interface endpoints: `endpoint/VPCE/PORT/INTERFACE`. */
export function read(estate: Estate, problems: Problem[]): Opened<VpcEndpointSpec> {
  const endpoints = new Map(estate.ofType('aws_vpc_endpoint').filter(isInterface).map((resource) => [networkKey(resource), resource]));
  for (const resource of endpoints.values()) problems.push(...refused(estate, resource));
  return {
    at: (address) => {
      const [, key = '', port = '', own = ''] = address.split('/');
      const [endpoint, taken] = [endpoints.get(key), interfacesOf(estate).get(own)];
      return endpoint === undefined || taken === undefined ? undefined : specOf(estate, endpoint, taken, port === '*' ? '*' : Number(port));
    },
  };
}

function isInterface({ body }: Resource): boolean {
  return (text(body['vpc_endpoint_type']) ?? 'Gateway') === 'Interface';
}

function specOf(estate: Estate, resource: Resource, taken: Interface, port: number | '*'): VpcEndpointSpec {
  const service = serviceOfEndpoint(estate, resource);
  const name = text(resource.body['service_name']) ?? 'a service that nobody names yet';
  const serviced = originOf(resource, ['service_name'], name);
  return {
    title: `endpoint ${networkKey(resource)}${taken.zone === undefined ? '' : ` in ${taken.zone}`}`,
    interface: taken.key,
    port,
    origin: originOf(resource, [], networkKey(resource)),
    closed: [...admission(estate, resource, service), ...unserved(estate, resource, service, taken)],
    leads: leadsTo(estate, resource, service, taken, port, name, serviced),
  };
}

function leadsTo(estate: Estate, resource: Resource, service: EndpointService | undefined, taken: Interface, port: number | '*', name: string, origin: VpcEndpointSpec['leads']['origin']): VpcEndpointSpec['leads'] {
  if (port === '*' || isOfAws(name)) return { to: 'service', workload: isOfAws(name) ? name : networkKey(resource), origin: { ...origin, note: `${networkKey(resource)} leads to ${name}` } };
  if (service === undefined) return { to: 'unknown', origin: { ...origin, note: `no endpoint service of the inputs is ${name}: the account that offers it knows what is behind` } };
  const nodes = nodesOf(estate, resource, service, taken);
  const services = service.services.filter(({ ports }) => ports.some((each) => each.port === port)).map(({ namespace, name: own }) => `${namespace}/${own}`);
  const behind = [...service.balancers.map((each) => each.name), ...services.map((each) => `the load balancer of Service ${each}`)];
  const told = originOf(service.resource, [], service.name ?? service.key, `PrivateLink hands it to ${behind.join(' or ')}, behind ${service.name ?? service.key}`);
  if (nodes.length > 0) return { to: 'balancer', nodes, origin: told };
  if (services.length > 0) return { to: 'forwarding', services, origin: told };
  const [only] = service.services;
  const why = only !== undefined ? `the load balancer of Service ${only.namespace}/${only.name} takes nothing on port ${port}: its ports are ${shownPorts(only)}` : service.missing.length > 0 ? `the inputs do not hold ${service.missing.join(', ')}, the load balancer of ${service.name ?? service.key}` : `no node of the load balancer of ${service.name ?? service.key} is known in the zone of ${titleOf(taken)}`;
  return { to: 'unknown', origin: { ...told, note: why } };
}

/** Each interface sticks to the balancers' nodes of its own zone; one of another Region to any of them (PrivateLink guide, "Cross-Region"). */
function nodesOf(estate: Estate, resource: Resource, service: EndpointService, taken: Interface): readonly NodeSpec[] {
  const zone = zoneIdOf(estate, taken);
  const far = text(resource.body['service_region']) !== undefined;
  return service.balancers.flatMap(({ name, resource: balancer }) => {
    const nodes = interfacesOwned(estate, 'balancer', name);
    const near = far || zone === undefined ? nodes : nodes.filter((each) => (zoneIdOf(estate, each) ?? zone) === zone);
    // Groups are asked by default, where there are any (NLB guide, "Security groups": PrivateLink traffic).
    const enforced = text(balancer.body['enforce_security_group_inbound_rules_on_private_link_traffic']) !== 'off';
    return near.map((node): NodeSpec => ({
      balancer: name,
      interface: node.key,
      ...(node.addresses[0] === undefined ? {} : { address: node.addresses[0] }),
      within: addressesIn(estate, node.subnet),
      guarded: enforced && node.groups?.length !== 0,
      origin: originOf(balancer, [], name, `the node of NLB ${name}${node.zone === undefined ? '' : ` in ${node.zone}`}${node.addresses[0] === undefined ? '' : ` (${node.addresses[0]})`} takes it`),
    }));
  });
}

/** A service takes endpoints in the zones of its load balancers, by id: names of zones differ between accounts (PrivateLink guide, "Considerations"). */
function unserved(estate: Estate, resource: Resource, service: EndpointService | undefined, taken: Interface): VpcEndpointSpec['closed'] {
  const zone = zoneIdOf(estate, taken);
  if (service?.zoneIds === undefined || zone === undefined || service.zoneIds.includes(zone) || text(resource.body['service_region']) !== undefined) return [];
  const at = words(resource.body['subnet_ids']).findIndex((id) => id === taken.subnet);
  const registered = estate.ofType('aws_lb_target_group_attachment').filter(({ body, derived }) => derived === undefined && taken.addresses.includes(text(body['target_id']) ?? ''));
  const without: readonly Proposal[] = at < 0 ? [] : [{ title: `take ${taken.subnet} out of the endpoint, and its address out of the target group`, edits: [{ edit: 'remove', of: identityOf(resource), path: ['subnet_ids', at] }, ...registered.map((each): Edit => ({ edit: 'remove', of: identityOf(each), path: [] }))], certainty: 'proposed' }];
  return [{ cause: 'zone-not-served', mends: without, origin: originOf(resource, ['subnet_ids'], `zone ${zone}`, `${networkKey(resource)} is in ${taken.subnet ?? taken.key}, zone ${zone}: ${service.name ?? service.key} serves ${service.zoneIds.join(', ')}`) }];
}

/** AWS refuses such an endpoint when it is made. */
function refused(estate: Estate, resource: Resource): readonly Problem[] {
  const service = serviceOfEndpoint(estate, resource);
  const wrong = interfacesOwned(estate, 'endpoint', networkKey(resource)).flatMap((each) => unserved(estate, resource, service, each));
  return wrong.map(({ origin }): Problem => {
    const at = resource.locate(['subnet_ids']);
    return { name: 'endpoint-zone-not-served', severity: 'error', message: `${origin.note ?? ''}; AWS refuses the endpoint there`, resource: identityOf(resource), ...(at === undefined ? {} : { at }) };
  });
}

/** A service of AWS itself, or of a partner under AWS' names, which no NLB of the inputs stands behind. */
function isOfAws(name: string): boolean {
  return /^(com\.amazonaws|aws)\./.test(name) && !name.startsWith('com.amazonaws.vpce.');
}
