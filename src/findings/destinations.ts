import { fullHost, serviceOfHost } from '../dialects/istio/hosts.ts';
import { serviceAt, type Service } from '../dialects/kubernetes/services.ts';
import type { Estate } from '../resource/estate.ts';
import { readerOf, type Reader } from '../resource/reader.ts';
import type { Resource } from '../resource/resource.ts';

/** A DestinationRule for one Service of the estate. Rules for other hosts and for wildcards are left out. */
export interface Destination {
  readonly rule: Resource;
  readonly service: Service;
}

/** Every DestinationRule whose host is a Service of the estate. */
export function* destinations(estate: Estate): Iterable<Destination> {
  for (const rule of estate.ofType('DestinationRule')) {
    const named = serviceOfHost(fullHost(readerOf(rule).get('spec', 'host').string() ?? '', rule.namespace ?? ''));
    const service = named === undefined ? undefined : serviceAt(estate, named.namespace, named.name);
    if (service !== undefined) yield { rule, service };
  }
}

/** The traffic policies of a rule: its own and those of its subsets. */
export function trafficPolicies(rule: Resource): readonly Reader[] {
  const spec = readerOf(rule).get('spec');
  return [spec, ...spec.get('subsets').each()].map((part) => part.get('trafficPolicy')).filter(({ there }) => there);
}
