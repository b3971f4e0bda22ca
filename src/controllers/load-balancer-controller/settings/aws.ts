import type { Estate } from '../../../resource/estate.ts';
import type { JsonObject, Resource } from '../../../resource/resource.ts';
import { flag, list, text, texts, whole, words } from '../../../dialects/kubernetes/fields.ts';
import { blocks, namedAs, referred } from '../../../dialects/aws/references.ts';
import type { AwsFacts, Certificate, ExistingTargetGroup, LoadBalancer, NetworkInterface, RouteTable, SecurityGroup, Subnet, Tags, Vpc } from '../facts.ts';

/** Types of AWS resources that the controller's answers depend on. */
export const awsTypes = ['aws_vpc', 'aws_vpc_ipv4_cidr_block_association', 'aws_subnet', 'aws_route_table', 'aws_route_table_association', 'aws_security_group', 'aws_acm_certificate', 'aws_lb', 'aws_lb_target_group', 'aws_network_interface', 'aws_wafv2_web_acl', 'AwsAnswer'] as const;

/**
 * What AWS answers the controller of a cluster, from the AWS resources of the inputs. What a controller made of Kubernetes objects is
 * not there yet. Where the inputs hold several accounts or Regions, only that of the cluster counts, except for what can be
 * named from another one.
 */
