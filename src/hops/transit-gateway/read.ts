import { byKey } from '../../dialects/aws/network/keys.ts';
import { idOf } from '../../dialects/aws/references.ts';
import { interfacesOf, interfacesOwned, type Interface } from '../../dialects/aws/network/interfaces.ts';
import { meetingOf } from '../../dialects/aws/network/group-references.ts';
import { attached, attachmentsOf, gatewayAcross, type Attachment } from '../../dialects/aws/network/transit-gateways.ts';
import { isUnlisted, tableOf, type TransitRoute } from '../../dialects/aws/network/transit-tables.ts';
import { vpcsOf } from '../../dialects/aws/network/vpcs.ts';
import { wireAddress } from '../../dialects/aws/network/wire.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import type { HopId } from '../../ir/program.ts';
import type { Estate } from '../../resource/estate.ts';
import { identityOf, type Resource } from '../../resource/resource.ts';
import type { Opened } from '../kind.ts';
import type { NextSpec, OfferSpec, RouteSpec, TableSpec, TransitGatewaySpec } from './spec.ts';

/** Where packets enter a gateway: at an interface of an attachment, or from another gateway. */
interface Entering {
  readonly gateway: string;
  readonly attachment: Attachment;
  readonly interface?: Interface;
  readonly port: string;
  /** Where a connection ends whose reply this is. */
  readonly end?: string;
}

/** Answers for `tgw/INTERFACE/PORT` and, from another gateway, `tgw/ATTACHMENT@GATEWAY/PORT`; for replies `back-tgw/.../END`. */
export function read(estate: Estate): Opened<TransitGatewaySpec> {
  return {
    at: (address) => {
      const entering = enteringAt(estate, address);
      return entering === undefined ? undefined : specOf(estate, entering);
    },
  };
}

function enteringAt(estate: Estate, address: HopId): Entering | undefined {
  const [, place = '', port = '', end] = address.split('/');
  const rest = { port, ...(end === undefined ? {} : { end }) };
  const found = interfacesOf(estate).get(place);
  if (found !== undefined) {
    const attachment = attachmentsOf(estate).get(found.owner.key ?? '');
    const gateway = attachment?.gateways[0];
    return attachment === undefined || gateway === undefined ? undefined : { gateway, attachment, interface: found, ...rest };
  }
  const [key = '', gateway] = place.split('@');
  const attachment = attachmentsOf(estate).get(key);
  return attachment === undefined || gateway === undefined ? undefined : { gateway, attachment, ...rest };
}

function specOf(estate: Estate, entering: Entering): TransitGatewaySpec {
  const { gateway, attachment, end } = entering;
  const table = tableOf(estate, gateway, attachment);
  return {
    title: gateway,
    back: end !== undefined,
    ...(table !== undefined ? { table: tableSpec(estate, entering, table) } : isUnlisted(estate, gateway) ? { unlisted: true } : {}),
    origin: { ...originOf(table?.resource ?? attachment.resource, [], attachment.key), resource: `aws_ec2_transit_gateway ${gateway}` },
  };
}

function tableSpec(estate: Estate, entering: Entering, { key, resource, routes, learnt, unread, unlisted }: NonNullable<ReturnType<typeof tableOf>>): TableSpec {
  const name = resource === undefined && key.startsWith('default-table@') ? `the default route table of ${entering.gateway}` : key;
  const near = [...attachmentsOf(estate).values()].filter((each) => each.kind === 'vpc' && each.gateways.includes(entering.gateway) && attached(each));
  const routed = new Set(routes.flatMap(({ to }) => to));
  return {
    name,
    routes: routes.map((route) => routeSpec(estate, entering, name, route)),
    doubts: [
      ...(unlisted === true ? [`no input lists the routes of ${name} (aws ec2 search-transit-gateway-routes)`] : []),
      ...unread.map((list) => `the blocks of prefix list ${list}, which ${name} has a route for, are in no input`),
      ...learnt.map((each) => `which routes ${each.key} tells ${name} by BGP is in no input`),
    ],
    unrouted: near.filter((each) => !routed.has(each) && each !== entering.attachment).flatMap((each) =>
      (vpcsOf(estate).get(each.vpc ?? '')?.cidrs.written ?? []).map((cidr) => ({ cidr, next: into(estate, entering, each), origin: originOf(each.resource, [], each.key), offer: offerOf(estate, entering.gateway, key, resource, each) })),
    ),
  };
}

