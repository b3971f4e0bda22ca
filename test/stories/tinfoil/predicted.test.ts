import { describe, expect, test } from 'vitest';
import { checkedOf } from '../../../src/cli/check.ts';
import { example } from '../played.ts';
import { found, lineOf, placeOf, traced } from '../xnat/reading.ts';

const [netbox, minio, apex] = ['https://netbox.cluster.tinfoil.private/', 'https://minio.cluster.tinfoil.private/', 'https://cluster.tinfoil.private/'];
const tinfoil = (folder: string): ReturnType<typeof example> => example(`tinfoil/${folder}`);

describe('as published', () => {
  test('the gateway answers 404, because the routes are for names that end in .internal', async () => {
    const loaded = await tinfoil('as-published');
    const { trace, answer } = traced(loaded, { url: netbox });
    expect(trace.outcomes).toHaveLength(1);
    expect(trace.outcomes[0]).toMatchObject({ verdict: { kind: 'answered', status: 404, cause: 'no-route' }, when: [] });
    expect(trace.titles[trace.outcomes[0]!.by!]).toBe('gateway istio-system/istio-ingressgateway');
    const [stop] = answer.stops;
    expect(stop?.rule.name).toBe('no-route-matches');
    expect(stop?.blocker.origin.note).toContain('netbox.cluster.tinfoil.internal');
  });

  test('the mend is the name that was asked for, in the VirtualService, and it is proved', async () => {
    const { answer } = traced(await tinfoil('as-published'), { url: netbox });
    const [mend] = answer.stops[0]!.mends;
    expect(mend).toMatchObject({ certainty: 'proved', proof: { before: { status: 404 }, after: { kind: 'delivered' } } });
    expect(mend?.patch).toMatch(/virtual-services\.yaml[\s\S]*^\+\s+- netbox\.cluster\.tinfoil\.private$/m);
  });

  test('all targets are unhealthy, since the check asks the gateway for a host without routes, and the load balancer fails open', async () => {
    const { trace } = traced(await tinfoil('as-published'), { url: netbox });
    expect(trace.health).toMatchObject([{ state: 'unhealthy', cause: 'no-route', verdict: { status: 404 }, failOpen: true }]);
  });

  test('the apex is a name that the certificate does not cover', async () => {
    const { trace, answer } = traced(await tinfoil('as-published'), { url: apex });
    expect(trace.outcomes[0]!.verdict).toMatchObject({ kind: 'handshake', cause: 'certificate-not-trusted' });
    expect(answer.stops[0]?.blocker.origin.note).toContain('*.cluster.tinfoil.private');
  });

  test('nobody on the internet is answered by the internal load balancer, and that is not asked by default', async () => {
    const loaded = await tinfoil('steps/2-one-balancer');
    expect(traced(loaded, { url: netbox, from: 'internet' }).trace.outcomes[0]!.verdict).toMatchObject({ kind: 'unresolved' });
    const { trace } = traced(loaded, { url: netbox });
    expect(trace.request.from).toEqual({ kind: 'vpc', name: '' });
    expect(trace.assumptions.find(({ name }) => name === 'asked-from-inside')?.text).toContain('is internal');
  });
});

describe('step by step', () => {
  test.each([
    ['as-published', netbox, '404', 'unhealthy'],
    ['steps/1-hosts', netbox, 'delivered', 'unhealthy'],
    ['steps/1-hosts', minio, 'delivered', 'unhealthy'],
    ['steps/2-one-balancer', netbox, 'delivered', 'unhealthy'],
    ['steps/3-health-check', netbox, 'delivered', 'healthy'],
    ['steps/3-health-check', apex, 'handshake', undefined],
    ['steps/4-certificates', apex, '404', 'healthy'],
    ['mended', netbox, 'delivered', 'healthy'],
    ['mended', minio, 'delivered', 'healthy'],
    ['mended', apex, '301', 'healthy'],
  ])('%s: %s gets %s', async (folder, url, expected, health) => {
    const { trace } = traced(await tinfoil(folder), { url });
    const [{ verdict, when }] = trace.outcomes as [(typeof trace.outcomes)[number]];
    expect({ ends: 'status' in verdict ? String(verdict.status) : verdict.kind, when }).toEqual({ ends: expected, when: [] });
    expect(trace.health.map(({ state }) => state)).toEqual(health === undefined ? [] : [health]);
  });

  test('each of the first mends is what the next step has', async () => {
    const steps = [['as-published', 'route-host-not-forwarded', 'netbox.cluster.tinfoil.private'], ['as-published', 'mesh-setting-misplaced', 'values'], ['as-published', 'health-check-fails-open', '/healthz/ready']] as const;
    for (const [folder, name, says] of steps) {
      const [finding] = found(await tinfoil(folder), name);
      expect(finding?.mends[0], name).toMatchObject({ certainty: 'proved', patch: expect.stringContaining(says) });
    }
  });
});

describe('mended', () => {
  test('nothing is wrong any more', async () => {
    expect(checkedOf(await tinfoil('mended')).findings.map(({ name }) => name)).toEqual([]);
  });

  test('the request is encrypted on every hop to the sidecar, and where the peer is verified is told', async () => {
    const { proofs } = checkedOf(await tinfoil('mended'));
    const grades = proofs.map(({ from, to, sealed }) => `${from} -> ${to}: ${sealed}`);
    // TLS ends at the sidecar: the rest is inside the pod.
    expect(grades.filter((grade) => grade.includes('plain'))).toEqual(['sidecar of netbox/minio -> netbox/minio port 9000: plain', 'sidecar of netbox/netbox -> netbox/netbox port 8080: plain']);
    expect(grades).toContainEqual(expect.stringMatching(/^ALB k8s-istiosys-istioing-.* -> Service istio-system\/istio-ingressgateway port 443: encrypted$/));
    expect(grades).toContainEqual(expect.stringMatching(/^gateway .* -> sidecar of netbox\/netbox: verified$/));
  });

  test('the gateway talks to the pod, not the load balancer: STRICT is no obstacle', async () => {
    const loaded = await tinfoil('mended');
    const { trace } = traced(loaded, { url: netbox });
    expect(trace.outcomes[0]!.arrived).toMatchObject({ workload: 'netbox/netbox', host: 'netbox.cluster.tinfoil.private', peer: expect.stringContaining('/ns/istio-system/sa/istio-ingressgateway'), headers: { 'x-forwarded-proto': 'https' } });
    const places = trace.outcomes[0]!.steps.map(({ origin }) => placeOf(origin.at));
    expect(places).toContain(lineOf(loaded, 'mended/ingress.yaml', 'host: "*.cluster.tinfoil.private"').replace(/\d+$/, (line) => String(Number(line) + 3)));
  });

  test('the load balancer sends no server name, and `*` takes it', async () => {
    const { trace } = traced(await tinfoil('mended'), { url: netbox });
    const gateway = trace.outcomes[0]!.seen.find(({ hop }) => trace.titles[hop]?.startsWith('gateway') === true);
    expect(gateway?.sni).toBeUndefined();
  });
});
