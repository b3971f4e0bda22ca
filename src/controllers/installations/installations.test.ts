import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { given } from '../../../test/given.ts';
import { controllerIn, ownerOf } from '../../dialects/aws/service-owner.ts';
import { ownConfig } from '../../dialects/istio/proxy/proxy-config.ts';
import { podsOf } from '../../dialects/kubernetes/pods.ts';
import { handedOnProblems } from '../../dialects/kubernetes/schema.ts';
import { servicesOf } from '../../dialects/kubernetes/services.ts';
import { embeddedIn } from '../../formats/embedded.ts';
import { readInputs } from '../../formats/inputs.ts';
import { estateOf } from '../../resource/estate.ts';
import type { Json, JsonObject, Resource } from '../../resource/resource.ts';
import { runControllers, type Controlled } from '../run.ts';

const operator = (spec: JsonObject): string => `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: { name: mesh, namespace: istio-system }\nspec: ${JSON.stringify(spec)}\n---\n`;

function member(value: Json | undefined, ...path: readonly (string | number)[]): Json | undefined {
  return path.reduce<Json | undefined>((found, step) => (found !== null && typeof found === 'object' ? (found as Record<string | number, Json>)[step] : undefined), value);
}

const find = ({ estate }: Controlled, type: string, name: string): Resource | undefined => estate.ofType(type).find((each) => each.name === name);
const names = ({ estate }: Controlled, type: string): readonly string[] => estate.ofType(type).map(({ namespace, name }) => `${namespace}/${name}`);
const ports = (service: Resource | undefined): readonly string[] => (member(service?.body, 'spec', 'ports') as readonly JsonObject[]).map(({ port, targetPort }) => `${String(port)} to ${String(targetPort)}`);