function offerOf(estate: Estate, gateway: string, tableKey: string, table: Resource | undefined, { key, resource }: Attachment): OfferSpec {
  const named = (each: Resource): string => (typeof each.body['id'] === 'string' ? each.body['id'] : idOf(each.type, each.name));
  const owner = byKey(estate, 'aws_ec2_transit_gateway').get(gateway);
  const usual = owner === undefined ? tableKey : `\${aws_ec2_transit_gateway.${owner.name}.association_default_route_table_id}`;
  return { table: table === undefined ? usual : named(table), attachment: named(resource), tableKey, attachmentKey: key, after: identityOf(resource) };
}

function routeSpec(estate: Estate, entering: Entering, table: string, { cidr, kind, to, missing, resource }: TransitRoute): RouteSpec {
  const [only, ...others] = to;
  const leads = only === undefined ? '' : ` to ${only.key}${only.vpc === undefined ? '' : ` (${only.vpc})`}`;
  const origin = originOf(resource, [], `${table}: ${cidr}`, `${table} sends ${cidr}${leads} (${kind})`);
  return { cidr, next: nextOf(), origin };

  function nextOf(): NextSpec {
    if (missing !== undefined) return { outside: `what is behind ${missing}` };
    if (only === undefined) return { dead: `${table} drops ${cidr}: the route is a blackhole` };
    if (others.length > 0) return { unknown: `${[only, ...others].map(({ key }) => key).join(' and ')} have addresses of ${cidr} in common: only the one that was attached first gets them, and no input says which that is` };
    return into(estate, entering, only);
  }
}

function into(estate: Estate, { gateway, attachment: from, interface: sender, port, end }: Entering, attachment: Attachment): NextSpec {
  const other = attachment.kind === 'peering' ? gatewayAcross(attachment, gateway) : undefined;
  if (other !== undefined && [...attachmentsOf(estate).values()].some((each) => each !== attachment && each.gateways.includes(other))) {
    return { gateway: `${end === undefined ? '' : 'back-'}tgw/${attachment.key}@${other}/${port}${end === undefined ? '' : `/${end}`}` };
  }
  const { vpc } = attachment;
  if (vpc === undefined || !vpcsOf(estate).has(vpc)) return { outside: other ?? vpc ?? `what is behind ${attachment.key}` };
  const groups = from.vpc !== undefined && meetingOf(estate, from.vpc, vpc) === 'transit gateway';
  const interfaces = interfacesOwned(estate, 'attachment', attachment.key);
  const hop = (word: 'out' | 'vpc', place: string): HopId => wireAddress({ word: end === undefined ? word : `back-${word}`, place, port: port === '*' ? '*' : Number(port), ...(end === undefined ? {} : { end }) });
  if (interfaces.length === 0) return { doors: [{ interface: vpc, hop: hop('vpc', vpc) }], keeps: false, groups };
  // Without appliance mode packets stay in their zone as long as the attachment has a subnet there (transit gateway guide, "Appliance mode").
  const near = attachment.appliance ? [] : interfaces.filter(({ zone }) => zone !== undefined && zone === sender?.zone);
  const doors = (near.length > 0 ? near.slice(0, 1) : interfaces).map(({ key }) => ({ interface: key, hop: hop('out', key) }));
  return { doors, keeps: attachment.appliance, groups };
}
