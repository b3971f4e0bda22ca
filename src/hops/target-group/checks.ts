import type { HealthCheck } from '../kind.ts';
import type { CheckSpec, TargetGroupSpec, TargetSpec } from './spec.ts';

/** What the balancer asks each of its targets; targets that the inputs say nothing of are not asked. */
export function checksOf({ check, targets, version }: TargetGroupSpec, address: string): readonly HealthCheck[] {
  return check === undefined ? [] : targets.flatMap((target) => checkOf(check, version, target, address));
}

function checkOf(check: CheckSpec, version: TargetGroupSpec['version'], target: TargetSpec, address: string): readonly HealthCheck[] {
  if (target.dials === undefined) return [];
  const ofNode = target.dials.startsWith('service/');
  const asked = ofNode && check.port !== undefined ? target.asked : (target.asked ?? target.dials);
  if (asked === undefined) return [];
  const [, namespace = '', name = '', own = ''] = asked.split('/');
  const port = check.port ?? (target.asked === undefined ? target.port : undefined) ?? own;
  const { path, interval, timeout, healthy, unhealthy, matcher } = check;
  return [
    {
      group: address,
      target: target.name,
      from: address,
      to: ofNode ? asked : `pod/${namespace}/${name}/${port}`,
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
      workload: `${namespace}/${name}:${ofNode ? own : port}`,
    },
  ];
}
