import { describe, expect, test } from 'vitest';
import type { RedirectParts } from '../../dialects/aws/actions.ts';
import { pointCarrier, pointOf, type PointValue } from '../../engine/point.ts';
import { finished, fresh, run } from '../../engine/step.ts';
import { read } from '../../engine/traffic.ts';
import type { Field } from '../../ir/field.ts';
import { lower } from './lower.ts';
import type { AlbRulesSpec, CheckSpec, ConditionSpec, RuleSpec, TransformSpec } from './spec.ts';

const origin = { resource: 'aws_lb_listener_rule x', rule: 'rule 1' };
const carrier = pointCarrier();

function specOf(rule: Partial<RuleSpec>, more: Partial<AlbRulesSpec> = {}): AlbRulesSpec {
  const action: RuleSpec['action'] = { do: 'forward', groups: [{ group: 'web', weight: 1 }], origin };
  return {
    title: 'ALB edge (HTTPS 443)',
    balancer: 'edge',
    port: 443,
    protocol: 'HTTPS',
    rules: [{ priority: 1, conditions: [], first: [], transforms: [], action, origin, ...rule }],
    otherwise: { first: [], action: { do: 'answer', status: 404, body: '', cause: 'no-route', origin } },
    forwardedFor: 'append',
    ...more,
  };
}

type Fields = Partial<Record<Field, PointValue>>;

/** How traffic leaves the rules: the verdict or the group, the reasons why that is not known, and what fields hold then. */
function left(spec: AlbRulesSpec, fields: Fields = {}) {
  const { path, host, 'query.raw': query = '' }: Fields = { path: '/', host: 'a.example.org', ...fields };
  const point = pointOf({ method: 'GET', host, path, 'path.raw': `${String(path)}${String(query)}`, ...fields } as Fields);
  const [first, ...others] = finished(run(carrier, 'here', lower(spec).ops, undefined, fresh(point)));
  const end = first!.end;
  const verdict = end.kind === 'stop' ? end.op.verdict : undefined;
  const location = verdict?.kind === 'answered' ? verdict.location : undefined;
  const held = (field: Field): unknown => read(carrier, first!.traffic, field);
  const leads = location === undefined ? undefined : carrier.compute(first!.traffic, 'header(location)', { template: location });
  return { verdict, leads, to: end.kind === 'goto' ? end.hop : undefined, when: [first!, ...others].flatMap(({ when }) => when), held, ways: others.length + 1 };
}

describe('where a redirect leads', () => {
  const redirect = (parts: RedirectParts, more: Partial<AlbRulesSpec> = {}) => left(specOf({ action: { do: 'redirect', status: 301, origin, ...parts } }, more), { host: 'a.example.org:8443', path: '/x/y', 'query.raw': '?b=c' });

  test.each<readonly [string, RedirectParts, unknown]>([
    ['to another port alone', { port: '8444' }, 'https://a.example.org:8444/x/y?b=c'],
    ['to the same URL under another protocol', { protocol: 'HTTP', port: '80' }, 'http://a.example.org:80/x/y?b=c'],
    ['to another host', { host: 'www.#{host}' }, 'https://www.a.example.org:443/x/y?b=c'],
    ['to a path around the old one', { to: '/new/#{path}/end' }, 'https://a.example.org:443/new/x/y/end?b=c'],
    ['to a path without its first slash', { to: '/old-#{path}' }, 'https://a.example.org:443/old-x/y?b=c'],
    ['with the path in the query', { to: '/', query: 'from=#{path}&#{query}' }, 'https://a.example.org:443/?from=x/y&b=c'],
    ['without a query', { query: '' }, 'https://a.example.org:443/x/y'],
    ['with all parts in the path', { to: '/#{protocol}/#{host}/#{port}' }, 'https://a.example.org:443/https/a.example.org/443?b=c'],
    ['with braces that are nobody\'s', { to: '/{x}' }, undefined],
  ])('%s', (_, parts, leads) => {
    expect(redirect(parts)).toMatchObject({ verdict: { kind: 'answered', status: 301, cause: 'redirected' }, leads });
  });

  test('a page comes with it, as long as on the wire', () => {
    expect(redirect({}).verdict).toMatchObject({ body: expect.stringContaining('<h1>301 Moved Permanently</h1>') });
  });
});

