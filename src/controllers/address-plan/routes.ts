import { blocks } from '../../dialects/aws/references.ts';
import { text, words } from '../../dialects/kubernetes/fields.ts';
import { whyNoBlock } from '../../dialects/aws/network/written-blocks.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, type JsonObject, type Path, type Problem, type Resource } from '../../resource/resource.ts';
import { problemAt } from '../controller.ts';
import { writtenOf } from './written.ts';

const destinations = ['cidr_block', 'ipv6_cidr_block', 'destination_cidr_block', 'destination_ipv6_cidr_block', 'destination_prefix_list_id'];
const targets = ['gateway_id', 'nat_gateway_id', 'transit_gateway_id', 'vpc_peering_connection_id', 'vpc_endpoint_id', 'network_interface_id', 'instance_id', 'egress_only_gateway_id', 'carrier_gateway_id', 'local_gateway_id', 'core_network_arn', 'odb_network_arn'];

/** Tables of no VPC, and routes that have no destination or lead nowhere. */
export function routeProblems(estate: Estate): readonly Problem[] {
  const tables = writtenOf(estate, 'aws_route_table');
  const inline = writtenOf(estate, 'aws_route_table', 'aws_default_route_table').flatMap((resource) => blocks(resource.body['route']).flatMap((route, index) => routeProblem(resource, ['route', index], route)));
  return [...tables.flatMap(withoutVpc), ...inline, ...writtenOf(estate, 'aws_route').flatMap((resource) => routeProblem(resource, [], resource.body))];
}

function withoutVpc(resource: Resource): readonly Problem[] {
  if (said(resource.body, 'vpc_id') || open(resource, 'vpc_id')) return [];
  return [problemAt(resource, [], 'route-incomplete', 'error', `${nameOf(resource)} does not say its VPC: its routes are used by nobody`)];
}

function routeProblem(resource: Resource, path: Path, route: JsonObject): readonly Problem[] {
  const name = path.length === 0 ? nameOf(resource) : `route ${Number(path[1]) + 1} of ${nameOf(resource)}`;
  const bad = destinations.flatMap((attribute) => {
    const written = text(route[attribute]) ?? '';
    const why = written === '' || written.startsWith('${') || attribute.endsWith('_id') ? undefined : whyNoBlock(written);
    return why === undefined ? [] : [problemAt(resource, [...path, attribute], 'address-block-malformed', 'error', `${written} in ${name} is no block that AWS takes: ${why}. No address fits it`)];
  });
  if (bad.length > 0) return bad;
  if (!destinations.some((attribute) => said(route, attribute)) && !destinations.some((attribute) => open(resource, attribute))) return [problemAt(resource, path, 'route-incomplete', 'error', `${name} has no destination: nothing is sent along it`)];
  // What AWS shows of a deleted target may be the state alone.
  if (targets.some((attribute) => said(route, attribute) || open(resource, attribute)) || route['state'] === 'blackhole') return [];
  return [problemAt(resource, path, 'route-incomplete', 'error', `${name} to ${destinations.flatMap((attribute) => text(route[attribute]) ?? []).find((one) => one !== '') ?? 'its destination'} has no target: what is sent along it goes nowhere`)];
}

function said(body: JsonObject, attribute: string): boolean {
  return (text(body[attribute]) ?? '') !== '';
}

/** Only the apply tells it. */
function open({ body }: Resource, attribute: string): boolean {
  return words(body['unknown_after_apply']).some((each) => each === attribute || each === 'route' || each.endsWith(`.${attribute}`));
}
