import { injectLabel } from '../../facts/injection.ts';
import { systemNamespaces } from '../../facts/kubernetes.ts';
import { isEmpty, isSound, selects, type Labels, type Selector } from '../../dialects/kubernetes/labels.ts';

/** What an installation says about pods that say nothing themselves. */
export interface InjectionPolicy {
  /** `enabled` or `disabled`; anything else turns injection off. */
  readonly policy: string;
  readonly alwaysInjectSelector: readonly Selector[];
  readonly neverInjectSelector: readonly Selector[];
}

/** What the webhook looks at in a pod. */
export interface Candidate {
  readonly namespace: string;
  readonly labels: Labels;
  readonly annotations: Readonly<Record<string, string>>;
  readonly hostNetwork: boolean;
}

/** Whether a pod that reached the webhook gets a proxy (istio, pkg/kube/inject, injectRequired). */
export function injectRequired({ policy, alwaysInjectSelector, neverInjectSelector }: InjectionPolicy, pod: Candidate): boolean {
  if (pod.hostNetwork || systemNamespaces.includes(pod.namespace)) return false;
  if (policy !== 'enabled' && policy !== 'disabled') return false;
  const asked = pod.labels[injectLabel] ?? pod.annotations[injectLabel];
  if (asked === 'true') return true;
  if (asked === 'false') return false;
  if (neverInjectSelector.some((selector) => takes(selector, pod.labels))) return false;
  if (alwaysInjectSelector.some((selector) => takes(selector, pod.labels))) return true;
  return policy === 'enabled';
}

/** Empty selectors, and those Kubernetes cannot parse, count for nothing. */
function takes(selector: Selector, labels: Labels): boolean {
  return !isEmpty(selector) && isSound(selector) && selects(selector, labels);
}