describe('what a target is told', () => {
  const rewriting = (...transforms: readonly Pick<TransformSpec, 'of' | 'rewrite'>[]) => specOf({ transforms: transforms.map((each) => ({ ...each, origin })) });

  test('a rewrite of the whole path keeps the query where the expression does', () => {
    const { held } = left(rewriting({ of: 'url', rewrite: { regex: '^([^?]*)', replace: '/new' } }), { path: '/x', 'query.raw': '?a=b' });
    expect([held('path'), held('path.raw'), held('query.raw')]).toEqual(['/new', '/new?a=b', '?a=b']);
  });

  test('what does not fit stays', () => {
    const { held } = left(rewriting({ of: 'url', rewrite: { regex: '^/v([0-9]+)/', replace: '/$1/' } }), { path: '/x%20y' });
    expect([held('path'), held('path.raw')]).toEqual(['/x%20y', '/x%20y']);
  });

  test.each([
    ['fits twice', { regex: 'a', replace: 'b' }, '/a/a'],
    ['may fit twice, since it has alternatives', { regex: '^/a|b', replace: 'c' }, '/a/b'],
    ['has a group that nobody can have', { regex: '^/(a)', replace: '/$12' }, '/a'],
    ['is not there', undefined, '/a'],
  ] as const)('a rewrite that %s leaves the URL unknown', (_, rewrite, path) => {
    const { held } = left(rewriting({ of: 'url', ...(rewrite === undefined ? {} : { rewrite }) }), { path });
    for (const field of ['path', 'path.raw', 'query.raw'] as const) expect(held(field)).toMatchObject({ unknown: 'rule 1 rewrites the URL, and what becomes of this one is not known' });
  });

  test.each([
    ['any host becomes the one that is written', { regex: '.*', replace: 'b.internal' }, 'a.example.org', 'b.internal'],
    ['a host with a port is not known', { regex: '^a', replace: 'b' }, 'a.example.org:8443', { unknown: 'rule 1 rewrites the Host, and what becomes of this one is not known' }],
    ['nor one that fits twice', { regex: 'e', replace: 'b' }, 'a.example.org', { unknown: expect.any(String) }],
    ['nor what no input says', undefined, 'a.example.org', { unknown: expect.any(String) }],
  ] as const)('%s', (_, rewrite, host, becomes) => {
    expect(left(rewriting({ of: 'host', ...(rewrite === undefined ? {} : { rewrite }) }), { host }).held('host')).toEqual(becomes);
  });

  test('behind another port a rewritten Host is not known, unless Host is preserved', () => {
    const rule = rewriting({ of: 'host', rewrite: { regex: '^a', replace: 'b' } });
    expect(left({ ...rule, port: 80 }).held('host')).toBe('b.example.org');
    expect(left({ ...rule, port: 8443 }).held('host')).toMatchObject({ unknown: expect.any(String) });
    expect(left({ ...rule, port: 8443, preservesHost: true }).held('host')).toBe('b.example.org');
  });

  test('the port of Host depends on the port of the listener', () => {
    const named: ConditionSpec = { on: 'host-header', values: ['A.example.org'], regexes: [] };
    const host = (port: number, sent: string, conditions: readonly ConditionSpec[] = []): unknown => left(specOf({ conditions }, { port }), { host: sent }).held('host');
    expect([host(80, 'a.example.org:80'), host(443, 'a.example.org'), host(8443, 'a.example.org'), host(8443, 'a.example.org:1')]).toEqual(['a.example.org', 'a.example.org', 'a.example.org:8443', 'a.example.org:1']);
    expect([host(80, 'a.example.org:80', [named]), host(8443, 'a.example.org', [named]), host(8443, 'a.example.org:1', [named])]).toEqual(['a.example.org', 'a.example.org:8443', 'a.example.org:1']);
  });

  test('with the client\'s port the list is no list of addresses any more', () => {
    expect(left(specOf({}, { clientPort: true }), { 'src.address': '192.0.2.1' }).held('forwarded')).toMatchObject({ unknown: expect.stringContaining('port') });
  });
});

