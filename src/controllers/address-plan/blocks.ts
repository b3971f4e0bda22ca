import { text, words } from '../../dialects/kubernetes/fields.ts';
import { networkKey, referredKey } from '../../dialects/aws/network/keys.ts';
import { vpcsOf } from '../../dialects/aws/network/vpcs.ts';
import { blockSizes } from '../../facts/vpc-limits.ts';
import { encloses, meet, whyNoBlock, writtenBlock } from '../../dialects/aws/network/written-blocks.ts';
import { compareTexts } from '../../resource/order.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, type Path, type Problem, type Resource } from '../../resource/resource.ts';
import { problemAt } from '../controller.ts';
import { writtenOf } from './written.ts';

/** First and last address, as keys that sort. */
type Block = NonNullable<ReturnType<typeof writtenBlock>>;

/** A block as somebody wrote it. */
interface Written {
  readonly resource: Resource;
  readonly path: Path;
  readonly cidr: string;
}

const blockAttributes: readonly (readonly [string, readonly string[]])[] = [
  ['aws_vpc', ['cidr_block', 'secondary_cidr_blocks', 'ipv6_cidr_block', 'secondary_ipv6_cidr_blocks']],
  ['aws_vpc_ipv4_cidr_block_association', ['cidr_block']],
  ['aws_subnet', ['cidr_block', 'ipv6_cidr_block', 'secondary_ipv6_cidr_blocks']],
];

/** Blocks that are none, subnets outside their VPC, and subnets of one VPC in each other's way. */
export function blockProblems(estate: Estate): readonly Problem[] {
  const written = blockAttributes.flatMap(([type, attributes]) => writtenOf(estate, type).flatMap((resource) => attributes.flatMap((attribute) => blocksIn(resource, attribute))));
  return [...without(estate), ...written.flatMap(malformed), ...subnetProblems(estate, written.filter(({ resource }) => resource.type === 'aws_subnet'))];
}

function blocksIn(resource: Resource, attribute: string): readonly Written[] {
  const value = resource.body[attribute];
  const single = text(value);
  return single === undefined ? words(value).map((cidr, index) => ({ resource, path: [attribute, index], cidr })) : single === '' || single.startsWith('${') ? [] : [{ resource, path: [attribute], cidr: single }];
}

function malformed({ resource, path, cidr }: Written): readonly Problem[] {
  const why = whyNoBlock(cidr) ?? wrongSize(cidr);
  return why === undefined ? [] : [problemAt(resource, path, 'address-block-malformed', 'error', `${cidr} of ${nameOf(resource)} is no block that AWS takes: ${why}. Nothing is in it`)];
}

/** AWS answers a block for every VPC; one that a pool gives is known after the apply. */
function without(estate: Estate): readonly Problem[] {
  return writtenOf(estate, 'aws_vpc').flatMap((resource) => {
    const { body } = resource;
    const later = [...words(body['unknown_after_apply']), ...Object.keys(body)].some((attribute) => /^(?:cidr_block|ipv6_cidr_block|ipv4_ipam_pool_id)$/.test(attribute));
    if (later || (vpcsOf(estate).get(networkKey(resource))?.cidrs.written.length ?? 0) > 0) return [];
    return [problemAt(resource, [], 'address-block-malformed', 'warning', `${nameOf(resource)} has no block of addresses: which addresses are its own is known from its subnets only`)];
  });
}

function wrongSize(cidr: string): string | undefined {
  const length = Number(cidr.split('/')[1]);
  return cidr.includes(':') || (length >= blockSizes.largest && length <= blockSizes.smallest) ? undefined : `VPCs and subnets have /${blockSizes.largest} to /${blockSizes.smallest}`;
}

function subnetProblems(estate: Estate, written: readonly Written[]): readonly Problem[] {
  const byVpc = new Map<string, (Written & { readonly block: Block })[]>();
  for (const each of written) {
    const [vpc, block] = [referredKey(estate, each.resource, each.resource.body['vpc_id']), writtenBlock(each.cidr)];
    if (vpc === undefined || block === undefined) continue;
    const list = byVpc.get(vpc);
    if (list === undefined) byVpc.set(vpc, [{ ...each, block }]);
    else list.push({ ...each, block });
  }
  return [...byVpc].flatMap(([vpc, subnets]) => [...outside(estate, vpc, subnets), ...overlaps(vpc, subnets)]);
}

function outside(estate: Estate, key: string, subnets: readonly (Written & { readonly block: Block })[]): readonly Problem[] {
  const vpc = vpcsOf(estate).get(key);
  const blocks = vpc?.cidrs.written ?? [];
  return subnets.flatMap(({ resource, path, cidr, block }) => {
    // Of a family of which nothing is known of the VPC, nothing is said.
    const comparable = blocks.filter((one) => writtenBlock(one)?.first.length === block.first.length);
    if (vpc?.resource === undefined || comparable.length === 0 || comparable.some((one) => encloses(writtenBlock(one)!, block))) return [];
    return [problemAt(resource, path, 'subnet-outside-vpc', 'error', `${nameOf(resource)} has ${cidr}, which is not in ${comparable.join(' or ')}, the blocks of ${nameOf(vpc.resource)}: AWS refuses it (InvalidSubnet.Range)`)];
  });
}

/** Neighbours in the order of their first addresses are all that has to be compared, with the one that reaches furthest. */
function overlaps(vpc: string, subnets: readonly (Written & { readonly block: Block })[]): readonly Problem[] {
  const sorted = subnets.toSorted((a, b) => compareTexts(a.block.first, b.block.first) || compareTexts(a.block.last, b.block.last) || compareTexts(a.resource.name, b.resource.name));
  let widest: (typeof sorted)[number] | undefined;
  return sorted.flatMap((subnet) => {
    const before = widest;
    if (before === undefined || before.block.last < subnet.block.last || before.block.first.length !== subnet.block.first.length) widest = subnet;
    if (before === undefined || networkKey(before.resource) === networkKey(subnet.resource) || !meet(before.block, subnet.block)) return [];
    return [problemAt(subnet.resource, subnet.path, 'subnets-overlap', 'error', `${subnet.cidr} of ${nameOf(subnet.resource)} and ${before.cidr} of ${nameOf(before.resource)}${placeOf(before)} have addresses in common, both in VPC ${vpc}: AWS refuses the second one (InvalidSubnet.Conflict), and whose an address is cannot be said`)];
  });
}

function placeOf({ resource, path }: Written): string {
  const at = resource.locate(path);
  return at === undefined ? '' : ` (${at.file}:${at.line})`;
}
