import { describe, expect, test } from 'vitest';
import { written } from '../../../../test/given.ts';
import { valueAt, type Json, type Path } from '../../../resource/resource.ts';
import type { AwsFacts, ControllerFacts } from '../facts.ts';
import type { Plan } from '../plan.ts';
import { plansOf } from '../plans.ts';
import { factsOf } from '../settings/facts.ts';
import type { PieceType } from '../stack.ts';

const prefix = 'alb.ingress.kubernetes.io/';
const balancer: PieceType = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const group: PieceType = 'AWS::ElasticLoadBalancingV2::TargetGroup';
const listener: PieceType = 'AWS::ElasticLoadBalancingV2::Listener';
const guard: PieceType = 'AWS::EC2::SecurityGroup';

interface Written {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly host?: string;
  readonly spec?: { readonly [key: string]: Json };
  readonly class?: string;
}

function ingress(name: string, { annotations = {}, host = `${name}.example.com`, spec = {}, class: className = 'alb' }: Written = {}): Json {
  const prefixed = Object.fromEntries(Object.entries(annotations).map(([key, value]) => [prefix + key, value]));
  const rules = [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }] } }];
  return { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name, namespace: 'shop', annotations: prefixed }, spec: { ingressClassName: className, rules, ...spec } };
}

function service(annotations: Readonly<Record<string, string>> = {}, spec: { readonly [key: string]: Json } = { type: 'NodePort', ports: [{ name: 'http', port: 80, targetPort: 8080, nodePort: 30080 }] }): Json {
  const prefixed = Object.fromEntries(Object.entries(annotations).map(([key, value]) => [prefix + key, value]));
  return { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'shop', uid: 'a1', annotations: prefixed }, spec: { selector: { app: 'web' }, ...spec } };
}

interface Setting {
  readonly aws?: AwsFacts;
  readonly flags?: Partial<ControllerFacts['flags']>;
  readonly gates?: Readonly<Record<string, boolean>>;
  /** Nobody says what the cluster is called. */
  readonly nameless?: true;
}

/** The plan of the one group that the objects make, of a cluster called `shop`. */
async function planOf(objects: readonly Json[], { aws = {}, flags = {}, gates = {}, nameless }: Setting = {}): Promise<Plan> {
  const estate = await written(objects.map((object) => JSON.stringify(object)).join('\n---\n'));
  const facts = factsOf(estate, estate.ofType('Ingress')[0]!.scope);
  const { plans } = plansOf(estate, { ...facts, aws, gates, flags: { ...facts.flags, ...(nameless ? {} : { clusterName: 'shop' }), ...flags } });
  expect(plans).toHaveLength(1);
  return plans[0]!;
}

const groupOf = (...members: readonly (readonly [string, Written?])[]): readonly Json[] => [service(), ...members.map(([name, each = {}]) => ingress(name, { ...each, annotations: { 'group.name': 'shop', ...each.annotations } }))];

const see = (plan: Plan, type: PieceType, path: Path, id?: string): Json | undefined => valueAt(plan.stack?.pieces.find((piece) => piece.type === type && (id === undefined || piece.id === id))?.spec, path);
const said = (plan: Plan, name: string): readonly string[] => plan.remarks.filter((remark) => remark.name === name).map(({ message }) => message);
const refused = ({ refusals }: Plan): readonly (string | undefined)[] => refusals.map(({ says }) => says);