export function awsFactsOf(estate: Estate, scope: string, vpc?: string): AwsFacts {
  const home = homeOf(estate, scope, vpc);
  // What Terraform writes for the cluster is written in an account; elsewhere nobody refers to what has yet to be made.
  const seen: Seen = { estate, from: estate.ofType('aws_vpc').some((each) => each.scope === scope) ? scope : (home ?? scope) };
  // Where AWS answered that there are none, that is known.
  const answered = (type: string): boolean => estate.ofType('AwsAnswer').some(({ name }) => name === type);
  const all = <T>(type: string, read: (resource: Resource) => readonly T[]): readonly T[] | undefined => {
    const found = estate.ofType(type).filter(({ derived }) => derived === undefined);
    return found.length > 0 || answered(type) ? found.flatMap(read) : undefined;
  };
  const own = <T>(type: string, read: (resource: Resource) => T): readonly T[] | undefined => {
    const found = all(type, (each) => [each])?.filter((each) => home === undefined || each.scope === home);
    return found === undefined || (found.length === 0 && !answered(type)) ? undefined : found.map(read);
  };
  const facts = {
    vpcs: all('aws_vpc', (each) => [vpcOf(seen, each)]),
    subnets: own('aws_subnet', (each) => subnetOf(seen, each)),
    routeTables: own('aws_route_table', (each) => routeTableOf(seen, each)),
    securityGroups: own('aws_security_group', (each) => securityGroupOf(seen, each)),
    certificates: own('aws_acm_certificate', (each) => certificateOf(seen, each)),
    loadBalancers: all('aws_lb', (each) => loadBalancerOf(seen, each)),
    targetGroups: all('aws_lb_target_group', (each) => [targetGroupOf(seen, each)]),
    networkInterfaces: own('aws_network_interface', (each) => networkInterfaceOf(seen, each)),
    webAcls: own('aws_wafv2_web_acl', (each) => ({ name: text(each.body['name']) ?? each.name, arn: namedAs(seen.from, each, 'arn') })),
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

/** The account and Region of a cluster: that of its VPC, else its own scope, else the only one there is; undefined: not known. */
function homeOf(estate: Estate, scope: string, vpc: string | undefined): string | undefined {
  const written = awsTypes.flatMap((type) => estate.ofType(type)).filter(({ derived }) => derived === undefined);
  const mine = vpc === undefined ? undefined : written.find((each) => each.type === 'aws_vpc' && namedAs(scope, each, 'id') === vpc)?.scope;
  const scopes = [...new Set(written.map((each) => each.scope))];
  return mine ?? (scopes.includes(scope) ? scope : scopes.length === 1 ? scopes[0] : undefined);
}

/** The tags of an AWS resource, those of the provider's `default_tags` among them. */
function tagsOf(body: JsonObject): Tags {
  return { ...texts(body['tags_all']), ...texts(body['tags']) };
}

/** The resources, and the account and Region from which they are named. */
interface Seen {
  readonly estate: Estate;
  readonly from: string;
}

/** What an attribute names: the id of the resource of the inputs that it leads to, else what is written. */
function named({ estate, from }: Seen, by: Resource, type: string, written: string | undefined): string {
  const found = referred(estate, by, type, written);
  return found === undefined ? (written ?? '') : namedAs(from, found, 'id');
}

function vpcOf(seen: Seen, resource: Resource): Vpc {
  const { body } = resource;
  const added = seen.estate.ofType('aws_vpc_ipv4_cidr_block_association').filter((each) => referred(seen.estate, each, 'aws_vpc', each.body['vpc_id']) === resource);
  return {
    id: namedAs(seen.from, resource, 'id'),
    cidrs: [...present(body['cidr_block']), ...words(body['secondary_cidr_blocks']), ...added.flatMap((each) => present(each.body['cidr_block']))],
    ipv6Cidrs: [...present(body['ipv6_cidr_block']), ...words(body['secondary_ipv6_cidr_blocks'])],
  };
}

function subnetOf(seen: Seen, resource: Resource): Subnet {
  const { body } = resource;
  // Before AWS has made it, Terraform may know its zone by one of the two.
  const zone = text(body['availability_zone']) ?? text(body['availability_zone_id']) ?? '';
  const free = whole(body['available_ip_address_count']);
  return {
    id: namedAs(seen.from, resource, 'id'),
    vpc: named(seen, resource, 'aws_vpc', text(body['vpc_id'])),
    zone,
    zoneId: text(body['availability_zone_id']) ?? '',
    locale: localeOf(zone, text(body['outpost_arn'])),
    cidr: text(body['cidr_block']) ?? '',
    ipv6Cidrs: [...present(body['ipv6_cidr_block']), ...words(body['secondary_ipv6_cidr_blocks'])],
    tags: tagsOf(body),
    ...(free === undefined ? {} : { freeAddresses: free }),
  };
}

/** A zone's name says what it is: `eu-west-1a`, `us-west-2-lax-1a` (Local Zone), `us-east-1-wl1-bos-wlz-1` (AWS, "Regions and Zones"). */
function localeOf(zone: string, outpost: string | undefined): Subnet['locale'] {
  if (outpost !== undefined && outpost !== '') return 'outpost';
  if (/-wl\d/.test(zone)) return 'wavelength-zone';
  return /^[a-z]{2}(-[a-z]+)+-\d+-[a-z]+-\d+[a-z]$/.test(zone) ? 'local-zone' : 'availability-zone';
}

function routeTableOf(seen: Seen, resource: Resource): RouteTable {
  const { body } = resource;
  const mine = (type: string): readonly Resource[] => seen.estate.ofType(type).filter((each) => referred(seen.estate, each, 'aws_route_table', each.body['route_table_id']) === resource);
  const routes = [...blocks(body['route']), ...mine('aws_route').map((each) => each.body)];
  return {
    id: namedAs(seen.from, resource, 'id'),
    vpc: named(seen, resource, 'aws_vpc', text(body['vpc_id'])),
    main: flag(body['main']) === true || mine('aws_main_route_table_association').length > 0,
    subnets: [...words(body['subnet_ids']), ...mine('aws_route_table_association').flatMap((each) => present(each.body['subnet_id']).map((id) => named(seen, each, 'aws_subnet', id)))],
    toInternetGateway: routes.some((route) => /^(igw-|\$\{aws_internet_gateway\.)/.test(text(route['gateway_id']) ?? '')),
  };
}

function securityGroupOf(seen: Seen, resource: Resource): SecurityGroup {
  return { id: namedAs(seen.from, resource, 'id'), name: text(resource.body['name']) ?? resource.name, vpc: named(seen, resource, 'aws_vpc', text(resource.body['vpc_id'])), tags: tagsOf(resource.body) };
}

function certificateOf(seen: Seen, resource: Resource): Certificate {
  const { body } = resource;
  const authority = text(body['certificate_authority_arn']);
  return {
    arn: namedAs(seen.from, resource, 'arn'),
    // What Terraform makes is taken to be validated; what AWS described says its state.
    status: text(body['status']) ?? 'ISSUED',
    names: [...new Set([...present(body['domain_name']), ...words(body['subject_alternative_names'])])],
    ...(authority === undefined || authority === '' ? {} : { authority }),
  };
}

function loadBalancerOf(seen: Seen, resource: Resource): readonly LoadBalancer[] {
  const { body } = resource;
  const type = text(body['load_balancer_type']) ?? 'application';
  if (type !== 'application' && type !== 'network' && type !== 'gateway') return [];
  const [dnsName, vpc] = [text(body['dns_name']), text(body['vpc_id'])];
  const mapped = blocks(body['subnet_mapping']).flatMap(({ subnet_id: id }) => present(id));
  return [
    {
      arn: namedAs(seen.from, resource, 'arn'),
      name: text(body['name']) ?? resource.name,
      type,
      scheme: body['internal'] === true ? 'internal' : 'internet-facing',
      subnets: [...words(body['subnets']), ...mapped].map((id) => named(seen, resource, 'aws_subnet', id)),
      securityGroups: words(body['security_groups']).map((id) => named(seen, resource, 'aws_security_group', id)),
      tags: tagsOf(body),
      ...(dnsName === undefined ? {} : { dnsName }),
      ...(vpc === undefined ? {} : { vpc: named(seen, resource, 'aws_vpc', vpc) }),
    },
  ];
}

function targetGroupOf(seen: Seen, resource: Resource): ExistingTargetGroup {
  const { body } = resource;
  const [version, port, addresses, vpc] = [text(body['protocol_version']), whole(body['port']), text(body['ip_address_type']), text(body['vpc_id'])];
  return {
    arn: namedAs(seen.from, resource, 'arn'),
    name: text(body['name']) ?? resource.name,
    targetType: text(body['target_type']) ?? 'instance',
    protocol: text(body['protocol']) ?? '',
    tags: tagsOf(body),
    ...(version === undefined ? {} : { protocolVersion: version }),
    ...(port === undefined ? {} : { port }),
    ...(addresses === undefined ? {} : { ipAddressType: addresses }),
    ...(vpc === undefined ? {} : { vpc: named(seen, resource, 'aws_vpc', vpc) }),
    ...blocks(body['health_check']).slice(0, 1).map((check) => ({ check: checkOf(check) }))[0],
  };
}

function checkOf(check: JsonObject): NonNullable<ExistingTargetGroup['check']> {
  const [protocol, matcher, interval, timeout] = [text(check['protocol']), text(check['matcher']), whole(check['interval']), whole(check['timeout'])];
  return { ...(protocol === undefined ? {} : { protocol }), ...(matcher === undefined ? {} : { matcher }), ...(interval === undefined ? {} : { interval }), ...(timeout === undefined ? {} : { timeout }) };
}

function networkInterfaceOf(seen: Seen, resource: Resource): NetworkInterface {
  const { body } = resource;
  const [subnet, [attachment]] = [text(body['subnet_id']), blocks(body['attachment'])];
  const instance = text(attachment?.['instance']);
  const device = whole(attachment?.['device_index']);
  return {
    id: namedAs(seen.from, resource, 'id'),
    prefixes: [...words(body['ipv4_prefixes']), ...words(body['ipv6_prefixes'])],
    addresses: [...new Set([...present(body['private_ip']), ...words(body['private_ips']), ...list(body['ipv6_addresses']).flatMap(present)])],
    securityGroups: words(body['security_groups']).map((id) => named(seen, resource, 'aws_security_group', id)),
    ...(subnet === undefined ? {} : { subnet: named(seen, resource, 'aws_subnet', subnet) }),
    ...(instance === undefined ? {} : { instance }),
    ...(device === undefined ? {} : { device }),
  };
}

/** A text that is there and not empty. */
function present(value: JsonObject[string] | undefined): readonly string[] {
  return typeof value === 'string' && value !== '' ? [value] : [];
}
