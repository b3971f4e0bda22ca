import { describe, expect, test } from 'vitest';
import { written } from '../../../../test/given.ts';
import type { JsonObject } from '../../../resource/resource.ts';
import { factsOf } from '../settings/facts.ts';
import { groupsOf, type Report } from './groups.ts';
import type { Group } from './group.ts';

interface Heard {
  readonly groups: readonly Group[];
  readonly refusals: readonly string[];
  readonly remarks: readonly string[];
  readonly assumptions: readonly string[];
}

/** The groups of these objects, and what is said beside them. */
async function heard(objects: readonly JsonObject[], flags: JsonObject = {}): Promise<Heard> {
  const said = { refusals: [] as string[], remarks: [] as string[], assumptions: [] as string[] };
  const report: Report = {
    refuse: (ingress, { message }) => void said.refusals.push(`${ingress.name}: ${message}`),
    remark: ({ name, message }) => void said.remarks.push(`${name}: ${message}`),
    assume: (text) => void said.assumptions.push(text),
  };
  const section = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'lbc', namespace: 'kube-system' }, spec: { template: { spec: { containers: [{ name: 'controller', image: 'public.ecr.aws/eks/aws-load-balancer-controller:v3.5.0', args: Object.entries(flags).map(([name, value]) => `--${name}=${String(value)}`) }] } } } };
  const estate = await written([section, ...objects].map((each) => JSON.stringify(each)).join('\n---\n'));
  return { groups: groupsOf(estate, factsOf(estate, estate.resources[0]!.scope), report), ...said };
}

function ingress(name: string, annotations: Readonly<Record<string, string>> = {}, spec: JsonObject = { ingressClassName: 'alb' }, metadata: JsonObject = {}): JsonObject {
  const prefixed = Object.fromEntries(Object.entries(annotations).map(([key, value]) => [key.includes('/') ? key : `alb.ingress.kubernetes.io/${key}`, value]));
  return { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name, namespace: 'shop', annotations: prefixed, ...metadata }, spec };
}

const ownClass = (parameters?: JsonObject, name = 'alb', annotations: JsonObject = {}): JsonObject => ({ apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: { name, annotations }, spec: { controller: 'ingress.k8s.aws/alb', ...(parameters === undefined ? {} : { parameters: { apiGroup: 'elbv2.k8s.aws', kind: 'IngressClassParams', name: 'pinned', ...parameters } }) } });
const params = (spec: JsonObject): JsonObject => ({ apiVersion: 'elbv2.k8s.aws/v1beta1', kind: 'IngressClassParams', metadata: { name: 'pinned' }, spec });

describe('the group of an Ingress', () => {
  test('is named by its class before any annotation, which is said to lose', async () => {
    const { groups, remarks } = await heard([ownClass({}), params({ group: { name: 'all' } }), ingress('a', { 'group.name': 'mine' }), ingress('b')]);
    expect(groups.map(({ id, members }) => [id, members.map(({ name }) => name)])).toEqual([['all', ['a', 'b']]]);
    expect(remarks).toEqual(['annotation-overruled-by-class: alb.ingress.kubernetes.io/group.name "mine" is passed over: IngressClassParams pinned say all']);
  });

  test('is its own without a name, and a name that is none gives it no group', async () => {
    const { groups, refusals } = await heard([ownClass(), ingress('a'), ingress('b', { 'group.name': 'Shop' })]);
    expect(groups.map(({ id }) => id)).toEqual(['shop/a']);
    expect(refusals).toEqual(['b: "Shop" is no name for a group: lower-case letters, digits, - and . only, a letter or digit first and last, at most 63']);
  });

  test('is left by an Ingress that is deleted and holds its finalizer', async () => {
    const gone = ingress('b', { 'group.name': 'all' }, { ingressClassName: 'alb' }, { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['group.ingress.k8s.aws/all'] });
    const { groups } = await heard([ownClass(), ingress('a', { 'group.name': 'all' }), gone]);
    expect(groups.map(({ members, inactive }) => [members.map(({ name }) => name), inactive.map(({ name }) => name)])).toEqual([[['a'], ['b']]]);
  });

  test('is followed by order, then by name; an order out of range fails it', async () => {
    const { groups } = await heard([ownClass(), ingress('a', { 'group.name': 'all', 'group.order': '5' }), ingress('b', { 'group.name': 'all', 'group.order': '-1000' }), ingress('c', { 'group.name': 'all' })]);
    expect(groups[0]?.members.map(({ name }) => name)).toEqual(['b', 'c', 'a']);
    const wrong = await heard([ownClass(), ingress('a', { 'group.order': 'first' })]);
    expect(wrong.groups[0]?.refusals.map(({ says }) => says)).toEqual(['failed to load Ingress group order for ingress: shop/a: failed to parse int64 annotation, alb.ingress.kubernetes.io/group.order: first: strconv.ParseInt: parsing "first": invalid syntax']);
  });

  test('that two namespaces share by name is open to all of them', async () => {
    const other = ingress('b', { 'group.name': 'all' }, { ingressClassName: 'alb' }, { namespace: 'pay' });
    expect((await heard([ownClass(), ingress('a', { 'group.name': 'all' }), other])).remarks.map((text) => text.split(':')[0])).toEqual(['group-open-to-every-namespace']);
  });
});

