import { proxyContainer } from '../../facts/injection.ts';
import { record, texts } from '../../dialects/kubernetes/fields.ts';
import { selects, type Labels } from '../../dialects/kubernetes/labels.ts';
import { podsOf, type Pod } from '../../dialects/kubernetes/pods.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Problem, Resource } from '../../resource/resource.ts';
import type { Controller } from '../controller.ts';
import { kept } from '../kept.ts';
import { injectRequired } from './policy.ts';
import { injected } from './proxy.ts';
import { settingsOf, type InjectionSettings, type Webhook } from './settings.ts';

/** Istio's admission webhook: pods that are created get the sidecar their namespace or their own labels ask for. */
export const injection: Controller = {
  name: 'injection',
  reads: ['Pod', 'Namespace', 'ConfigMap', 'MutatingWebhookConfiguration'],
  make: (estate, problems) => {
    const settings = new Map<string, InjectionSettings>();
    const made: Resource[] = [];
    let namespace: NamespaceView | undefined;
    for (const pod of podsOf(estate)) {
      const { scope } = pod.resource;
      const cluster = kept(settings, scope, () => settingsOf(estate, scope, problems));
      if (namespace?.name !== pod.namespace || namespace.scope !== scope) namespace = viewOf(estate, scope, pod.namespace, cluster, problems);
      if (reaches(namespace, pod.labels) && !settled(pod) && injectRequired(cluster.policy, pod)) {
        made.push(injected(pod, namespace.resource, cluster.proxyResources));
      }
    }
    return made;
  },
};

interface NamespaceView {
  readonly scope: string;
  readonly name: string;
  readonly resource: Resource | undefined;
  /** Those that look into this namespace. */
  readonly webhooks: readonly Webhook[];
  /** The labels they look at; a pod without any of them is like all others of its namespace. */
  readonly keys: readonly string[];
  readonly unlabelled: boolean;
}

function reaches({ webhooks, keys, unlabelled }: NamespaceView, labels: Labels): boolean {
  return keys.some((key) => labels[key] !== undefined) ? selected(webhooks, labels) : unlabelled;
}

function selected(webhooks: readonly Webhook[], labels: Labels): boolean {
  return webhooks.some(({ objectSelector }) => selects(objectSelector, labels));
}

function viewOf(estate: Estate, scope: string, name: string, { webhooks }: InjectionSettings, problems: Problem[]): NamespaceView {
  const resource = estate.find({ scope, type: 'Namespace', name });
  const open = (): boolean => podsOf(estate, name).some((pod) => pod.resource.scope === scope && !settled(pod));
  if (resource === undefined && meshed.some((type) => estate.ofType(type, name).length > 0) && open()) problems.push(unseen(estate, scope, name));
  const labels: Labels = { ...texts(record(record(resource?.body['metadata'])['labels'])), 'kubernetes.io/metadata.name': name };
  const looking = webhooks.filter(({ namespaceSelector }) => selects(namespaceSelector, labels));
  const keys = looking.flatMap(({ objectSelector: { matchLabels, matchExpressions } }) => [...Object.keys(matchLabels), ...matchExpressions.map(({ key }) => key)]);
  return { scope, name, resource, webhooks: looking, keys: [...new Set(keys)], unlabelled: selected(looking, {}) };
}

/** Objects that do nothing to pods without a sidecar: where they stand, the missing Namespace object matters. */
const meshed = ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'] as const;

function unseen(estate: Estate, scope: string, name: string): Problem {
  const first = meshed.flatMap((type) => estate.ofType(type, name))[0]!;
  const at = first.locate(['metadata', 'namespace']);
  return {
    name: 'namespace-not-in-input',
    severity: 'note',
    message: `the input has mesh policies for namespace ${name} but not the Namespace object, whose labels decide about sidecars; its pods are taken to have none of their own accord`,
    resource: { scope, type: 'Namespace', name },
    ...(at === undefined ? {} : { at }),
  };
}

/** Injection happens at creation: a pod that runs already, or brings its own proxy, stays as it is. */
function settled({ containers, resource }: Pod): boolean {
  return containers.some(({ name }) => name === proxyContainer) || record(resource.body['status'])['phase'] !== undefined;
}
