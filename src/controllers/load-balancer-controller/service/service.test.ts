import { expect, test } from 'vitest';
import { written } from '../../../../test/given.ts';
import { serviceAt } from '../../../dialects/kubernetes/services.ts';
import type { JsonObject } from '../../../resource/resource.ts';
import { pathText } from '../../../resource/resource.ts';
import { factsOf } from '../settings/facts.ts';
import { placeOf, type Piece } from '../stack.ts';
import type { ControllerFacts } from '../facts.ts';
import type { Plan } from '../plan.ts';
import { buildService } from './build.ts';
import { admitted, supported } from './supported.ts';

const prefix = 'service.beta.kubernetes.io/aws-load-balancer-';

const service = (annotations: Readonly<Record<string, string>> = {}, spec = 'ports: [{ name: https, port: 443, targetPort: 8443, nodePort: 31390 }]'): string => `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop, uid: 7ab4be33-11c2-4a7b-b622-7add8affab36, annotations: { ${Object.entries(annotations).map(([key, value]) => `"${key.includes('/') ? key : prefix + key}": "${value}"`).join(', ')} } }
spec: { type: LoadBalancer, loadBalancerClass: service.k8s.aws/nlb, selector: { app: web }, ${spec} }
`;

async function planned(yaml: string, change: (facts: ControllerFacts) => ControllerFacts = (facts) => facts): Promise<Plan> {
  const estate = await written(yaml);
  const facts = factsOf(estate, 'default');
  return buildService(estate, change({ ...facts, flags: { ...facts.flags, clusterName: 'prod', awsVpcId: 'vpc-1' } }), serviceAt(estate, 'shop', 'web')!);
}

function piece({ stack }: Plan, type: string): Piece {
  return stack!.pieces.find((each) => each.type.endsWith(`::${type}`))!;
}

const subnet = (id: string, zone: string, cidr: string): NonNullable<ControllerFacts['aws']['subnets']>[number] => ({ id, vpc: 'vpc-1', zone, zoneId: zone, locale: 'availability-zone', cidr, ipv6Cidrs: [], freeAddresses: 100, tags: { 'kubernetes.io/role/internal-elb': '1' } });

test('a Service becomes an internal network load balancer with a security group, a listener, a target group of nodes and its binding', async () => {
  const plan = await planned(service(), (facts) => ({ ...facts, aws: { subnets: [subnet('subnet-1', 'a', '10.0.1.0/24'), subnet('subnet-2', 'b', '10.0.2.0/24')] } }));
  expect(plan.refusals).toEqual([]);
  expect(plan.stack!.pieces.map(({ type, id }) => [type.split('::')[2], id])).toEqual([
    ['SecurityGroup', 'ManagedLBSecurityGroup'],
    ['LoadBalancer', 'LoadBalancer'],
    ['Listener', '443'],
    ['TargetGroup', 'shop/web:443'],
    ['TargetGroupBinding', 'shop/web:443'],
  ]);
  expect(piece(plan, 'LoadBalancer').spec).toMatchObject({ scheme: 'internal', type: 'network', subnetMapping: [{ subnetID: 'subnet-1' }, { subnetID: 'subnet-2' }] });
  expect(piece(plan, 'TargetGroup').spec).toMatchObject({ targetType: 'instance', port: 31390, protocol: 'TCP' });
});

test('each part is at the annotation that asks for it', async () => {
  const plan = await planned(service({ scheme: 'internet-facing', 'healthcheck-port': '8080', 'ssl-cert': 'arn:aws:acm:x' }));
  const where = (type: string, ...path: readonly string[]): string => pathText(placeOf(piece(plan, type), path)[1]);
  expect(where('LoadBalancer', 'scheme')).toContain('aws-load-balancer-scheme');
  expect(where('TargetGroup', 'healthCheckConfig', 'port')).toContain('aws-load-balancer-healthcheck-port');
  expect(where('Listener', 'certificates')).toContain('aws-load-balancer-ssl-cert');
  expect(where('Listener', 'port')).toBe('spec.ports[0]');
});

test('every mistake is told, the one at which the controller stops first', async () => {
  const plan = await planned(service({ scheme: 'private', 'ip-address-type': 'ipv6', 'healthcheck-port': 'status', 'ssl-ports': '*, 8443', 'proxy-protocol': 'v2' }));
  expect(plan.stack).toBeUndefined();
  expect(plan.refusals.map(({ says }) => says)).toEqual([
    'unknown scheme: private',
    'unknown IPAddressType: ipv6',
    'Unused port in ssl-ports annotation [* 8443]',
    'failed to resolve healthCheckPort: unable to find port status on service shop/web',
    'invalid value v2 for Load Balancer proxy protocol v2 annotation, only value currently supported is *',
  ]);
  expect(plan.refusals.every(({ at: [, path] }) => pathText(path).includes('aws-load-balancer-'))).toBe(true);
});