describe('a group that shares a load balancer', () => {
  test('is refused whole for every reason of every member, each at the member that gives it', async () => {
    const plan = await planOf(groupOf(['a', { annotations: { scheme: 'internal' } }], ['b', { annotations: { scheme: 'internet-facing', 'backend-protocol': 'TCP' } }]));
    expect(plan.stack).toBeUndefined();
    expect(refused(plan)).toEqual(['conflicting scheme: map[internal:{} internet-facing:{}]', 'backend protocol must be within [HTTP, HTTPS]: TCP']);
    expect(plan.refusals.map(({ at: [{ name }, path] }) => `${name} ${String(path.at(-1))}`)).toEqual([`b ${prefix}scheme`, `b ${prefix}backend-protocol`]);
  });

  test('is refused at the annotation that contradicts the class of others, wherever it stands in the group', async () => {
    const shared: readonly Json[] = [
      { apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: { name: 'alb' }, spec: { controller: 'ingress.k8s.aws/alb', parameters: { apiGroup: 'elbv2.k8s.aws', kind: 'IngressClassParams', name: 'shared' } } },
      { apiVersion: 'elbv2.k8s.aws/v1beta1', kind: 'IngressClassParams', metadata: { name: 'shared' }, spec: { scheme: 'internal', inboundCIDRs: ['10.0.0.0/8'] } },
    ];
    const bypassing = ingress('a', { annotations: { 'group.name': 'shop', scheme: 'internet-facing', 'inbound-cidrs': '0.0.0.0/0' } }) as { readonly metadata: { readonly annotations: object }; readonly spec: { readonly rules: Json } };
    const plan = await planOf([service(), ...shared, { ...bypassing, metadata: { ...bypassing.metadata, annotations: { 'kubernetes.io/ingress.class': 'alb', ...bypassing.metadata.annotations } }, spec: { rules: bypassing.spec.rules } } as Json, ingress('b', { annotations: { 'group.name': 'shop' } })]);
    expect(plan.refusals.map(({ at: [{ name }, path] }) => `${name} ${String(path.at(-1))}`)).toEqual([`a ${prefix}inbound-cidrs`, `a ${prefix}scheme`]);
    expect(plan.refusals[1]?.message).toBe('scheme is "internet-facing" here and "internal" for Ingress shop/b, whose IngressClassParams shared say so; all Ingresses of a group that say it must say the same');
  });

  test('has one protocol on a port', async () => {
    const plan = await planOf(groupOf(['a', { annotations: { 'listen-ports': '[{"HTTP": 443}]' } }], ['b', { annotations: { 'listen-ports': '[{"HTTPS": 443}]', 'certificate-arn': 'arn:b' } }]));
    expect(refused(plan)).toEqual(['failed to merge listPort config for port: 443: conflicting protocol, shop/a: HTTP | shop/b: HTTPS']);
  });

  test('gets the certificates of all members, and the first one a second time if another member names it', async () => {
    const https = { 'listen-ports': '[{"HTTPS": 443}]' };
    const plan = await planOf(groupOf(['a', { annotations: { ...https, 'certificate-arn': 'arn:a,arn:x' } }], ['b', { annotations: { ...https, 'certificate-arn': 'arn:b,arn:a,arn:x' } }]));
    expect(see(plan, listener, ['certificates'])).toEqual([{ certificateARN: 'arn:a' }, { certificateARN: 'arn:x' }, { certificateARN: 'arn:b' }, { certificateARN: 'arn:a' }]);
  });

  test('leaves a member without listen-ports off the ports of the others, which is said', async () => {
    const plan = await planOf(groupOf(['a', { annotations: { 'listen-ports': '[{"HTTPS": 443}]', 'certificate-arn': 'arn:a' } }], ['b']));
    expect(plan.stack?.pieces.filter(({ type }) => type.endsWith('ListenerRule')).map(({ id, place }) => `${id} ${place[0].name}`)).toEqual(['80:1 b', '443:1 a']);
    expect(said(plan, 'ingress-not-on-port-of-group')).toEqual(['these rules are not on port 443 (HTTPS), on which Ingress shop/a of the group listens: without listen-ports this Ingress is on HTTP 80 only']);
  });

  test('loses its web ACL by the word of one member', async () => {
    const plan = await planOf(groupOf(['a'], ['b', { annotations: { 'wafv2-acl-arn': 'none' } }]));
    expect(see(plan, 'AWS::WAFv2::WebACLAssociation', ['webACLARN'])).toBe('');
    expect(said(plan, 'member-sets-web-acl-of-group')).toEqual(['shop/b takes the web ACL off the load balancer that it shares with 1 other Ingress']);
  });

  test('keeps its web ACL out of reach of a controller that is told not to touch it', async () => {
    const plan = await planOf([service(), ingress('a', { annotations: { 'wafv2-acl-arn': 'arn:acl' } })], { flags: { enableWafv2: false } });
    expect(said(plan, 'load-balancer-add-on-turned-off')).toEqual(['this does nothing: the controller was started with --enable-wafv2=false, and touches no such setting of a load balancer']);
  });

  test('is told nothing of a setting for a port about which its members disagree: that is refused', async () => {
    const plan = await planOf(groupOf(['a'], ['b', { annotations: { 'listen-ports': '[{"HTTPS": 80}]', 'certificate-arn': 'arn:a' } }]));
    expect([plan.refusals.length, said(plan, 'listener-setting-without-listener')]).toEqual([1, []]);
  });

  test('is told of settings of ports on which nobody listens', async () => {
    const annotations = { 'listen-ports': '[{"HTTPS": 8443}]', 'certificate-arn': 'arn:a', 'mutual-authentication': '[{"port": 443, "mode": "passthrough"}]', 'listener-attributes.HTTP-80': 'routing.http.response.server.enabled=false' };
    const plan = await planOf([service(), ingress('a', { annotations })]);
    expect(said(plan, 'listener-setting-without-listener')).toEqual([
      'nobody is asked for a certificate on port 443: this Ingress listens on HTTPS 8443 only',
      'listener-attributes.HTTP-80 does nothing: this Ingress listens on HTTPS 8443 only',
    ]);
  });

  test('is pinned by IngressClassParams, which beat annotations', async () => {
    const params: readonly Json[] = [
      { apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: { name: 'inner' }, spec: { controller: 'ingress.k8s.aws/alb', parameters: { apiGroup: 'elbv2.k8s.aws', kind: 'IngressClassParams', name: 'inner' } } },
      { apiVersion: 'elbv2.k8s.aws/v1beta1', kind: 'IngressClassParams', metadata: { name: 'inner' }, spec: { scheme: 'internal', loadBalancerAttributes: [{ key: 'idle_timeout.timeout_seconds', value: '30' }], tags: [{ key: 'team', value: 'net' }] } },
    ];
    const plan = await planOf([service(), ...params, ingress('a', { class: 'inner', annotations: { scheme: 'internet-facing', 'load-balancer-attributes': 'idle_timeout.timeout_seconds=600', tags: 'team=shop' } })]);
    expect(see(plan, balancer, ['scheme'])).toBe('internal');
    expect(see(plan, balancer, ['loadBalancerAttributes'])).toEqual([{ key: 'idle_timeout.timeout_seconds', value: '30' }]);
    expect(see(plan, balancer, ['tags'])).toEqual({ team: 'net' });
    const piece = plan.stack!.pieces.find(({ type }) => type === balancer)!;
    expect(piece.places.map(([part, [resource]]) => `${part.join('.')} ${resource.type}`)).toEqual(['scheme IngressClassParams', 'loadBalancerAttributes.0 IngressClassParams']);
  });
});

