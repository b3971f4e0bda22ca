import { policiesFor, type Workload } from '../../src/dialects/istio/policies/attachment.ts';
import { namespaceMode, peerAuthenticationsFor } from '../../src/dialects/istio/policies/peer-authentication.ts';
import type { Resource } from '../../src/resource/resource.ts';
import { estateFrom } from './estate.ts';
import type { Case, Data, Suite } from './suite.ts';

interface Question {
  readonly rootNamespace: string;
  readonly policies: readonly Data[];
  readonly workload: {
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly isWaypoint?: boolean;
    readonly service?: { readonly namespace: string; readonly name: string };
  };
}

/** Which authentication policies mean a workload, and the mode clients take its namespace to have. */
export const authnSelection: Suite = {
  name: 'istio/authn-selection',
  answer: (question) => answered(question as unknown as Question),
  // Some expectations name only one kind of policy.
  expected: (each, answer) => asserted(each['expected'] as Case, answer as Case),
};

async function answered({ rootNamespace, policies, workload }: Question): Promise<Data> {
  const estate = await estateFrom(policies);
  const { namespace, labels, isWaypoint, service } = workload;
  const subject: Workload = { namespace, labels, ...(isWaypoint === true ? { waypointFor: service === undefined ? [] : [service] } : {}) };
  return {
    peerAuthentications: names(peerAuthenticationsFor(estate, subject, rootNamespace)),
    requestAuthentications: names(policiesFor(estate, 'RequestAuthentication', subject, [namespace, rootNamespace], rootNamespace)),
    namespaceMode: namespaceMode(estate, namespace, rootNamespace),
  };
}

export function names(resources: readonly Resource[]): readonly string[] {
  return resources.map(({ namespace, name }) => `${namespace}/${name}`);
}

function asserted(expected: Case, answer: Case): Data {
  return expected['requestAuthentications'] === undefined ? { ...expected, requestAuthentications: answer['requestAuthentications'] ?? null } : expected;
}
