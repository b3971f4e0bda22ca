import { apart, blockOf } from '../../../ir/address.ts';
import type { Estate } from '../../../resource/estate.ts';
import type { Resource } from '../../../resource/resource.ts';
import { text } from '../../kubernetes/fields.ts';
import { decided } from '../references.ts';
import { byKey, referredKey } from './keys.ts';
import { prefixListOf } from './prefix-lists.ts';
import { attached, attachmentsOf, type Attachment } from './transit-gateways.ts';
import { vpcsOf } from './vpcs.ts';

/** A route table of a transit gateway. */
export interface TransitTable {
  readonly key: string;
  /** Absent: the gateway's own default table, which is nobody's resource. */
  readonly resource?: Resource;
  /** The longest prefix first, and of the same the static one: the first that takes an address decides. */
  readonly routes: readonly TransitRoute[];
  /** Attachments whose routes come by BGP and are in no input. */
  readonly learnt: readonly Attachment[];
  /** No input lists its routes. */
  readonly unlisted?: true;
  /** A prefix list that a route names and no input holds. */
  readonly unread: readonly string[];
}

export interface TransitRoute {
  readonly cidr: string;
  readonly kind: 'static' | 'propagated';
  /** Attachments to which it leads: none where it drops what it takes or its attachment is gone; several where VPCs have the same block, and only the one attached first is reached. */
  readonly to: readonly Attachment[];
  /** The attachment that it names is in no input. */
  readonly missing?: string;
  /** Where the route is said: the route, or what propagates. */
  readonly resource: Resource;
}

/** The table that judges what an attachment sends into a gateway; undefined: none is associated, and nothing is passed on. */
export function tableOf(estate: Estate, gateway: string, { key, resource }: Attachment): TransitTable | undefined {
  const view = viewOf(estate);
  const said = (view.associated.get(key) ?? []).find((table) => ownerOf(estate, table) === gateway);
  if (said !== undefined) return table(estate, gateway, said);
  const usual = decided(resource.body['transit_gateway_default_route_table_association']);
  const without = usual === false || standing(estate, gateway, 'default_route_table_association') === 'disable' || (usual === undefined && view.lists);
  return without ? undefined : table(estate, gateway, defaultTable(estate, gateway, 'association'));
}

/** AWS knows the gateway, and no input lists which attachments its tables are associated with: that one has no table is in no file. */
export function isUnlisted(estate: Estate, gateway: string): boolean {
  return !viewOf(estate).lists && typeof byKey(estate, 'aws_ec2_transit_gateway').get(gateway)?.body['id'] === 'string';
}

/** No input lists the routes of a table that AWS knows. */
function silent(estate: Estate, { key, resource, routes }: TransitTable): boolean {
  const answered = estate.ofType('AwsAnswer').some(({ name }) => name === 'aws_ec2_transit_gateway_route' || name === `aws_ec2_transit_gateway_route:${key}`);
  return routes.length === 0 && typeof resource?.body['id'] === 'string' && !answered && (viewOf(estate).propagating.get(key) ?? []).length === 0;
}

/** Every table of a gateway of which somebody speaks, and the attachments associated with it. */
export function tablesOf(estate: Estate, gateway: string): readonly TransitTable[] {
  const keys = new Set([...attachmentsOf(estate).values()].flatMap((each) => (each.gateways.includes(gateway) ? (tableOf(estate, gateway, each)?.key ?? []) : [])));
  return [...keys].sort().map((key) => table(estate, gateway, key));
}

interface View {
  /** Keys of tables by attachment. */
  readonly associated: ReadonlyMap<string, readonly string[]>;
  readonly propagating: ReadonlyMap<string, readonly { readonly attachment: string; readonly resource: Resource }[]>;
  readonly routes: ReadonlyMap<string, readonly Resource[]>;
  /** AWS has listed associations: what is in none of them has none. */
  readonly lists: boolean;
  readonly made: Map<string, TransitTable>;
}

