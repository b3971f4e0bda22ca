import { rule as addressBlockMalformed } from './address-block-malformed/rule.ts';
import { rule as addressHeldByNothing } from './address-held-by-nothing/rule.ts';
import { rule as annotationOverruledByClass } from './annotation-overruled-by-class/rule.ts';
import { rule as answerLaterThanTimeout } from './answer-later-than-timeout/rule.ts';
import { rule as answerWithoutOwner } from './answer-without-owner/rule.ts';
import { rule as answeredByFixedResponse } from './answered-by-fixed-response/rule.ts';
import { rule as answersMixedUp } from './answers-mixed-up/rule.ts';
import { rule as appliedByScript } from './applied-by-script/rule.ts';
import { rule as applyEndsWithError } from './apply-ends-with-error/rule.ts';
import { rule as authenticationSkippedOnHttp } from './authentication-skipped-on-http/rule.ts';
import { rule as authorizationProviderBroken } from './authorization-provider-broken/rule.ts';
import { rule as authorizerRefusesRequest } from './authorizer-refuses-request/rule.ts';
import { rule as autoscalerCountsSidecar } from './autoscaler-counts-sidecar/rule.ts';
import { rule as backendNotResolved } from './backend-not-resolved/rule.ts';
import { rule as backendPolicyNotApplied } from './backend-policy-not-applied/rule.ts';
import { rule as bindingCrossesVpc } from './binding-crosses-vpc/rule.ts';
import { rule as bindingOpensNoPort } from './binding-opens-no-port/rule.ts';
import { rule as bindingRefused } from './binding-refused/rule.ts';
import { rule as bindingRegistersNoTarget } from './binding-registers-no-target/rule.ts';
import { rule as certificateCoversNoHost } from './certificate-covers-no-host/rule.ts';
import { rule as certificateExpires } from './certificate-expires/rule.ts';
import { rule as certificateSearchedBesideNamedOnes } from './certificate-searched-beside-named-ones/rule.ts';
import { rule as chartNotModelled } from './chart-not-modelled/rule.ts';
import { rule as claimRouteWithoutTokenCheck } from './claim-route-without-token-check/rule.ts';
import { rule as classParametersBypassed } from './class-parameters-bypassed/rule.ts';
import { rule as clientAddressKeptTowardsLoadBalancer } from './client-address-kept-towards-load-balancer/rule.ts';
import { rule as clientAddressLostThroughEndpoint } from './client-address-lost-through-endpoint/rule.ts';
import { rule as clientAddressNotKnownHere } from './client-address-not-known-here/rule.ts';
import { rule as clientCertificateCannotPassLoadBalancer } from './client-certificate-cannot-pass-load-balancer/rule.ts';
import { rule as clientCertificateMissing } from './client-certificate-missing/rule.ts';
import { rule as clientCertificateNotTrusted } from './client-certificate-not-trusted/rule.ts';
import { rule as clientChoosesItsAddress } from './client-chooses-its-address/rule.ts';
import { rule as clusterEndpointClosed } from './cluster-endpoint-closed/rule.ts';
import { rule as clusterEndpointOpenToInternet } from './cluster-endpoint-open-to-internet/rule.ts';
import { rule as conditionPassedOver } from './condition-passed-over/rule.ts';
import { rule as consoleOpenToNetwork } from './console-open-to-network/rule.ts';
import { rule as controllerAsksServicesOutOfReach } from './controller-asks-services-out-of-reach/rule.ts';
import { rule as credentialIgnoredBySidecar } from './credential-ignored-by-sidecar/rule.ts';
import { rule as credentialMalformed } from './credential-malformed/rule.ts';
import { rule as credentialMissing } from './credential-missing/rule.ts';
import { rule as delegateRouteDropped } from './delegate-route-dropped/rule.ts';
import { rule as destinationPortNotChosen } from './destination-port-not-chosen/rule.ts';
import { rule as destinationRuleHidesWiderOne } from './destination-rule-hides-wider-one/rule.ts';
import { rule as destinationRuleHostUnknown } from './destination-rule-host-unknown/rule.ts';
import { rule as destinationRuleIrrelevantToLoadBalancer } from './destination-rule-irrelevant-to-load-balancer/rule.ts';
import { rule as destinationRuleNotLookedUp } from './destination-rule-not-looked-up/rule.ts';
import { rule as destinationRulePortIsNotAServicePort } from './destination-rule-port-is-not-a-service-port/rule.ts';
import { rule as duplicateKey } from './duplicate-key/rule.ts';
import { rule as duplicateObject } from './duplicate-object/rule.ts';
import { rule as endpointNotAvailable } from './endpoint-not-available/rule.ts';
import { rule as endpointQuotaReached } from './endpoint-quota-reached/rule.ts';
import { rule as endpointZoneNotServed } from './endpoint-zone-not-served/rule.ts';
import { rule as faultInjected } from './fault-injected/rule.ts';
import { rule as firewallDropsEverything } from './firewall-drops-everything/rule.ts';
import { rule as firewallInspectsNothing } from './firewall-inspects-nothing/rule.ts';
import { rule as firewallWithoutApplianceMode } from './firewall-without-appliance-mode/rule.ts';
import { rule as forwardRefusedByAws } from './forward-refused-by-aws/rule.ts';
import { rule as forwardedHeadersIgnored } from './forwarded-headers-ignored/rule.ts';
import { rule as frontendPortLeadsNowhere } from './frontend-port-leads-nowhere/rule.ts';
import { rule as gatewayDoesNotCarry } from './gateway-does-not-carry/rule.ts';
import { rule as gatewayHostRefused } from './gateway-host-refused/rule.ts';
import { rule as gatewayPortNotOnService } from './gateway-port-not-on-service/rule.ts';
import { rule as gatewayRefused } from './gateway-refused/rule.ts';
import { rule as gatewaySelectsNoPods } from './gateway-selects-no-pods/rule.ts';
import { rule as gatewayServerDropped } from './gateway-server-dropped/rule.ts';
import { rule as gatewayServerWithoutRoute } from './gateway-server-without-route/rule.ts';
import { rule as groupHoldsAnotherEndpoint } from './group-holds-another-endpoint/rule.ts';
import { rule as groupOpenToEveryNamespace } from './group-open-to-every-namespace/rule.ts';
import { rule as groupReferenceMatchesNobody } from './group-reference-matches-nobody/rule.ts';
import { rule as guardDropsTraffic } from './guard-drops-traffic/rule.ts';
import { rule as headlessServiceGetsPlaintext } from './headless-service-gets-plaintext/rule.ts';
import { rule as healthCheckAcceptsOnlyRedirects } from './health-check-accepts-only-redirects/rule.ts';
import { rule as healthCheckFailsOpen } from './health-check-fails-open/rule.ts';
import { rule as healthCheckOutsideRoutes } from './health-check-outside-routes/rule.ts';
import { rule as healthCheckPortMayChange } from './health-check-port-may-change/rule.ts';
import { rule as healthDiffersFromDescription } from './health-differs-from-description/rule.ts';
import { rule as hostWithoutCertificate } from './host-without-certificate/rule.ts';
import { rule as http10Refused } from './http-1-0-refused/rule.ts';
import { rule as httpRuleOnTcpPort } from './http-rule-on-tcp-port/rule.ts';
import { rule as httpsOnlyInName } from './https-only-in-name/rule.ts';
import { rule as identityOnPlainPort } from './identity-on-plain-port/rule.ts';
import { rule as ingressClassNotInInput } from './ingress-class-not-in-input/rule.ts';
import { rule as ingressNotOnPortOfGroup } from './ingress-not-on-port-of-group/rule.ts';
import { rule as ingressPartIgnored } from './ingress-part-ignored/rule.ts';
import { rule as ingressSettingHiddenByService } from './ingress-setting-hidden-by-service/rule.ts';
import { rule as ingressWithoutClass } from './ingress-without-class/rule.ts';
import { rule as injectionLabelsConflict } from './injection-labels-conflict/rule.ts';
import { rule as internalGatewayNamed } from './internal-gateway-named/rule.ts';
import { rule as labelsOfNameInWrongOrder } from './labels-of-name-in-wrong-order/rule.ts';
import { rule as listenerNotServed } from './listener-not-served/rule.ts';
import { rule as listenerRuleNeverReached } from './listener-rule-never-reached/rule.ts';
import { rule as listenerSettingWithoutListener } from './listener-setting-without-listener/rule.ts';
import { rule as loadBalancerAddOnTurnedOff } from './load-balancer-add-on-turned-off/rule.ts';
import { rule as loadBalancerAttributeUnknown } from './load-balancer-attribute-unknown/rule.ts';
import { rule as loadBalancerInOneSubnet } from './load-balancer-in-one-subnet/rule.ts';
import { rule as loadBalancerNameNotChanged } from './load-balancer-name-not-changed/rule.ts';
import { rule as loadBalancerNotApplied } from './load-balancer-not-applied/rule.ts';
import { rule as loadBalancerQuotaReached } from './load-balancer-quota-reached/rule.ts';
import { rule as loadBalancerReplaced } from './load-balancer-replaced/rule.ts';
import { rule as loadBalancerReturnsToItsClient } from './load-balancer-returns-to-its-client/rule.ts';
import { rule as loadBalancerSendsNoServerName } from './load-balancer-sends-no-server-name/rule.ts';
import { rule as loginRequired } from './login-required/rule.ts';
import { rule as malformedRequest } from './malformed-request/rule.ts';
import { rule as memberSetsWebAclOfGroup } from './member-sets-web-acl-of-group/rule.ts';
import { rule as meshRoutesSkippedAtGateway } from './mesh-routes-skipped-at-gateway/rule.ts';
import { rule as meshSettingMisplaced } from './mesh-setting-misplaced/rule.ts';
import { rule as missingField } from './missing-field/rule.ts';
import { rule as moduleNotRead } from './module-not-read/rule.ts';
import { rule as morePortsOpenedThanAsked } from './more-ports-opened-than-asked/rule.ts';
import { rule as movingTagInImmutableRepository } from './moving-tag-in-immutable-repository/rule.ts';
import { rule as nameLeadsNowhere } from './name-leads-nowhere/rule.ts';
import { rule as namespaceNotInInput } from './namespace-not-in-input/rule.ts';
import { rule as networkAclAnswersNobody } from './network-acl-answers-nobody/rule.ts';
import { rule as networkAclDeniesReply } from './network-acl-denies-reply/rule.ts';
import { rule as networkAclDeniesTraffic } from './network-acl-denies-traffic/rule.ts';
import { rule as networkAclEntryNeverReached } from './network-acl-entry-never-reached/rule.ts';
import { rule as networkPolicyBlocksNames } from './network-policy-blocks-names/rule.ts';
import { rule as networkPolicyDrops } from './network-policy-drops/rule.ts';
import { rule as networkPolicyNotEnforced } from './network-policy-not-enforced/rule.ts';
import { rule as networkPolicyPortNotDeclared } from './network-policy-port-not-declared/rule.ts';
import { rule as networkPolicySelectsNothing } from './network-policy-selects-nothing/rule.ts';
import { rule as networkRuleRefused } from './network-rule-refused/rule.ts';
import { rule as noAllowRuleMatches } from './no-allow-rule-matches/rule.ts';
import { rule as noListenerOnPort } from './no-listener-on-port/rule.ts';
import { rule as noReadyEndpoints } from './no-ready-endpoints/rule.ts';
import { rule as noRouteMatches } from './no-route-matches/rule.ts';
import { rule as noTargetsRegistered } from './no-targets-registered/rule.ts';
import { rule as notAnObject } from './not-an-object/rule.ts';
import { rule as notInMesh } from './not-in-mesh/rule.ts';
import { rule as notWorkedOut } from './not-worked-out/rule.ts';
import { rule as outboundBlocked } from './outbound-blocked/rule.ts';
import { rule as parameterOverwrittenSilently } from './parameter-overwritten-silently/rule.ts';
import { rule as pathRejected } from './path-rejected/rule.ts';
import { rule as peerAuthenticationIgnored } from './peer-authentication-ignored/rule.ts';
import { rule as plaintextFromInternet } from './plaintext-from-internet/rule.ts';
import { rule as plaintextSentToTlsPort } from './plaintext-sent-to-tls-port/rule.ts';
import { rule as plaintextToPod } from './plaintext-to-pod/rule.ts';
import { rule as planEndsWithError } from './plan-ends-with-error/rule.ts';
import { rule as podAddressOutsideVpc } from './pod-address-outside-vpc/rule.ts';
import { rule as policyDeniesRequest } from './policy-denies-request/rule.ts';
import { rule as policyNotEnforcedInAmbient } from './policy-not-enforced-in-ambient/rule.ts';
import { rule as policyRefused } from './policy-refused/rule.ts';
import { rule as portExemptionForServicePort } from './port-exemption-for-service-port/rule.ts';
import { rule as portExemptionWeakensMtls } from './port-exemption-weakens-mtls/rule.ts';
import { rule as portExemptionWithoutSelector } from './port-exemption-without-selector/rule.ts';
import { rule as portInTwoProtocols } from './port-in-two-protocols/rule.ts';
import { rule as portNotOpen } from './port-not-open/rule.ts';
import { rule as principalWithScheme } from './principal-with-scheme/rule.ts';
import { rule as privateAddressAskedFromInternet } from './private-address-asked-from-internet/rule.ts';
import { rule as privateClusterLacksEndpoint } from './private-cluster-lacks-endpoint/rule.ts';
import { rule as programClosesIdleConnectionsFirst } from './program-closes-idle-connections-first/rule.ts';
import { rule as protocolVersionMismatch } from './protocol-version-mismatch/rule.ts';
import { rule as proxyProtocolOnOneSide } from './proxy-protocol-on-one-side/rule.ts';
import { rule as proxyRefusesListener } from './proxy-refuses-listener/rule.ts';
import { rule as publicConsoleWithoutTls } from './public-console-without-tls/rule.ts';
import { rule as redirectedElsewhere } from './redirected-elsewhere/rule.ts';
import { rule as referenceNotResolved } from './reference-not-resolved/rule.ts';
import { rule as removedVersion } from './removed-version/rule.ts';
import { rule as replyMissesFirewall } from './reply-misses-firewall/rule.ts';
import { rule as requestNotTaken } from './request-not-taken/rule.ts';
import { rule as requestsGoInCircles } from './requests-go-in-circles/rule.ts';
import { rule as rolloutOutrunsLoadBalancer } from './rollout-outruns-load-balancer/rule.ts';
import { rule as rootPathMatchesOnlyItself } from './root-path-matches-only-itself/rule.ts';
import { rule as routeBypassesFirewall } from './route-bypasses-firewall/rule.ts';
import { rule as routeHostNotForwarded } from './route-host-not-forwarded/rule.ts';
import { rule as routeIncomplete } from './route-incomplete/rule.ts';
import { rule as routeLeftOut } from './route-left-out/rule.ts';
import { rule as routeNeverReached } from './route-never-reached/rule.ts';
import { rule as routeNotAttached } from './route-not-attached/rule.ts';
import { rule as routeShadowedByOlderVirtualService } from './route-shadowed-by-older-virtual-service/rule.ts';
import { rule as routeTargetGone } from './route-target-gone/rule.ts';
import { rule as routeToAddressMissing } from './route-to-address-missing/rule.ts';
import { rule as routeToUnknownDestination } from './route-to-unknown-destination/rule.ts';
import { rule as ruleGroupOnlyCounts } from './rule-group-only-counts/rule.ts';
import { rule as rulesHiddenBySslRedirect } from './rules-hidden-by-ssl-redirect/rule.ts';
import { rule as rulesWrittenTwice } from './rules-written-twice/rule.ts';
import { rule as sameCertificateOnSeveralGateways } from './same-certificate-on-several-gateways/rule.ts';
import { rule as secondLoadBalancer } from './second-load-balancer/rule.ts';
import { rule as selectorDoesNotMatchTemplate } from './selector-does-not-match-template/rule.ts';
import { rule as selectorMatchesNothing } from './selector-matches-nothing/rule.ts';
import { rule as senderWithoutPublicAddress } from './sender-without-public-address/rule.ts';
import { rule as serverCertificateNotTrusted } from './server-certificate-not-trusted/rule.ts';
import { rule as serviceAnnotationNotRead } from './service-annotation-not-read/rule.ts';
import { rule as serviceAnnotationOutOfDate } from './service-annotation-out-of-date/rule.ts';
import { rule as serviceWithoutPods } from './service-without-pods/rule.ts';
import { rule as settingRefusedByAws } from './setting-refused-by-aws/rule.ts';
import { rule as sidecarObjectIgnored } from './sidecar-object-ignored/rule.ts';
import { rule as sidecarRefusesTls } from './sidecar-refuses-tls/rule.ts';
import { rule as sourceRangesNotEnforced } from './source-ranges-not-enforced/rule.ts';
import { rule as sslRedirectPortNotANumber } from './ssl-redirect-port-not-a-number/rule.ts';
import { rule as sslRedirectWrittenAsAction } from './ssl-redirect-written-as-action/rule.ts';
import { rule as stickinessOnInstanceTargets } from './stickiness-on-instance-targets/rule.ts';
import { rule as stickinessWithoutChoice } from './stickiness-without-choice/rule.ts';
import { rule as strictMtlsRefusesLoadBalancer } from './strict-mtls-refuses-load-balancer/rule.ts';
import { rule as strictMtlsRefusesPlaintextClient } from './strict-mtls-refuses-plaintext-client/rule.ts';
import { rule as subnetNamedTwice } from './subnet-named-twice/rule.ts';
import { rule as subnetOutsideVpc } from './subnet-outside-vpc/rule.ts';
import { rule as subnetShortOfAddresses } from './subnet-short-of-addresses/rule.ts';
import { rule as subnetsOverlap } from './subnets-overlap/rule.ts';
import { rule as subsetSelectsNoPods } from './subset-selects-no-pods/rule.ts';
import { rule as targetAnswersNoHttp } from './target-answers-no-http/rule.ts';
import { rule as targetGroupNotInInput } from './target-group-not-in-input/rule.ts';
import { rule as targetGroupReplaced } from './target-group-replaced/rule.ts';
import { rule as targetGroupSharedByClusters } from './target-group-shared-by-clusters/rule.ts';
import { rule as targetGroupSpeaksAnotherVersion } from './target-group-speaks-another-version/rule.ts';
import { rule as targetInNoSubnet } from './target-in-no-subnet/rule.ts';
import { rule as targetNotHealthy } from './target-not-healthy/rule.ts';
import { rule as targetPortNotDeclared } from './target-port-not-declared/rule.ts';
import { rule as targetSecurityGroupNotOpened } from './target-security-group-not-opened/rule.ts';
import { rule as targetsNotOpenedToLoadBalancer } from './targets-not-opened-to-load-balancer/rule.ts';
import { rule as tlsNameNotServed } from './tls-name-not-served/rule.ts';
import { rule as tlsRouteShadowed } from './tls-route-shadowed/rule.ts';
import { rule as tlsSecretNotUsed } from './tls-secret-not-used/rule.ts';
import { rule as tlsSentToPlaintextPort } from './tls-sent-to-plaintext-port/rule.ts';
import { rule as tokenRejected } from './token-rejected/rule.ts';
import { rule as tokenRuleWithoutIssuer } from './token-rule-without-issuer/rule.ts';
import { rule as tooManyConditionValues } from './too-many-condition-values/rule.ts';
import { rule as trafficPolicyIgnored } from './traffic-policy-ignored/rule.ts';
import { rule as transitGatewayNotInZone } from './transit-gateway-not-in-zone/rule.ts';
import { rule as unknownAnnotation } from './unknown-annotation/rule.ts';
import { rule as unknownField } from './unknown-field/rule.ts';
import { rule as unknownValue } from './unknown-value/rule.ts';
import { rule as unknownVersion } from './unknown-version/rule.ts';
import { rule as unquotedKey } from './unquoted-key/rule.ts';
import { rule as unquotedValue } from './unquoted-value/rule.ts';
import { rule as unreadableDocument } from './unreadable-document/rule.ts';
import { rule as unreadableFile } from './unreadable-file/rule.ts';
import { rule as unreadableSetting } from './unreadable-setting/rule.ts';
import { rule as unreadyPodLosesName } from './unready-pod-loses-name/rule.ts';
import { rule as virtualServiceIgnoredInMesh } from './virtual-service-ignored-in-mesh/rule.ts';
import { rule as virtualServiceNotAttached } from './virtual-service-not-attached/rule.ts';
import { rule as virtualServiceRefused } from './virtual-service-refused/rule.ts';
import { rule as wayLeavesTheInputs } from './way-leaves-the-inputs/rule.ts';
import { rule as waypointNotAdmitted } from './waypoint-not-admitted/rule.ts';
import { rule as waypointNotBound } from './waypoint-not-bound/rule.ts';
import { rule as webAclBlocksRequest } from './web-acl-blocks-request/rule.ts';
import { rule as webAclOverrideMissesRule } from './web-acl-override-misses-rule/rule.ts';
import { rule as webAclStopsNothing } from './web-acl-stops-nothing/rule.ts';
import { rule as webhookCertificateAtGateway } from './webhook-certificate-at-gateway/rule.ts';
import { rule as weightedForwardWithoutGroupStickiness } from './weighted-forward-without-group-stickiness/rule.ts';
import { rule as weightsDoNotAddUp } from './weights-do-not-add-up/rule.ts';
import { rule as wildcardHostRefused } from './wildcard-host-refused/rule.ts';
import { rule as wrongSetting } from './wrong-setting/rule.ts';
import { rule as wrongType } from './wrong-type/rule.ts';
import { rule as yamlDirective } from './yaml-directive/rule.ts';
import { rule as zoneWithoutTargets } from './zone-without-targets/rule.ts';
import { rule as zonesWithoutNodes } from './zones-without-nodes/rule.ts';
import type { Rule } from './rule.ts';

