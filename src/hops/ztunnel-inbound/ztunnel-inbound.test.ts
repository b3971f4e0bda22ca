import { describe, expect, test } from 'vitest';
import { ambientShop, policy, type AmbientShop } from '../../../test/ambient.ts';
import { given } from '../../../test/given.ts';
import { readTexts } from '../../formats/texts.ts';
import { pathOf } from '../../path/path.ts';
import { traceOf, type Trace } from '../../path/trace.ts';
import type { Blocked } from '../kind.ts';
import { kind } from './kind.ts';
import type { ZtunnelInboundSpec } from './spec.ts';

const strict = 'apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: { name: default, namespace: shop }\nspec: { mtls: { mode: STRICT } }\n';
const waypointed = 'istio.io/use-waypoint: waypoint';
const getOnly = policy('get', '[{ to: [{ operation: { methods: [GET] } }] }]');

async function at(address: string, shop: AmbientShop = {}): Promise<ZtunnelInboundSpec | undefined> {
  return kind.read((await given(ambientShop(shop))).estate, []).at(address);
}

async function spec(shop: AmbientShop, address = 'pod/shop/web-0/8080'): Promise<ZtunnelInboundSpec> {
  const found = await at(address, shop);
  if (found === undefined) throw new Error(`nothing answers ${address}`);
  return found;
}

function trace(shop: AmbientShop, from: string, url = 'http://web.shop/'): Trace {
  const [namespace = '', name = ''] = from.split('/');
  const path = pathOf(readTexts([{ name: 'shop.yaml', text: ambientShop(shop), scope: 'default' }]).resources);
  const traced = traceOf(path, { url, method: 'GET', headers: [], from: { kind: 'pod', namespace, name } });
  if ('wrong' in traced) throw new Error(traced.wrong);
  return traced;
}

function notes({ outcomes }: Trace): readonly string[] {
  return (outcomes[0]?.steps ?? []).flatMap(({ origin }) => origin.note ?? []);
}

describe('ztunnel answers', () => {
  test('at the ports of ambient pods, and at the port of tunnels with a target', async () => {
    expect(await at('pod/shop/web-0/8080')).toMatchObject({ way: 'plain', port: 8080 });
    expect(await at('pod/shop/web-0/15008/8080')).toMatchObject({ way: 'tunnel', port: 8080 });
    expect((await at('pod/shop/web-0/15008'))?.port).toBeUndefined();
  });

  test('for no other pod', async () => {
    expect(await at('pod/legacy/old-0/8080')).toBeUndefined();
    expect(await at('pod/shop/waypoint-0/15008/web.shop.svc.cluster.local/80')).toBeUndefined();
  });
});

describe('what is read', () => {
  test('of two PeerAuthentications of which nobody knows the age both outcomes', async () => {
    const { peers } = await spec({ more: `${strict}---\n${strict.replace('name: default', 'name: other').replace('STRICT', 'DISABLE')}` });
    expect(peers.map((each) => each.map(({ name }) => name))).toEqual([['istio-system/istio_converted_static_strict'], []]);
  });

  test('a policy keeps the numbers of its rules where one is left out', async () => {
    const { policies } = await spec({ more: policy('two', '[{ to: [{ operation: { methods: [GET] } }] }, { from: [{ source: { namespaces: [shop] } }] }]') });
    expect(policies).toMatchObject([{ rules: 2, groups: [{ attribute: 'spec.rules[1]', asks: 'namespace shop' }] }]);
  });
});

describe('a trace says what becomes of a policy', () => {
  test('that asks for HTTP', () => {
    const traced = trace({ more: getOnly }, 'shop/cart-0');
    expect(traced.outcomes[0]?.verdict).toEqual({ kind: 'reset', cause: 'policy-not-allowed' });
    expect(notes(traced)).toEqual([
      'Service shop/web leads to shop/web-0 through a tunnel',
      'rule 1 asks for methods, and ztunnel reads no HTTP: as an ALLOW rule it allows nothing',
      'no ALLOW rule matches at ztunnel',
    ]);
  });

  test('of a waypoint that a client outside the mesh passes by', () => {
    const traced = trace({ labels: waypointed, more: policy('get', '[{ to: [{ operation: { methods: [POST] } }] }]', 'targetRefs: [{ kind: Service, group: "", name: web }]') }, 'legacy/old-0');
    expect(traced.outcomes[0]?.verdict.kind).toBe('delivered');
    expect(notes(traced)).toContain('the waypoint shop/waypoint enforces it, and this connection does not come from there: nothing enforces AuthorizationPolicy shop/get for it');
  });

  test('that does not admit the waypoint', () => {
    const traced = trace({ labels: waypointed, more: policy('cart', '[{ from: [{ source: { principals: [cluster.local/ns/shop/sa/cart] } }] }]') }, 'shop/cart-0');
    expect(traced.outcomes[0]?.verdict).toMatchObject({ kind: 'answered', status: 503 });
    expect(notes(traced)).toContain('the waypoint shop/waypoint passes the request on as cluster.local/ns/shop/sa/waypoint, and no ALLOW rule here admits that identity');
  });

  test('and nothing where the waypoint has enforced it', () => {
    const traced = trace({ labels: waypointed, more: policy('get', '[{ to: [{ operation: { methods: [GET] } }] }]', 'targetRefs: [{ kind: Service, group: "", name: web }]') }, 'shop/cart-0');
    expect(traced.outcomes[0]?.verdict.kind).toBe('delivered');
    expect(notes(traced).filter((note) => note.includes('nothing enforces'))).toEqual([]);
  });
});

