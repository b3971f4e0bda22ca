import type { GatewayChain, GatewayListener } from '../../dialects/istio/gateways/chains.ts';
import type { Path } from '../../path/path.ts';
import { nameOf, pathText } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import { gatewayed, isWritten } from '../gateway-parts.ts';
import type { Finding, Rule } from '../rule.ts';

/** Envoy refuses the listener that istiod sends, and keeps the one it has. */
export const rule: Rule = {
  name: 'proxy-refuses-listener',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'listener-rejected' }],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const told = new Set<string>();
  for (const { listeners } of gatewayed(estate)) {
    for (const listener of listeners) {
      const [first, second] = listener.rejected === undefined ? [] : rivals(listener);
      const server = second?.servers[0];
      const key = server === undefined ? '' : `${nameOf(server.gateway)} ${pathText(server.path)}`;
      if (first === undefined || second === undefined || server === undefined || !isWritten(server.gateway) || told.has(key)) continue;
      told.add(key);
      yield found(listener, first, second);
    }
  }
}

/** The first two chains that ask for the same connections. */
function rivals({ chains }: GatewayListener): readonly GatewayChain[] {
  const seen = new Map<string, GatewayChain>();
  for (const chain of chains) {
    for (const name of chain.sni.length === 0 ? [''] : chain.sni) {
      for (const protocol of chain.alpn.length === 0 ? [''] : chain.alpn) {
        const other = seen.get(`${name} ${protocol}`);
        if (other !== undefined && other !== chain) return [other, chain];
        seen.set(`${name} ${protocol}`, chain);
      }
    }
  }
  return [];
}

function found({ port, rejected = '' }: GatewayListener, first: GatewayChain, second: GatewayChain): Finding {
  const [winner, server] = [first.servers[0]!, second.servers[0]!];
  return findingAt(rule, { resource: server.gateway, path: [...server.path, 'hosts'] }, {
    message: `nothing answers on port ${port} of a gateway pod that starts anew: Envoy refuses the whole listener`,
    label: 'asks for the same connections as another server',
    because: [
      because(nameOf(winner.gateway), rejected, { resource: winner.gateway, path: [...winner.path, 'hosts'] }),
      because(nameOf(server.gateway), 'is not left out by istiod, which compares hosts together with their namespace; a gateway that runs keeps the listener that it had'),
    ],
  });
}
