import { describe, expect, test } from 'vitest';
import { given, lineOf, written } from '../../../test/given.ts';
import { pointCarrier, pointOf } from '../../engine/point.ts';
import { walk } from '../../engine/walk.ts';
import { pathOf } from '../../path/path.ts';
import { fromOf, type From } from '../../path/request.ts';
import { traceOf } from '../../path/trace.ts';
import { mendsFor } from '../../mend/propose.ts';
import { kind } from './kind.ts';

const pod = (name: string, namespace: string, labels: string, more = '', address = ''): string => `---
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: ${namespace}, labels: { ${labels} } }
spec: { ${more} containers: [{ name: app, image: app, ports: [{ name: web, containerPort: 8080 }, { name: metrics, containerPort: 9090 }] }] }
${address === '' ? '' : `status: { podIP: ${address} }\n`}`;

const policy = (name: string, spec: string, namespace = 'shop'): string => `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: ${namespace} }
spec: { ${spec} }
`;

const estate = [
  pod('web', 'shop', 'app: web, tier: front', '', '10.1.0.10'),
  pod('till', 'shop', 'app: till', '', '10.1.0.11'),
  pod('guest', 'other', 'app: guest', '', '10.1.0.12'),
  pod('agent', 'other', 'app: agent', 'hostNetwork: true,', '10.1.9.1'),
  pod('lost', 'third', 'app: lost', '', '10.1.0.13'),
  '---\napiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n',
  '---\napiVersion: v1\nkind: Namespace\nmetadata: { name: other, labels: { team: b } }\n',
].join('');

/** What becomes of a connection to port 8080 of shop/web, or of another place; several outcomes where it is not known. */
async function asked(policies: string, from: string, url = 'tcp://10.1.0.10:8080'): Promise<string> {
  const path = pathOf((await written(estate + policies)).resources);
  const trace = traceOf(path, { url, method: 'GET', headers: [], from: fromOf(from) as From });
  if ('wrong' in trace) throw new Error(trace.wrong);
  return trace.outcomes.map(({ verdict }) => verdict.kind).sort().join(' or ');
}

/** The same for whoever has an address and is no pod. */
async function reached(policies: string, address: string): Promise<string> {
  const path = pathOf((await written(estate + policies)).resources);
  const ways = walk(path.program, pointCarrier(), 'pod/shop/web/8080', pointOf({ protocol: 'tcp', 'dst.port': 8080, 'src.address': address }), { onward: false });
  return ways.map(({ verdict }) => verdict.kind).sort().join(' or ');
}

const [till, guest] = ['pod:shop/till', 'pod:other/guest'];

describe('which direction is isolated', () => {
  test('ingress, where nothing else is said; both, where there are rules for egress', async () => {
    const silent = policy('a', 'podSelector: {}');
    expect(await asked(silent, till)).toBe('dropped');
    expect(await asked(silent, 'pod:shop/web', 'tcp://10.1.0.12:8080')).toBe('delivered');
    const both = policy('a', 'podSelector: {}, egress: [{}]');
    expect([await asked(both, till), await asked(both, 'pod:shop/web', 'tcp://10.1.0.12:8080')]).toEqual(['dropped', 'delivered']);
    const out = policy('a', 'podSelector: {}, policyTypes: [Egress]');
    expect([await asked(out, guest), await asked(out, till), await asked(out, 'pod:shop/web', 'tcp://10.1.0.12:8080')]).toEqual(['delivered', 'dropped', 'dropped']);
  });

  test('only pods that the policy selects, in its own namespace', async () => {
    expect(await asked(policy('a', 'podSelector: { matchLabels: { app: till } }'), guest)).toBe('delivered');
    expect(await asked(policy('a', 'podSelector: {}', 'other'), guest)).toBe('delivered');
    expect(await asked(policy('a', 'podSelector: { matchExpressions: [{ key: tier, operator: Exists }] }'), guest)).toBe('dropped');
  });

  test('what several policies admit adds up, and a connection needs both ends', async () => {
    const none = policy('a', 'podSelector: {}');
    const some = policy('b', 'podSelector: { matchLabels: { app: web } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: till } } }] }]');
    expect([await asked(none + some, till), await asked(none + some, guest)]).toEqual(['delivered', 'dropped']);
    const stays = policy('c', 'podSelector: { matchLabels: { app: till } }, policyTypes: [Egress]');
    expect(await asked(some + stays, till)).toBe('dropped');
  });

  test('pods on the network of their node are isolated by nobody, and meant by no labels', async () => {
    const all = policy('a', 'podSelector: {}', 'other') + policy('b', 'podSelector: {}, ingress: [{ from: [{ namespaceSelector: {} }] }]');
    expect(await asked(all, till, 'tcp://10.1.9.1:8080')).toBe('delivered');
    expect(await asked(policy('b', 'podSelector: {}, ingress: [{ from: [{ namespaceSelector: {} }] }]'), 'pod:other/agent')).toBe('delivered or dropped');
  });
});

