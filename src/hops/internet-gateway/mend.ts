import { gatewayOf, pairedIn } from '../../dialects/aws/network/internet-gateways.ts';
import { spokenKey } from '../../dialects/aws/network/keys.ts';
import { tableOf, type RouteTable } from '../../dialects/aws/network/route-tables.ts';
import { shownAs } from '../../dialects/aws/network/security-groups.ts';
import { vpcsOf } from '../../dialects/aws/network/vpcs.ts';
import { idOf, namedAs } from '../../dialects/aws/references.ts';
import type { Edit } from '../../resource/edit.ts';
import type { Estate } from '../../resource/estate.ts';
import { identityOf } from '../../resource/resource.ts';
import type { Blocked, Proposal } from '../kind.ts';
import type { InternetGatewaySpec } from './spec.ts';

/** A gateway for the VPC that has none, and a route to it in every table by which replies to clients leave. */
export function mend(spec: InternetGatewaySpec, { cause, rule }: Blocked): readonly Proposal[] {
  if (spec.part !== 'arrive' || spec.estate === undefined || rule === undefined || cause !== 'not-routable' || gatewayOf(spec.estate, rule) !== 'none') return [];
  const { estate } = spec;
  const vpc = vpcsOf(estate).get(rule)?.resource;
  if (vpc === undefined) return [];
  const name = plain(vpc.name);
  if (estate.ofType('aws_internet_gateway').some((each) => each.name === name && each.scope === vpc.scope)) return [];
  const gateway: Edit = { edit: 'add', resource: { scope: vpc.scope, type: 'aws_internet_gateway', name, body: { vpc_id: namedAs(vpc.scope, vpc, 'id') } }, after: identityOf(vpc) };
  const tables = tablesOf(estate, rule);
  const routes = tables.map(({ resource }): Edit => ({
    edit: 'add',
    resource: { scope: resource.scope, type: 'aws_route', name: `${plain(resource.name)}_internet`, body: { route_table_id: namedAs(resource.scope, resource, 'id'), destination_cidr_block: everywhere, gateway_id: idOf('aws_internet_gateway', name) } },
    after: identityOf(resource),
  }));
  const shown = tables.map(({ key, resource }) => shownAs('route table', key, resource)).join(' and ');
  return [{ title: `attach an internet gateway to ${spokenKey(rule)}${tables.length === 0 ? '' : `, to which ${shown} lead${tables.length === 1 ? 's' : ''} ${everywhere}`}`, edits: [gateway, ...routes], certainty: 'proposed' }];
}

const everywhere = '0.0.0.0/0';

/** The tables of subnets with public addresses that lead to nowhere outside yet. */
function tablesOf(estate: Estate, vpc: string): readonly RouteTable[] {
  const used = pairedIn(estate, vpc).flatMap(({ interface: { subnet } }) => (subnet === undefined ? [] : (tableOf(estate, subnet)?.table ?? [])));
  return [...new Set(used)].filter(({ routes }) => routes.every(({ cidr }) => cidr !== everywhere));
}

function plain(name: string): string {
  return name.replace(/[^\w-]+/g, '_').replace(/_$/, '');
}
