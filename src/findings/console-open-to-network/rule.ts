import { balancersOf, type Balancer, type Listener } from '../../dialects/aws/balancers.ts';
import type { Rule as ListenerRule } from '../../dialects/aws/rules.ts';
import { targetGroupOf, type TargetGroup } from '../../dialects/aws/target-groups.ts';
import { managementImages } from '../../facts/consoles.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { valueAt, type Resource } from '../../resource/resource.ts';
import { because, findingAt, type Spot } from '../finding.ts';
import { podsBehind, servicesBehind } from '../groups.ts';
import { conditionsText } from '../listener-rules.ts';
import type { Finding, Rule } from '../rule.ts';

/** A balancer lets everybody who reaches it in to a program that manages things. */
export const rule: Rule = {
  name: 'console-open-to-network',
  severity: 'warning',
  aliases: [],
  find,
};

type Console = (typeof managementImages)[number];

interface Open {
  readonly balancer: Balancer;
  readonly listener: Listener;
  readonly ways: readonly { readonly rule: ListenerRule; readonly group: TargetGroup; readonly console: Console }[];
}

/** One finding for a listener: who may dial it is said once for all of its rules. */
function* find({ estate }: Path): Iterable<Finding> {
  for (const balancer of balancersOf(estate)) {
    for (const listener of balancer.listeners) {
      const guarded = listener.inbound.some((block) => block !== '0.0.0.0/0' && block !== '::/0') || hasOwnGroups(balancer) || listener.clients.mode === 'verify';
      const ways = guarded ? [] : listener.rules.flatMap((each) => openedBy(estate, each));
      if (ways.length > 0) yield found(estate, { balancer, listener, ways });
    }
  }
}

/** Security groups that somebody chose: what they let in is not looked at here. */
function hasOwnGroups({ resource, securityGroups }: Balancer): boolean {
  const from = resource.derived?.from;
  return from?.type === 'Ingress' ? valueAt(from.body, ['metadata', 'annotations', 'alb.ingress.kubernetes.io/security-groups']) !== undefined : securityGroups.length > 0;
}

function openedBy(estate: Estate, each: ListenerRule): Open['ways'] {
  // Whoever has to log in first, comes from a block of addresses, or shows a token is somebody.
  if (each.conditions.some(({ on }) => on === 'source-ip') || each.actions.some(({ type }) => type !== 'forward')) return [];
  return each.actions.flatMap((action) => (action.type === 'forward' ? action.groups : [])).flatMap(({ group }) => {
    const view = targetGroupOf(estate, group);
    const console = consoleBehind(estate, view);
    return console === undefined ? [] : [{ rule: each, group: view, console }];
  });
}

function consoleBehind(estate: Estate, group: TargetGroup): Console | undefined {
  const images = podsBehind(estate, group).flatMap(({ containers }) => containers.map(({ image }) => image ?? ''));
  return managementImages.find(({ image }) => images.some((each) => each.includes(image)));
}

function found(estate: Estate, { balancer, listener, ways }: Open): Finding {
  const [first] = ways;
  const { title, manages, login } = first!.console;
  const who = balancer.internal ? 'whoever reaches the network' : 'everybody on the internet';
  const spot = spotOf(balancer.resource);
  return findingAt(rule, spot, {
    message: `${who} gets as far as ${login ? 'the login of ' : ''}${title}`,
    label: `port ${listener.port} is open to every address, and no rule asks who comes`,
    severity: balancer.internal ? (manages ? 'warning' : 'note') : 'error',
    because: ways.map((way) => because(`rule ${way.rule.priority} of ${balancer.name}`, `${conditionsText(way.rule)} leads to ${servicesBehind(estate, way.group)[0]?.name ?? way.group.name} (${way.console.title})`, { resource: way.rule.resource, path: [] })),
    proposals: spot.resource.type === 'Ingress' ? [{ title: 'let in the addresses of those who manage it', edits: [{ edit: 'set', of: spot.resource, path: inbound, to: balancer.internal ? '10.0.0.0/24' : '203.0.113.0/24' }], certainty: 'needs a value' }] : [],
  });
}

// Clients on the internet come from no private address: the stand-in for them is a block of documentation (RFC 5737).
const inbound = ['metadata', 'annotations', 'alb.ingress.kubernetes.io/inbound-cidrs'] as const;

function spotOf(balancer: Resource): Spot {
  const from = balancer.derived?.from;
  return from?.type === 'Ingress' ? { resource: from, path: ['metadata', 'name'] } : { resource: balancer, path: [] };
}