describe('who is meant', () => {
  const from = (peers: string): string => policy('a', `podSelector: {}, ingress: [{ from: [${peers}] }]`);

  test('labels of pods and of namespaces: both in one entry, either in two', async () => {
    const asks = async (peers: string): Promise<readonly string[]> => [await asked(from(peers), till), await asked(from(peers), guest)];
    expect(await asks('{ podSelector: {} }')).toEqual(['delivered', 'dropped']);
    expect(await asks('{ namespaceSelector: { matchLabels: { team: b } } }')).toEqual(['dropped', 'delivered']);
    expect(await asks('{ namespaceSelector: { matchLabels: { team: b } }, podSelector: { matchLabels: { app: till } } }')).toEqual(['dropped', 'dropped']);
    expect(await asks('{ namespaceSelector: { matchLabels: { team: b } } }, { podSelector: { matchLabels: { app: till } } }')).toEqual(['delivered', 'delivered']);
    expect(await asks('{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: shop } } }')).toEqual(['delivered', 'dropped']);
    expect(await asks('{ namespaceSelector: {} }')).toEqual(['delivered', 'delivered']);
  });

  test('labels of a namespace that is in no input are not known', async () => {
    expect(await asked(from('{ namespaceSelector: { matchLabels: { team: a } } }'), 'pod:third/lost')).toBe('delivered or dropped');
    expect(await asked(from('{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: shop, team: a } } }'), 'pod:third/lost')).toBe('dropped');
  });

  test('blocks of addresses, without those that are left out; pods by theirs', async () => {
    const block = from('{ ipBlock: { cidr: 10.1.0.0/24, except: [10.1.0.12/32] } }');
    expect([await asked(block, till), await asked(block, guest), await reached(block, '10.1.0.77'), await reached(block, '10.2.0.1')]).toEqual(['delivered', 'dropped', 'delivered', 'dropped']);
  });

  test('whoever is no pod is meant by no labels', async () => {
    expect(await reached(from('{ namespaceSelector: {} }'), '10.1.0.99')).toBe('dropped');
  });

  test('nobody by an empty list of rules, everybody by a rule without peers', async () => {
    expect(await asked(policy('a', 'podSelector: {}, ingress: []'), till)).toBe('dropped');
    expect(await reached(policy('a', 'podSelector: {}, ingress: [{}]'), '203.0.113.9')).toBe('delivered');
    expect(await asked(policy('a', 'podSelector: {}, ingress: [{ from: [] }]'), guest)).toBe('delivered');
  });
});

describe('which port is meant', () => {
  const ports = (listed: string): Promise<string> => asked(policy('a', `podSelector: {}, ingress: [{ ports: [${listed}] }]`), guest);

  test('a number, a range, a name of the pod, or every port of a protocol', async () => {
    expect([await ports('{ port: 8080 }'), await ports('{ port: 80 }')]).toEqual(['delivered', 'dropped']);
    expect([await ports('{ port: 8000, endPort: 8080 }'), await ports('{ port: 8000, endPort: 8079 }'), await ports('{ port: 8081, endPort: 8090 }')]).toEqual(['delivered', 'dropped', 'dropped']);
    expect([await ports('{ port: web }'), await ports('{ port: metrics }'), await ports('{ port: absent }')]).toEqual(['delivered', 'dropped', 'dropped']);
    expect([await ports('{ protocol: TCP }'), await ports('{ protocol: UDP }'), await ports('{ protocol: UDP, port: 8080 }')]).toEqual(['delivered', 'dropped', 'dropped']);
  });
});