function viewOf(estate: Estate): View {
  const known = viewed.get(estate);
  if (known !== undefined) return known;
  const [associated, propagating, routes] = [new Map<string, string[]>(), new Map<string, { attachment: string; resource: Resource }[]>(), new Map<string, Resource[]>()];
  const ends = (resource: Resource): readonly [string | undefined, string | undefined] => [tableKey(estate, resource), referredKey(estate, resource, resource.body['transit_gateway_attachment_id'])];
  for (const resource of estate.ofType('aws_ec2_transit_gateway_route_table_association')) {
    const [key, attachment] = ends(resource);
    if (key !== undefined && attachment !== undefined) put(associated, attachment, key);
  }
  for (const resource of estate.ofType('aws_ec2_transit_gateway_route_table_propagation')) {
    const [key, attachment] = ends(resource);
    if (key !== undefined && attachment !== undefined) put(propagating, key, { attachment, resource });
  }
  for (const resource of [...estate.ofType('aws_ec2_transit_gateway_route'), ...estate.ofType('aws_ec2_transit_gateway_prefix_list_reference')]) {
    const [key] = ends(resource);
    if (key !== undefined) put(routes, key, resource);
  }
  const lists = estate.ofType('aws_ec2_transit_gateway_route_table_association').some(({ body }) => body['state'] !== undefined) || estate.resources.some(({ type, name }) => type === 'AwsAnswer' && name === 'aws_ec2_transit_gateway_route_table_association');
  const view: View = { associated, propagating, routes, lists, made: new Map() };
  viewed.set(estate, view);
  return view;
}

function put<T>(lists: Map<string, T[]>, key: string, one: T): void {
  const found = lists.get(key);
  if (found === undefined) lists.set(key, [one]);
  else found.push(one);
}

/** The gateway's default table goes by its id, or by the attribute of the gateway that will have it. */
function tableKey(estate: Estate, resource: Resource): string | undefined {
  const value = resource.body['transit_gateway_route_table_id'];
  const [, name] = /^\$\{aws_ec2_transit_gateway\.(.+)\.(?:association|propagation)_default_route_table_id\}$/.exec(text(value) ?? '') ?? [];
  if (name === undefined) return referredKey(estate, resource, value);
  const gateway = referredKey(estate, resource, `\${aws_ec2_transit_gateway.${name}.id}`);
  return gateway === undefined ? undefined : defaultTable(estate, gateway, 'association');
}

function defaultTable(estate: Estate, gateway: string, of: 'association' | 'propagation'): string {
  const resource = byKey(estate, 'aws_ec2_transit_gateway').get(gateway);
  const said = resource === undefined ? undefined : referredKey(estate, resource, resource.body[`${of}_default_route_table_id`]);
  if (said !== undefined) return said;
  const flagged = [...byKey(estate, 'aws_ec2_transit_gateway_route_table')].find(([, each]) => each.body[`default_${of}_route_table`] === true && referredKey(estate, each, each.body['transit_gateway_id']) === gateway);
  return flagged?.[0] ?? `default-table@${gateway}`;
}

function ownerOf(estate: Estate, key: string): string | undefined {
  const resource = byKey(estate, 'aws_ec2_transit_gateway_route_table').get(key);
  if (resource !== undefined) return referredKey(estate, resource, resource.body['transit_gateway_id']);
  return [...byKey(estate, 'aws_ec2_transit_gateway').keys()].find((gateway) => defaultTable(estate, gateway, 'association') === key || defaultTable(estate, gateway, 'propagation') === key);
}

function standing(estate: Estate, gateway: string, attribute: string): string | undefined {
  return text(byKey(estate, 'aws_ec2_transit_gateway').get(gateway)?.body[attribute]);
}

function table(estate: Estate, gateway: string, key: string): TransitTable {
  const view = viewOf(estate);
  const known = view.made.get(key);
  if (known !== undefined) return known;
  const resource = byKey(estate, 'aws_ec2_transit_gateway_route_table').get(key);
  const said = (view.routes.get(key) ?? []).flatMap((each) => routesIn(estate, each));
  const described = said.some(({ kind }) => kind === 'propagated');
  const sources = propagatingTo(estate, gateway, key);
  const propagated = described ? [] : sources.flatMap(({ attachment, resource: by }) => propagatedBy(estate, attachment, by));
  const made: TransitTable = {
    key,
    ...(resource === undefined ? {} : { resource }),
    routes: [...said, ...alike(propagated)].sort((a, b) => length(b.cidr) - length(a.cidr) || Number(a.kind === 'propagated') - Number(b.kind === 'propagated')),
    learnt: described ? [] : sources.flatMap(({ attachment }) => (attachment.kind === 'other' ? [attachment] : [])),
    unread: (view.routes.get(key) ?? []).flatMap((each) => unreadIn(estate, each)),
  };
  const whole = silent(estate, made) ? { ...made, unlisted: true as const } : made;
  view.made.set(key, whole);
  return whole;
}