describe('who the client is', () => {
  const login = (more: Partial<Extract<CheckSpec, { do: 'login' }>> = {}) => specOf({ first: [{ do: 'login', with: 'oidc', endpoint: 'https://id.example.org/authorize', clientId: 'shop', scope: 'openid email', cookie: 'S', otherwise: 'authenticate', extra: { display: 'page' }, origin, ...more }] });

  test('who is not logged in is sent to the identity provider, and comes back here', () => {
    expect(left(login())).toMatchObject({ ways: 1, verdict: { status: 302, cause: 'redirected' }, leads: 'https://id.example.org/authorize?display=page&client_id=shop&response_type=code&scope=openid%20email&redirect_uri=https%3A%2F%2Fa.example.org%2Foauth2%2Fidpresponse' });
    expect(left({ ...login(), port: 8443 }).leads).toContain('https%3A%2F%2Fa.example.org%3A8443%2F');
    expect(left(login({ extra: { ui: '{x}' } })).leads).toContain('ui=%7Bx%7D');
    expect(left(specOf({ first: [{ do: 'login', with: 'oidc', scope: 'openid', cookie: 'S', otherwise: 'authenticate', extra: {}, origin }] })).leads).toBeUndefined();
  });

  test('what the identity provider sends back nobody else can read', () => {
    expect(left(login(), { path: '/oauth2/idpresponse' })).toMatchObject({ ways: 2, when: [expect.stringContaining('identity provider'), expect.stringContaining('identity provider')], verdict: { status: 302, cause: 'redirected' } });
  });

  test('with a session the target is told who it is', () => {
    const { held, to } = left(login(), { 'cookie(S-0)': 'x' });
    expect(to).toBe('group/edge/web');
    expect(held('header(x-amzn-oidc-identity)')).toMatchObject({ unknown: expect.any(String) });
  });

  const token = (...claims: Extract<CheckSpec, { do: 'token' }>['claims']) => specOf({ first: [{ do: 'token', issuer: 'https://id', claims, origin }] });
  const good: Fields = { 'header(authorization)': 'bearer a.b.c', 'token(header authorization)': 'read', 'token(header authorization claim iss)': 'https://id', 'token(header authorization text exp)': '1' };
  const refused = { verdict: { kind: 'answered', status: 401, cause: 'token-rejected' }, ways: 1 };

  test.each<readonly [string, Fields]>([
    ['another scheme', { 'header(authorization)': 'Basic a.b.c' }],
    ['no token', { 'token(header authorization)': 'Jwt is not in the form' }],
    ['another issuer', { 'token(header authorization claim iss)': 'https://else' }],
    ['no date', { 'token(header authorization text exp)': null as never }],
    ['a date that is over', { 'token(header authorization expired)': 'true' }],
    ['a date to come', { 'token(header authorization early)': 'true' }],
  ])('%s is refused', (_, fields) => {
    expect(left(token(), good).to).toBe('group/edge/web');
    expect(left(token(), { ...good, ...fields })).toMatchObject(refused);
  });

  test('one of several values is enough in a text; of a list AWS does not say', () => {
    const asked = (format: string, value: PointValue, values = ['a', 'b']) => left(token({ name: 'x', format, values }), { ...good, 'token(header authorization claim x)': value });
    expect(asked('single-string', 'b')).toMatchObject({ to: 'group/edge/web', ways: 1 });
    expect(asked('single-string', 'c')).toMatchObject(refused);
    expect(asked('string-array', ['b', 'a', 'c'])).toMatchObject({ to: 'group/edge/web', ways: 1 });
    expect(asked('string-array', ['b'])).toMatchObject({ ways: 2, when: expect.arrayContaining([expect.stringContaining('whether it needs all')]) });
    expect(asked('string-array', ['b'], ['b'])).toMatchObject({ to: 'group/edge/web', ways: 1 });
    expect(asked('string-array', ['c'])).toMatchObject(refused);
    expect(asked('space-separated-values', 'c b a')).toMatchObject({ to: 'group/edge/web', ways: 1 });
    expect(asked('space-separated-values', 'ab')).toMatchObject(refused);
  });
});

