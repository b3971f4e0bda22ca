import { policiesFor } from '../../src/dialects/istio/policies/attachment.ts';
import { readerOf } from '../../src/resource/reader.ts';
import { names } from './authn-selection.ts';
import { estateFrom } from './estate.ts';
import type { Data, Suite } from './suite.ts';

interface Question {
  readonly rootNamespace: string;
  readonly workload: { readonly WorkloadNamespace: string; readonly WorkloadLabels?: Readonly<Record<string, string>> };
  readonly policies: readonly Data[];
}

/** Which AuthorizationPolicies mean a workload, by action. */
export const authzSelection: Suite = {
  name: 'istio/authz-selection',
  answer: async (question) => {
    const { rootNamespace, workload, policies } = question as unknown as Question;
    const estate = await estateFrom(policies);
    const subject = { namespace: workload.WorkloadNamespace, labels: workload.WorkloadLabels ?? {} };
    const found = policiesFor(estate, 'AuthorizationPolicy', subject, [rootNamespace, subject.namespace], rootNamespace);
    const doing = (action: string): readonly string[] => names(found.filter((policy) => (readerOf(policy).get('spec', 'action').string() ?? 'ALLOW') === action));
    return { deny: doing('DENY'), allow: doing('ALLOW'), audit: doing('AUDIT'), custom: doing('CUSTOM') };
  },
};
