import type { NetworkCheck } from '../../dialects/aws/network-groups.ts';
import type { Node } from '../../dialects/aws/nodes.ts';
import type { HealthCheck } from '../kind.ts';
import type { NlbTargetGroupSpec, TargetSpec } from './spec.ts';

/** What each node asks each of its targets; what only packets find is asked by nodes whose interface is known. */
export function checksOf(spec: NlbTargetGroupSpec, check: NetworkCheck | undefined, port: number, address: string): readonly HealthCheck[] {
  if (check === undefined) return [];
  const nodes: readonly (Node | undefined)[] = spec.nodes?.some(({ interface: key }) => key !== undefined) === true ? spec.nodes : [undefined];
  return spec.targets.flatMap((target) => {
    const asking = nodes.filter((node) => spec.crossZone || node?.zone === undefined || target.zone === undefined || target.zone === 'all' || target.zone === node.zone);
    return asking.flatMap((node) => checkOf(spec, check, target, node, port, address));
  });
}

/** The Host of an HTTP check is the node's address and the listener's port (NLB guide, "Health checks"). */
function checkOf(spec: NlbTargetGroupSpec, check: NetworkCheck, target: TargetSpec, node: Node | undefined, port: number, address: string): readonly HealthCheck[] {
  if (target.dials === undefined || (target.byPackets === true && node?.interface === undefined)) return [];
  const { protocol, path, interval, timeout, healthy, unhealthy, matcher } = check;
  const dials = askedAt(check, target);
  if (dials === undefined) return [];
  const parts = dials.split('/');
  const own = parts.at(-1) ?? '';
  const asked = check.port === undefined ? own : String(check.port);
  const [, namespace = '', name = ''] = parts;
  return [
    {
      group: address,
      target: target.name,
      from: address,
      ...(node?.interface === undefined ? {} : { place: { interface: node.interface } }),
      to: parts[0] === 'service' ? dials : [...parts.slice(0, -1), asked].join('/'),
      scheme: protocol === 'TCP' ? 'tcp' : protocol === 'HTTP' ? 'http' : 'https',
      path,
      host: `${node?.address ?? 'node'}:${port}`,
      method: 'GET',
      matcher,
      interval,
      timeout,
      healthy,
      unhealthy,
      workload: parts[0] === 'pod' || parts[0] === 'service' ? `${namespace}/${name}:${parts[0] === 'service' ? own : asked}` : `${namespace}:${asked}`,
      ...(spec.preamble ? { preamble: true } : {}),
      ...(target.described === undefined ? {} : { described: target.described }),
    },
  ];
}

/** Of nodes the port of the connections: what they say on others, as kube-proxy does on one of its own, is in no input. */
function askedAt(check: NetworkCheck, { dials, port }: TargetSpec): string | undefined {
  if (dials?.startsWith('service/') !== true) return dials;
  return check.later === true || (check.port !== undefined && check.port !== port) ? undefined : dials;
}
