import type { Estate } from '../../../resource/estate.ts';
import { isLookedUp, type Resource } from '../../../resource/resource.ts';
import { text, words } from '../../kubernetes/fields.ts';
import type { Service } from '../../kubernetes/services.ts';
import { nameOfBalancer } from '../balancers.ts';
import { networkBalancerFor, networkBalancersOf } from '../network-balancers.ts';
import { byReferred, decided, nameIn, referred } from '../references.ts';
import { serviceNamed } from '../service-named.ts';
import { interfacesOwned, type Interface } from './interfaces.ts';
import { unknownAt } from '../apply/refusal.ts';
import { networkKey } from './keys.ts';
import { subnetsOf } from './subnets.ts';

/** An endpoint service: what a provider offers over PrivateLink. */
export interface EndpointService {
  readonly key: string;
  readonly resource: Resource;
  /** `com.amazonaws.vpce.REGION.vpce-svc-ID`; absent before AWS has given it one. */
  readonly name?: string;
  readonly acceptance: boolean;
  readonly state?: string;
  /** ARNs that may connect, `*` for everybody; the resource and attribute that says each. */
  readonly principals: readonly { readonly arn: string; readonly resource: Resource }[];
  /** One of them is not known: a variable without value, what only apply knows. */
  readonly unsaid: boolean;
  readonly balancers: readonly { readonly name: string; readonly resource: Resource }[];
  /** Services of type LoadBalancer whose balancers it names, and of which nobody says more than the Service itself does. */
  readonly services: readonly Service[];
  /** Balancers that it names and the inputs do not hold. */
  readonly missing: readonly string[];
  /** Zones by id, which mean the same in every account; undefined: nobody says them. */
  readonly zoneIds: readonly string[] | undefined;
}

/** Every endpoint service of the inputs. The same estate always gives the same views. */
export function endpointServicesOf(estate: Estate): readonly EndpointService[] {
  const known = services.get(estate);
  if (known !== undefined) return known;
  const allowed = byReferred(estate, 'aws_vpc_endpoint_service_allowed_principal', 'aws_vpc_endpoint_service', 'vpc_endpoint_service_id');
  // What a data source asks for, and AWS has yet to answer, says nothing of a service.
  const said = estate.ofType('aws_vpc_endpoint_service').filter((resource) => !isLookedUp(resource) || decided(resource.body['acceptance_required']) !== undefined);
  const found = said.map((resource) => serviceOf(estate, resource, allowed.get(resource) ?? []));
  services.set(estate, found);
  return found;
}

function serviceOf(estate: Estate, resource: Resource, allowed: readonly Resource[]): EndpointService {
  const { body } = resource;
  const named = words(body['network_load_balancer_arns']).map((arn) => {
    const service = serviceNamed(estate, resource.scope, arn);
    const balancer = service === undefined ? referred(estate, resource, 'aws_lb', arn) : networkBalancerFor(estate, service.resource)?.resource;
    return { arn, balancer, service: balancer === undefined ? service : undefined };
  });
  const balancers = named.flatMap(({ balancer }) => (balancer === undefined ? [] : [{ name: nameOfBalancer(balancer), resource: balancer }]));
  const [name, state, listed] = [text(body['service_name']), text(body['state']), words(body['availability_zone_ids'])];
  const zones = balancers.flatMap((each) => interfacesOwned(estate, 'balancer', each.name)).map((each) => zoneIdOf(estate, each));
  return {
    key: networkKey(resource),
    resource,
    acceptance: decided(body['acceptance_required']) ?? true,
    principals: [...words(body['allowed_principals']).map((arn) => ({ arn, resource })), ...allowed.flatMap((each) => (text(each.body['principal_arn']) === undefined ? [] : [{ arn: text(each.body['principal_arn'])!, resource: each }]))],
    unsaid: unknownAt(resource, ['allowed_principals']) || allowed.some((each) => text(each.body['principal_arn']) === undefined),
    balancers,
    services: named.flatMap(({ service }) => service ?? []),
    missing: named.flatMap(({ arn, balancer, service }) => (balancer === undefined && service === undefined ? [arn] : [])),
    zoneIds: listed.length > 0 ? listed : zones.length === 0 || zones.includes(undefined) ? undefined : [...new Set(zones as string[])].sort(),
    ...(name === undefined ? {} : { name }),
    ...(state === undefined ? {} : { state }),
  };
}

/** The zone of an interface as every account knows it. */
export function zoneIdOf(estate: Estate, { subnet }: Interface): string | undefined {
  return subnet === undefined ? undefined : subnetsOf(estate).get(subnet)?.zoneId;
}

/**
 * The service that an endpoint names: by reference, by a parameter in which the other account writes its name, else by its
 * name, in whichever account it is.
 */
export function serviceOfEndpoint(estate: Estate, endpoint: Resource): EndpointService | undefined {
  const written = parameterised(estate, endpoint, text(endpoint.body['service_name']));
  if (written === undefined) return undefined;
  const named = nameIn(written.value);
  const own = named?.type === 'aws_vpc_endpoint_service' ? estate.find({ scope: named.scope ?? written.scope, type: named.type, name: named.name }) : undefined;
  const services = endpointServicesOf(estate);
  // What a data source looks up by its name may be among the inputs as its owner has it.
  const name = own === undefined ? written.value : isLookedUp(own) ? text(own.body['service_name']) : undefined;
  return services.find((each) => name !== undefined && each.name === name && !isLookedUp(each.resource)) ?? services.find(({ resource, ...each }) => (own === undefined ? each.name === name : resource === own));
}

/** Ports on which the service behind an endpoint takes connections, as far as the inputs say. */
export function portsOffered(estate: Estate, endpoint: Resource): readonly number[] {
  const service = serviceOfEndpoint(estate, endpoint);
  const listened = networkBalancersOf(estate).flatMap(({ resource, listeners }) => (service?.balancers.some((each) => each.resource === resource) === true ? listeners.filter(({ protocol }) => protocol === 'TCP' || protocol === 'TLS') : []));
  const served = service?.services.flatMap(({ ports }) => ports.filter(({ protocol }) => protocol !== 'UDP')) ?? [];
  return [...new Set([...listened, ...served].map(({ port }) => port))].sort((a, b) => a - b);
}

/** What somebody writes into the SSM parameter that a value names, in the terms of the one who writes it; names are unique in an account and Region. */
function parameterised(estate: Estate, { scope }: Resource, value: string | undefined): { readonly value: string; readonly scope: string } | undefined {
  if (value === undefined) return undefined;
  const named = nameIn(value);
  if (named?.type !== 'aws_ssm_parameter') return { value, scope };
  const read = estate.find({ scope: named.scope ?? scope, type: named.type, name: named.name });
  const parameters = estate.ofType('aws_ssm_parameter').filter((each) => read !== undefined && each.scope === read.scope && each.body['name'] === read.body['name']);
  const found = parameters.flatMap((each) => {
    const content = text(each.body['value']) ?? text(each.body['insecure_value']);
    return content === undefined || nameIn(content)?.type === 'aws_ssm_parameter' ? [] : [{ value: content, scope: each.scope }];
  });
  const [first] = found;
  // Of two that write it, nobody knows who was last.
  return first === undefined || found.some((each) => each.value !== first.value || each.scope !== first.scope) ? { value, scope } : first;
}

const services = new WeakMap<Estate, readonly EndpointService[]>();
