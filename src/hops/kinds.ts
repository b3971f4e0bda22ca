import type { Kind } from './kind.ts';
import { kind as albListener } from './alb-listener/kind.ts';
import { kind as albRules } from './alb-rules/kind.ts';
import { kind as authorizationPolicy } from './authorization-policy/kind.ts';
import { kind as connectionManager } from './connection-manager/kind.ts';
import { kind as connectionSettings } from './connection-settings/kind.ts';
import { kind as destinationRule } from './destination-rule/kind.ts';
import { kind as dnsRecord } from './dns-record/kind.ts';
import { kind as egressOnlyGateway } from './egress-only-gateway/kind.ts';
import { kind as eksEndpoint } from './eks-endpoint/kind.ts';
import { kind as endpointService } from './endpoint-service/kind.ts';
import { kind as externalAuthorizer } from './external-authorizer/kind.ts';
import { kind as firewallEndpoint } from './firewall-endpoint/kind.ts';
import { kind as gatewayEndpoint } from './gateway-endpoint/kind.ts';
import { kind as gatewayStream } from './gateway-stream/kind.ts';
import { kind as host } from './host/kind.ts';
import { kind as internetGateway } from './internet-gateway/kind.ts';
import { kind as istioGateway } from './istio-gateway/kind.ts';
import { kind as loadBalancerService } from './load-balancer-service/kind.ts';
import { kind as natGateway } from './nat-gateway/kind.ts';
import { kind as networkAcl } from './network-acl/kind.ts';
import { kind as networkInterface } from './network-interface/kind.ts';
import { kind as networkPolicy } from './network-policy/kind.ts';
import { kind as nlbListener } from './nlb-listener/kind.ts';
import { kind as nlbTargetGroup } from './nlb-target-group/kind.ts';
import { kind as outside } from './outside/kind.ts';
import { kind as peerAuthentication } from './peer-authentication/kind.ts';
import { kind as requestAuthentication } from './request-authentication/kind.ts';
import { kind as route } from './route/kind.ts';
import { kind as securityGroup } from './security-group/kind.ts';
import { kind as service } from './service/kind.ts';
import { kind as sidecar } from './sidecar/kind.ts';
import { kind as targetGroup } from './target-group/kind.ts';
import { kind as transitGateway } from './transit-gateway/kind.ts';
import { kind as tunnel } from './tunnel/kind.ts';
import { kind as virtualHost } from './virtual-host/kind.ts';
import { kind as virtualService } from './virtual-service/kind.ts';
import { kind as vpcEndpoint } from './vpc-endpoint/kind.ts';
import { kind as vpcPeering } from './vpc-peering/kind.ts';
import { kind as vpcRouter } from './vpc-router/kind.ts';
import { kind as vpnGateway } from './vpn-gateway/kind.ts';
import { kind as wafWebAcl } from './waf-web-acl/kind.ts';
import { kind as waypoint } from './waypoint/kind.ts';
import { kind as workload } from './workload/kind.ts';
import { kind as ztunnelInbound } from './ztunnel-inbound/kind.ts';
import { kind as ztunnelOutbound } from './ztunnel-outbound/kind.ts';

/** Every kind of hop, by name. To add one: a folder and a line here. */
export const kinds: readonly Kind<unknown>[] = [
  albListener,
  albRules,
  authorizationPolicy,
  connectionManager,
  connectionSettings,
  destinationRule,
  dnsRecord,
  egressOnlyGateway,
  eksEndpoint,
  endpointService,
  externalAuthorizer,
  firewallEndpoint,
  gatewayEndpoint,
  gatewayStream,
  host,
  internetGateway,
  istioGateway,
  loadBalancerService,
  natGateway,
  networkAcl,
  networkInterface,
  networkPolicy,
  nlbListener,
  nlbTargetGroup,
  outside,
  peerAuthentication,
  requestAuthentication,
  route,
  securityGroup,
  service,
  sidecar,
  targetGroup,
  transitGateway,
  tunnel,
  virtualHost,
  virtualService,
  vpcEndpoint,
  vpcPeering,
  vpcRouter,
  vpnGateway,
  wafWebAcl,
  waypoint,
  workload,
  ztunnelInbound,
  ztunnelOutbound,
];
