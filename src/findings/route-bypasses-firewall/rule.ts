import { inspectingVpcs } from '../../dialects/aws/network/inspection.ts';
import { spokenKey } from '../../dialects/aws/network/keys.ts';
import { attachmentsOf, type Attachment } from '../../dialects/aws/network/transit-gateways.ts';
import { tableOf, tablesOf, type TransitRoute } from '../../dialects/aws/network/transit-tables.ts';
import type { Estate } from '../../resource/estate.ts';
import { because, findingAt, listed } from '../finding.ts';
import type { Rule } from '../rule.ts';

/** A table of a transit gateway sends everything through a firewall, and something past it by a longer prefix. */
export const rule: Rule = {
  name: 'route-bypasses-firewall',
  severity: 'warning',
  aliases: [],
  *find({ estate }) {
    const inspecting = inspectingVpcs(estate);
    if (inspecting.size === 0) return;
    const gateways = [...new Set([...attachmentsOf(estate).values()].flatMap((each) => each.gateways))].sort();
    for (const gateway of gateways) {
      for (const { key, routes } of tablesOf(estate, gateway)) {
        const through = routes.find((route) => route.cidr.endsWith('/0') && leadsInto(route, inspecting) !== undefined);
        const firewall = through === undefined ? undefined : leadsInto(through, inspecting);
        if (through === undefined || firewall === undefined) continue;
        const senders = spokes(estate, gateway, key, inspecting);
        for (const route of routes) {
          const [to] = route.to;
          const from = senders.filter((each) => each !== to).flatMap(({ vpc }) => vpc ?? []);
          if (to?.vpc === undefined || inspecting.has(to.vpc) || route.cidr.endsWith('/0') || from.length === 0) continue;
          yield findingAt(rule, { resource: route.resource, path: [] }, {
            message: `packets from ${listed(from.map(spokenKey))} to ${route.cidr} (${spokenKey(to.vpc)}) pass no firewall: ${spokenKey(key)} has a longer route for them than the one to ${spokenKey(firewall)}`,
            label: `${route.kind === 'propagated' ? 'propagates' : 'sends'} ${route.cidr} straight to ${spokenKey(to.key)}`,
            because: [
              because(spokenKey(key), `sends ${through.cidr} to ${spokenKey(through.to[0]?.key ?? '')} (${spokenKey(firewall)}), where the firewall is`, { resource: through.resource, path: [] }),
              because(spokenKey(key), `the longest prefix decides: ${route.cidr} is longer than ${through.cidr}`),
            ],
          });
        }
      }
    }
  },
};

function leadsInto(route: TransitRoute, inspecting: ReadonlySet<string>): string | undefined {
  return route.to.flatMap(({ vpc }) => (vpc !== undefined && inspecting.has(vpc) ? [vpc] : []))[0];
}

/** Attached VPCs that are judged by the table and have no firewall of their own. */
function spokes(estate: Estate, gateway: string, table: string, inspecting: ReadonlySet<string>): readonly Attachment[] {
  return [...attachmentsOf(estate).values()].filter((each) => each.kind === 'vpc' && each.gateways.includes(gateway) && each.vpc !== undefined && !inspecting.has(each.vpc) && tableOf(estate, gateway, each)?.key === table);
}
