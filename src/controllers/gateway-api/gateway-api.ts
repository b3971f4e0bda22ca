import { gatewayType } from '../../facts/gateway-api.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Controller } from '../controller.ts';
import { controllerName, converted } from './convert.ts';
import { problemsOf, unreadKinds, withoutGateway } from './problems.ts';
import { settingsOf } from './settings.ts';

/** Types of which istiod makes something. Where none of them is, nothing happens. */
const makers: readonly string[] = [gatewayType, 'HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'ListenerSet', 'BackendTLSPolicy', 'XBackendTrafficPolicy', 'XBackend', 'InferencePool', 'XListenerSet'];

/** istiod's Gateway API controller: Gateways, routes and policies become Istio's own, and what is refused is told. */
export const gatewayApi: Controller = {
  name: controllerName,
  reads: [...makers, 'GatewayClass', 'ReferenceGrant', 'Namespace', 'Service', 'EndpointSlice', 'ServiceEntry', 'Secret', 'ConfigMap', 'Deployment'],
  make: (estate, problems) =>
    scopesWith(estate, makers).flatMap((scope) => {
      const settings = settingsOf(estate, scope);
      const { resources, statuses } = converted(estate, scope, settings);
      problems.push(...statuses.flatMap(problemsOf), ...withoutGateway(estate, scope), ...unreadKinds(estate, scope, settings));
      return resources;
    }),
};

/** The clusters that hold something of these types. */
export function scopesWith(estate: Estate, types: readonly string[]): readonly string[] {
  return [...new Set(types.flatMap((type) => estate.ofType(type).map(({ scope }) => scope)))].sort();
}
