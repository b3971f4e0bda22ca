import { balancersOf } from '../../dialects/aws/balancers.ts';
import { endpointsIn, ownEndpointsOf, type OwnEndpoint } from '../../dialects/aws/endpoint-targets.ts';
import { nameIn } from '../../dialects/aws/references.ts';
import { nameOfGroup, targetsOf } from '../../dialects/aws/target-groups.ts';
import { text } from '../../dialects/kubernetes/fields.ts';
import type { Proposal } from '../../hops/kind.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { compareTexts } from '../../resource/order.ts';
import { identityOf, nameOf, type Resource } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** Two target groups of a load balancer have the addresses of one endpoint, and another endpoint's addresses are in none. */
export const rule: Rule = {
  name: 'group-holds-another-endpoint',
  severity: 'error',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const endpoints = ownEndpointsOf(estate);
  if (endpoints.length < 2) return;
  const groups = forwardedGroups(estate);
  const held = groups.map(({ group }) => endpointsIn(estate, group));
  // A target of which nobody knows what it is may be an interface of the other endpoint.
  if (held.includes(undefined)) return;
  const used = new Set(held.flatMap((each) => [...each!.keys()]));
  const free = endpoints.filter(({ key, vpc }) => !used.has(key) && vpc !== undefined);
  for (const { key, resource, vpc } of endpoints) {
    const holding = groups.filter((_, index) => held[index]!.size === 1 && held[index]!.has(key));
    const left = free.filter((other) => other.vpc === vpc);
    if (holding.length < 2 || left.length === 0) continue;
    const ordered = holding.toSorted((a, b) => closeness(a.group, left, resource) - closeness(b.group, left, resource) || a.priority - b.priority || compareTexts(nameOfGroup(a.group), nameOfGroup(b.group)));
    const first = ordered[0]!;
    for (const other of ordered.slice(1, left.length + 1)) yield found(estate, { key, resource }, first.group, other.group, left);
  }
}

interface Forwarded {
  readonly group: Resource;
  /** Of the first rule that forwards to it; a default action comes last. */
  readonly priority: number;
}

/** Groups to which a listener of an Application Load Balancer forwards. */
function forwardedGroups(estate: Estate): readonly Forwarded[] {
  const found = new Map<Resource, number>();
  for (const { listeners } of balancersOf(estate)) {
    for (const { actions, rules } of listeners) {
      for (const each of [{ actions, priority: Number.MAX_SAFE_INTEGER }, ...rules]) {
        for (const action of each.actions) {
          if (action.type === 'forward') for (const { group } of action.groups) found.set(group, Math.min(each.priority, found.get(group) ?? Number.MAX_SAFE_INTEGER));
        }
      }
    }
  }
  return [...found].map(([group, priority]): Forwarded => ({ group, priority }));
}

/** How much more a group's name has in common with one of the endpoints that are left than with the one it has. */
function closeness(group: Resource, left: readonly OwnEndpoint[], held: Resource): number {
  const words = (resource: string): ReadonlySet<string> => new Set(resource.toLowerCase().match(/[a-z]+|\d+/g));
  const own = words(`${group.name} ${nameOfGroup(group)}`);
  const shared = ({ name, body }: Resource): number => [...words(`${name} ${text(body['service_name']) ?? ''}`)].filter((word) => own.has(word)).length;
  return Math.max(...left.map(({ resource }) => shared(resource))) - shared(held);
}

function found(estate: Estate, held: Pick<OwnEndpoint, 'key' | 'resource'>, first: Resource, other: Resource, left: readonly OwnEndpoint[]): Finding {
  const [attachment] = targetsOf(estate, other);
  const wanted = left.find((each) => closeness(other, [each], held.resource) > 0) ?? left[0]!;
  return findingAt(rule, { resource: attachment!.resource, path: ['target_id'] }, {
    message: `requests for target group ${nameOfGroup(other)} reach the service behind ${nameOfGroup(first)}: both have the addresses of ${nameOf(held.resource)}, and those of ${nameOf(wanted.resource)} are in no group`,
    label: `an address of ${nameOf(held.resource)}`,
    because: [
      because(nameOf(first), `has the addresses of ${nameOf(held.resource)}, too`, { resource: targetsOf(estate, first)[0]!.resource, path: ['target_id'] }),
      because(nameOf(wanted.resource), 'is an endpoint for another service, and no load balancer sends anything to it', { resource: wanted.resource, path: ['service_name'] }),
    ],
    proposals: mend(estate, other, wanted),
  });
}

/** Where targets are named by reference, they are those of the other endpoint; addresses somebody has to look up. */
function mend(estate: Estate, group: Resource, { resource }: OwnEndpoint): readonly Proposal[] {
  const targets = targetsOf(estate, group);
  const referring = targets.every(({ id }) => nameIn(id ?? '')?.type === 'aws_vpc_endpoint');
  if (!referring) return [];
  const scope = (target: Resource): string => (target.scope === resource.scope ? '' : `${resource.scope}!`);
  return [{
    title: `register the addresses of ${nameOf(resource)}`,
    edits: targets.map((target) => ({ edit: 'set', of: identityOf(target.resource), path: ['target_id'], to: `\${${scope(target.resource)}${resource.type}.${resource.name}.network_interface_ids}` })),
    certainty: 'proposed',
  }];
}
