import { addressPlan } from './address-plan/address-plan.ts';
import type { Controller } from './controller.ts';
import { endpoints } from './endpoints.ts';
import { gatewayDeployments } from './gateway-api/deployments.ts';
import { gatewayApi } from './gateway-api/gateway-api.ts';
import { installations } from './installations/installations.ts';
import { interfaces } from './interfaces/interfaces.ts';
import { injection } from './injection/injection.ts';
import { istioIngress } from './istio-ingress/istio-ingress.ts';
import { istioInstallation } from './istio-installation/istio-installation.ts';
import { loadBalancerController } from './load-balancer-controller/load-balancer-controller.ts';
import { targetGroupBindings } from './load-balancer-controller/binding/target-group-bindings.ts';
import { workloads } from './workloads.ts';

/** Every controller, in an order in which each finds what it needs in the first round. */
export const standardControllers: readonly Controller[] = [installations, gatewayDeployments, istioIngress, workloads, istioInstallation, injection, endpoints, loadBalancerController, targetGroupBindings, gatewayApi, interfaces, addressPlan];
