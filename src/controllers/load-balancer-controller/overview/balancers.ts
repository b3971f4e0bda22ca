import { list, record, text, texts, whole, words } from '../../../dialects/kubernetes/fields.ts';
import { lastPort } from '../../../facts/load-balancer-network.ts';
import type { JsonObject } from '../../../resource/resource.ts';
import type { ControllerFacts } from '../facts.ts';
import { addressesOf } from '../ingress/status.ts';
import type { Names } from '../resources/names.ts';
import { blocksOf, openedOn, prefixListsOf } from '../resources/opened.ts';
import type { Piece, Stack } from '../stack.ts';
import type { BalancerView, ListenerView, Said, SecurityGroupView } from './overview.ts';
import { actionViews, ruleView } from './rules.ts';
import { from, nameView, referredName, said, saidPairs, securityGroupName, tagPairs } from './said.ts';

/** A load balancer of a stack with its listeners, smallest port first. */
export function balancerView(facts: ControllerFacts, names: Names, services: ReadonlyMap<string, string>, stack: Stack, piece: Piece): BalancerView {
  const { spec } = piece;
  const name = nameView(names, piece);
  const scheme = text(spec['scheme']) ?? 'internal';
  const type = text(spec['type']) ?? 'application';
  const listeners = stack.pieces.filter((each) => each.type === 'AWS::ElasticLoadBalancingV2::Listener' && names.named(each.spec['loadBalancerARN']) === piece);
  return {
    name,
    type,
    scheme: said(piece, ['scheme'], scheme),
    addressType: said(piece, ['ipAddressType'], text(spec['ipAddressType']) ?? 'ipv4'),
    subnets: said(piece, ['subnetMapping'], list(spec['subnetMapping']).map(record).map(mapping)),
    securityGroups: said(piece, ['securityGroups'], list(spec['securityGroups']).map((each) => securityGroupName(facts, names, each))),
    attributes: saidPairs(piece, 'loadBalancerAttributes'),
    tags: tagPairs(facts, stack, piece),
    addOns: addOns(names, stack, piece),
    dnsName: dnsName({ name: name.value, scheme, type, region: facts.flags.awsRegion ?? regionOf(listeners), there: facts.aws.loadBalancers?.find((each) => each.name === name.value)?.dnsName ?? addressesOf(piece.place[0])[type === 'network' ? 'network' : 'application'] }),
    listeners: listeners.map((listener) => listenerView(names, services, stack, piece, listener)).sort((a, b) => a.port - b.port),
    ...from(piece.place),
  };
}

/** A security group that the controller makes for a load balancer. */
export function securityGroupView(facts: ControllerFacts, names: Names, stack: Stack, piece: Piece): SecurityGroupView {
  const inbound = list(piece.spec['ingress']).map(record).map((permission, index) =>
    said(piece, ['ingress', index], { protocol: text(permission['ipProtocol']) ?? '', fromPort: whole(permission['fromPort']) ?? 0, toPort: whole(permission['toPort']) ?? lastPort, sources: sourcesOf(permission) }),
  );
  return { name: names.atAws(piece) ?? names.form(piece), inbound, tags: tagPairs(facts, stack, piece), ...from(piece.place) };
}

function listenerView(names: Names, services: ReadonlyMap<string, string>, stack: Stack, balancer: Piece, piece: Piece): ListenerView {
  const { spec } = piece;
  const rules = stack.pieces.filter((each) => each.type === 'AWS::ElasticLoadBalancingV2::ListenerRule' && names.named(each.spec['listenerARN']) === piece);
  const port = whole(spec['port']) ?? 0;
  const mutual = texts(spec['mutualAuthentication']);
  const openTo = opened(names, balancer, port);
  return {
    port,
    protocol: text(spec['protocol']) ?? '',
    certificates: list(spec['certificates']).map((each, index) => said(piece, ['certificates', index], referredName(names.refer(record(each)['certificateARN'])))),
    ...(text(spec['sslPolicy']) === undefined ? {} : { sslPolicy: said(piece, ['sslPolicy'], text(spec['sslPolicy'])!) }),
    ...(words(spec['alpnPolicy'])[0] === undefined ? {} : { alpnPolicy: said(piece, ['alpnPolicy'], words(spec['alpnPolicy'])[0]!) }),
    ...(mutual['mode'] === undefined || mutual['mode'] === 'off' ? {} : { mutualAuthentication: said(piece, ['mutualAuthentication'], `${mutual['mode']}${(mutual['trustStoreArn'] ?? '') === '' ? '' : ` with ${mutual['trustStoreArn']}`}`) }),
    attributes: saidPairs(piece, 'listenerAttributes'),
    ...(openTo === undefined ? {} : { openTo }),
    rules: rules.map((rule) => ruleView(names, services, rule)).sort((a, b) => a.priority - b.priority),
    otherwise: actionViews(names, services, piece, 'defaultActions'),
    ...from(piece.place),
  };
}