describe('the class of an Ingress', () => {
  test('that no file holds is the controller\'s if it has its chart\'s name, and is missed where its annotations stand', async () => {
    const { groups, refusals, assumptions } = await heard([ingress('a'), ingress('b', { scheme: 'internal' }, { ingressClassName: 'public' }), ingress('c', {}, { ingressClassName: 'nginx' })]);
    expect(groups.map(({ id }) => id)).toEqual(['shop/a']);
    expect(assumptions).toEqual(["IngressClass alb, which no file holds, is the load balancer controller's, without parameters"]);
    expect(refusals).toEqual(['b: no file holds an IngressClass public']);
    expect((await heard([ingress('a', {}, { ingressClassName: 'abl' })])).refusals).toEqual(['a: no file holds an IngressClass abl; alb is one']);
  });

  test('takes Ingresses without any if it is the default; two defaults take none', async () => {
    const standard = { 'ingressclass.kubernetes.io/is-default-class': 'true' };
    expect((await heard([ownClass(undefined, 'alb', standard), ingress('a', {}, {})])).groups.map(({ id }) => id)).toEqual(['shop/a']);
    expect((await heard([ownClass(undefined, 'alb', standard), ownClass(undefined, 'other', standard), ingress('a', {}, {})])).refusals).toEqual(['a: it names no class, and alb and other are both marked as the default class']);
  });

  test('may be for certain namespaces only; labels that no file says are assumed', async () => {
    const pinned = params({ namespaceSelector: { matchLabels: { team: 'pay' } } });
    expect((await heard([ownClass({}), pinned, ingress('a')])).assumptions).toEqual(['Namespace shop, which no file holds, has the labels that IngressClassParams pinned select']);
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { team: 'shop' } } };
    expect((await heard([ownClass({}), pinned, namespace, ingress('a')])).refusals).toEqual(['a: IngressClassParams pinned is not for namespace shop']);
    expect((await heard([ownClass({}), params({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'pay' } } }), ingress('a')])).refusals).toEqual(['a: IngressClassParams pinned is not for namespace shop']);
  });

  test('has no parameters to work with when the API server refuses those', async () => {
    expect((await heard([ownClass({}), params({ inboundCIDRs: ['10.1.0.0/8'] }), ingress('a')])).refusals).toEqual(['a: IngressClassParams pinned is refused by the API server, so class alb has no parameters to work with: 10.1.0.0/8 is an address inside the block 10.0.0.0/8, and not a block']);
  });

  test('is skipped, with what it pins, by the old annotation', async () => {
    const { groups, remarks } = await heard([ownClass({}), params({ scheme: 'internal' }), ingress('a', { 'kubernetes.io/ingress.class': 'alb' }, {})]);
    expect(groups[0]?.members[0]?.params).toBeUndefined();
    expect((await heard([ownClass({}), params({}), ingress('a', { 'kubernetes.io/ingress.class': 'alb' }, {})])).remarks).toEqual([]);
    expect(remarks).toEqual(["class-parameters-bypassed: IngressClassParams pinned (scheme) does not apply to this Ingress: the annotation kubernetes.io/ingress.class makes it the controller's without its class"]);
  });

  // webhooks/networking/ingress_validator.go, checkIngressClassUsage: every Ingress of the cluster is asked for its class.
  test('that no file holds is told, except where another controller makes it by itself', async () => {
    const rules = [{ host: 'a.example.com' }];
    expect(await heard([ownClass(), ingress('a', {}, { ingressClassName: 'edge-proxy', rules })])).toMatchObject({ groups: [], refusals: [], remarks: ['ingress-class-not-in-input: who serves Ingress shop/a is not known: no file holds an IngressClass edge-proxy. Where the cluster has none either, nobody does, and the load balancer controller\'s webhook does not let it in: invalid ingress class: IngressClass.networking.k8s.io "edge-proxy" not found'] });
    expect((await heard([ownClass(), ingress('a', {}, { ingressClassName: 'istio', rules })])).remarks).toEqual([]);
  });

  test('is asked for where annotations stand without it, unless the controller takes all', async () => {
    expect((await heard([ownClass(), ingress('a', { scheme: 'internal' }, {})], { 'ingress-class': 'alb' })).remarks).toEqual(['ingress-without-class: nobody makes a load balancer of Ingress shop/a: it names no class, and no class is the default']);
    expect((await heard([ownClass(), ingress('a', { scheme: 'internal' }, {})], { 'ingress-class': '' })).groups.map(({ id }) => id)).toEqual(['shop/a']);
  });
});