describe('an IstioOperator', () => {
  test('makes the control plane, the mesh config and an ingress gateway behind a load balancer, without being told more', async () => {
    const made = await given(operator({}));
    expect(names(made, 'Deployment')).toEqual(['istio-system/istio-ingressgateway', 'istio-system/istiod']);
    const service = find(made, 'Service', 'istio-ingressgateway');
    expect(member(service?.body, 'spec', 'type')).toBe('LoadBalancer');
    expect(ports(service)).toEqual(['15021 to 15021', '80 to 8080', '443 to 8443']);
    expect(find(made, 'MeshConfig', 'istio')?.body).toMatchObject({ trustDomain: 'cluster.local', rootNamespace: 'istio-system' });
    expect(made.estate.ofType('Pod').map(({ name }) => name)).toEqual(['istio-ingressgateway', 'istiod']);
  });

  test('of Istio 1.8.5 opens the ports for other networks, too', async () => {
    const service = find(await given(operator({ tag: '1.8.5' })), 'Service', 'istio-ingressgateway');
    expect(ports(service)).toEqual(['15021 to 15021', '80 to 8080', '443 to 8443', '15012 to 15012', '15443 to 15443']);
  });

  test('gateways under meshConfig change nothing', async () => {
    const made = await given(operator({ meshConfig: { gateways: { 'istio-ingressgateway': { type: 'NodePort' } } } }));
    expect(member(find(made, 'Service', 'istio-ingressgateway')?.body, 'spec', 'type')).toBe('LoadBalancer');
  });

  test('values, and k8s settings over them, make the gateway\'s Service', async () => {
    const values = operator({ values: { gateways: { 'istio-ingressgateway': { type: 'ClusterIP', externalTrafficPolicy: 'Local', serviceAnnotations: { a: false } } } } });
    expect(find(await given(values), 'Service', 'istio-ingressgateway')?.body).toMatchObject({ metadata: { annotations: { a: 'false' } }, spec: { type: 'ClusterIP', externalTrafficPolicy: 'Local' } });
    const both = operator({ values: { gateways: { 'istio-ingressgateway': { type: 'ClusterIP' } } }, components: { ingressGateways: [{ name: 'istio-ingressgateway', k8s: { service: { type: 'NodePort', ports: [{ name: 'https', port: 443, targetPort: 8443, nodePort: 31443 }] } } }] } });
    const service = find(await given(both), 'Service', 'istio-ingressgateway');
    expect([member(service?.body, 'spec', 'type'), ports(service)]).toEqual(['NodePort', ['443 to 8443']]);
  });

  test('a gateway of another name comes beside the usual one, with its own labels and namespace', async () => {
    const made = await given(operator({ tag: '1.23.0', components: { ingressGateways: [{ name: 'inner', namespace: 'edge', enabled: true, label: { istio: 'inner' } }, { name: 'off' }] } }));
    expect(names(made, 'Service')).toEqual(['edge/inner', 'istio-system/istio-ingressgateway', 'istio-system/istiod']);
    expect(member(find(made, 'Service', 'inner')?.body, 'spec', 'selector')).toEqual({ app: 'istio-ingressgateway', istio: 'inner' });
  });

  test('profiles turn gateways on and off, components overrule them', async () => {
    const gateways = async (spec: JsonObject): Promise<readonly string[]> => names(await given(operator(spec)), 'Service');
    expect(await gateways({ profile: 'minimal' })).toEqual(['istio-system/istiod']);
    expect(await gateways({ profile: 'empty' })).toEqual([]);
    expect(await gateways({ profile: 'demo' })).toEqual(['istio-system/istio-egressgateway', 'istio-system/istio-ingressgateway', 'istio-system/istiod']);
    expect(await gateways({ components: { ingressGateways: [{ name: 'istio-ingressgateway', enabled: false }] } })).toEqual(['istio-system/istiod']);
  });

  test('a gateway that does not say whether it is on is on since 1.24.0, and values say it for the usual one', async () => {
    // operator/pkg/component (GetValueOrTrue, AltEnablementPath); before, operator/pkg/name (ValuesEnablementPathMap).
    const on = async (spec: JsonObject): Promise<readonly string[]> => (await given(operator(spec)).then((made) => names(made, 'Service'))).filter((name) => !name.endsWith('istiod'));
    const inner = { ingressGateways: [{ name: 'inner' }] };
    expect(await on({ tag: '1.23.4', components: inner })).toEqual(['istio-system/istio-ingressgateway']);
    expect(await on({ tag: '1.24.0', components: inner })).toEqual(['istio-system/inner', 'istio-system/istio-ingressgateway']);
    const off = { gateways: { 'istio-ingressgateway': { enabled: false }, 'istio-egressgateway': { enabled: true } } };
    expect(await on({ tag: '1.20.0', values: off })).toEqual(['istio-system/istio-egressgateway']);
    expect(await on({ tag: '1.27.0', values: off })).toEqual(['istio-system/istio-egressgateway', 'istio-system/istio-ingressgateway']);
  });

  test('a load balancer class is taken in k8s.service since 1.21.0, and in values never; variables of both are joined', async () => {
    const usual = (k8s: JsonObject): JsonObject => ({ ingressGateways: [{ name: 'istio-ingressgateway', enabled: true, k8s }] });
    const taken = async (spec: JsonObject): Promise<unknown> => {
      const made = await given(operator(spec));
      return [member(find(made, 'Service', 'istio-ingressgateway')?.body, 'spec', 'loadBalancerClass'), made.problems.map(({ message }) => message)];
    };
    const own = { service: { loadBalancerClass: 'service.k8s.aws/nlb' } };
    expect(await taken({ tag: '1.27.0', components: usual(own) })).toEqual(['service.k8s.aws/nlb', []]);
    expect(await taken({ tag: '1.20.0', components: usual(own) })).toEqual([undefined, ['gateways.istio-ingressgateway.loadBalancerClass is taken in k8s.service by istioctl from 1.21.0 on, and 1.20.0 refuses the IstioOperator with it; the gateway is shown without it']]);
    expect(await taken({ values: { gateways: { 'istio-ingressgateway': { loadBalancerClass: 'x' } } } })).toEqual([undefined, ['gateways.istio-ingressgateway.loadBalancerClass is not handed on to the Service, which is made without it. k8s.service of the gateway takes it']]);
    const made = await given(operator({ values: { gateways: { 'istio-ingressgateway': { env: { A: '1', B: '1' } } } }, components: usual({ env: [{ name: 'B', value: '2' }] }) }));
    expect(member(find(made, 'Deployment', 'istio-ingressgateway')?.body, 'spec', 'template', 'spec', 'containers', 0, 'env')).toEqual([{ name: 'A', value: '1' }, { name: 'B', value: '2' }]);
  });

  test('the profile preview lets sidecars answer names (manifests/profiles/preview.yaml)', async () => {
    const made = await given(operator({ profile: 'preview', meshConfig: { defaultConfig: { proxyMetadata: { OTHER: 'x' } } } }));
    expect(member(find(made, 'MeshConfig', 'istio')?.body, 'defaultConfig', 'proxyMetadata')).toEqual({ ISTIO_META_DNS_CAPTURE: 'true', OTHER: 'x' });
  });

  test('the mesh config stands where it was written, and an istiod setting in pilot.env', async () => {
    const made = await given('apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: { name: mesh, namespace: istio-system }\nspec:\n  meshConfig:\n    defaultConfig:\n      gatewayTopology:\n        numTrustedProxies: 1\n  values:\n    pilot: { env: { ENABLE_TLS_ON_SIDECAR_INGRESS: true } }\n---');
    const mesh = find(made, 'MeshConfig', 'istio')!;
    expect(member(mesh.body, 'defaultConfig', 'gatewayTopology', 'numTrustedProxies')).toBe(1);
    expect(mesh.locate(['defaultConfig', 'gatewayTopology', 'numTrustedProxies'])?.line).toBe(8);
    expect(member(find(made, 'Deployment', 'istiod')?.body, 'spec', 'template', 'spec', 'containers', 0, 'env')).toEqual([{ name: 'ENABLE_TLS_ON_SIDECAR_INGRESS', value: 'true' }]);
  });

  test('overlays change what is made, where they are written', async () => {
    const made = await given('apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: { name: mesh, namespace: istio-system }\nspec:\n  components:\n    ingressGateways:\n    - name: istio-ingressgateway\n      k8s:\n        overlays:\n        - kind: Service\n          name: istio-ingressgateway\n          patches:\n          - path: spec.ports.[name:https].nodePort\n            value: 31443\n          - { path: "spec.ports.[0]" }\n          - { path: spec.type, value: NodePort }\n          - { path: "spec.ports.[name:gone].nodePort", value: 1 }\n---');
    const service = find(made, 'Service', 'istio-ingressgateway')!;
    expect([member(service.body, 'spec', 'type'), member(service.body, 'spec', 'ports')]).toEqual(['NodePort', [
      { name: 'http2', port: 80, targetPort: 8080, protocol: 'TCP' },
      { name: 'https', port: 443, targetPort: 8443, protocol: 'TCP', nodePort: 31443 },
    ]]);
    expect(service.locate(['spec', 'type'])?.line).toBe(16);
    expect(made.problems.map(({ message, at }) => `${message} ${at?.line}`)).toEqual(['path spec.ports.[name:gone].nodePort finds nothing in Service istio-ingressgateway, and istioctl installs nothing with this overlay; it is taken as if it were not there 17']);
  });

  test('a proxy config in an annotation of the gateway is read, in whichever namespace the gateway is', async () => {
    const annotated = (namespace: string): string => operator({ components: { ingressGateways: [{ name: 'istio-ingressgateway', namespace, k8s: { podAnnotations: { 'proxy.istio.io/config': '{"gatewayTopology": {"numTrustedProxies": 2}}' } } }] } });
    for (const namespace of ['istio-system', 'edge']) {
      const made = await given(annotated(namespace));
      const pod = podsOf(made.estate, namespace).find(({ name }) => name === 'istio-ingressgateway')!;
      expect(ownConfig(made.estate, pod)).toEqual({ gatewayTopology: { numTrustedProxies: 2 } });
    }
  });

  test('members of another type than istioctl takes are told, and the rest is made', async () => {
    const made = await given(operator({ profile: 3, values: [], components: { egressGateways: { name: 'x' }, ingressGateways: [{ name: 'istio-ingressgateway', enabled: 'false', k8s: { service: { type: 'NodePort', ports: {} } } }, 'x'] } }));
    expect(made.problems.map(({ message }) => message.split(', and')[0])).toEqual([
      'spec.profile has to be a text',
      'spec.values has to be a map',
      'spec.components.egressGateways has to be a list',
      'spec.components.ingressGateways[0].enabled has to be true or false',
      'spec.components.ingressGateways[0].k8s.service.ports has to be a list',
      'spec.components.ingressGateways[1] has to be a map',
    ]);
    const none = await given('apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: { name: mesh, namespace: istio-system }\nspec: []\n---\n');
    expect(none.problems.map(({ message }) => message)).toEqual(['spec has to be a map, and istioctl refuses this IstioOperator; it is taken as if it were not there']);
    expect([names(made, 'Service'), ports(find(made, 'Service', 'istio-ingressgateway'))]).toEqual([['istio-system/istio-ingressgateway', 'istio-system/istiod'], ['15021 to 15021', '80 to 8080', '443 to 8443']]);
  });

  test('what the inputs hold by the same name stays as it is', async () => {
    const made = await given(`${operator({})}apiVersion: v1\nkind: Service\nmetadata: { name: istio-ingressgateway, namespace: istio-system }\nspec: { type: NodePort, selector: { istio: ingressgateway }, ports: [{ port: 443 }] }\n---`);
    expect(find(made, 'Service', 'istio-ingressgateway')?.derived).toBeUndefined();
  });
});

