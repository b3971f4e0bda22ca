import type { Node } from '../../dialects/aws/nodes.ts';
import type { HealthCheck } from '../kind.ts';
import type { CheckSpec, TargetGroupSpec, TargetSpec } from './spec.ts';

/** What the balancer asks each of its targets; targets that the inputs say nothing of are not asked. */
export function checksOf({ check, targets, version, nodes, ownZone }: TargetGroupSpec, address: string): readonly HealthCheck[] {
  if (check === undefined) return [];
  const known = (nodes ?? []).filter(({ interface: key }) => key !== undefined);
  const asking: readonly (Node | undefined)[] = known.length > 0 ? known : [undefined];
  return targets.flatMap((target) => asking.filter((node) => node === undefined || ownZone === undefined || target.zone === 'all' || target.zone === node.zone).flatMap((node) => checkOf(check, version, target, node, address)));
}

function checkOf(check: CheckSpec, version: TargetGroupSpec['version'], target: TargetSpec, node: Node | undefined, address: string): readonly HealthCheck[] {
  if (target.dials === undefined || (target.byPackets === true && node === undefined)) return [];
  const ofNode = target.dials.startsWith('service/');
  const asked = ofNode && check.port !== undefined ? target.asked : (target.asked ?? target.dials);
  if (asked === undefined) return [];
  const parts = asked.split('/');
  const [, namespace = '', name = ''] = parts;
  const own = parts.at(-1) ?? '';
  const port = check.port ?? (target.asked === undefined ? target.port : undefined) ?? own;
  const { path, interval, timeout, healthy, unhealthy, matcher } = check;
  return [
    {
      group: address,
      target: target.name,
      from: address,
      ...(node?.interface === undefined ? {} : { place: { interface: node.interface } }),
      to: ofNode ? asked : [...parts.slice(0, -1), port].join('/'),
      scheme: check.protocol === 'HTTPS' ? 'https' : 'http',
      path,
      host: `${target.address ?? 'target'}:${port}`,
      method: version === 'GRPC' ? 'POST' : 'GET',
      ...(version === 'HTTP1' ? {} : { speaks: version }),
      matcher,
      interval,
      timeout,
      healthy,
      unhealthy,
      workload: target.byPackets === true ? `${namespace}:${port}` : `${namespace}/${name}:${ofNode ? own : port}`,
      ...(target.described === undefined ? {} : { described: target.described }),
    },
  ];
}