describe('the webhook keeps out of the cluster', () => {
  test('new uses of annotations that are switched off, and not those that stand there', async () => {
    const flags = { 'disable-ingress-group-name-annotation': true };
    expect((await heard([ownClass(), ingress('a', { 'group.name': 'all' })], flags)).refusals).toEqual(['a: the annotation alb.ingress.kubernetes.io/group.name is switched off (--disable-ingress-group-name-annotation): IngressClassParams say the group']);
    expect((await heard([ownClass(), ingress('a', { 'group.name': 'all' }, { ingressClassName: 'alb' }, { uid: '1' })], flags)).groups.map(({ id }) => id)).toEqual(['all']);
  });

  test.each([
    ['team', '"team" is no tag: key=value'],
    ['team=', '"team=" is a tag without a value'],
    ['team=a,team=b', 'the tag team stands twice'],
    ['aws:team=a', "the tag aws:team is AWS' own"],
  ])('the tags %s of a network load balancer in front', async (tags, message) => {
    expect((await heard([ownClass(), ingress('a', { 'frontend-nlb-tags': tags })])).refusals).toEqual([`a: ${message}`]);
  });
});

describe('an annotation is passed over', () => {
  const backend = { ingressClassName: 'alb', rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }] } }] };

  test.each([
    [{ shceme: 'internal' }, 'alb.ingress.kubernetes.io/shceme is passed over: the controller has no such annotation; scheme is one'],
    [{ 'alb.ingress.kuberentes.io/scheme': 'internal' }, 'alb.ingress.kuberentes.io/scheme is passed over: the controller reads alb.ingress.kubernetes.io/scheme'],
    [{ 'actions.web': '{}' }, 'alb.ingress.kubernetes.io/actions.web is passed over: the backend web has the port 80, and use-annotation makes it an action'],
    [{ 'conditions.web': '[{"field":"source-ip","sourceIPConfig":{"value":["10.0.0.0/8"],"values":["10.0.0.0/8"]}}]' }, 'in alb.ingress.kubernetes.io/conditions.web [0].sourceIPConfig.value is passed over: the controller reads values there'],
    [{ 'auth-idp-cognito': '{"UserPoolArn":"a","userPoolClientId":"b","domain":"c"}' }, 'in alb.ingress.kubernetes.io/auth-idp-cognito domain is passed over: the controller reads userPoolARN, userPoolClientID, userPoolDomain, authenticationRequestExtraParams'],
    [{ 'conditions.wbe': '[]' }, 'alb.ingress.kubernetes.io/conditions.wbe is passed over: this Ingress has no backend wbe; web is one'],
  ])('%j', async (annotations, message) => {
    expect((await heard([ownClass(), ingress('a', annotations, backend)])).remarks).toEqual([`unknown-annotation: ${message}`]);
  });

  test('on a Service, where it is read from Ingresses only', async () => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'shop', annotations: { 'alb.ingress.kubernetes.io/scheme': 'internal', 'alb.ingress.kubernetes.io/target-type': 'ip' } }, spec: {} };
    expect((await heard([ownClass(), service, ingress('a', {}, backend)])).remarks).toEqual(['unknown-annotation: alb.ingress.kubernetes.io/scheme is passed over: the controller reads it from Ingresses, not from Services']);
  });
});