test('what follows a port that cannot be read is judged all the same', async () => {
  const other = { spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } } };
  const plan = await planOf(groupOf(['a', { ...other, annotations: { 'listen-ports': '[{"HTTP": "80"}]', 'inbound-cidrs': '10.0.0.0/8' } }], ['b', { ...other, annotations: { 'inbound-cidrs': '10.1.0.0/16' } }]));
  expect(refused(plan).slice(1)).toEqual([
    'failed to merge listPort config for port: 80: conflicting inbound-cidrs, shop/a: [10.0.0.0/8], [] | shop/b: [10.1.0.0/16], []',
    'multiple ingress defined default backend: [shop/a shop/b]',
  ]);
});

test('a redirect to a port that cannot be read is no second mistake', async () => {
  const plan = await planOf([service(), ingress('a', { annotations: { 'listen-ports': '[{"HTTPS": 443}', 'ssl-redirect': '443' } })]);
  expect(plan.refusals.map(({ at: [, path] }) => String(path.at(-1)))).toEqual([`${prefix}listen-ports`]);
});

describe('certificates', () => {
  const https = { 'listen-ports': '[{"HTTPS": 443}]' };
  const certificates = [
    { arn: 'arn:old', status: 'EXPIRED', names: ['a.example.com'] },
    { arn: 'arn:star', status: 'ISSUED', names: ['*.example.com'] },
    { arn: 'arn:a', status: 'ISSUED', names: ['a.example.com'] },
    { arn: 'arn:private', status: 'ISSUED', names: ['a.example.com'], authority: 'arn:ca' },
  ];

  test('that cover a host are all taken where an Ingress names none', async () => {
    const plan = await planOf([service(), ingress('a', { annotations: https })], { aws: { certificates } });
    expect(see(plan, listener, ['certificates'])).toEqual([{ certificateARN: 'arn:a' }, { certificateARN: 'arn:private' }, { certificateARN: 'arn:star' }]);
  });

  test('of other authorities than the allowed ones are not taken, public ones neither', async () => {
    const plan = await planOf([service(), ingress('a', { annotations: https })], { aws: { certificates }, flags: { allowedCertificateAuthorityArns: ['arn:ca'] } });
    expect(see(plan, listener, ['certificates'])).toEqual([{ certificateARN: 'arn:private' }]);
  });

  test('that do not exist for a host keep the group from being made, at the host', async () => {
    const plan = await planOf([service(), ingress('a', { annotations: https, host: 'x.y.example.com' })], { aws: { certificates } });
    expect(refused(plan)).toEqual(['ingress: shop/a: no certificate found for host: x.y.example.com']);
    expect(plan.refusals[0]!.at[1]).toEqual(['spec', 'rules', 0, 'host']);
  });

  test('that nobody lists are taken to exist, which is said', async () => {
    const plan = await planOf([service(), ingress('a', { annotations: https })]);
    expect(plan.assumptions).toContain('the account has a certificate for a.example.com: the inputs hold no ACM certificates, and Ingress shop/a names none');
  });

  test('for other names than the hosts are told, and hosts without one', async () => {
    const named = { ...https, 'certificate-arn': 'arn:b' };
    const plan = await planOf([service(), ingress('a', { annotations: named })], { aws: { certificates: [{ arn: 'arn:b', status: 'ISSUED', names: ['b.example.com'] }] } });
    expect(said(plan, 'host-without-certificate')).toEqual(['browsers refuse https://a.example.com/: no certificate of port 443 covers it, and they get the default one, for b.example.com']);
    expect(said(plan, 'certificate-covers-no-host')).toHaveLength(1);
  });

  test('may be asked of ACM, where the feature is on', async () => {
    const annotations = { 'create-acm-cert': 'true', 'acm-pca-arn': 'arn:ca' };
    const plan = await planOf([service(), ingress('a', { annotations })], { gates: { EnableCertificateManagement: true } });
    expect(see(plan, 'AWS::ACM::Certificate', [])).toEqual({ type: 'PRIVATE', certificateAuthorityARN: 'arn:ca', domainName: 'a.example.com', subjectAlternativeNames: ['a.example.com'], validationMethod: 'DNS' });
    expect(see(plan, listener, ['port'])).toBe(443);
  });
});

