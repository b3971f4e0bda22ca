import { describe, expect, test } from 'vitest';
import { differencesOf } from '../../../src/controllers/load-balancer-controller/against/differences.ts';
import { stacksIn } from '../../../src/controllers/load-balancer-controller/against/live.ts';
import { printed } from '../../../src/controllers/load-balancer-controller/stack.ts';
import { checkedOf } from '../../../src/cli/check.ts';
import { plannedOf } from '../../../src/path/planned.ts';
import { example } from '../played.ts';
import { found, lineOf, placeOf, traced } from '../xnat/reading.ts';

const home = 'https://iris.corp.example';
const admin = '10.60.130.7';
const iris = (folder: string): ReturnType<typeof example> => example(`iris/${folder}`);

describe('as published', () => {
  test('a1: one subnet twice is no load balancer, and the answer to a request says so', async () => {
    const loaded = await iris('as-published');
    const [twice] = found(loaded, 'subnet-named-twice');
    expect(twice).toMatchObject({ severity: 'error' });
    expect(placeOf(twice?.at)).toBe(lineOf(loaded, 'as-published/ingress.yaml', 'subnet-internal, subnet-internal'));
    const { trace, answer } = traced(loaded, { url: `${home}/data00` });
    expect(trace.outcomes[0]!.verdict).toMatchObject({ kind: 'unresolved' });
    expect(answer.problems.map(({ name }) => name)).toContain('load-balancer-not-applied');
  });

  test('a2: names with their labels in another order reach nobody, and the right ones are proposed', async () => {
    const loaded = await iris('as-published');
    const [finding, ...more] = found(loaded, 'labels-of-name-in-wrong-order');
    expect(more).toEqual([]);
    expect(placeOf(finding?.at)).toBe(lineOf(loaded, 'webgateway.yaml', 'iris-svc.app.data-0'));
    expect(finding?.mends[0]).toMatchObject({ certainty: 'proved', patch: expect.stringMatching(/^\+\s+Ip_Address=data-0\.iris-svc\.app\.svc\.cluster\.local$/m) });
    const ask = (host: string): string => traced(loaded, { url: `tcp://${host}:1972`, from: 'pod:app/data-0' }).trace.outcomes[0]!.verdict.kind;
    expect(ask('iris-svc.app.data-1.svc.cluster.local')).not.toBe('delivered');
    expect(ask('data-1.iris-svc.app.svc.cluster.local')).toBe('delivered');
  });

  test('a11: a member that is not ready has no name, unless the headless Service says so', async () => {
    const [finding] = found(await iris('as-published'), 'unready-pod-loses-name');
    expect(finding?.mends[0]).toMatchObject({ certainty: 'proved', patch: expect.stringContaining('publishNotReadyAddresses: true') });
    expect(found(await iris('mended'), 'unready-pod-loses-name')).toEqual([]);
  });
});

