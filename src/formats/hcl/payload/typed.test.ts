import { expect, test } from 'vitest';
import { pathText, type JsonObject } from '../../../resource/resource.ts';
import { typedObject } from './typed.ts';

const service: JsonObject = {
  metadata: [{ name: 'nginx', namespace: 'web', annotations: { 'service.beta.kubernetes.io/aws-load-balancer-type': 'nlb' } }],
  spec: [{ type: 'LoadBalancer', external_traffic_policy: 'Local', load_balancer_ip: '10.0.0.1', external_ips: ['10.0.0.2'], selector: { app: 'nginx' }, port: [{ name: 'http', port: 80, target_port: '8080' }, { port: 443, target_port: 'https' }] }],
  wait_for_load_balancer: true,
  timeouts: [],
};

test('a Service that is written as blocks is the Service as Kubernetes has it', () => {
  expect(typedObject('kubernetes_service_v1', service)?.object).toEqual({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'nginx', namespace: 'web', annotations: { 'service.beta.kubernetes.io/aws-load-balancer-type': 'nlb' } },
    spec: { type: 'LoadBalancer', externalTrafficPolicy: 'Local', loadBalancerIP: '10.0.0.1', externalIPs: ['10.0.0.2'], selector: { app: 'nginx' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }, { port: 443, targetPort: 'https' }] },
  });
});

test('every part of the object leads to the block that says it', () => {
  const places = typedObject('kubernetes_service', service)!.places;
  expect(pathText(places.get('spec.ports[1].targetPort')!)).toBe('spec[0].port[1].target_port');
  expect(pathText(places.get('metadata.annotations')!)).toBe('metadata[0].annotations');
});

test('blocks in blocks are lists or objects as the schema has it, and an empty block is an empty object', () => {
  const body: JsonObject = {
    metadata: [{ name: 'web' }],
    spec: [{ replicas: '2', selector: [{ match_labels: { app: 'web' } }], template: [{ metadata: [{ labels: { app: 'web' } }], spec: [{ service_account_name: 'web', container: [{ name: 'web', image: 'web:1', port: [{ container_port: 8080 }], env: [{ name: 'A', value: 'b' }], volume_mount: [{ name: 'x', mount_path: '/x' }], readiness_probe: [{ http_get: [{ path: '/', port: '8080' }] }], resources: [{ limits: { cpu: '1' } }] }], volume: [{ name: 'x', empty_dir: [{}] }] }] }] }],
  };
  expect(typedObject('kubernetes_deployment', body)?.object).toEqual({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { serviceAccountName: 'web', containers: [{ name: 'web', image: 'web:1', ports: [{ containerPort: 8080 }], env: [{ name: 'A', value: 'b' }], volumeMounts: [{ name: 'x', mountPath: '/x' }], readinessProbe: { httpGet: { path: '/', port: 8080 } }, resources: { limits: { cpu: '1' } } }], volumes: [{ name: 'x', emptyDir: {} }] } } },
  });
});

test('an Ingress and a NetworkPolicy keep their lists', () => {
  const ingress: JsonObject = { metadata: [{ name: 'a' }], spec: [{ ingress_class_name: 'alb', rule: [{ host: 'a.example.com', http: [{ path: [{ path: '/', path_type: 'Prefix', backend: [{ service: [{ name: 'a', port: [{ number: 80 }] }] }] }] }] }], tls: [{ hosts: ['a.example.com'], secret_name: 's' }] }] };
  expect(typedObject('kubernetes_ingress_v1', ingress)?.object['spec']).toEqual({ ingressClassName: 'alb', rules: [{ host: 'a.example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'a', port: { number: 80 } } } }] } }], tls: [{ hosts: ['a.example.com'], secretName: 's' }] });
  const policy: JsonObject = { metadata: [{ name: 'a' }], spec: [{ pod_selector: [{}], policy_types: ['Ingress'], ingress: [{ from: [{ namespace_selector: [{ match_labels: { a: 'b' } }] }, { ip_block: [{ cidr: '10.0.0.0/8' }] }], ports: [{ port: '80', protocol: 'TCP' }] }] }] };
  expect(typedObject('kubernetes_network_policy', policy)?.object['spec']).toEqual({ podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: [{ namespaceSelector: { matchLabels: { a: 'b' } } }, { ipBlock: { cidr: '10.0.0.0/8' } }], ports: [{ port: 80, protocol: 'TCP' }] }] });
});

test('of a type that is not known nothing is made', () => {
  expect(typedObject('kubernetes_labels', {})).toBeUndefined();
  expect(typedObject('kubernetes_config_map_v1', { metadata: [{ name: 'a' }], data: { 'x.conf': 'y' } })?.object).toEqual({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { 'x.conf': 'y' } });
});