describe('the load balancer itself', () => {
  test('is open to everybody on its ports where nobody says who may come, to blocks where somebody does', async () => {
    const open = await planOf([service(), ingress('a', { annotations: { 'ip-address-type': 'dualstack' } })]);
    expect(see(open, guard, ['ingress'])).toEqual([{ ipProtocol: 'tcp', fromPort: 80, toPort: 80, ipRanges: [{ cidrIP: '0.0.0.0/0' }] }, { ipProtocol: 'tcp', fromPort: 80, toPort: 80, ipv6Ranges: [{ cidrIPv6: '::/0' }] }]);
    const listed = await planOf([service(), ingress('a', { annotations: { 'security-group-prefix-lists': 'pl-1' } })]);
    expect(see(listed, guard, ['ingress'])).toEqual([{ ipProtocol: 'tcp', fromPort: 80, toPort: 80, prefixLists: [{ listID: 'pl-1' }] }]);
  });

  test('opens no target where the user gives the security groups, unless asked to', async () => {
    const own = await planOf([service(), ingress('a', { annotations: { 'security-groups': 'sg-1' } })]);
    expect(see(own, balancer, ['securityGroups'])).toEqual(['sg-1']);
    expect(see(own, 'K8S::ElasticLoadBalancingV2::TargetGroupBinding', ['template', 'spec', 'networking'])).toBeUndefined();
    expect(said(own, 'targets-not-opened-to-load-balancer')).toHaveLength(1);
    const asked = await planOf([service(), ingress('a', { annotations: { 'security-groups': 'sg-1', 'manage-backend-security-group-rules': 'true' } })], { flags: { backendSecurityGroup: 'sg-shared' } });
    expect(see(asked, balancer, ['securityGroups'])).toEqual(['sg-1', 'sg-shared']);
    expect(see(asked, 'K8S::ElasticLoadBalancingV2::TargetGroupBinding', ['template', 'spec', 'networking', 'ingress', 0, 'from'])).toEqual([{ securityGroup: { groupID: 'sg-shared' } }]);
  });

  test('stays in the subnets that it is in, unless its scheme changes', async () => {
    const there = { arn: 'arn', name: '', type: 'application' as const, subnets: ['subnet-9', 'subnet-8'], securityGroups: [], tags: { 'elbv2.k8s.aws/cluster': 'shop', 'ingress.k8s.aws/stack': 'shop/a' } };
    const same = await planOf([service(), ingress('a')], { aws: { loadBalancers: [{ ...there, scheme: 'internal' }] } });
    expect(see(same, balancer, ['subnetMapping'])).toEqual([{ subnetID: 'subnet-9' }, { subnetID: 'subnet-8' }]);
    const other = await planOf([service(), ingress('a')], { aws: { loadBalancers: [{ ...there, scheme: 'internet-facing' }] } });
    expect(see(other, balancer, ['subnetMapping'])).toBeUndefined();
  });

  test('named with a subnet twice is told so', async () => {
    const plan = await planOf([service(), ingress('a', { annotations: { subnets: 'subnet-1,subnet-1' } })]);
    expect(said(plan, 'subnet-named-twice')).toEqual(['subnet-1 stands twice: the load balancer is asked to be in one subnet, and AWS wants two zones']);
  });

  test('has a name that ends in a hash over the name of the cluster, and none that is known without that', async () => {
    expect(see(await planOf([service(), ingress('a')]), balancer, ['name'])).toMatch(/^k8s-shop-a-[0-9a-f]{10}$/);
    const nameless = await planOf([service(), ingress('a')], { nameless: true });
    expect(see(nameless, balancer, ['name'])).toBeUndefined();
    expect(nameless.assumptions.join()).toContain('flag --cluster-name');
    expect(see(nameless, 'K8S::ElasticLoadBalancingV2::TargetGroupBinding', ['template', 'metadata', 'name'])).toBe('k8s-shop-web-80');
  });

  test('with another in front leads to it port by port', async () => {
    const annotations = { 'listen-ports': '[{"HTTP": 80}, {"HTTPS": 443}]', 'certificate-arn': 'arn:a', 'enable-frontend-nlb': 'true', 'frontend-nlb-listener-port-mapping': '8443=443,81=8081', 'frontend-nlb-healthcheck-path': '/up' };
    const plan = await planOf([service(), ingress('a', { annotations })]);
    expect(see(plan, balancer, ['type'], 'FrontendNlb')).toBe('network');
    expect(see(plan, listener, ['defaultActions', 0, 'forwardConfig', 'targetGroups', 0, 'targetGroupARN', '$ref'], 'FrontendNlb-ls-TCP-8443')).toBe(`#/resources/${group}/FrontendNlb-tg-TCP-8443/status/targetGroupARN`);
    expect(see(plan, group, ['healthCheckConfig', 'path'], 'FrontendNlb-tg-TCP-8443')).toBe('/up');
    expect(Object.values(see(plan, 'FrontendNLBTargetGroup', ['TargetGroups']) as Record<string, { TargetPort: number }>).map(({ TargetPort }) => TargetPort)).toEqual([443]);
    expect(said(plan, 'frontend-port-leads-nowhere')).toHaveLength(1);
  });
});

