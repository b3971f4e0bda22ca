import { describe, expect, test } from 'vitest';
import { given, written } from '../../../test/given.ts';
import { applyEdits } from '../../resource/edit.ts';
import { estateOf, type Estate } from '../../resource/estate.ts';
import type { Blocked } from '../kind.ts';
import { kind } from './kind.ts';
import { lower } from './lower.ts';
import type { AuthorizationSpec } from './spec.ts';

const web = `
apiVersion: v1
kind: Pod
metadata: { name: web-0, namespace: shop, labels: { app: web } }
spec: { containers: [{ name: app }, { name: istio-proxy }] }
status: { podIP: 10.0.0.9 }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080 }, { name: tcp-dicom, port: 104, targetPort: 8104 }] }
---`;

const policy = (namespace: string, name: string, spec: string, annotations = ''): string => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: ${name}, namespace: ${namespace}${annotations} }
spec:
${spec.replace(/^/gm, '  ')}
---`;

function specOf(estate: Estate, port = 8080): AuthorizationSpec | undefined {
  return kind.read(estate, []).at(`pod/shop/web-0/${port}`);
}

async function at(yaml: string, port = 8080): Promise<AuthorizationSpec | undefined> {
  return specOf((await given(web + yaml)).estate, port);
}

const blocked = (request: Blocked['request'], cause = 'policy-not-allowed'): Blocked => ({ cause, resource: '', attribute: undefined, dialler: 'load-balancer', request });

describe('reading', () => {
  test('policies of the root namespace and the pod\'s own select it; tried-out and logging ones never decide', async () => {
    const spec = await at(
      policy('istio-system', 'all', 'action: DENY\nrules: [{}]') +
        policy('shop', 'web', 'selector: { matchLabels: { app: web } }\nrules: [{}]') +
        policy('shop', 'other', 'selector: { matchLabels: { app: other } }\nrules: [{}]') +
        policy('bank', 'all', 'rules: [{}]') +
        policy('shop', 'tried', 'rules: [{}]', ', annotations: { istio.io/dry-run: "true" }') +
        policy('shop', 'logged', 'action: AUDIT\nrules: [{}]'),
    );
    expect(spec?.policies.map(({ namespace, name, action }) => `${namespace}/${name} ${action}`)).toEqual(['istio-system/all DENY', 'shop/web ALLOW']);
    expect(spec).toMatchObject({ port: 8080, protocol: 'http', address: '10.0.0.9', trustDomains: ['cluster.local'] });
    expect((await at(policy('shop', 'all', 'rules: [{}]'), 8104))?.protocol).toBe('tcp');
  });

  test('without a policy nobody is asked', async () => {
    expect(await at('')).toBeUndefined();
  });

  test('rules stand where they are written, with every field by the name of what it compares', async () => {
    const spec = await at(
      policy(
        'shop',
        'web',
        `rules:
  - from:
      - source: { principals: [a], notNamespaces: [b] }
    to:
      - operation: { paths: [/x], notPorts: ["1"] }
    when:
      - { key: "request.headers[x-user]", values: [u] }`,
      ),
    );
    const rule = spec?.policies[0]?.rules[0];
    expect(rule?.at?.line).toBe(18);
    const flat = [...rule!.from.flat(), ...rule!.to.flat(), ...rule!.when].map(({ attribute, values, notValues, path }) => [attribute, values.join(), notValues.join(), path.slice(3).join('.')]);
    expect(flat).toEqual([
      ['source.principal', 'a', '', 'from.0.source.principals'],
      ['source.namespace', '', 'b', 'from.0.source.notNamespaces'],
      ['path', '/x', '', 'to.0.operation.paths'],
      ['destination.port', '', '1', 'to.0.operation.notPorts'],
      ['request.headers[x-user]', 'u', '', 'when.0.values'],
    ]);
  });
});

describe('a refused request', () => {
  const methods = policy('shop', 'web', 'rules:\n  - to: [{ operation: { methods: [GET, HEAD] } }]\n  - from: [{ source: { principals: ["cluster.local/ns/bank/sa/till"] } }]\n    to: [{ operation: { methods: [POST], paths: [/pay] } }]');

  test('is told which rule came closest, and in which field it differs', async () => {
    const spec = (await at(methods))!;
    const said = (request: Blocked['request']): string | undefined => kind.explain!(spec, blocked(request));
    expect(said({ method: 'DELETE', path: '/' })).toBe('closest is rule 1 of shop/web (line 18): method DELETE is not in [GET, HEAD]');
    expect(said({ method: 'POST', path: '/pay', 'session.peer': 'cluster.local/ns/bank/sa/desk' })).toBe('closest is rule 2 of shop/web (line 19): principal cluster.local/ns/bank/sa/desk is not in [cluster.local/ns/bank/sa/till]');
    expect(kind.explain!(spec, blocked({ method: 'DELETE' }, 'policy-denied'))).toBeUndefined();
  });

  test('is told that an identity is missing where only that is', async () => {
    const spec = (await at(policy('shop', 'web', 'rules: [{ from: [{ source: { namespaces: [bank] } }] }]')))!;
    expect(kind.explain!(spec, blocked({ method: 'GET', path: '/' }))).toBe('closest is rule 1 of shop/web (line 17): it asks for namespace bank, and the client proved no identity, because it came without mTLS');
    expect(kind.explain!(spec, blocked({ method: 'GET', path: '/', 'session.peer': 'cluster.local/ns/shop/sa/x' }))).toContain('namespace of cluster.local/ns/shop/sa/x is not in [bank]');
  });

  test('is told that a rule about methods does not exist for bytes', async () => {
    const spec = (await at(methods, 8104))!;
    expect(kind.explain!(spec, blocked({}))).toBe('closest is rule 1 of shop/web (line 18): the rule is left out here, because a TCP connection has no method');
  });

  test('is told what of a token is missing, and gets no rule that asks for none', async () => {
    const asking = policy('shop', 'web', 'rules: [{ from: [{ source: { requestPrincipals: [login/*] } }], when: [{ key: "request.auth.claims[role]", values: [admin] }] }]');
    const spec = (await at(asking))!;
    const explain = (request: Blocked['request']): string | undefined => kind.explain!(spec, blocked({ method: 'GET', path: '/', ...request }));
    expect(explain({})).toBe('closest is rule 1 of shop/web (line 17): it asks for request principal login/*, and the request brought no token that is looked at; it asks for claim role admin, and the request brought no token that is looked at');
    expect(explain({ 'claim(iss)': 'login', 'claim(sub)': 'me' })).toBe('closest is rule 1 of shop/web (line 17): it asks for claim role admin, and the token has none');
    expect(kind.mend!(spec, blocked({ method: 'GET', path: '/' }))).toEqual([]);
    const [proposal] = kind.mend!(spec, blocked({ method: 'GET', path: '/', 'claim(iss)': 'login', 'claim(sub)': 'me', 'claim(role)': 'guest' }));
    expect(proposal?.title).toBe('let rule 1 of shop/web also take claim role guest');
  });

  test('is told that nobody knows the address it is judged by, and gets no rule that asks for none', async () => {
    const spec = (await at(policy('shop', 'web', 'rules: [{ from: [{ source: { remoteIpBlocks: [203.0.113.0/24] } }] }]')))!;
    const request = { method: 'GET', path: '/', forwarded: '203.0.113.9,?' };
    expect(kind.explain!(spec, blocked(request))).toBe("closest is rule 1 of shop/web (line 17): it asks for client address 203.0.113.0/24, and the address that this proxy takes for the client's is in no file (X-Forwarded-For is 203.0.113.9,? here)");
    expect(kind.mend!(spec, blocked(request))).toEqual([]);
    expect(kind.mend!(spec, blocked({ ...request, 'client.address': '198.51.100.1' }))[0]?.title).toBe('let rule 1 of shop/web also take client address 198.51.100.1');
    const direct = (await at(policy('shop', 'web', 'rules: [{ from: [{ source: { ipBlocks: [203.0.113.0/24] } }] }]')))!;
    expect(kind.explain!(direct, blocked(request))).toContain('it asks for peer address 203.0.113.0/24, and the address of what dialled this proxy is in no file');
  });

  test('is told that a subject with a slash is never met by its principal', async () => {
    const spec = (await at(policy('shop', 'web', 'rules: [{ from: [{ source: { requestPrincipals: [a/b/c] } }] }]')))!;
    expect(kind.explain!(spec, blocked({ method: 'GET', path: '/', 'claim(iss)': 'a', 'claim(sub)': 'b/c' }))).toBe('closest is rule 1 of shop/web (line 17): request principal a/b/c is issuer a and subject b/c, and istiod splits the value at its last /');
  });

  test('is told that a TLS session without client certificate proves nobody', async () => {
    const spec = (await at(policy('shop', 'web', 'rules: [{ from: [{ source: { principals: [a] } }] }]')))!;
    expect(kind.explain!(spec, blocked({ method: 'GET', path: '/', 'session.state': 'ended' }))).toContain('the client proved no identity, because it showed no client certificate');
  });

  test('is told that nothing is allowed where there is no rule', async () => {
    expect(kind.explain!((await at(policy('shop', 'web', 'action: ALLOW')))!, blocked({ method: 'GET' }))).toBe('shop/web has no rule, so it allows nothing');
  });

  test('is mended by one more value in the closest rule', async () => {
    const estate = await written(web + methods);
    const [proposal] = kind.mend!(specOf(estate)!, blocked({ method: 'DELETE', path: '/' }));
    expect(proposal?.title).toBe('let rule 1 of shop/web also take method DELETE');
    const mended = estateOf(applyEdits(estate.resources, proposal!.edits)).estate;
    expect(specOf(mended)?.policies[0]?.rules[0]?.to[0]?.[0]?.values).toEqual(['GET', 'HEAD', 'DELETE']);
  });

  test('is mended by a rule of its own where bytes meet rules about requests, for the client that proved who it is', async () => {
    const estate = await written(web + methods);
    const [proposal] = kind.mend!(specOf(estate, 8104)!, blocked({ 'session.peer': 'cluster.local/ns/bank/sa/till', 'session.state': 'ended', 'session.alpn': 'istio' }));
    expect(proposal?.edits).toMatchObject([{ edit: 'insert', path: ['spec', 'rules'], at: 2, value: { from: [{ source: { principals: ['cluster.local/ns/bank/sa/till'] } }], to: [{ operation: { ports: ['8104'] } }] } }]);
  });

  test('gets no mend that leaves another condition unmet, nor one for a DENY rule', async () => {
    const spec = (await at(policy('shop', 'web', 'rules: [{ when: [{ key: "request.auth.claims[role]", values: [admin] }] }]')))!;
    expect(kind.mend!(spec, blocked({ path: '/' }))).toEqual([]);
    expect(kind.mend!(spec, blocked({ method: 'GET', path: '/' }, 'policy-denied'))).toEqual([]);
  });
});

test('a DENY rule says what is left of it where only bytes are seen', async () => {
  const spec = (await at(policy('shop', 'web', 'action: DENY\nrules: [{ to: [{ operation: { methods: [DELETE], ports: ["8104"] } }] }]'), 8104))!;
  expect(JSON.stringify(lower(spec).ops)).toContain('the DENY rule 1 matches (port 8104, since bytes show no method)');
});