test('what the inputs do not say is assumed in a sentence, and the rest is planned', async () => {
  const plan = await planned(service({}, 'ports: [{ port: 443, targetPort: 8443 }]').replace(/uid: \S+, /, ''), (facts) => ({ ...facts, flags: { ...facts.flags, awsVpcId: 'vpc-1' } }));
  expect(plan.refusals).toEqual([]);
  expect(plan.assumptions).toEqual([
    'no subnets are in the inputs: the controller is taken to find enough of them by their tags',
    'the names of what is made for Service shop/web end in a hash over the UID of the Service, which it gets when it is made',
    'the node port of port 443 of Service shop/web is chosen when the Service is made',
  ]);
  expect(piece(plan, 'LoadBalancer').spec['name']).toBe('k8s-shop-web');
  expect(piece(plan, 'TargetGroup').spec['port']).toBeUndefined();
});

test('targets of type instance need node ports', async () => {
  const plan = await planned(service().replace('type: LoadBalancer', 'type: ClusterIP'));
  expect(plan.refusals.map(({ message, says }) => [message, says])).toEqual([['Service shop/web is of type ClusterIP and has no node ports, which targets of type instance need', 'unsupported service type "ClusterIP" for load balancer target type "instance"']]);
  expect((await planned(service({ 'nlb-target-type': 'ip' }).replace('type: LoadBalancer', 'type: ClusterIP'))).refusals).toEqual([]);
});

test('without security groups the targets let in the subnets of the load balancer, or the ranges of clients whose address they see', async () => {
  const change = (facts: ControllerFacts): ControllerFacts => ({ ...facts, aws: { subnets: [subnet('subnet-1', 'a', '10.0.1.0/24')], vpcs: [{ id: 'vpc-1', cidrs: ['10.0.0.0/16'], ipv6Cidrs: [] }] } });
  const ingress = async (annotations: Readonly<Record<string, string>>): Promise<unknown> => {
    const plan = await planned(service({ 'disable-nlb-sg': 'true', ...annotations }), change);
    const { spec } = piece(plan, 'TargetGroupBinding').spec['template'] as { readonly spec: JsonObject };
    return (spec['networking'] as JsonObject | undefined)?.['ingress'];
  };
  expect(await ingress({ 'nlb-target-type': 'ip' })).toEqual([{ from: [{ ipBlock: { cidr: '10.0.1.0/24' } }], ports: [{ protocol: 'TCP', port: 8443 }] }]);
  expect(await ingress({})).toEqual([{ from: [{ ipBlock: { cidr: '10.0.0.0/16' } }], ports: [{ protocol: 'TCP', port: 31390 }] }]);
  expect(await ingress({ 'manage-backend-security-group-rules': 'false' })).toBeUndefined();
});

test('the webhook gives a new Service the class of the controller where it runs, and a protected one is not deleted', async () => {
  const estate = await written(service().replace('loadBalancerClass: service.k8s.aws/nlb, ', ''));
  const facts = factsOf(estate, 'default');
  const plain = serviceAt(estate, 'shop', 'web')!;
  expect([supported(plain, facts), supported(admitted(plain, facts), facts), supported(admitted(plain, { ...facts, stated: true }), { ...facts, stated: true })]).toEqual([false, false, true]);
  const old = { ...facts, stated: true, flags: { ...facts.flags, enableServiceMutatorWebhook: false } };
  expect(supported(admitted(plain, old), old)).toBe(false);
  const leaving = await planned(service({ attributes: 'deletion_protection.enabled=true' }).replace('metadata: {', "metadata: { deletionTimestamp: '2026-11-22T00:00:00Z', finalizers: [service.k8s.aws/resources],"));
  expect(leaving.refusals.map(({ says }) => says)).toEqual(['deletion_protection is enabled, cannot delete the service: web']);
});

test('what is passed over without a word is remarked upon', async () => {
  const names = async (annotations: Readonly<Record<string, string>>, spec?: string): Promise<readonly string[]> => (await planned(service(annotations, spec))).remarks.map(({ name }) => name);
  expect(await names({ 'nlb-target-type': 'ip' })).toEqual([]);
  expect(await names({ 'nlb-target-tpye': 'ip', 'connection-draining-enabled': 'false' })).toEqual(['service-annotation-not-read', 'service-annotation-not-read']);
  expect(await names({ internal: 'true', type: 'nlb-ip' })).toEqual(['service-annotation-out-of-date', 'service-annotation-out-of-date']);
  expect(await names({ attributes: 'load_balancing.crosszone.enabled=true', 'target-group-attributes.443': 'stickness.enabled=true' })).toEqual(['load-balancer-attribute-unknown', 'load-balancer-attribute-unknown']);
  expect(await names({ 'security-groups': 'sg-1' }, 'loadBalancerSourceRanges: [10.0.0.0/8], ports: [{ port: 443, nodePort: 31390 }]')).toEqual(['source-ranges-not-enforced']);
  expect(await names({}, 'ports: [{ name: a, port: 53, nodePort: 31390 }, { name: b, port: 53, nodePort: 31391, protocol: UDP }]')).toEqual(['port-in-two-protocols']);
});

test('a value that is one of a list but for capitals or one slip comes with what to write instead', async () => {
  const plan = await planned(service({ scheme: 'Internet-Facing', 'ip-address-type': 'dualstac', 'healthcheck-protocol': 'HTTPSS' }));
  expect(plan.refusals.map(({ instead }) => instead?.to)).toEqual(['internet-facing', 'dualstack', 'HTTPS']);
  expect(plan.assumptions.filter((text) => text.includes('hash'))).toEqual([]);
});
