import { isObject, type Json, type JsonObject } from '../../resource/resource.ts';
import { blockList, joinedName, lastPart, made, members, named, owner, renamed, same, textOf, type Answer, type Attribute, type Owner } from './described.ts';

const certificate = same({ id: 'CertificateArn', arn: 'CertificateArn', domain_name: 'DomainName', status: 'Status', type: 'Type', key_algorithm: 'KeyAlgorithm', not_after: 'NotAfter', certificate_authority_arn: 'CertificateAuthorityArn' });

const zoneOwner: Owner = { what: 'hosted zone', types: { aws_route53_zone: /zone|record|route53|dns/ }, looks: /(?<![A-Za-z0-9])Z[A-Z0-9]{6,31}(?![A-Za-z0-9])/, such: 'Z0123456789ABCDEFGHIJ' };
const vpcOwner: Owner = { what: 'VPC', types: { aws_vpc: /vpc/ }, looks: /(?<![a-z0-9])vpc-[0-9a-z]+/, such: 'vpc-0123456789abcdef0' };

/** Without the dot at its end, and `\052` as the sign it stands for (Route 53 guide, "DNS domain name format"). */
function plainName(value: Json): Json | undefined {
  return textOf(value)?.replace(/\.$/, '').replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCodePoint(Number.parseInt(octal, 8)));
}

const zoneId = (to: string, from = 'Id'): Attribute => ({ to, from: [from], as: (value) => (textOf(value) === undefined ? undefined : lastPart(textOf(value)!)) });

const zone: readonly Attribute[] = [
  zoneId('id'),
  zoneId('zone_id'),
  { to: 'name', from: ['Name'], as: plainName },
  { to: 'private', from: ['Config', 'PrivateZone'] },
  { to: 'vpc', from: ['VPCs'], as: (value) => members(value).map((vpc) => renamed({ vpc_id: 'VPCId', vpc_region: 'VPCRegion' }, vpc)), inner: { vpc_id: ['VPCId'], vpc_region: ['VPCRegion'] } },
];

/** A text of a TXT record stands in quotes, which the provider leaves out. */
const valuesOf = (value: Json, { Type: type }: JsonObject): Json => named(value, 'Value').map((text) => (type === 'TXT' ? text.replaceAll(/^"|"$/g, '') : text));

const policy = (to: string, from: string, name: string): Attribute => ({ to, from: [from], as: (value) => [{ [name]: value }], place: () => [] });

const record: readonly Attribute[] = [
  { to: 'zone_id', from: [], as: (_, __, of) => lastPart(of) },
  { to: 'name', from: ['Name'], as: plainName },
  ...same({ type: 'Type', ttl: 'TTL', set_identifier: 'SetIdentifier', health_check_id: 'HealthCheckId', multivalue_answer_routing_policy: 'MultiValueAnswer' }),
  { to: 'records', from: ['ResourceRecords'], as: valuesOf },
  {
    to: 'alias',
    from: ['AliasTarget'],
    as: (value) => (isObject(value) ? [{ ...renamed({ zone_id: 'HostedZoneId', evaluate_target_health: 'EvaluateTargetHealth' }, value), name: plainName(value['DNSName'] ?? '') ?? '' }] : undefined),
    place: (_, [, field]) => (field === 'name' ? ['DNSName'] : field === 'zone_id' ? ['HostedZoneId'] : field === 'evaluate_target_health' ? ['EvaluateTargetHealth'] : []),
  },
  policy('weighted_routing_policy', 'Weight', 'weight'),
  policy('latency_routing_policy', 'Region', 'region'),
  policy('failover_routing_policy', 'Failover', 'type'),
  { to: 'geolocation_routing_policy', from: ['GeoLocation'], as: (value) => (isObject(value) ? [renamed({ continent: 'ContinentCode', country: 'CountryCode', subdivision: 'SubdivisionCode' }, value)] : undefined), place: () => [] },
  { to: 'geoproximity_routing_policy', from: ['GeoProximityLocation'], as: (value) => (isObject(value) ? [renamed({ aws_region: 'AWSRegion', bias: 'Bias' }, value)] : undefined), place: () => [] },
  { to: 'cidr_routing_policy', from: ['CidrRoutingConfig'], as: (value) => (isObject(value) ? [renamed({ collection_id: 'CollectionId', location_name: 'LocationName' }, value)] : undefined), place: () => [] },
];

/** Names, and the certificates that are made out for them. */
export const nameAnswers: Readonly<Record<string, Answer>> = {
  Certificate: { command: 'acm describe-certificate', name: ['CertificateArn'], rows: [{ type: 'aws_acm_certificate', attributes: [...certificate, ...same({ subject_alternative_names: 'SubjectAlternativeNames' }), blockList('domain_validation_options', 'DomainValidationOptions', { domain_name: 'DomainName', validation_status: 'ValidationStatus' })] }] },
  CertificateSummaryList: { command: 'acm list-certificates', name: ['CertificateArn'], rows: [{ type: 'aws_acm_certificate', attributes: [...certificate, ...same({ subject_alternative_names: 'SubjectAlternativeNameSummaries' })] }] },
  HostedZones: { command: 'route53 list-hosted-zones', name: ['Id'], rows: [{ type: 'aws_route53_zone', attributes: zone }] },
  HostedZone: { command: 'route53 get-hosted-zone', name: ['Id'], beside: ['VPCs'], rows: [{ type: 'aws_route53_zone', attributes: zone }] },
  HostedZoneSummaries: {
    command: 'route53 list-hosted-zones-by-vpc',
    name: ['HostedZoneId'],
    owner: vpcOwner,
    rows: [
      { type: 'aws_route53_zone', aside: true, attributes: [zoneId('id', 'HostedZoneId'), zoneId('zone_id', 'HostedZoneId'), { to: 'name', from: ['Name'], as: plainName }, made('private', () => true)] },
      { type: 'aws_route53_zone_association', called: ({ HostedZoneId: id }, of) => joinedName(id, of), attributes: [owner('vpc_id'), zoneId('zone_id', 'HostedZoneId')] },
    ],
  },
  ResourceRecordSets: {
    command: 'route53 list-resource-record-sets',
    name: ['Name'],
    owner: zoneOwner,
    rows: [{ type: 'aws_route53_record', called: (set, of) => joinedName(of, plainName(set['Name'] ?? ''), set['Type'], set['SetIdentifier']), attributes: record }],
  },
};
