import { clusterTagPrefix } from '../../../facts/load-balancer-network.ts';
import { compareTexts } from '../../../resource/order.ts';
import type { ControllerFacts, NetworkInterface } from '../facts.ts';
import { goList } from '../go-text.ts';
import { refused, type Found } from './found.ts';

/** The one security group of a target's network interface into which the controller writes: its only one, or the only one that is tagged. */
export function targetSecurityGroup(facts: ControllerFacts, { id, securityGroups }: Pick<NetworkInterface, 'id' | 'securityGroups'>): Found<string> {
  if (securityGroups.length === 1) return { found: securityGroups, assumes: [] };
  const { clusterName = '', serviceTargetEniSecurityGroupTags: more } = facts.flags;
  const known = facts.aws.securityGroups;
  if (known === undefined && securityGroups.length > 0) return { unknown: `no security groups are in the inputs: into which of ${securityGroups.join(', ')}, those of network interface ${id}, the controller writes is not known` };
  if (facts.flags.clusterName === undefined && securityGroups.length > 0) return { unknown: `the cluster's name is not known: into which of ${securityGroups.join(', ')}, those of network interface ${id}, the controller writes is not known` };
  const key = clusterTagPrefix + clusterName;
  const fit = securityGroups
    .filter((each) => known?.some((group) => group.id === each && group.tags[key] !== undefined && Object.entries(more).every(([name, value]) => group.tags[name] === value)) === true)
    .toSorted(compareTexts);
  if (fit.length === 1) return { found: fit, assumes: [] };
  const extra = Object.entries(more).toSorted(([a], [b]) => compareTexts(a, b));
  const also = extra.length === 0 ? '' : ` and ${extra.map(([name, value]) => `${name}=${value}`).join(', ')}`;
  const message =
    securityGroups.length === 0
      ? `network interface ${id} has no security group`
      : `network interface ${id} has ${securityGroups.length} security groups, ${securityGroups.join(', ')}, of which exactly one has to be tagged ${key}${also}; ${fit.length === 0 ? 'none is' : `${fit.join(' and ')} are`}`;
  const map = extra.length === 0 ? '' : ` and map${goList(extra.map(([name, value]) => `${name}:${value}`))}`;
  return refused(message, `expected exactly one securityGroup tagged with ${key}${map} for eni ${id}, got: ${goList(fit)} (clusterName: ${clusterName})`);
}
