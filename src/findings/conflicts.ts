import type { ClientTls } from '../dialects/istio/services/auto-mtls.ts';
import { meshOf } from '../dialects/istio/mesh/mesh.ts';
import { modeAt, peerAuthenticationsFor, possibleCompositions, type Decider, type MutualTlsMode } from '../dialects/istio/policies/peer-authentication.ts';
import { proxyAt, proxyOf } from '../dialects/istio/proxy/proxy.ts';
import { portOn } from '../dialects/kubernetes/endpoints.ts';
import { podsOf, podsWith, type Pod } from '../dialects/kubernetes/pods.ts';
import type { Service, ServicePort } from '../dialects/kubernetes/services.ts';
import type { Estate } from '../resource/estate.ts';
import { nameOf, pathText, type Path } from '../resource/resource.ts';
import { destinations, tlsSaid, type Destination } from './destinations.ts';
import { because, findingAt, listed } from './finding.ts';
import type { Finding, Rule } from './rule.ts';

/** A DestinationRule that makes its clients send what the sidecar of the Service's pods refuses. */
interface Conflict extends Destination {
  /** Where the TLS mode of the rule stands. */
  readonly path: Path;
  readonly ports: readonly ServicePort[];
  readonly pod: Pod;
  /** The pod's port that the first of the ports leads to, and who says what it takes. */
  readonly target: number;
  readonly decider: Decider | undefined;
}

/** Findings for rules that some client follows and that send `sends` to pods whose sidecar is `takes`, one a setting. */
export function* conflicting(rule: Rule, estate: Estate, sends: ClientTls['mode'], takes: MutualTlsMode): Iterable<Finding> {
  const all = [...destinations(estate)];
  const rulesFor = new Map<Service, number>();
  for (const { service } of all) rulesFor.set(service, (rulesFor.get(service) ?? 0) + 1);
  for (const destination of all) {
    // Which of two rules for one host counts is another question.
    if (rulesFor.get(destination.service) !== 1 || !isLookedUp(estate, destination)) continue;
    const bySetting = new Map<string, Conflict>();
    for (const port of destination.service.ports) {
      const said = tlsSaid(destination.rule, port.port);
      const refusing = said?.tls.mode === sends ? refusedBy(estate, destination.service, port, takes) : undefined;
      if (said === undefined || refusing === undefined) continue;
      const key = pathText(said.path);
      const known = bySetting.get(key);
      bySetting.set(key, known === undefined ? { ...destination, path: said.path, ports: [port], ...refusing } : { ...known, ports: [...known.ports, port] });
    }
    for (const conflict of bySetting.values()) yield found(rule, estate, conflict, takes);
  }
}

/** Clients look in their own namespace, in the Service's, and in the root namespace. */
function isLookedUp(estate: Estate, { rule, service }: Destination): boolean {
  const namespace = rule.namespace ?? '';
  return namespace === service.namespace || namespace === meshOf(estate).rootNamespace || podsOf(estate, namespace).some((pod) => proxyOf(estate, pod) !== 'none');
}

/** The first pod behind the port whose sidecar is certain to be in this mode there. */
function refusedBy(estate: Estate, service: Service, port: ServicePort, takes: MutualTlsMode): Pick<Conflict, 'pod' | 'target' | 'decider'> | undefined {
  const { rootNamespace } = meshOf(estate);
  for (const pod of podsWith(estate, service.resource.scope, service.namespace, service.selector)) {
    const target = portOn(pod, port);
    if (target === undefined || proxyAt(estate, pod, target) !== 'sidecar') continue;
    const modes = possibleCompositions(rootNamespace, peerAuthenticationsFor(estate, pod, rootNamespace)).map((composed) => modeAt(composed, target));
    if (modes.every(({ mode }) => mode === takes)) return { pod, target, decider: modes[0]?.decider };
  }
  return undefined;
}

function found(rule: Rule, estate: Estate, { rule: written, service, path, ports, pod, target, decider }: Conflict, takes: MutualTlsMode): Finding {
  const [sent, taken] = takes === 'STRICT' ? ['plaintext', 'mTLS only'] : ['mTLS', 'plaintext only'];
  const { autoMtls } = meshOf(estate);
  // Without automatic mTLS a client that is told nothing sends plaintext.
  const helps = takes === 'DISABLE' || autoMtls;
  return findingAt(rule, { resource: written, path }, {
    message: `clients in the mesh do not get through to ${service.name} on port ${listed(ports.map(({ port }) => port))}: they send ${sent}, and ${pod.name} takes ${taken}`,
    label: `makes clients send ${sent}`,
    because: [because(decider === undefined ? nameOf(pod.resource) : nameOf(decider.resource), `${takes} on port ${target} of ${pod.name}`, decider)],
    proposals: helps ? [{ title: `remove the setting: ${autoMtls ? 'automatic mTLS sends each pod what it takes' : 'clients that are told nothing send plaintext'}`, edits: [{ edit: 'remove', of: written, path: path.slice(0, -1) }], certainty: 'proposed' }] : [],
  });
}