describe('with two subnets', () => {
  test.each([
    ['/data00', 'pod/app/data-0/80'],
    ['/data00/csp/sys/UtilHome.csp', 'pod/app/data-0/80'],
    ['/data01/csp/sys/UtilHome.csp', 'pod/app/data-1/80'],
  ])('%s reaches its own pod and no other', async (path, by) => {
    const { trace } = traced(await iris('steps/1-two-subnets'), { url: home + path });
    expect(trace.outcomes.map((outcome) => [outcome.by, outcome.verdict.kind])).toEqual([[by, 'answered']]);
  });

  test.each(['/data000', '/data0', '/'])('a7: %s is nobody\'s', async (path) => {
    const { trace } = traced(await iris('steps/1-two-subnets'), { url: home + path });
    expect(trace.outcomes[0]).toMatchObject({ verdict: { kind: 'answered', status: 404, cause: 'no-route' } });
  });

  test('a7: a pattern that ends in a star takes /data000 as well', async () => {
    const { trace } = traced(await iris('traps/a7-longer-prefix'), { url: `${home}/data000` });
    expect(trace.outcomes[0]).toMatchObject({ by: 'pod/app/data-0/80' });
  });

  test('a3: HTTPS ends at the load balancer, and the way to the pod is plain', async () => {
    const { proofs } = checkedOf(await iris('steps/1-two-subnets'));
    expect(proofs.filter(({ sealed }) => sealed === 'plain').map(({ to }) => to).sort()).toEqual(['app/data-0 port 80', 'app/data-1 port 80']);
  });

  test('a4: stickiness among one target does nothing', async () => {
    const loaded = await iris('steps/1-two-subnets');
    const [finding, ...more] = found(loaded, 'stickiness-without-choice');
    expect(more).toEqual([]);
    expect(placeOf(finding?.at)).toBe(lineOf(loaded, 'ingress.yaml', 'stickiness.enabled=true'));
    expect(finding?.mends[0]).toMatchObject({ certainty: 'proved' });
  });

  test('a5: the health check asks for /, gets 403, and the load balancer fails open', async () => {
    const loaded = await iris('steps/1-two-subnets');
    const { trace } = traced(loaded, { url: `${home}/data00` });
    expect(trace.health).toMatchObject([{ state: 'unhealthy', verdict: { status: 403 }, failOpen: true }]);
    const findings = found(loaded, 'health-check-fails-open');
    expect(findings.map(({ mends }) => [mends[0]?.certainty, /^\+.*healthcheck-path: (\S+)$/m.exec(mends[0]?.patch ?? '')?.[1]])).toEqual([['proved', '/data00'], ['proved', '/data01']]);
  });

  test('a6: the path arrives as it was sent', async () => {
    const { trace } = traced(await iris('steps/2-health'), { url: `${home}/data00/csp/sys/UtilHome.csp` });
    expect(trace.outcomes[0]!.steps.some(({ origin }) => origin.note?.includes('/data00*') === true)).toBe(true);
    expect(trace.health).toMatchObject([{ state: 'healthy' }]);
  });

  test('a9: the management portal is open to the whole network', async () => {
    const [finding] = found(await iris('steps/1-two-subnets'), 'console-open-to-network');
    expect(finding).toMatchObject({ severity: 'warning', message: expect.stringContaining('InterSystems Management Portal') });
    expect(finding?.mends[0]).toMatchObject({ certainty: 'needs a value', patch: expect.stringContaining('inbound-cidrs') });
  });
});

describe('mended', () => {
  test.each(['mended', 'with-sam'])('%s: nothing is wrong any more, and nothing is plain', async (folder) => {
    const { findings, proofs } = checkedOf(await iris(folder));
    expect(findings.map(({ name }) => name)).toEqual([]);
    expect(proofs.filter(({ sealed }) => sealed === 'plain')).toEqual([]);
  });

  test('administrators reach exactly their pod, and nobody else gets an answer', async () => {
    const loaded = await iris('mended');
    const by = (url: string, from: string): unknown => traced(loaded, { url, from }).trace.outcomes.map((outcome) => outcome.verdict.kind === 'dropped' ? 'dropped' : outcome.by);
    expect(by(`${home}/data00/`, admin)).toEqual(['pod/app/data-0/443']);
    expect(by(`${home}/data01/`, admin)).toEqual(['pod/app/data-1/443']);
    expect(by(`${home}/data00/`, '10.60.9.9')).toEqual(['dropped']);
  });
});

describe('SAM beside them', () => {
  test('is one Service and one route: one rule and one target group more, and nothing else changes', async () => {
    const stack = async (folder: string): Promise<NonNullable<ReturnType<typeof plannedOf>[number]['plans'][number]['stack']>> => plannedOf((await iris(folder)).path).flatMap(({ plans }) => plans.flatMap(({ stack: own }) => own ?? []))[0]!;
    const [before, after] = [await stack('mended'), await stack('with-sam')];
    const [live] = stacksIn(printed(before)) ?? [];
    const differences = differencesOf(after, live!);
    expect(differences.map(({ id, change }) => `${change} ${id}`)).toEqual(['made 443:3', 'made app/management-sam:443', 'made app/management-sam:443']);
  });

  test('and both portals are reached as before', async () => {
    const [before, after] = [await iris('mended'), await iris('with-sam')];
    for (const path of ['/data00/', '/data01/', '/data000', '/']) {
      const [one, other] = [before, after].map((loaded) => traced(loaded, { url: home + path, from: admin }).trace.outcomes.map(({ by, verdict }) => ({ by, verdict })));
      expect(other).toEqual(one);
    }
    expect(traced(after, { url: `${home}/sam/`, from: admin }).trace.outcomes[0]).toMatchObject({ by: 'pod/app/sam/8443', verdict: { status: 200 } });
    expect(traced(before, { url: `${home}/sam/`, from: admin }).trace.outcomes[0]).toMatchObject({ verdict: { status: 404 } });
  });
});
