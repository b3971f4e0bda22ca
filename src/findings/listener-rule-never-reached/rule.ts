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

function found(balancer: Balancer, listener: Listener, reach: Reach, winners: readonly ListenerRule[]): Finding {
  if (reach.rule.unnumbered === true && winners.some(({ unnumbered }) => unnumbered === true)) return oneOf(balancer, listener, reach.rule, winners);
  const [{ name }, { port }, { rule: each, request: asking }] = [balancer, listener, reach];
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

/** Of rules without a priority the one that is made first comes first, and nobody says which that is. */
function oneOf({ name }: Balancer, { port }: Listener, each: ListenerRule, winners: readonly ListenerRule[]): Finding {
  const others = winners.map(({ resource }) => nameOf(resource));
  return findingAt(rule, { resource: each.resource, path: [] }, {
    message: `${winners.length === 1 ? 'one of two rules' : 'at most one of these rules'} of ${name} on port ${port} gets requests (${conditionsText(each)}): ${listed([nameOf(each.resource), ...others])} take the same ones, and none of them says its priority, so that the one that apply makes first takes them all`,
    label: `takes what ${listed(others)} ${others.length === 1 ? 'takes' : 'take'}; no priority`,
    because: winners.map((winner) => because(nameOf(winner.resource), `takes ${conditionsText(winner)}, without a priority`, { resource: winner.resource, path: [] })),
  });
}

/** ` (Ingress shop/web)`: groups span teams, so whose a rule is tells whom to ask. Empty for rules of one Ingress among themselves. */
function askedBy(winner: ListenerRule, loser: ListenerRule): string {
  const [one, other] = [winner, loser].map(({ resource }) => resource.derived?.from);
  return one === undefined || one === other ? '' : ` (${nameOf(one)})`;
}
