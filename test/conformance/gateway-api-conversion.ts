import { loadAll } from 'js-yaml';
import { converted } from '../../src/controllers/gateway-api/convert.ts';
import { poolServiceName } from '../../src/controllers/gateway-api/inference-pools.ts';
import { poolLabels } from '../../src/facts/gateway-api.ts';
import { estateOf } from '../../src/resource/estate.ts';
import { resourcesOf } from './estate.ts';
import type { Data, Suite } from './suite.ts';

type Body = { readonly [key: string]: Data };

/**
 * Gateway API objects in; the Istio objects that istiod makes of them, and the statuses it writes. The world around them
 * is that of istiod's own test: a registry of services, some certificates, namespaces with one label, no API server.
 */
export const gatewayApiConversion: Suite = {
  name: 'istio/gateway-api-conversion',
  answer: async ({ in: yaml }) => {
    const objects = loadAll(String(yaml)).filter((each) => each !== null && each !== undefined) as Body[];
    const namespaces = [...new Set(objects.map((object) => String(record(object['metadata'])['namespace'] ?? '')))].filter((name) => name !== '');
    const world = [...registry(), ...certificates(), ...namespaces.map(namespace)];
    const resources = await resourcesOf(world, String(yaml));
    const { estate } = estateOf(resources);
    const settings = { domain: 'domain.suffix', alpha: true, inference: true, admitted: false, secretsShown: true };
    const { resources: made, statuses } = converted(estate, resources[0]!.scope, settings);
    return {
      config: sorted(made.map(({ body }) => body as Body)),
      status: sorted(statuses.map(({ resource, status }) => ({ apiVersion: resource.apiVersion ?? '', kind: kindOf(resource.type), metadata: metadataOf(resource), spec: null, status: timed(status as Body) }))),
    };
  },
  expected: ({ istioConfig, status }) => ({ config: sorted(documents(istioConfig)), status: sorted(documents(status)) }),
};

function documents(yaml: Data | undefined): readonly Body[] {
  return loadAll(String(yaml ?? '')).filter((each) => each !== null && each !== undefined) as Body[];
}

function record(value: Data | undefined): Body {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Body) : {};
}

function kindOf(type: string): string {
  return type.split('.')[0] ?? type;
}

function metadataOf({ name, namespace }: { readonly name: string; readonly namespace?: string }): Body {
  return { name, ...(namespace === undefined ? {} : { namespace }) };
}

/** In which order a dump lists objects says nothing. */
function sorted(objects: readonly Body[]): readonly Body[] {
  const key = (object: Body): string => [object['kind'], record(object['metadata'])['namespace'] ?? '', record(object['metadata'])['name'], JSON.stringify(object)].join('\n');
  return objects.map((object) => plain(object) as Body).toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Dates as texts, keys in one order. */
function plain(value: Data): Data {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return (value as readonly Data[]).map(plain);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, plain(member as Data)]));
}

/** The test writes the same time into every condition. */
function timed(value: Data): Data {
  if (Array.isArray(value)) return (value as readonly Data[]).map(timed);
  if (value === null || typeof value !== 'object') return value;
  const { conditions, ...rest } = value as Body;
  const others = Object.fromEntries(Object.entries(rest).map(([key, member]) => [key, timed(member)]));
  return conditions === undefined ? others : { ...others, conditions: (conditions as readonly Body[]).map((condition) => ({ ...condition, lastTransitionTime: 'fake' })) };
}

/** `istio.io/test-name-part` is the name up to its first dash. */
function namespace(name: string): Data {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { 'istio.io/test-name-part': name.split('-')[0]! } } };
}

interface Port {
  readonly name: string;
  readonly port: number;
  readonly target?: number;
}

const http: Port = { name: 'http', port: 80, target: 8080 };
const ports: readonly Port[] = [http, { name: 'tcp', port: 34000 }, { name: 'tcp-other', port: 34001 }];
const gatewayPorts: readonly Port[] = [http, { name: 'https', port: 443 }, { name: 'tcp', port: 34000 }, { name: 'tcp-other', port: 34001 }];
const poolPorts: readonly Port[] = [{ name: 'http', port: 54321, target: 8080 }];

const services = `istio-system/istiod istio-system/httpbin istio-system/echo apple/httpbin-apple banana/httpbin-banana cert/httpbin service/my-svc
  allowed-1/a-example allowed-2/a-example allowed-1/b-example allowed-1/svc1 allowed-1/svc2 allowed-2/svc2 allowed-2/svc3
  group-namespace1/httpbin group-namespace2/httpbin default/svc4 default/httpbin default/httpbin-second default/httpbin-wildcard
  default/foo-svc default/httpbin-other default/example default/echo default/httpbin-zero default/httpbin-mirror default/httpbin-foo
  default/httpbin-alt default/httpbin-bad default/echo-1 default/echo-2 default/echo-port default/not-found`;