describe('conditions', () => {
  const taken = (condition: ConditionSpec, fields: Fields): unknown => {
    const { to, ways } = left(specOf({ conditions: [condition] }), fields);
    return ways > 1 ? 'unknown' : to !== undefined;
  };

  test('the list of addresses is a header like others', () => {
    expect(taken({ on: 'http-header', name: 'X-Forwarded-For', values: ['10.*'], regexes: [] }, { forwarded: '10.0.0.1' })).toBe(true);
    expect(taken({ on: 'http-header', name: 'X-Forwarded-For', values: ['10.*'], regexes: [] }, { forwarded: '11.0.0.1' })).toBe(false);
  });

  test.each([
    ['red', false],
    ['green, red', false],
    ['red,green', 'unknown'],
    ['green,Red', 'unknown'],
    ['green,blue', false],
    ['reds,a', false],
    ['a,b(x, y) team/7 (z)', true],
    ['b,team', false],
    ['', false],
  ] as const)('of the header %s', (sent, fits) => {
    expect(taken({ on: 'http-header', name: 'X-Team', values: sent.includes('green,') || sent.startsWith('red') ? ['red', '?lack'] : ['*team/*', 'reds?'], regexes: [] }, { 'header(x-team)': sent })).toBe(sent === 'red' ? true : fits);
  });

  test('an expression may fit any of several instances', () => {
    expect(['a,b', 'a, b'].map((sent) => taken({ on: 'http-header', name: 'X-Team', values: [], regexes: ['^b$'] }, { 'header(x-team)': sent }))).toEqual(['unknown', false]);
  });

  test('every path fits /*, in whatever form', () => {
    expect([['/*'], ['*'], ['/x*'], ['*x*'], ['/x//*']].map((values) => taken({ on: 'path-pattern', values, regexes: [] }, { path: '/x//y' }))).toEqual([true, true, true, 'unknown', 'unknown']);
    expect(['/x/../y', '/x/.', '/x/%2E/y', '/x/.a//b'].map((path) => taken({ on: 'path-pattern', values: ['/x*'], regexes: [] }, { path }))).toEqual(['unknown', 'unknown', 'unknown', true]);
  });
});

describe('where nothing leads', () => {
  test('groups that all have weight 0, and actions that are not modelled', () => {
    const unresolved = { kind: 'unresolved', cause: 'destination-unknown' };
    expect(left(specOf({ action: { do: 'forward', groups: [{ group: 'a', weight: 0 }, { group: 'b', weight: 0 }], origin } }))).toMatchObject({ verdict: unresolved, when: expect.arrayContaining([expect.stringContaining('weight 0')]) });
    expect(left(specOf({ action: { do: 'other', name: 'magic', origin } }))).toMatchObject({ verdict: unresolved, when: expect.arrayContaining([expect.stringContaining('magic')]) });
    expect(left(specOf({ action: { do: 'forward', groups: [{ group: 'a', weight: 0 }], origin } })).to).toBe('group/edge/a');
  });
});
