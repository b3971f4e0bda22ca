import { balancersOf, type Balancer, type Listener } from '../../dialects/aws/balancers.ts';
import type { Rule as ListenerRule } from '../../dialects/aws/rules.ts';
import { always } from '../../ir/match.ts';
import type { Path } from '../../path/path.ts';
import { nameOf } from '../../resource/resource.ts';
import { because, findingAt, listed } from '../finding.ts';
import { conditionsText, matchOf, requestOfRule } from '../listener-rules.ts';
import type { Finding, Rule } from '../rule.ts';
import { shadowsOf, type RouteCase } from '../shadows.ts';

/** Rules before it take every request that a rule of a load balancer would take. */
export const rule: Rule = {
  name: 'listener-rule-never-reached',
  severity: 'warning',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const balancer of balancersOf(estate)) for (const listener of balancer.listeners) yield* behind(balancer, listener);
}

function* behind(balancer: Balancer, listener: Listener): Iterable<Finding> {
  const shadows = shadowsOf();
  const before: { readonly rule: ListenerRule; readonly takes: RouteCase }[] = [];
  for (const each of listener.rules) {
    const most = asCase(each, 'at most');
    const takes = before.map((one) => one.takes);
    if (most !== undefined && shadows.coveredTogether(most, takes)) {
      const one = shadows.coveredBy(most, takes);
      yield found(balancer, listener, each, before.filter(({ takes: winner }) => one === undefined || winner === one).map(({ rule: winner }) => winner));
    }
    const surely = asCase(each, 'surely');
    if (surely !== undefined) before.push({ rule: each, takes: surely });
  }
}

/** A rule as sets of requests see it. */
function asCase(each: ListenerRule, bound: 'surely' | 'at most'): RouteCase | undefined {
  const match = matchOf(each, bound);
  const resource = nameOf(each.resource);
  return match === undefined ? undefined : { case: { match, then: [], origin: { resource, rule: String(each.priority) } }, resource, place: [], general: match === always };
}

function found({ name }: Balancer, listener: Listener, each: ListenerRule, winners: readonly ListenerRule[]): Finding {
  const { port } = listener;
  const request = requestOfRule(each, listener);
  const first = listed(winners.map(({ priority }) => priority));
  return findingAt(rule, { resource: each.resource, path: [] }, {
    message: `no request reaches rule ${each.priority} of ${name} on port ${port} (${conditionsText(each)}): rule${winners.length === 1 ? '' : 's'} ${first} ${winners.length === 1 ? 'takes' : 'take'} them all`,
    label: `comes behind rule ${first}`,
    because: [
      ...winners.map((winner) => because(`rule ${winner.priority} of ${name}`, `takes ${conditionsText(winner)}`, { resource: winner.resource, path: [] })),
      ...(request === undefined ? [] : [because(`rule ${each.priority} of ${name}`, `would have ${request}, for example`)]),
    ],
  });
}
