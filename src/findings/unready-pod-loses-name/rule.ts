import { podAt } from '../../dialects/kubernetes/pods.ts';
import { serviceAt, type Service } from '../../dialects/kubernetes/services.ts';
import type { Path } from '../../path/path.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { namesInSettings } from '../cluster-names.ts';
import { because, findingAt, listed, type Spot } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** Settings name a pod by its own name, which is gone while the pod is not ready. */
export const rule: Rule = {
  name: 'unready-pod-loses-name',
  severity: 'note',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const byService = new Map<Resource, { readonly service: Service; readonly pods: Set<string>; readonly spot: Spot }>();
  for (const { spot, names } of namesInSettings(estate)) {
    for (const { labels: [host = '', name = '', namespace = ''] } of names.filter(({ labels }) => labels.length === 3)) {
      const [service, pod] = [serviceAt(estate, namespace, name), podAt(estate, namespace, host)];
      const probed = pod?.containers.some(({ probes }) => probes.some((probe) => probe.name === 'readiness')) === true;
      if (service === undefined || !service.headless || service.publishNotReadyAddresses || !probed) continue;
      const known = byService.get(service.resource);
      if (known === undefined) byService.set(service.resource, { service, pods: new Set([host]), spot });
      else known.pods.add(host);
    }
  }
  for (const { service, pods, spot } of byService.values()) yield found(service, [...pods], spot);
}

function found({ resource, name }: Service, pods: readonly string[], spot: Spot): Finding {
  return findingAt(rule, { resource, path: ['spec', 'clusterIP'] }, {
    message: `${listed(pods)} cannot be reached by name while ${pods.length === 1 ? 'it is' : 'they are'} not ready, which is when somebody has to look at ${pods.length === 1 ? 'it' : 'them'}`,
    label: 'gives names to ready pods only',
    because: [
      because(nameOf(spot.resource), `names pods of ${name}`, spot),
      because(nameOf(resource), 'is headless: DNS has an entry for each ready pod, and for others with publishNotReadyAddresses only'),
    ],
    proposals: [{ title: 'let pods that are not ready keep their names', edits: [{ edit: 'set', of: resource, path: ['spec', 'publishNotReadyAddresses'], to: true }], certainty: 'proposed' }],
  });
}
