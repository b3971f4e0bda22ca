import { destinationRuleFor, settingOf } from '../dialects/istio/services/destination-rules.ts';
import { outboundCluster } from '../dialects/istio/mesh/names.ts';
import { meshOf } from '../dialects/istio/mesh/mesh.ts';
import { meshServicesNamed } from '../dialects/istio/services/registry.ts';
import { podAt } from '../dialects/kubernetes/pods.ts';
import type { HopId } from '../ir/program.ts';
import type { Estate } from '../resource/estate.ts';
import { nameOf } from '../resource/resource.ts';
import type { Assumption } from './assumption.ts';

/** What only a running proxy knows of a destination that was met: whom it has ejected, and how busy it is. */
export function circuitOf(estate: Estate, hop: HopId): readonly Assumption[] {
  const [word, namespace = '', name = '', host = '', port = '', last] = hop.split('/');
  const pod = word === 'cluster' ? podAt(estate, namespace, name) : undefined;
  if (pod === undefined) return [];
  const subset = last === '-' ? undefined : last;
  const service = { host, namespace: meshServicesNamed(estate, host)[0]?.namespace ?? '-' };
  const rule = destinationRuleFor(estate, pod, service, meshOf(estate).rootNamespace);
  if (rule === undefined) return [];
  const cluster = outboundCluster(host, Number(port), subset);
  const said = (field: string): string | undefined => {
    const setting = settingOf(rule, subset, Number(port), field);
    return setting === undefined ? undefined : nameOf(setting.resource);
  };
  const [ejecting, limiting] = [said('outlierDetection'), said('connectionPool')];
  const assumed: Assumption[] = [];
  if (ejecting !== undefined) assumed.push({ name: 'no-endpoint-ejected', layer: 'mesh', text: `outlierDetection of ${ejecting} has ejected no endpoint of ${cluster}` });
  if (limiting !== undefined) assumed.push({ name: 'connection-pool-not-full', layer: 'mesh', text: `${cluster} is within the limits that connectionPool of ${limiting} sets` });
  return assumed;
}