describe('charts', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-installations-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, content: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  };
  const run = async (): Promise<Controlled> => {
    const { resources, files } = await readInputs([folder]);
    return runControllers(estateOf([...resources, ...embeddedIn(resources, files, [])]).estate);
  };

  test('the chart gateway makes a gateway of the release\'s name, on ports 80 and 443 of its pods', async () => {
    write('sallyport.yaml', 'releases:\n- { name: istio-edge, namespace: ingress, chart: istio/gateway, version: "1.27.1", values: values.yaml }\n');
    write('values.yaml', 'service:\n  type: ClusterIP\n  annotations:\n    a: "b"\n');
    const made = await run();
    const service = find(made, 'Service', 'istio-edge')!;
    expect(service.body).toMatchObject({ metadata: { namespace: 'ingress', annotations: { a: 'b' } }, spec: { type: 'ClusterIP', selector: { app: 'istio-edge', istio: 'edge' } } });
    expect(ports(service)).toEqual(['15021 to 15021', '80 to 80', '443 to 443']);
    expect([service.locate(['spec', 'type']), service.locate(['metadata', 'annotations', 'a'])].map((at) => `${at?.file.replace(folder, 'F')}:${at?.line}`)).toEqual(['F/values.yaml:2', 'F/values.yaml:4']);
    expect(service.locate(['spec', 'selector'])?.file).toBe(join(folder, 'sallyport.yaml'));
    expect(made.estate.ofType('Pod').map(({ name }) => name)).toEqual(['istio-edge']);
  });

  test('the load balancer controller\'s chart makes its Deployment with flags, and a class since 1.4.0', async () => {
    const release = (version: string): string => `releases:\n- name: aws-load-balancer-controller\n  namespace: kube-system\n  chart: eks/aws-load-balancer-controller\n  version: ${version}\n  values: { clusterName: blue, vpcId: vpc-1, enableWafv2: false, defaultTags: { a: b }, ingressClassParams: { spec: { scheme: internal } } }\n`;
    write('sallyport.yaml', release('1.13.2'));
    const made = await run();
    const deployment = find(made, 'Deployment', 'aws-load-balancer-controller')!;
    expect(member(deployment.body, 'spec', 'template', 'spec', 'containers', 0, 'args')).toEqual(['--cluster-name=blue', '--ingress-class=alb', '--aws-vpc-id=vpc-1', '--enable-wafv2=false', '--default-tags=a=b']);
    expect(member(deployment.body, 'metadata', 'labels', 'app.kubernetes.io/version')).toBe('v2.13');
    expect(find(made, 'Secret', 'aws-load-balancer-tls')?.body).toMatchObject({ keys: ['ca.crt', 'tls.crt', 'tls.key'], certificates: [{ dnsNames: ['aws-load-balancer-webhook-service.kube-system', 'aws-load-balancer-webhook-service.kube-system.svc', 'aws-load-balancer-webhook-service.kube-system.svc.cluster.local'] }] });
    expect(find(made, 'IngressClass', 'alb')?.body['spec']).toMatchObject({ controller: 'ingress.k8s.aws/alb', parameters: { name: 'alb' } });
    expect(find(made, 'IngressClassParams', 'alb')?.body['spec']).toEqual({ scheme: 'internal' });
    write('sallyport.yaml', release('1.2.0'));
    const old = await run();
    expect(find(old, 'IngressClass', 'alb')).toBeUndefined();
    expect((find(old, 'MutatingWebhookConfiguration', 'aws-load-balancer-webhook')!.body['webhooks'] as readonly JsonObject[]).map(({ name }) => name)).toEqual(['mpod.elbv2.k8s.aws', 'mtargetgroupbinding.elbv2.k8s.aws']);
  });

  test('the chart gateway hands on what its version knows of a Service, and what is said for its own defaults', async () => {
    const made = async (version: string, values: string): Promise<unknown> => {
      write('sallyport.yaml', `releases:\n- { name: edge, namespace: ingress, chart: istio/gateway, version: ${version}, values: ${values} }\n`);
      const { estate, problems } = await run();
      const { type, loadBalancerClass } = member(estate.ofType('Service')[0]?.body, 'spec') as JsonObject;
      return [type, loadBalancerClass, problems.map(({ message }) => message)];
    };
    // manifests/charts/gateway/templates/service.yaml, pull request 55406 (March 2025); templates/zzz_profile.yaml.
    expect(await made('1.25.3', '{ service: { loadBalancerClass: service.k8s.aws/nlb } }')).toEqual(['LoadBalancer', undefined, ['service.loadBalancerClass is handed on by the chart gateway from 1.26.0 on, and not by 1.25.3: the Service is made without it']]);
    expect(await made('1.26.0', '{ service: { loadBalancerClass: service.k8s.aws/nlb } }')).toEqual(['LoadBalancer', 'service.k8s.aws/nlb', []]);
    expect(await made('1.24.0', '{ _internal_defaults_do_not_set: { service: { type: ClusterIP } } }')).toEqual(['ClusterIP', undefined, []]);
    expect(await made('1.24.0', '{ defaults: { service: { type: ClusterIP } } }')).toEqual(['LoadBalancer', undefined, ['defaults is refused by the chart gateway 1.24.0, and Helm installs nothing (Setting with .default prefix found; remove it)']]);
  });

  test('the chart gateway hands its revision and network to its pods', async () => {
    write('sallyport.yaml', 'releases:\n- { name: edge, namespace: ingress, chart: istio/gateway, values: { namespace: "", revision: canary, networkGateway: west } }\n');
    const made = await run();
    const { metadata, spec } = member(find(made, 'Deployment', 'edge')?.body, 'spec', 'template') as JsonObject;
    expect(metadata).toEqual({ labels: { app: 'edge', istio: 'edge', 'topology.istio.io/network': 'west', 'sidecar.istio.io/inject': 'true', 'istio.io/rev': 'canary' } });
    expect(member(spec, 'containers', 0, 'env')).toEqual([{ name: 'ISTIO_META_REQUESTED_NETWORK_VIEW', value: 'west' }]);
    expect(find(made, 'Service', 'edge')?.namespace).toBe('ingress');
  });

  test('a value that the load balancer controller\'s chart does not hand on is told, and the controller starts without it', async () => {
    const release = (version: string, values: string): string => `releases:\n- { name: lbc, namespace: kube-system, chart: eks/aws-load-balancer-controller, version: ${version}, values: ${values} }\n`;
    const args = async (version: string, values: string): Promise<unknown> => {
      write('sallyport.yaml', release(version, values));
      const { estate, problems } = await run();
      return [member(estate.ofType('Deployment')[0]?.body, 'spec', 'template', 'spec', 'containers', 0, 'args'), problems.map(({ name, message }) => `${name}: ${message}`)];
    };
    // helm/aws-load-balancer-controller, pull request 3647 (April 2024), and kindIs "bool" in templates/deployment.yaml.
    expect(await args('1.7.2', '{ clusterName: c, loadBalancerClass: mine }')).toEqual([['--cluster-name=c', '--ingress-class=alb'], ['unreadable-setting: loadBalancerClass is read by the chart aws-load-balancer-controller from 1.8.0 on, and not by 1.7.2: the controller starts without load-balancer-class']]);
    expect(await args('1.8.0', '{ clusterName: c, loadBalancerClass: mine }')).toEqual([['--cluster-name=c', '--ingress-class=alb', '--load-balancer-class=mine'], []]);
    expect(await args('1.8.0', '{ clusterName: c, enableWaf: "false", enableShield: false }')).toEqual([['--cluster-name=c', '--ingress-class=alb', '--enable-shield=false'], ['unreadable-setting: enableWaf is not true or false without quotes, and the chart hands on nothing else: the controller starts without enable-waf']]);
    expect(await args('1.8.0', '{ clusterName: c, aws-vpc-id: vpc-1 }')).toEqual([['--cluster-name=c', '--ingress-class=alb'], ['unreadable-setting: aws-vpc-id is a flag of the controller and no value of the chart aws-load-balancer-controller, which reads vpcId: the controller starts without aws-vpc-id']]);
    expect(await args('1.8.0', '{}')).toEqual([['--ingress-class=alb'], ['wrong-setting: no value says clusterName, and Helm installs the chart aws-load-balancer-controller with it only (Chart cannot be installed without a valid clusterName!)']]);
  });

  test('the load balancer controller\'s chart narrows its webhook for Services, and makes parameters also without the class', async () => {
    const made = async (version: string): Promise<Controlled> => {
      write('sallyport.yaml', `releases:\n- { name: lbc, namespace: kube-system, chart: eks/aws-load-balancer-controller, version: ${version}, values: { clusterName: c, createIngressClassResource: false, image: { repository: mirror.example.com/lbc }, serviceMutatorWebhookConfig: { objectSelector: { matchLabels: { lb: "yes" } } } } }\n`);
      write('a.yaml', 'apiVersion: v1\nkind: Service\nmetadata: { name: web, namespace: shop }\nspec: { type: LoadBalancer, ports: [{ port: 80 }] }\n---\napiVersion: v1\nkind: Service\nmetadata: { name: labelled, namespace: shop, labels: { lb: "yes" } }\nspec: { type: LoadBalancer, ports: [{ port: 80 }] }\n');
      return run();
    };
    const owners = ({ estate }: Controlled): readonly string[] => servicesOf(estate, 'shop').map((service) => `${service.name}: ${ownerOf(service, controllerIn(estate, 'default')).by}`).toSorted();
    const now = await made('1.8.0');
    expect([names(now, 'IngressClass'), names(now, 'IngressClassParams').length]).toEqual([[], 1]);
    // templates/webhook.yaml since 1.8.0 (pull request 3653); an image under another name is the chart's all the same.
    expect(owners(now)).toEqual(['labelled: load-balancer-controller', 'web: cloud-provider']);
    expect(owners(await made('1.7.2'))).toEqual(['labelled: load-balancer-controller', 'web: load-balancer-controller']);
    expect(owners(await made('1.4.8'))).toEqual(['labelled: cloud-provider', 'web: cloud-provider']);
  });

  test('a chart that is not known is named, and nothing is made of it', async () => {
    write('sallyport.yaml', 'releases:\n- { name: web, namespace: shop, chart: bitnami/nginx }\n- { name: gateway, chart: oci://example.com/charts/gateway }\n- { name: istio-base, chart: istio/base }\n');
    const { problems, estate } = await run();
    expect(problems.map(({ name, severity, message, at }) => [name, severity, message, at?.line])).toEqual([
      ['chart-not-modelled', 'note', 'what the chart oci://example.com/charts/gateway of release default/gateway makes is not known here, and nothing is made of it', 3],
      ['chart-not-modelled', 'note', 'what the chart bitnami/nginx of release shop/web makes is not known here, and nothing is made of it', 2],
    ]);
    expect(estate.resources.filter(({ derived }) => derived !== undefined)).toEqual([]);
  });

  test('Flux and Argo CD install the same gateway', async () => {
    const type = async (): Promise<unknown> => (await run()).estate.ofType('Service').map(({ namespace, name, body }) => `${namespace}/${name} ${String(member(body, 'spec', 'type'))}`);
    write('a.yaml', 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: edge, namespace: flux }\nspec:\n  targetNamespace: ingress\n  releaseName: edge\n  chart: { spec: { chart: gateway, version: 1.27.1, sourceRef: { kind: HelmRepository, name: istio } } }\n  values: { service: { type: NodePort } }\n');
    expect(await type()).toEqual(['ingress/edge NodePort']);
    write('a.yaml', 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: edge, namespace: flux }\nspec:\n  targetNamespace: ingress\n  chart: { spec: { chart: gateway, sourceRef: { kind: HelmRepository, name: istio } } }\n  valuesFrom: [{ kind: ConfigMap, name: edge }, { kind: Secret, name: more }]\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: edge, namespace: flux }\ndata:\n  values.yaml: |\n    service: { type: NodePort }\n');
    expect(await type()).toEqual(['ingress/ingress-edge NodePort']);
    expect((await run()).problems.map(({ name, message }) => [name, message])).toEqual([['unreadable-setting', 'ingress-edge is taken without the values in Secret more, which are not read here']]);
    write('a.yaml', 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: edge, namespace: flux }\nspec: { chartRef: { kind: OCIRepository, name: charts } }\n---\napiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: { name: charts, namespace: flux }\nspec: { url: "oci://gcr.io/istio-release/charts/gateway", ref: { tag: 1.27.1 } }\n');
    expect(await type()).toEqual(['flux/edge LoadBalancer']);
    write('a.yaml', 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: edge, namespace: flux }\nspec: { chartRef: { kind: OCIRepository, name: istiod } }\n');
    expect((await run()).problems.map(({ message }) => message)).toEqual(['what the chart OCIRepository istiod of release flux/edge makes is not known here, and nothing is made of it']);
    write('a.yaml', 'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: edge, namespace: argocd }\nspec:\n  destination: { namespace: ingress }\n  source:\n    chart: gateway\n    repoURL: https://istio-release.storage.googleapis.com/charts\n    targetRevision: 1.27.1\n    helm:\n      values: |\n        service:\n          type: ClusterIP\n      parameters:\n      - { name: service.type, value: NodePort }\n');
    expect(await type()).toEqual(['ingress/edge NodePort']);
  });

  test('Terraform\'s helm_release has its values as text, and single ones over them', () => {
    const release: Resource = { scope: 'default', type: 'helm_release', name: 'edge', body: { name: 'edge', namespace: 'ingress', chart: 'gateway', repository: 'https://istio-release.storage.googleapis.com/charts', values: ['service:\n  type: ClusterIP\n'], set: [{ name: 'service.annotations.example\\.com/a', value: 'true', type: 'string' }, { name: 'service.ports[0].port', value: '8443' }] }, locate: () => undefined };
    const service = find(runControllers(estateOf([release, ...embeddedIn([release], new Map(), [])]).estate), 'Service', 'edge')!;
    expect(service.body).toMatchObject({ metadata: { annotations: { 'example.com/a': 'true' } }, spec: { type: 'ClusterIP', ports: [{ port: 8443 }] } });
  });

  test('the default gateway is not assumed where the inputs say how Istio is installed', async () => {
    const gateway = 'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: front, namespace: shop }\nspec: { selector: { istio: ingressgateway }, servers: [{ port: { number: 80, protocol: HTTP }, hosts: ["*"] }] }\n---\n';
    expect(names(await given(gateway), 'Service')).toEqual(['istio-system/istio-ingressgateway']);
    expect(names(await given(gateway + operator({ profile: 'minimal' })), 'Service')).toEqual(['istio-system/istiod']);
  });
});

test('a value out of a closed list that an installation hands on is told where it is said', async () => {
  const spec = (type: string): JsonObject => ({ components: { ingressGateways: [{ name: 'istio-ingressgateway', enabled: true, k8s: { service: { type } } }] } });
  const found = handedOnProblems((await given(operator(spec('ClusterIp')))).estate.resources);
  expect(found.map(({ name, resource, message }) => [name, resource?.type, message])).toEqual([['unknown-value', 'IstioOperator', expect.stringMatching(/^of Service istio-system\/istio-ingressgateway, which is made of this, spec\.type takes .*Did you mean ClusterIP\?$/)]]);
  expect(found[0]?.at?.line).toBe(4);
  expect(handedOnProblems((await given(operator(spec('ClusterIP')))).estate.resources)).toEqual([]);
});
