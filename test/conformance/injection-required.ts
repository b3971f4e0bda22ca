import { injectRequired } from '../../src/controllers/injection/policy.ts';
import { selectorOf, type Selector } from '../../src/dialects/kubernetes/labels.ts';
import type { Data, Suite } from './suite.ts';

interface Question {
  readonly config: { readonly policy: string; readonly alwaysInjectSelector: readonly Data[]; readonly neverInjectSelector: readonly Data[] };
  readonly pod: { readonly namespace: string; readonly labels: Readonly<Record<string, string>>; readonly annotations: Readonly<Record<string, string>>; readonly hostNetwork: boolean };
}

/** Whether a pod that reached the webhook gets a sidecar. */
export const injectionRequired: Suite = {
  name: 'istio/injection-required',
  answer: (question) => {
    const { config, pod } = question as unknown as Question;
    const { policy, alwaysInjectSelector, neverInjectSelector } = config;
    return injectRequired({ policy, alwaysInjectSelector: selectors(alwaysInjectSelector), neverInjectSelector: selectors(neverInjectSelector) }, pod);
  },
};

/** A selector given as a word asks for a label of that name, whatever its value. */
function selectors(given: readonly Data[]): readonly Selector[] {
  return given.map((each) => (typeof each === 'string' ? { matchExpressions: [{ key: each, operator: 'Exists' }] } : each)).flatMap((each) => selectorOf(each) ?? []);
}
