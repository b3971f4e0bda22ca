import { passesThrough } from '../../dialects/istio/services/destination-rules.ts';
import { meshOf } from '../../dialects/istio/mesh/mesh.ts';
import { composePeerAuthentication, modeAt, peerAuthenticationsFor } from '../../dialects/istio/policies/peer-authentication.ts';
import { proxyAt, speaksMutualTls } from '../../dialects/istio/proxy/proxy.ts';
import { portOn } from '../../dialects/kubernetes/endpoints.ts';
import { podsWith, type Pod } from '../../dialects/kubernetes/pods.ts';
import { servicesOf, type Service } from '../../dialects/kubernetes/services.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Resource } from '../../resource/resource.ts';
import { destinations, tlsSaid } from '../destinations.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** One pod of a headless Service has no sidecar, so clients send plaintext to all of them, and the others take mTLS only. */
export const rule: Rule = {
  name: 'headless-service-gets-plaintext',
  severity: 'error',
  aliases: [],
  leadsTo: ['plaintext-refused'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  if (!meshOf(estate).autoMtls) return;
  let rules: ReadonlyMap<Service, readonly Resource[]> | undefined;
  for (const service of servicesOf(estate)) {
    if (!service.headless) {
      rules ??= rulesByService(estate);
      if (!(rules.get(service) ?? []).some((written) => service.ports.some((port) => passesThrough(alone(written), undefined, port.port)))) continue;
    }
    const pods = podsWith(estate, service.resource.scope, service.namespace, service.selector);
    const bare = pods.find((pod) => !speaksMutualTls(pod));
    if (bare === undefined) continue;
    rules ??= rulesByService(estate);
    if ((rules.get(service) ?? []).some((written) => service.ports.some((port) => tlsSaid(written, port.port) !== undefined))) continue;
    const refusing = refusedBy(estate, service, pods);
    if (refusing !== undefined) yield found(service, bare, refusing);
  }
}

function rulesByService(estate: Estate): ReadonlyMap<Service, readonly Resource[]> {
  const byService = new Map<Service, Resource[]>();
  for (const { rule: written, service } of destinations(estate)) byService.set(service, [...(byService.get(service) ?? []), written]);
  return byService;
}

function alone(written: Resource): Parameters<typeof passesThrough>[0] {
  return { host: '', resources: [written], policy: { resource: written, path: ['spec', 'trafficPolicy'] }, subsets: [], workloadSelector: undefined, exportTo: [], orderKnown: true };
}

interface Refusing {
  readonly pod: Pod;
  readonly port: number;
}

/** The first pod whose sidecar takes mTLS only on a port of the Service. */
function refusedBy(estate: Estate, service: Service, pods: readonly Pod[]): Refusing | undefined {
  const { rootNamespace } = meshOf(estate);
  for (const pod of pods) {
    const composed = composePeerAuthentication(rootNamespace, peerAuthenticationsFor(estate, pod, rootNamespace));
    for (const port of service.ports) {
      const target = portOn(pod, port);
      if (target !== undefined && proxyAt(estate, pod, target) === 'sidecar' && modeAt(composed, target).mode === 'STRICT') return { pod, port: target };
    }
  }
  return undefined;
}

function found(service: Service, bare: Pod, { pod, port }: Refusing): Finding {
  return findingAt(rule, { resource: service.resource, path: service.headless ? ['spec', 'clusterIP'] : ['metadata', 'name'] }, {
    message: `clients send plaintext to every pod of ${service.name}, and ${pod.name} takes mTLS only on port ${port}`,
    label: service.headless ? 'headless: all pods get the same, mTLS only if every one has a sidecar' : 'passed through: all pods get the same, mTLS only if every one has a sidecar',
    because: [
      because(bare.name, 'has no sidecar, so clients are told to send plaintext to all', { resource: bare.resource, path: ['metadata', 'name'] }),
      because(pod.name, `STRICT on port ${port}: its sidecar closes a plaintext connection`, { resource: pod.resource, path: ['metadata', 'name'] }),
    ],
  });
}