/** Every finding there is, by name. Each has a folder with its rule and its page. */
export const rules: readonly Rule[] = [
  addressBlockMalformed, addressHeldByNothing, annotationOverruledByClass, answerLaterThanTimeout, answerWithoutOwner, answeredByFixedResponse, answersMixedUp, appliedByScript, applyEndsWithError, authenticationSkippedOnHttp, authorizationProviderBroken,
  authorizerRefusesRequest, autoscalerCountsSidecar, backendNotResolved, backendPolicyNotApplied, bindingCrossesVpc, bindingOpensNoPort,
  bindingRefused, bindingRegistersNoTarget, certificateCoversNoHost, certificateExpires, certificateSearchedBesideNamedOnes,
  chartNotModelled, claimRouteWithoutTokenCheck, classParametersBypassed, clientAddressKeptTowardsLoadBalancer, clientAddressLostThroughEndpoint, clientAddressNotKnownHere,
  clientCertificateCannotPassLoadBalancer, clientCertificateMissing, clientCertificateNotTrusted, clientChoosesItsAddress,
  clusterEndpointClosed, clusterEndpointOpenToInternet, conditionPassedOver, consoleOpenToNetwork, controllerAsksServicesOutOfReach, credentialIgnoredBySidecar, credentialMalformed, credentialMissing, delegateRouteDropped,
  destinationPortNotChosen, destinationRuleHidesWiderOne, destinationRuleHostUnknown, destinationRuleIrrelevantToLoadBalancer,
  destinationRuleNotLookedUp, destinationRulePortIsNotAServicePort, duplicateKey, duplicateObject, endpointNotAvailable, endpointQuotaReached, endpointZoneNotServed, faultInjected, firewallDropsEverything, firewallInspectsNothing, firewallWithoutApplianceMode, forwardRefusedByAws, forwardedHeadersIgnored,
  frontendPortLeadsNowhere, gatewayDoesNotCarry, gatewayHostRefused, gatewayPortNotOnService, gatewayRefused, gatewaySelectsNoPods, gatewayServerDropped,
  gatewayServerWithoutRoute, groupHoldsAnotherEndpoint, groupOpenToEveryNamespace, groupReferenceMatchesNobody, guardDropsTraffic, headlessServiceGetsPlaintext,
  healthCheckAcceptsOnlyRedirects, healthCheckFailsOpen, healthCheckOutsideRoutes, healthCheckPortMayChange, healthDiffersFromDescription, hostWithoutCertificate,
  http10Refused, httpRuleOnTcpPort, httpsOnlyInName, identityOnPlainPort, ingressClassNotInInput, ingressNotOnPortOfGroup, ingressPartIgnored,
  ingressSettingHiddenByService, ingressWithoutClass, injectionLabelsConflict, internalGatewayNamed, labelsOfNameInWrongOrder,
  listenerNotServed, listenerRuleNeverReached, listenerSettingWithoutListener, loadBalancerAddOnTurnedOff, loadBalancerAttributeUnknown,
  loadBalancerInOneSubnet, loadBalancerNameNotChanged, loadBalancerNotApplied, loadBalancerQuotaReached, loadBalancerReplaced,
  loadBalancerReturnsToItsClient, loadBalancerSendsNoServerName, loginRequired, malformedRequest, memberSetsWebAclOfGroup,
  meshRoutesSkippedAtGateway, meshSettingMisplaced, missingField, moduleNotRead, morePortsOpenedThanAsked, movingTagInImmutableRepository, nameLeadsNowhere, namespaceNotInInput, networkAclAnswersNobody, networkAclDeniesReply, networkAclDeniesTraffic, networkAclEntryNeverReached,
  networkPolicyBlocksNames, networkPolicyDrops, networkPolicyNotEnforced, networkPolicyPortNotDeclared, networkPolicySelectsNothing, networkRuleRefused, noAllowRuleMatches, noListenerOnPort, noReadyEndpoints, noRouteMatches, noTargetsRegistered, notAnObject, notInMesh, notWorkedOut, outboundBlocked, parameterOverwrittenSilently,
  pathRejected, peerAuthenticationIgnored, plaintextFromInternet, plaintextSentToTlsPort, plaintextToPod, planEndsWithError, podAddressOutsideVpc, policyDeniesRequest,
  policyNotEnforcedInAmbient, policyRefused, portExemptionForServicePort, portExemptionWeakensMtls, portExemptionWithoutSelector,
  portInTwoProtocols, portNotOpen, principalWithScheme, privateAddressAskedFromInternet, privateClusterLacksEndpoint, programClosesIdleConnectionsFirst, protocolVersionMismatch,
  proxyProtocolOnOneSide, proxyRefusesListener, publicConsoleWithoutTls, redirectedElsewhere, referenceNotResolved, removedVersion, replyMissesFirewall, requestNotTaken,
  requestsGoInCircles, rolloutOutrunsLoadBalancer, rootPathMatchesOnlyItself, routeBypassesFirewall, routeHostNotForwarded, routeIncomplete, routeLeftOut, routeNeverReached,
  routeNotAttached, routeShadowedByOlderVirtualService, routeTargetGone, routeToAddressMissing, routeToUnknownDestination, ruleGroupOnlyCounts, rulesHiddenBySslRedirect,
  rulesWrittenTwice, sameCertificateOnSeveralGateways, secondLoadBalancer, selectorDoesNotMatchTemplate, selectorMatchesNothing, senderWithoutPublicAddress,
  serverCertificateNotTrusted, serviceAnnotationNotRead, serviceAnnotationOutOfDate, serviceWithoutPods, settingRefusedByAws,
  sidecarObjectIgnored, sidecarRefusesTls, sourceRangesNotEnforced, sslRedirectPortNotANumber, sslRedirectWrittenAsAction,
  stickinessOnInstanceTargets, stickinessWithoutChoice, strictMtlsRefusesLoadBalancer, strictMtlsRefusesPlaintextClient,
  subnetNamedTwice, subnetOutsideVpc, subnetShortOfAddresses, subnetsOverlap, subsetSelectsNoPods, targetAnswersNoHttp, targetGroupNotInInput, targetGroupReplaced, targetGroupSharedByClusters,
  targetGroupSpeaksAnotherVersion, targetInNoSubnet, targetNotHealthy, targetPortNotDeclared, targetSecurityGroupNotOpened, targetsNotOpenedToLoadBalancer,
  tlsNameNotServed, tlsRouteShadowed, tlsSecretNotUsed, tlsSentToPlaintextPort, tokenRejected, tokenRuleWithoutIssuer,
  tooManyConditionValues, trafficPolicyIgnored, transitGatewayNotInZone, unknownAnnotation, unknownField, unknownValue, unknownVersion, unquotedKey,
  unquotedValue, unreadableDocument, unreadableFile, unreadableSetting, unreadyPodLosesName, virtualServiceIgnoredInMesh,
  virtualServiceNotAttached, virtualServiceRefused, wayLeavesTheInputs, waypointNotAdmitted, waypointNotBound, webAclBlocksRequest, webAclOverrideMissesRule, webAclStopsNothing,
  weightedForwardWithoutGroupStickiness, weightsDoNotAddUp, wildcardHostRefused, wrongSetting, wrongType, yamlDirective, zoneWithoutTargets, zonesWithoutNodes,
  webhookCertificateAtGateway,
];