test('a trace names the rule that matches, and where the tunnel ended', () => {
  const { outcomes } = trace({ more: policy('no-cart', '[{ from: [{ source: { namespaces: [x] } }] }, { from: [{ source: { namespaces: [shop] } }] }]', 'action: DENY') }, 'shop/cart-0');
  const stop = outcomes[0]?.blockers[0]?.origin;
  expect(stop).toMatchObject({ resource: 'AuthorizationPolicy shop/no-cart', rule: 'shop/no-cart', attribute: 'spec.rules[1]', note: 'the DENY rule 2 matches at ztunnel (namespace shop)' });
  expect(outcomes[0]?.steps.some(({ ends, origin }) => ends === true && origin.rule === 'tunnel (HBONE)')).toBe(true);
});

describe('a mend', () => {
  const blocked = (cause: string, resource: string, peer?: string): Blocked => ({ cause, attribute: undefined, resource, dialler: 'proxy', request: peer === undefined ? {} : { 'session.peer': peer } });
  const of = (shop: AmbientShop, blocker: Blocked, address?: string) => spec(shop, address).then((found) => kind.mend?.(found, blocker) ?? []);

  test('of STRICT excepts the port', async () => {
    const [proposal] = await of({ more: strict }, blocked('plaintext-refused', 'PeerAuthentication shop/default'));
    expect(proposal?.edits).toMatchObject([{ edit: 'add', resource: { type: 'PeerAuthentication', body: { spec: { selector: { matchLabels: { app: 'web' } }, portLevelMtls: { 8080: { mode: 'PERMISSIVE' } } } } } }]);
  });

  test('of STRICT goes to the object that already selects the workload', async () => {
    const own = 'apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: { name: web, namespace: shop }\nspec: { selector: { matchLabels: { app: web } }, portLevelMtls: { 8080: { mode: STRICT } } }\n';
    const [proposal] = await of({ more: own }, blocked('plaintext-refused', 'PeerAuthentication shop/web'));
    expect(proposal?.edits).toMatchObject([{ edit: 'set', of: { name: 'web' }, path: ['spec', 'portLevelMtls', '8080', 'mode'], to: 'PERMISSIVE' }]);
  });

  test('of an ALLOW policy admits the waypoint, behind the rules that are written', async () => {
    const shop = { labels: waypointed, more: policy('cart', '[{ from: [{ source: { namespaces: [x] } }] }, { to: [{ operation: { methods: [GET] } }] }]') };
    const [admitted, handed] = await of(shop, blocked('policy-not-allowed', 'AuthorizationPolicy shop/cart', 'cluster.local/ns/shop/sa/waypoint'), 'pod/shop/web-0/15008/8080');
    expect(admitted?.edits).toMatchObject([{ edit: 'insert', path: ['spec', 'rules'], at: 2, value: { from: [{ source: { principals: ['cluster.local/ns/shop/sa/waypoint'] } }] } }]);
    expect(handed?.title).toBe('let the waypoint shop/waypoint enforce AuthorizationPolicy shop/cart for Service web: it reads HTTP');
  });

  test('hands a policy that asks for HTTP to the waypoint', async () => {
    const [proposal] = await of({ labels: waypointed, more: getOnly }, blocked('policy-not-allowed', 'AuthorizationPolicy shop/get'));
    expect(proposal?.edits).toMatchObject([{ edit: 'remove', path: ['spec', 'selector'] }, { edit: 'set', path: ['spec', 'targetRefs'], to: [{ group: '', kind: 'Service', name: 'web' }] }, { edit: 'add', resource: { name: 'get-waypoint', body: { spec: { selector: { matchLabels: { app: 'web' } }, rules: [{ from: [{ source: { principals: ['cluster.local/ns/shop/sa/waypoint'] } }] }] } } } }]);
  });

  test('makes a waypoint where there is none', async () => {
    const [proposal] = await of({ bare: true, more: getOnly }, blocked('policy-not-allowed', 'AuthorizationPolicy shop/get'));
    expect(proposal?.edits).toMatchObject([{ edit: 'add', resource: { name: 'waypoint', namespace: 'shop' } }, { edit: 'set', of: { type: 'Service', name: 'web' }, to: 'waypoint' }, { edit: 'remove' }, { edit: 'set', path: ['spec', 'targetRefs'] }, { edit: 'add', resource: { name: 'get-waypoint' } }]);
  });

  test('is nothing where a rule denies, or nobody leads to the pod', async () => {
    expect(await of({ more: getOnly.replaceAll('app: web', 'app: cart') }, blocked('policy-not-allowed', 'AuthorizationPolicy shop/get'), 'pod/shop/cart-0/8080')).toEqual([]);
    expect(await of({ more: getOnly }, blocked('policy-denied', 'AuthorizationPolicy shop/get'))).toEqual([]);
  });
});
