import { describe, expect, test } from 'vitest';
import { found, home, lineOf, placeOf, traced, xnat } from './reading.ts';

describe('step 2: the mesh is STRICT', () => {
  test('the 502 is explained by the line of the PeerAuthentication', async () => {
    const loaded = await xnat('steps/2-strict');
    const { trace, answer } = traced(loaded, { url: home });
    expect(trace.outcomes[0]!.verdict).toMatchObject({ kind: 'answered', status: 502, cause: 'plaintext-refused' });
    const [stop] = answer.stops;
    expect(stop?.rule.name).toBe('strict-mtls-refuses-load-balancer');
    expect(placeOf(stop?.blocker.origin.at)).toBe(lineOf(loaded, 'istio-mtls.yaml', 'mode: STRICT'));
    expect(trace.titles[trace.outcomes[0]!.by!]).toContain('ALB');
  });

  test('the smallest mend is an exception for port 8080 of these pods, and it is proved', async () => {
    const { answer } = traced(await xnat('steps/2-strict'), { url: home });
    const [mend] = answer.stops[0]!.mends;
    expect(mend).toMatchObject({ certainty: 'proved' });
    expect(mend!.proof.before).toMatchObject({ kind: 'answered', status: 502 });
    expect(mend!.proof.after).toMatchObject({ kind: 'delivered' });
    expect(mend!.patch).toContain('8080:');
    expect(mend!.patch).toContain('PERMISSIVE');
    expect(mend!.patch).not.toMatch(/^-.*STRICT/m);
  });

  test('the target is unhealthy by the same rule, and the load balancer fails open', async () => {
    const loaded = await xnat('steps/2-strict');
    const { trace } = traced(loaded, { url: home });
    expect(trace.health).toMatchObject([{ state: 'unhealthy', cause: 'plaintext-refused', failOpen: true }]);
    expect(found(loaded, 'health-check-fails-open')).toHaveLength(1);
  });

  test('check finds the same stop without being asked for a request', async () => {
    const loaded = await xnat('steps/2-strict');
    const [finding, ...more] = found(loaded, 'strict-mtls-refuses-load-balancer');
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ severity: 'error', message: expect.stringContaining('502') });
    expect(placeOf(finding!.at)).toBe(lineOf(loaded, 'istio-mtls.yaml', 'mode: STRICT'));
    expect(finding!.mends[0]).toMatchObject({ certainty: 'proved' });
  });
});

describe('steps 1, 3 and 5: requests arrive', () => {
  test('without a policy a sidecar takes plaintext', async () => {
    const { trace, answer } = traced(await xnat('steps/1-no-policy'), { url: home });
    expect(trace.outcomes[0]!).toMatchObject({ verdict: { kind: 'delivered', workload: 'xnat/xnat-xnat-web-0' }, blockers: [] });
    expect(answer.stops).toEqual([]);
  });

  test('the exemption is the rule that lets the load balancer in', async () => {
    const loaded = await xnat('steps/3-exempt-8080');
    const { trace } = traced(loaded, { url: home });
    const places = trace.outcomes[0]!.steps.map(({ origin }) => placeOf(origin.at));
    expect(places).toContain(lineOf(loaded, 'istio-mtls.yaml', 'mode: DISABLE'));
    expect(trace.outcomes[0]!.arrived).toMatchObject({ host: 'xnat.example.com', headers: { 'x-forwarded-proto': 'https' } });
  });

  test('and the port that it opens is told, with a mend that keeps mTLS for the mesh', async () => {
    const loaded = await xnat('steps/3-exempt-8080');
    const [finding] = found(loaded, 'port-exemption-weakens-mtls');
    expect(placeOf(finding?.at)).toBe(lineOf(loaded, 'istio-mtls.yaml', 'mode: DISABLE'));
    expect(finding?.mends[0]).toMatchObject({ certainty: 'proved', patch: expect.stringContaining('PERMISSIVE') });
  });

  test('health is known from the readiness probe that asks for the same page', async () => {
    const { trace } = traced(await xnat('steps/3-exempt-8080'), { url: home });
    expect(trace.health).toMatchObject([{ state: 'healthy', failOpen: false }]);
    expect(trace.assumptions.find(({ name }) => name === 'health-check-passes')?.text).toContain('readiness probe asks the same');
  });
});

describe('step 4: a policy without POST', () => {
  test('the 403 says that no rule takes POST, and which one comes closest', async () => {
    const loaded = await xnat('steps/4-authorization');
    const { trace, answer } = traced(loaded, { url: home, method: 'POST' });
    expect(trace.outcomes[0]!.verdict).toMatchObject({ kind: 'answered', status: 403, body: 'RBAC: access denied', cause: 'policy-not-allowed' });
    const [stop] = answer.stops;
    expect(stop?.rule.name).toBe('no-allow-rule-matches');
    expect(stop?.blocker.origin.resource).toContain('xnat/xnat-all');
    expect(stop?.closest).toContain('POST');
    expect(stop?.closest).toContain('DELETE');
  });

  test('the mend adds POST to the list in the file', async () => {
    const { answer } = traced(await xnat('steps/4-authorization'), { url: home, method: 'POST' });
    const [mend] = answer.stops[0]!.mends;
    expect(mend).toMatchObject({ certainty: 'proved' });
    expect(mend!.patch).toMatch(/^\+.*methods:.*POST/m);
    expect(mend!.proof.after).toMatchObject({ kind: 'delivered' });
  });

  test('GET is let through by the rule that lists it', async () => {
    const loaded = await xnat('steps/4-authorization');
    const { trace } = traced(loaded, { url: home });
    expect(trace.outcomes[0]!.verdict.kind).toBe('delivered');
    expect(trace.outcomes[0]!.steps.some(({ origin }) => origin.at?.file.endsWith('istio-auth-policy.yaml') === true)).toBe(true);
  });

  test('the health check is let through as well: it is a GET', async () => {
    const { trace } = traced(await xnat('steps/4-authorization'), { url: home });
    expect(trace.health).toMatchObject([{ state: 'healthy' }]);
  });
});
