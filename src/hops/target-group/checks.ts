import type { HealthCheck } from '../kind.ts';
import type { CheckSpec, TargetGroupSpec, TargetSpec } from './spec.ts';

/** What the balancer asks each of its targets; targets that the inputs say nothing of are not asked. */
export function checksOf({ check, targets }: TargetGroupSpec, address: string): readonly HealthCheck[] {
  return check === undefined ? [] : targets.flatMap((target) => checkOf(check, target, address));
}

function checkOf(check: CheckSpec, target: TargetSpec, address: string): readonly HealthCheck[] {
  if (target.dials === undefined) return [];
  const [word, namespace = '', name = '', own = ''] = target.dials.split('/');
  const port = check.port ?? target.port ?? own;
  const { path, interval, timeout, healthy, unhealthy, matcher } = check;
  return [
    {
      group: address,
      target: target.name,
      from: address,
      // Behind a node port the Service leads on; a fixed check port of a node is not in the cluster's objects.
      to: word === 'pod' ? `pod/${namespace}/${name}/${port}` : target.dials,
      scheme: check.protocol === 'HTTPS' ? 'https' : 'http',
      path,
      host: `${target.address ?? 'target'}:${port}`,
      method: 'GET',
      matcher,
      interval,
      timeout,
      healthy,
      unhealthy,
      workload: `${namespace}/${name}:${word === 'pod' ? port : own}`,
    },
  ];
}
