/**
 * Istio's sidecar injection, read at 1.32 (August 2026): pkg/kube/inject, and the istiod chart's MutatingWebhookConfiguration,
 * injection template and values.
 */

/** The ConfigMap whose `values` hold an installation's injection settings; `-REVISION` follows for other revisions. */
export const injectorConfigMap = { namespace: 'istio-system', name: 'istio-sidecar-injector' } as const;

export const proxyContainer = 'istio-proxy';

export const injectLabel = 'sidecar.istio.io/inject';
export const revisionLabel = 'istio.io/rev';
export const namespaceLabel = 'istio-injection';
export const tlsModeLabel = 'security.istio.io/tlsMode';

/** Chart value global.proxy.autoInject. */
export const defaultPolicy = 'enabled';

/** Chart value global.proxy.resources. */
export const defaultProxyResources = {
  requests: { cpu: '100m', memory: '128Mi' },
  limits: { cpu: '2000m', memory: '1024Mi' },
} as const;

/** Annotations that take the place of the default resources, all of them, as soon as one is set (injection template). */
export const resourceAnnotations = [
  ['requests', 'cpu', 'sidecar.istio.io/proxyCPU'],
  ['requests', 'memory', 'sidecar.istio.io/proxyMemory'],
  ['limits', 'cpu', 'sidecar.istio.io/proxyCPULimit'],
  ['limits', 'memory', 'sidecar.istio.io/proxyMemoryLimit'],
] as const;

/** "true" makes the proxy an init container that keeps running; the mesh-wide default depends on the cluster's version. */
export const nativeSidecarAnnotation = 'sidecar.istio.io/nativeSidecar';

/** The proxy's own metrics port, the only one its container declares (injection template). */
export const proxyPort = { name: 'http-envoy-prom', containerPort: 15090, protocol: 'TCP' } as const;

interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values?: readonly string[];
}

export interface WebhookFact {
  readonly name: string;
  /** Present: only where the installation turns namespaces on by default. */
  readonly byDefault?: true;
  readonly namespaceSelector: readonly Requirement[];
  readonly objectSelector: readonly Requirement[];
}

const noRevision: Requirement = { key: revisionLabel, operator: 'DoesNotExist' };
const noNamespaceLabel: Requirement = { key: namespaceLabel, operator: 'DoesNotExist' };
const notRefused: Requirement = { key: injectLabel, operator: 'NotIn', values: ['false'] };

/**
 * The four webhooks of the stock chart, and the fifth of sidecarInjectorWebhook.enableNamespacesByDefault. The chart names
 * one revision in the two `rev.` ones; here any revision counts, as if an istiod of each that is asked for were installed.
 */
export const stockWebhooks: readonly WebhookFact[] = [
  { name: 'rev.namespace', namespaceSelector: [{ key: revisionLabel, operator: 'Exists' }, noNamespaceLabel], objectSelector: [notRefused] },
  { name: 'rev.object', namespaceSelector: [noRevision, noNamespaceLabel], objectSelector: [notRefused, { key: revisionLabel, operator: 'Exists' }] },
  { name: 'namespace', namespaceSelector: [{ key: namespaceLabel, operator: 'In', values: ['enabled'] }], objectSelector: [notRefused] },
  { name: 'object', namespaceSelector: [noNamespaceLabel, noRevision], objectSelector: [{ key: injectLabel, operator: 'In', values: ['true'] }, noRevision] },
  {
    name: 'auto',
    byDefault: true,
    namespaceSelector: [noNamespaceLabel, noRevision, { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage'] }],
    objectSelector: [{ key: injectLabel, operator: 'DoesNotExist' }, noRevision],
  },
];
