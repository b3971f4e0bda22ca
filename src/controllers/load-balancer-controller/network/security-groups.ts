import { idOf } from '../../../dialects/aws/references.ts';
import { backendGroup, clusterTag } from '../../../facts/load-balancer-network.ts';
import { compareTexts } from '../../../resource/order.ts';
import type { ControllerFacts } from '../facts.ts';
import { cut, hashOf } from '../names.ts';
import { refused, type Found } from './found.ts';

/** The ids of security groups that are named by id or by their Name tag. Every group of a name is taken. */
export function securityGroupsByNameOrId(facts: ControllerFacts, wanted: readonly string[]): Found<string> {
  // The reference to a group that Terraform has yet to make stands where its id will.
  const isId = (each: string): boolean => each.startsWith('sg-') || each.startsWith('${');
  const ids = wanted.filter(isId);
  const names = [...new Set(wanted.filter((each) => !isId(each)))];
  const known = facts.aws.securityGroups;
  if (known === undefined) {
    if (names.length > 0) return { unknown: `no security groups are in the inputs: the one${names.length === 1 ? '' : 's'} named ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} taken to exist` };
    return { found: ids, assumes: ids.length === 0 ? [] : [taken(ids)] };
  }
  const unmade = known.some(({ id }) => id.startsWith('${'));
  const strangers = unmade ? ids.filter((id) => !known.some((group) => group.id === id)) : [];
  const byId = ids.filter((id) => strangers.includes(id) || known.some((group) => group.id === id));
  const vpc = unmade ? undefined : facts.flags.awsVpcId;
  const named = known.filter((group) => names.includes(group.tags['Name'] ?? '\n') && (vpc === undefined || group.vpc === vpc)).toSorted((a, b) => compareTexts(a.id, b.id));
  const bearers = names.filter((name) => named.some(({ tags }) => tags['Name'] === name));
  const errors = [
    ...(byId.length === ids.length ? [] : [`requested ids [${ids.join(', ')}] but found [${byId.join(', ')}]`]),
    ...(bearers.length === names.length ? [] : [`requested names [${names.join(', ')}] but found [${bearers.join(', ')}]`]),
  ];
  if (errors.length === 0) return { found: [...byId, ...named.map(({ id }) => id)], assumes: strangers.length === 0 ? [] : [taken(strangers)] };
  const missing = [...ids.filter((id) => !byId.includes(id)), ...names.filter((name) => !bearers.includes(name)).map((name) => `of the name "${name}"`)];
  return refused(`there is no security group ${missing.join(', nor ')}`, `couldn't find all security groups: ${errors.join(', ')}`);
}

function taken(ids: readonly string[]): string {
  return `no security groups of these ids are in the inputs: ${ids.join(', ')} ${ids.length === 1 ? 'is' : 'are'} taken to exist`;
}

/** The group that the cluster's load balancers share, by which targets tell them apart from others. */
export interface BackendGroup {
  /** An id, or Terraform's way to name the id that it will have. */
  readonly id: string;
  /** Present: the controller makes it, under this name. */
  readonly name?: string;
}

/** The shared backend group: given by a flag, there already, or made. */
export function backendSecurityGroup({ flags, aws }: ControllerFacts): BackendGroup {
  if (flags.backendSecurityGroup !== undefined) return { id: flags.backendSecurityGroup };
  const { resourceTag, resource, namePrefix } = backendGroup;
  const there = aws.securityGroups?.find(({ tags }) => flags.clusterName !== undefined && tags[clusterTag] === flags.clusterName && tags[resourceTag] === resource);
  if (there !== undefined) return { id: there.id };
  const cluster = flags.clusterName;
  // Without the cluster's name its hash is not known: then the readable part stands alone.
  const name = cluster === undefined ? `${namePrefix}cluster` : `${namePrefix}${cut(cluster, 232)}-${hashOf([cluster])}`;
  return { id: idOf('aws_security_group', name), name };
}