function registry(): readonly Data[] {
  const ingress = { type: 'LoadBalancer', status: { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } } };
  return [
    ...service('istio-system', 'istio-ingressgateway', gatewayPorts, ingress),
    ...services.split(/\s+/).flatMap((name) => service(name.split('/')[0]!, name.split('/')[1]!, ports)),
    ...[['infpool-gen', 'ext-proc-svc'], ['infpool-gen2', 'ext-proc-svc-2']].flatMap(([pool, picker]) => poolService(pool!, picker!, poolPorts)),
    ...[['infpool-model1', 'model1-epp'], ['infpool-model2', 'model2-epp']].flatMap(([pool, picker]) => poolService(pool!, picker!, ports)),
    entry('istio-system', 'example.com'),
    entry('default', 'google.com'),
  ];
}

function poolService(pool: string, picker: string, own: readonly Port[]): readonly Data[] {
  return service('default', poolServiceName(pool), own, { labels: { [poolLabels.picker]: picker, [poolLabels.port]: '9002', [poolLabels.failureMode]: 'FailClose' } });
}

/** A Service with one endpoint behind every port. */
function service(namespace: string, name: string, own: readonly Port[], more: { readonly type?: string; readonly status?: Data; readonly labels?: Data } = {}): readonly Data[] {
  const { type, status, labels } = more;
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace, ...(labels === undefined ? {} : { labels }) },
      spec: { ...(type === undefined ? {} : { type }), ports: own.map(({ name: port, port: number, target }) => ({ name: port, port: number, targetPort: target ?? number })) },
      ...(status === undefined ? {} : { status }),
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      addressType: 'IPv4',
      metadata: { name: `${name}-1`, namespace, labels: { 'kubernetes.io/service-name': name } },
      ports: own.map(({ name: port, port: number, target }) => ({ name: port, port: target ?? number, protocol: 'TCP' })),
      endpoints: [{ addresses: ['10.0.0.1'] }],
    },
  ];
}

/** A service of the registry that Kubernetes does not know. */
function entry(namespace: string, host: string): Data {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'ServiceEntry',
    metadata: { name: `registry-${host.replaceAll('.', '-')}`, namespace },
    spec: { hosts: [host], resolution: 'STATIC', ports: ports.map(({ name, port, target }) => ({ name, number: port, protocol: 'TCP', targetPort: target ?? port })), endpoints: [{ address: '10.0.0.1' }] },
  };
}

/** A certificate of 2012 that signs itself, as Kubernetes' own tests have it. */
const certificate = `-----BEGIN CERTIFICATE-----
MIIB0zCCAX2gAwIBAgIJAI/M7BYjwB+uMA0GCSqGSIb3DQEBBQUAMEUxCzAJBgNV
BAYTAkFVMRMwEQYDVQQIDApTb21lLVN0YXRlMSEwHwYDVQQKDBhJbnRlcm5ldCBX
aWRnaXRzIFB0eSBMdGQwHhcNMTIwOTEyMjE1MjAyWhcNMTUwOTEyMjE1MjAyWjBF
MQswCQYDVQQGEwJBVTETMBEGA1UECAwKU29tZS1TdGF0ZTEhMB8GA1UECgwYSW50
ZXJuZXQgV2lkZ2l0cyBQdHkgTHRkMFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBANLJ
hPHhITqQbPklG3ibCVxwGMRfp/v4XqhfdQHdcVfHap6NQ5Wok/4xIA+ui35/MmNa
rtNuC+BdZ1tMuVCPFZcCAwEAAaNQME4wHQYDVR0OBBYEFJvKs8RfJaXTH08W+SGv
zQyKn0H8MB8GA1UdIwQYMBaAFJvKs8RfJaXTH08W+SGvzQyKn0H8MAwGA1UdEwQF
MAMBAf8wDQYJKoZIhvcNAQEFBQADQQBJlffJHybjDGxRMqaRmDhX0+6v02TUKZsW
r5QuVbpQhH6u+0UgcW0jp9QwpxoPTLTWGXEWBBBurxFwiCBhkQ+V
-----END CERTIFICATE-----
`;

const keyPairs = 'istio-system/my-cert-http istio-system/my-cert istio-system/my-cert-http2 ns2/ns2-cert ns3/ns3-cert ns4/ns4-cert cert/cert bookinfo/bookinfo-secret bookinfo/another-secret';

function certificates(): readonly Data[] {
  const secret = (namespace: string, name: string, stringData: Body): Data => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData });
  const configMap = (namespace: string, name: string, data: Body): Data => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data });
  return [
    ...keyPairs.split(' ').map((name) => {
      const [namespace = '', own = ''] = name.split('/');
      return secret(namespace, own, { 'tls.crt': certificate, 'tls.key': 'a key', ...(own === 'my-cert-http' ? { 'ca.crt': certificate } : {}) });
    }),
    secret('istio-system', 'malformed', { 'tls.crt': 'SGVsbG8gd29ybGQK', 'tls.key': 'SGVsbG8gd29ybGQK' }),
    configMap('istio-system', 'malformed', { 'not-ca.crt': 'hello' }),
    configMap('istio-system', 'malformed-trustbundle', { 'ca.crt': 'hello' }),
    configMap('istio-system', 'my-cert-http', { 'ca.crt': certificate }),
    configMap('default', 'malformed', { 'not-ca.crt': 'hello' }),
    configMap('default', 'auth-cert', { 'ca.crt': certificate }),
  ];
}