/** Peerings never propagate (transit gateway guide, "Transit gateway peering attachments"); VPCs do with all their blocks. */
function propagatedBy(estate: Estate, attachment: Attachment, resource: Resource): readonly TransitRoute[] {
  if (attachment.kind !== 'vpc' || attachment.vpc === undefined || !attached(attachment)) return [];
  return (vpcsOf(estate).get(attachment.vpc)?.cidrs.written ?? []).map((cidr) => ({ cidr, kind: 'propagated', to: [attachment], resource }));
}

/**
 * Of VPCs with a block in common only the one that was attached first propagates its own (transit gateway guide, "Amazon VPC
 * attachments": limits); who came first is in no input.
 */
function alike(routes: readonly TransitRoute[]): readonly TransitRoute[] {
  const byBlock = new Map<string, TransitRoute>();
  for (const route of routes) {
    const rivals = routes.filter((other) => apart(other.cidr, route.cidr) === false).flatMap(({ to }) => to);
    const to = [...new Set([...route.to, ...rivals])];
    if (!byBlock.has(route.cidr)) byBlock.set(route.cidr, { ...route, to });
  }
  return [...byBlock.values()];
}

function propagatingTo(estate: Estate, gateway: string, key: string): readonly { readonly attachment: Attachment; readonly resource: Resource }[] {
  const view = viewOf(estate);
  const said = (view.propagating.get(key) ?? []).flatMap(({ attachment, resource }) => {
    const found = attachmentsOf(estate).get(attachment);
    return found === undefined ? [] : [{ attachment: found, resource }];
  });
  if (key !== defaultTable(estate, gateway, 'propagation') || standing(estate, gateway, 'default_route_table_propagation') === 'disable') return said;
  const spoken = new Set([...view.propagating.values()].flat().map(({ attachment }) => attachment));
  const usual = [...attachmentsOf(estate).values()].filter((each) => each.kind !== 'peering' && each.gateways.includes(gateway) && !spoken.has(each.key) && decided(each.resource.body['transit_gateway_default_route_table_propagation']) !== false && !(view.lists && decided(each.resource.body['transit_gateway_default_route_table_propagation']) === undefined));
  return [...said, ...usual.map((attachment) => ({ attachment, resource: attachment.resource }))];
}

function routesIn(estate: Estate, resource: Resource): readonly TransitRoute[] {
  const { body } = resource;
  const key = referredKey(estate, resource, body['transit_gateway_attachment_id']);
  const dead = key === undefined || decided(body['blackhole']) === true || body['state'] === 'blackhole';
  const attachment = dead ? undefined : attachmentsOf(estate).get(key);
  const kind = body['type'] === 'propagated' ? 'propagated' : 'static';
  const list = referredKey(estate, resource, body['prefix_list_id'] ?? body['destination_prefix_list_id']);
  const cidrs = [text(body['destination_cidr_block']) ?? [], list === undefined ? [] : (prefixListOf(estate, list) ?? [])].flat();
  return cidrs.map((cidr) => ({ cidr, kind, resource, to: attachment === undefined || !attached(attachment) ? [] : [attachment], ...(dead || attachment !== undefined ? {} : { missing: key }) }));
}

function unreadIn(estate: Estate, resource: Resource): readonly string[] {
  const list = referredKey(estate, resource, resource.body['prefix_list_id'] ?? resource.body['destination_prefix_list_id']);
  return list === undefined || prefixListOf(estate, list) !== undefined ? [] : [list];
}

function length(cidr: string): number {
  return blockOf(cidr) === undefined ? -1 : Number(cidr.split('/')[1] ?? 128);
}

const viewed = new WeakMap<Estate, View>();
