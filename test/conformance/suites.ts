import type { Kind } from '../../src/hops/kind.ts';
import { albStacks } from './alb/stacks.ts';
import { albUnits } from './alb/units.ts';
import { ambientPolicies } from './ambient-policies.ts';
import { authnSelection } from './authn-selection.ts';
import { authzDecisions } from './authz-decisions.ts';
import { authzPairs } from './authz-pairs.ts';
import { authzSelection } from './authz-selection.ts';
import { autoMtls } from './auto-mtls.ts';
import { awsFlows } from './aws/flows.ts';
import { centralIngress } from './central-ingress.ts';
import { delegateMerge } from './delegate-merge.ts';
import { destinationRuleSelection } from './destinationrule-selection.ts';
import { gatewayApiConversion } from './gateway-api-conversion.ts';
import { gatewayRoutes } from './gateway-routes.ts';
import { hostMatching } from './host-matching.ts';
import { ingressConversion } from './ingress-conversion.ts';
import { injectionRequired } from './injection-required.ts';
import { passthroughPorts } from './passthrough-ports.ts';
import { pathNormalization } from './path-normalization.ts';
import { peerauthMerge } from './peerauth-merge.ts';
import { reachability } from './reachability.ts';
import { requestAuthentication } from './request-authentication.ts';
import { simulation } from './simulation.ts';
import type { Suite } from './suite.ts';

/** Every suite that the product answers, run with these kinds of hop. */
export function suitesWith(kinds: readonly Kind<unknown>[]): readonly Suite[] {
  return [
    albStacks,
    albUnits,
    ambientPolicies,
    authnSelection,
    authzDecisions(kinds),
    authzPairs(kinds),
    authzSelection,
    autoMtls,
    awsFlows(kinds),
    centralIngress,
    delegateMerge,
    destinationRuleSelection,
    gatewayApiConversion,
    gatewayRoutes(kinds),
    hostMatching,
    ingressConversion,
    injectionRequired,
    passthroughPorts(kinds),
    pathNormalization(kinds),
    peerauthMerge,
    reachability(kinds),
    requestAuthentication(kinds),
    simulation(kinds),
  ];
}
