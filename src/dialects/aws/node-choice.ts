import { always, is } from '../../ir/match.ts';
import type { Op, Origin, Share } from '../../ir/program.ts';
import type { Node } from './nodes.ts';

/** What one node does. */
export interface AtNode {
  readonly node: Node;
  readonly ops: readonly Op[];
  /** Whether a name server still names it; absent: nobody checks its targets. */
  readonly health?: Share['health'];
}

/**
 * The ops of the node that the connection has reached; where nobody says which that is, a name server has named one that has
 * healthy targets, or any if none has (NLB guide, "Health checks").
 */
export function atNodes(nodes: readonly AtNode[], origin: Origin): readonly Op[] {
  const { note: _told, ...silent } = origin;
  const shares = nodes.map(({ node, ops, health }): Share => ({
    value: keyOf(node),
    weight: 1,
    then: node.interface === undefined ? ops : [],
    origin: { ...silent, note: noteOf(node) },
    ...(health === undefined ? {} : { health }),
  }));
  if (nodes.some(({ node }) => node.interface === undefined)) return [{ op: 'pick', bind: 'zone', among: shares, origin: silent }];
  const keys = nodes.map(({ node }) => keyOf(node));
  const named: Op = { op: 'switch', origin: silent, cases: [{ match: is('node', ...keys), then: [], origin: silent }, { match: always, then: [{ op: 'pick', bind: 'node', among: shares, origin: silent }], origin: silent }] };
  const [last, ...others] = [...nodes].reverse();
  if (last === undefined) return [];
  const cases = others.reverse().map(({ node, ops }) => ({ match: is('node', keyOf(node)), then: ops, origin: silent }));
  return [named, { op: 'switch', origin: silent, cases: [...cases, { match: always, then: last.ops, origin: silent }] }];
}

function keyOf({ interface: key, zone }: Node): string {
  return key ?? zone ?? '';
}

function noteOf({ interface: key, zone, address }: Node): string {
  if (key === undefined) return `clients whose name server names the node in zone ${zone ?? ''} get targets of that zone only`;
  return `a name server names ${address ?? key}${zone === undefined ? '' : `, the node in zone ${zone}`}`;
}

/** With fewer healthy targets than the group asks for, all of them are used (ALB guide and NLB guide, "Target group health": routing failover). */
export function usable(shares: readonly Share[], minimum: { readonly count: number; readonly percentage: number } | undefined): readonly Share[] {
  if (minimum === undefined) return shares;
  const healthy = shares.filter(({ health }) => health !== 'unhealthy').length;
  const enough = healthy >= minimum.count && healthy * 100 >= minimum.percentage * shares.length;
  return enough ? shares : shares.map((each) => (each.health === undefined ? each : { ...each, health: 'unhealthy' }));
}

/** Whether a name server still names a node with these targets: with none, or none that is healthy, it does not. */
export function namedWith(shares: readonly Share[]): NonNullable<AtNode['health']> {
  if (shares.every(({ health }) => health === 'unhealthy')) return 'unhealthy';
  return shares.some(({ health }) => health !== 'unhealthy' && health !== 'unknown') ? 'healthy' : 'unknown';
}