describe('target groups', () => {
  test("follow the Service where it says something itself, which silences the Ingress", async () => {
    const plan = await planOf([service({ 'target-type': 'ip', 'healthcheck-path': '/ready' }), ingress('a', { annotations: { 'target-type': 'instance', 'healthcheck-path': '/healthz' } })]);
    expect([see(plan, group, ['targetType']), see(plan, group, ['port']), see(plan, group, ['healthCheckConfig', 'path'])]).toEqual(['ip', 8080, '/ready']);
    expect(said(plan, 'ingress-setting-hidden-by-service')).toHaveLength(2);
  });

  test('of instances need node ports', async () => {
    const plan = await planOf([service({}, { ports: [{ port: 80, targetPort: 8080 }] }), ingress('a')]);
    expect(refused(plan)).toEqual(["TargetGroup port is empty. When using Instance targets, your service must be of type 'NodePort' or 'LoadBalancer'"]);
  });

  test('of a node port that nobody has written down have no port and no name yet', async () => {
    const plan = await planOf([service({}, { type: 'NodePort', ports: [{ port: 80, targetPort: 8080 }] }), ingress('a')]);
    expect([see(plan, group, ['port']), see(plan, group, ['name'])]).toEqual([undefined, undefined]);
    expect(plan.assumptions).toContain('the name of the target group of Service shop/web port 80 ends in a hash over the node port that it gets');
  });

  test('name the port that a Service lacks', async () => {
    const plan = await planOf([service({}, { type: 'NodePort', ports: [{ name: 'http', port: 8080 }] }), ingress('a')]);
    expect(plan.refusals.map(({ message, says }) => [message, says])).toEqual([['Service shop/web has no port 80; it has 8080 (http)', 'unable to find port 80 on service shop/web']]);
  });

  test('of gRPC are asked for another path and another answer', async () => {
    const plan = await planOf([service({ 'backend-protocol-version': 'GRPC' }), ingress('a')]);
    expect(see(plan, group, ['healthCheckConfig'])).toMatchObject({ path: '/AWS.ALB/healthcheck', matcher: { grpcCode: '12' } });
  });

  test('with a misspelt attribute are told the right one', async () => {
    const plan = await planOf([service(), ingress('a', { annotations: { 'target-group-attributes': 'stickness.enabled=true' } })]);
    expect(said(plan, 'load-balancer-attribute-unknown')).toEqual(['stickness.enabled is no attribute that Elastic Load Balancing knows; stickiness.enabled is']);
  });

  test('of which one is sticky need stickiness of the action that weighs them', async () => {
    const weighted = JSON.stringify({ type: 'forward', forwardConfig: { targetGroups: [{ serviceName: 'web', servicePort: 80, weight: 90 }, { serviceName: 'web', servicePort: 'http', weight: 20 }] } });
    const spec = { rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'canary', port: { name: 'use-annotation' } } } }] } }] };
    const plan = await planOf([service(), ingress('a', { annotations: { 'actions.canary': weighted, 'target-group-attributes': 'stickiness.enabled=true' }, spec })]);
    expect(said(plan, 'weighted-forward-without-group-stickiness')).toHaveLength(1);
    expect(said(plan, 'weights-do-not-add-up')).toEqual(['the weights 90 and 20 add up to 110; they are shares of their sum, not percent: 81.8 % and 18.2 % of the requests']);
  });
});