/** From where the group that the controller makes lets clients in on a port. */
function opened(names: Names, balancer: Piece, port: number): Said<readonly string[]> | undefined {
  const found = openedOn(names, balancer, port);
  return found === undefined ? undefined : said(found.group, ['ingress', found.permissions[0]?.[0] ?? 0], found.permissions.flatMap(([, permission]) => sourcesOf(permission)));
}

function sourcesOf(permission: JsonObject): readonly string[] {
  return [...blocksOf(permission), ...prefixListsOf(permission)];
}

function mapping({ subnetID, allocationID, privateIPv4Address, ipv6Address }: JsonObject): string {
  const addresses = [allocationID, privateIPv4Address, ipv6Address].flatMap((each) => text(each) ?? []);
  return `${text(subnetID) ?? ''}${addresses.length === 0 ? '' : ` (${addresses.join(', ')})`}`;
}

function addOns(names: Names, { pieces }: Stack, balancer: Piece): readonly Said<string>[] {
  const own = pieces.filter(({ spec }) => spec['resourceARN'] !== undefined && names.named(spec['resourceARN']) === balancer);
  const capacity = record(balancer.spec['minimumLoadBalancerCapacity'])['capacityUnits'];
  return [
    ...own.map((piece) => said(piece, piece.type === 'AWS::WAFv2::WebACLAssociation' ? ['webACLARN'] : piece.type === 'AWS::WAFRegional::WebACLAssociation' ? ['webACLID'] : ['enabled'], addOn(piece))),
    ...(typeof capacity === 'number' ? [said(balancer, ['minimumLoadBalancerCapacity'], `at least ${capacity} capacity units reserved`)] : []),
  ];
}

function addOn({ type, spec }: Piece): string {
  if (type === 'AWS::WAFv2::WebACLAssociation') return `web ACL ${text(spec['webACLARN']) || 'none: one that is attached is taken off'}`;
  if (type === 'AWS::WAFRegional::WebACLAssociation') return `web ACL ${text(spec['webACLID']) || 'none: one that is attached is taken off'} (WAF Classic)`;
  return spec['enabled'] === false ? 'no Shield Advanced: protection that is there is taken off' : 'Shield Advanced';
}

/** Certificates are of the load balancer's own Region. */
function regionOf(listeners: readonly Piece[]): string | undefined {
  const arns = listeners.flatMap(({ spec }) => list(spec['certificates'])).map((each) => text(record(each)['certificateARN']) ?? '');
  return arns.map((arn) => /^arn:[^:]+:acm:([^:]+):/.exec(arn)?.[1]).find((region) => region !== undefined);
}

interface Named {
  readonly name: string;
  readonly scheme: string;
  readonly type: string;
  readonly region: string | undefined;
  readonly there: string | undefined;
}

/** Application: NAME-NUMBER.REGION.elb.amazonaws.com, `internal-` in front; network: NAME-ID.elb.REGION.amazonaws.com (ELB guides, "DNS name"). */
function dnsName({ name, scheme, type, region = '<region>', there }: Named): string {
  if (there !== undefined) return there;
  return type === 'network' ? `${name}-<id>.elb.${region}.amazonaws.com` : `${scheme === 'internal' ? 'internal-' : ''}${name}-<number>.${region}.elb.amazonaws.com`;
}
