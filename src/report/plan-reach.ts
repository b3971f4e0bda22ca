import type { BalancerView, ListenerView, Overview } from '../controllers/load-balancer-controller/overview/overview.ts';
import type { OtherBalancer } from '../path/other-balancers.ts';
import { titleText } from './plan-words.ts';

/** The head of the table of load balancers, and a row for each: its name, whose it is, where its address is, and what it opens to whom. */
export const reachHead = ['LOAD BALANCER', 'OF', 'ADDRESS', 'OPEN'] as const;

/** One row for each load balancer, of the controller and of others; none where there are fewer than two: its tree says it. */
export function reachRows(overviews: readonly Overview[], others: readonly OtherBalancer[]): readonly (readonly string[])[] {
  const rows = [
    ...overviews.flatMap((overview) => overview.balancers.map((balancer) => [balancer.name.value, titleText(overview), addressText(balancer.scheme.value), openText(balancer)])),
    ...others.filter(({ by }) => by !== 'nobody').map(({ service, kind, scheme }) => [`(${kind ?? 'a'} load balancer)`, `Service ${service}`, addressText(scheme), 'ports of the Service']),
  ];
  return rows.length < 2 ? [] : rows;
}

function addressText(scheme: string | undefined): string {
  return scheme === 'internet-facing' ? 'public' : scheme === 'internal' ? 'internal' : 'not known';
}

/** Ports that are open to the same, together. */
function openText({ listeners }: BalancerView): string {
  const groups = new Map<string, ListenerView[]>();
  for (const listener of listeners) {
    const whom = listener.openTo === undefined ? 'whom its security groups let in' : listener.openTo.value.length === 0 ? 'nobody' : [...new Set(listener.openTo.value)].join(', ');
    groups.set(whom, [...(groups.get(whom) ?? []), listener]);
  }
  return [...groups].map(([whom, several]) => `${several.map(({ protocol, port }) => `${protocol} ${port}`).join(', ')} to ${whom}`).join('; ');
}
