import { balancersOf, type Balancer, type Listener } from '../../dialects/aws/balancers.ts';
import type { Rule as ListenerRule } from '../../dialects/aws/rules.ts';
import type { Path } from '../../path/path.ts';
import { nameOf } from '../../resource/resource.ts';
import { because, findingAt, listed } from '../finding.ts';
import { conditionsText } from '../listener-rules.ts';
import { reachesOf, setsOfRequests, type Reach } from '../rule-reach.ts';
import type { Finding, Rule } from '../rule.ts';

/** Rules before it take every request that a rule of a load balancer would take. */
export const rule: Rule = {
  name: 'listener-rule-never-reached',
  severity: 'warning',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const sets = setsOfRequests();
  for (const balancer of balancersOf(estate)) {
    for (const listener of balancer.listeners) {
      for (const reach of reachesOf(listener, sets)) if (reach.behind !== undefined) yield found(balancer, listener, reach, reach.behind);
    }
  }
}

function found({ name }: Balancer, { port }: Listener, { rule: each, request: asking }: Reach, winners: readonly ListenerRule[]): Finding {
  const request = asking();
  const first = listed(winners.map(({ priority }) => priority));
  const takers = listed(winners.map((winner) => `${winner.priority}${askedBy(winner, each)}`));
  return findingAt(rule, { resource: each.resource, path: [] }, {
    message: `no request reaches rule ${each.priority} of ${name} on port ${port} (${conditionsText(each)}): rule${winners.length === 1 ? '' : 's'} ${takers} ${winners.length === 1 ? 'takes' : 'take'} them all`,
    label: `comes behind rule ${first}`,
    because: [
      ...winners.map((winner) => because(`rule ${winner.priority} of ${name}${askedBy(winner, each)}`, `takes ${conditionsText(winner)}`, { resource: winner.resource, path: [] })),
      ...(request === undefined ? [] : [because(`rule ${each.priority} of ${name}`, `would have ${request}, for example`)]),
    ],
  });
}

/** ` (Ingress shop/web)`: groups span teams, so whose a rule is tells whom to ask. Empty for rules of one Ingress among themselves. */
function askedBy(winner: ListenerRule, loser: ListenerRule): string {
  const [one, other] = [winner, loser].map(({ resource }) => resource.derived?.from);
  return one === undefined || one === other ? '' : ` (${nameOf(one)})`;
}
