/**
 * What Istio's installers make, read 2026-11 in istio/istio: manifests/charts (gateways/istio-ingress, gateways/istio-egress, gateway,
 * istio-control/istio-discovery), manifests/profiles, and operator/pkg/translate for IstioOperator.
 */

interface PortFact {
  readonly name: string;
  readonly port: number;
  readonly targetPort: number;
  readonly protocol: 'TCP';
}

const port = (name: string, number: number, targetPort = number): PortFact => ({ name, port: number, targetPort, protocol: 'TCP' });

/** Ports for other networks and for the control plane, which the ingress gateway opened until 1.9 (change notes of 1.10). */
const oldPorts: readonly PortFact[] = [port('tcp-istiod', 15012), port('tls', 15443)];
export const oldPortsUntil = '1.10.0';

const status = port('status-port', 15021);

/** Values of the gateways of an IstioOperator, which are those of the charts istio-ingress and istio-egress. */
export const operatorGateways = {
  'istio-ingressgateway': {
    labels: { app: 'istio-ingressgateway', istio: 'ingressgateway' },
    type: 'LoadBalancer',
    ports: [status, port('http2', 80, 8080), port('https', 443, 8443)],
    oldPorts: [status, port('http2', 80, 8080), port('https', 443, 8443), ...oldPorts],
    /** Profile `demo` writes its own. */
    demoPorts: [status, port('http2', 80, 8080), port('https', 443, 8443), port('tcp', 31400), port('tls', 15443)],
  },
  'istio-egressgateway': {
    labels: { app: 'istio-egressgateway', istio: 'egressgateway' },
    type: 'ClusterIP',
    ports: [port('http2', 80, 8080), port('https', 443, 8443)],
    oldPorts: [port('http2', 80, 8080), port('https', 443, 8443), port('tls', 15443)],
    demoPorts: [port('http2', 80, 8080), port('https', 443, 8443)],
  },
} as const;

/** Ports of the chart `gateway` (since 1.12): its pods bind to 80 and 443 themselves. */
export const gatewayChartPorts: readonly PortFact[] = [status, port('http2', 80), port('https', 443)];

/** Members of `service` that the chart `gateway` hands on, and since when (templates/service.yaml; pull requests 48762, 55406 and 57491). Helm takes any other without a word. */
export const gatewayChartHandsOn: Readonly<Record<string, string>> = {
  loadBalancerIP: '1.12.0',
  loadBalancerSourceRanges: '1.12.0',
  externalTrafficPolicy: '1.12.0',
  externalIPs: '1.12.0',
  ipFamilyPolicy: '1.12.0',
  ipFamilies: '1.12.0',
  allocateLoadBalancerNodePorts: '1.21.0',
  loadBalancerClass: '1.26.0',
  internalTrafficPolicy: '1.28.0',
};

/** The same of the values of an IstioOperator's gateways (gateways/istio-ingress/templates/service.yaml); `k8s.service` is laid over what that makes. */
export const operatorGatewayHandsOn: Readonly<Record<string, string>> = { loadBalancerIP: '1.4.0', loadBalancerSourceRanges: '1.4.0', externalTrafficPolicy: '1.4.0', ipFamilyPolicy: '1.4.0', ipFamilies: '1.4.0' };

/** Before this version istioctl refuses an IstioOperator whose `k8s.service` has a loadBalancerClass (istio/api, pull request 3030, December 2023). */
export const operatorClassSince = '1.21.0';

/** Since this version a gateway in an IstioOperator is on unless it says otherwise, before it is off (operator/pkg/component, GetValueOrTrue). */
export const gatewaysOnSince = '1.24.0';

/** Ports of a gateway between networks (values.networkGateway), in place of all others. */
export const networkGatewayPorts: readonly PortFact[] = [status, port('tls', 15443), port('tls-istiod', 15012), port('tls-webhook', 15017)];

/** Ports of the Service of istiod. */
export const istiodPorts = [
  { name: 'grpc-xds', port: 15010, protocol: 'TCP' },
  { name: 'https-dns', port: 15012, protocol: 'TCP' },
  { name: 'https-webhook', port: 443, targetPort: 15017, protocol: 'TCP' },
  { name: 'http-monitoring', port: 15014, protocol: 'TCP' },
] as const;

/** What a profile turns on, `default` where none is named. */
export const profiles: Readonly<Record<string, { readonly pilot: boolean; readonly ingress: boolean; readonly egress: boolean }>> = {
  default: { pilot: true, ingress: true, egress: false },
  demo: { pilot: true, ingress: true, egress: true },
  preview: { pilot: true, ingress: true, egress: false },
  stable: { pilot: true, ingress: true, egress: false },
  openshift: { pilot: true, ingress: true, egress: false },
  minimal: { pilot: true, ingress: false, egress: false },
  ambient: { pilot: true, ingress: false, egress: false },
  'openshift-ambient': { pilot: true, ingress: false, egress: false },
  empty: { pilot: false, ingress: false, egress: false },
  remote: { pilot: true, ingress: false, egress: false },
  external: { pilot: false, ingress: false, egress: false },
};

/** Where charts of Istio keep their own defaults, and a version that is known to refuse the older name `defaults` (templates/zzz_profile.yaml). */
export const ownDefaults = '_internal_defaults_do_not_set';
export const ownDefaultsSince = '1.24.0';

/** What the profile `preview` adds to the mesh's config (manifests/profiles/preview.yaml). */
export const previewMesh = { defaultConfig: { proxyMetadata: { ISTIO_META_DNS_CAPTURE: 'true' } } } as const;

/** Charts of istio.io, by what they make here. */
export const istioCharts: Readonly<Record<string, 'nothing' | 'istiod' | 'gateway' | 'operator-gateway'>> = {
  base: 'nothing',
  cni: 'nothing',
  ztunnel: 'nothing',
  istiod: 'istiod',
  'istio-discovery': 'istiod',
  gateway: 'gateway',
  'istio-ingress': 'operator-gateway',
  'istio-egress': 'operator-gateway',
};

/** Charts whose names no other project uses; for the rest the repository has to say that they are Istio's. */
export const ownNames: ReadonlySet<string> = new Set(['istiod', 'istio-discovery', 'istio-ingress', 'istio-egress', 'ztunnel']);

/**
 * Members of an IstioOperator, of chart values or of a proxy's config that are found under meshConfig, and where Istio reads
 * them. MeshConfig takes unknown members without a word (istio/istio, pkg/util/protomarshal, ApplyYAML falls back to AllowUnknownFields).
 */
export const misplacedMeshSettings: Readonly<Record<string, string>> = {
  gateways: 'values.gateways',
  ingressGateways: 'components.ingressGateways',
  egressGateways: 'components.egressGateways',
  components: 'components',
  values: 'values',
  profile: 'profile',
  global: 'values.global',
  pilot: 'values.pilot',
  sidecarInjectorWebhook: 'values.sidecarInjectorWebhook',
  gatewayTopology: 'meshConfig.defaultConfig.gatewayTopology',
  numTrustedProxies: 'meshConfig.defaultConfig.gatewayTopology.numTrustedProxies',
  holdApplicationUntilProxyStarts: 'meshConfig.defaultConfig.holdApplicationUntilProxyStarts',
  proxyMetadata: 'meshConfig.defaultConfig.proxyMetadata',
  terminationDrainDuration: 'meshConfig.defaultConfig.terminationDrainDuration',
};
