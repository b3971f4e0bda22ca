import { destinationRuleFor } from '../../src/dialects/istio/services/destination-rules.ts';
import { estateFrom } from './estate.ts';
import type { Data, Suite } from './suite.ts';

interface Question {
  readonly rootNamespace: string;
  readonly destinationRules: readonly Data[];
  readonly clientNamespace: string;
  readonly service: { readonly hostname: string; readonly namespace: string };
}

/** Which DestinationRule a client uses for a host, told by its subsets. */
export const destinationRuleSelection: Suite = {
  name: 'istio/destinationrule-selection',
  answer: async (question) => {
    const { rootNamespace, destinationRules, clientNamespace, service } = question as unknown as Question;
    const estate = await estateFrom(destinationRules);
    const rule = destinationRuleFor(estate, { namespace: clientNamespace, labels: {} }, { host: service.hostname, namespace: service.namespace }, rootNamespace);
    return { subsets: rule?.subsets.map(({ name }) => name) ?? null };
  },
};