describe('what leaves the cluster', () => {
  const to = (peers: string, url: string): Promise<string> => asked(policy('a', `podSelector: {}, policyTypes: [Egress], egress: [{ to: [${peers}] }]`), till, url);

  test('is admitted by blocks alone, as far as its address is known', async () => {
    expect(await to('{ namespaceSelector: {} }', 'tcp://203.0.113.80:443')).toBe('dropped');
    expect(await to('{ ipBlock: { cidr: 203.0.113.0/24 } }', 'tcp://203.0.113.80:443')).toBe('delivered');
    expect(await to('{ ipBlock: { cidr: 0.0.0.0/0 } }', 'tcp://db.example.com:443')).toBe('delivered');
    expect(await to('{ ipBlock: { cidr: 203.0.113.0/24 } }', 'tcp://db.example.com:443')).toBe('delivered or dropped');
  });
});

test('a plugin that has its policies switched off enforces none', async () => {
  const off = '---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: amazon-vpc-cni, namespace: kube-system }\ndata: { enable-network-policy-controller: "false" }\n';
  expect(await asked(policy('a', 'podSelector: {}') + off, guest)).toBe('delivered');
});

test('a rule says where it stands, and the stop names every policy that selects the pod', async () => {
  const { estate: both } = await given(estate + policy('a', 'podSelector: {}') + policy('b', 'podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }]'));
  const spec = kind.read(both, []).at('pod/shop/web/8080')!;
  expect(spec.ingress?.origin.note).toBe('NetworkPolicy shop/a, NetworkPolicy shop/b select shop/web, and no rule of theirs lets this connection in on port 8080');
  expect(spec.ingress?.admits.map(({ origin }) => [origin.resource, origin.attribute, lineOf(origin) !== undefined])).toEqual([['NetworkPolicy shop/b', 'spec.ingress[0]', true]]);
  expect(kind.read(both, []).at('pod/other/guest/8080')).toBeUndefined();
});

describe('the mend opens one port for one client', () => {
  const mended = async (policies: string, from: string, url = 'tcp://10.1.0.10:8080'): Promise<unknown> => {
    const path = pathOf((await written(estate + policies)).resources);
    const trace = traceOf(path, { url, method: 'GET', headers: [], from: fromOf(from) as From });
    if ('wrong' in trace) throw new Error(trace.wrong);
    const [blocker] = trace.outcomes[0]!.blockers;
    return mendsFor(path, trace, blocker!).map(({ certainty, edits, proof }) => [certainty, proof.after.kind, ...edits.map((edit) => ('value' in edit ? edit.value : edit))]);
  };

  test('of the same namespace, of another one, and of none', async () => {
    const ports = [{ protocol: 'TCP', port: 8080 }];
    expect(await mended(policy('a', 'podSelector: {}'), till)).toEqual([['proved', 'delivered', { from: [{ podSelector: { matchLabels: { app: 'till' } } }], ports }]]);
    expect(await mended(policy('a', 'podSelector: {}'), guest)).toEqual([['proved', 'delivered', { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'other' } }, podSelector: { matchLabels: { app: 'guest' } } }], ports }]]);
    const spec = kind.read((await given(estate + policy('a', 'podSelector: {}'))).estate, []).at('pod/shop/web/8080')!;
    const blocked = { cause: 'policy-dropped', attribute: 'spec.podSelector', resource: 'NetworkPolicy shop/a', rule: 'ingress', dialler: 'client', request: { 'src.address': '10.3.0.1' } } as const;
    expect(kind.mend!(spec, blocked).map(({ edits: [edit] }) => edit)).toMatchObject([{ path: ['spec', 'ingress'], at: 0, value: { from: [{ ipBlock: { cidr: '10.3.0.1/32' } }], ports } }]);
  });

  test('on the way out', async () => {
    const out = policy('a', 'podSelector: {}, policyTypes: [Egress]');
    expect(await mended(out, till)).toEqual([['proved', 'delivered', { to: [{ podSelector: { matchLabels: { app: 'web', tier: 'front' } } }], ports: [{ protocol: 'TCP', port: 8080 }] }]]);
    expect(await mended(out, till, 'tcp://203.0.113.80:443')).toEqual([['proved', 'delivered', { to: [{ ipBlock: { cidr: '203.0.113.80/32' } }], ports: [{ protocol: 'TCP', port: 443 }] }]]);
  });
});
