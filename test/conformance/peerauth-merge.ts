import { composePeerAuthentication } from '../../src/dialects/istio/policies/peer-authentication.ts';
import { resourcesOf } from './estate.ts';
import type { Data, Suite } from './suite.ts';

/** What PeerAuthentications of several scopes add up to. */
export const peerauthMerge: Suite = {
  name: 'istio/peerauth-merge',
  answer: async ({ rootNamespace, policies }) => {
    const resources = await resourcesOf(policies as readonly Data[]);
    const { mode, perPort } = composePeerAuthentication(String(rootNamespace), resources);
    return { mode, perPort };
  },
};
