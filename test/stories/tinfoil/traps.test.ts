import { describe, expect, test } from 'vitest';
import { example } from '../played.ts';
import { found, lineOf, placeOf, traced } from '../xnat/reading.ts';

const netbox = 'https://netbox.cluster.tinfoil.private/';
const tinfoil = (folder: string): ReturnType<typeof example> => example(`tinfoil/${folder}`);

/** A trap, where it is walked into, what it is called, and the line that is blamed. */
const traps = [
  ['b1: routes for .internal, names of .private', 'as-published', 'route-host-not-forwarded', ['virtual-services.yaml', 'netbox.cluster.tinfoil.internal']],
  ['b2: an API version that is gone', 'as-published', 'removed-version', ['as-published/ingress.yaml', 'extensions/v1beta1']],
  ['b3: a wildcard in a prefix path', 'traps/b3-wildcard-in-prefix', 'load-balancer-not-applied', ['b3-wildcard-in-prefix/ingress.yaml', 'path: /*']],
  ['b5: gateways under meshConfig', 'as-published', 'mesh-setting-misplaced', ['istio-operator.yaml', '    gateways:']],
  ['b6: the certificate of the controller\'s webhook', 'as-published', 'webhook-certificate-at-gateway', ['gateway.yaml', 'credentialName']],
  ['b7: a Secret that the load balancer does not read', 'as-published', 'tls-secret-not-used', ['as-published/ingress.yaml', 'secretName']],
  ['b8: a wildcard does not cover the apex', 'as-published', 'host-without-certificate', ['as-published/ingress.yaml', 'host: "cluster.tinfoil.private"']],
  ['b10: named hosts behind a load balancer that sends no name', 'traps/b10-named-hosts', 'load-balancer-sends-no-server-name', ['b10-named-hosts/gateway.yaml', '- cluster.tinfoil.private']],
  ['b11: the default health check', 'as-published', 'health-check-fails-open', undefined],
  ['b13: annotations without quotes', 'traps/b13-unquoted-annotations', 'unquoted-value', ['b13-unquoted-annotations/istio-operator.yaml', 'connection-draining-enabled: false']],
  ['b13: the same where Istio does not read them', 'as-published', 'unquoted-value', ['as-published/istio-operator.yaml', 'connection-draining-enabled: false']],
  ['b14: annotations that do nothing for a Service without a balancer', 'traps/b13-unquoted-annotations', 'service-annotation-not-read', ['b13-unquoted-annotations/istio-operator.yaml', 'connection-draining-enabled: false']],
  ['item 5: trusted proxies, and a way past the one that is counted', 'as-published', 'client-chooses-its-address', undefined],
  ['item 17: a node port that may change', 'traps/health-check-on-node-port', 'health-check-port-may-change', ['health-check-on-node-port/ingress.yaml', '"31127"']],
] as const;

describe('every trap is found', () => {
  test.each(traps)('%s', async (_trap, folder, name, place) => {
    const loaded = await tinfoil(folder);
    const findings = found(loaded, name);
    expect(findings.length, name).toBeGreaterThan(0);
    if (place !== undefined) expect(findings.map(({ at }) => placeOf(at))).toContain(lineOf(loaded, place[0], place[1]));
  });
});

describe('what the traps do', () => {
  test('b3: nothing is made of the Ingress, in the controller\'s own words, and the name leads nowhere', async () => {
    const loaded = await tinfoil('traps/b3-wildcard-in-prefix');
    const [finding] = found(loaded, 'load-balancer-not-applied');
    expect(finding?.message).toContain("prefix path shouldn't contain wildcards: /*");
    expect(finding?.mends[0]).toMatchObject({ certainty: 'proved', patch: expect.stringContaining('+            pathType: ImplementationSpecific') });
    expect(traced(loaded, { url: netbox }).trace.outcomes[0]!.verdict.kind).toBe('unresolved');
  });

  test('b4: a Gateway by its full name is found, and nobody says otherwise', async () => {
    const loaded = await tinfoil('steps/1-hosts');
    expect(found(loaded, 'virtual-service-not-attached')).toEqual([]);
    expect(traced(loaded, { url: netbox }).trace.outcomes[0]!.verdict).toMatchObject({ kind: 'delivered', workload: 'netbox/netbox' });
  });

  test('b5: the Service keeps its type, and gets a public balancer from the cloud provider', async () => {
    const [finding] = found(await tinfoil('as-published'), 'mesh-setting-misplaced');
    expect(finding).toMatchObject({ severity: 'error', message: expect.stringMatching(/public classic load balancer/) });
    expect(finding?.mends[0]).toMatchObject({ certainty: 'proved' });
  });

  test('b5: with a controller of 2.5 or newer that balancer is internal', async () => {
    const loaded = await tinfoil('traps/b5-newer-controller');
    const told = found(loaded).filter(({ name }) => name === 'mesh-setting-misplaced' || name === 'second-load-balancer');
    expect(told.length).toBeGreaterThan(0);
    expect(told.map(({ message }) => message).join('; ')).not.toMatch(/public/);
  });

  test('b10: every request is 502, before a route is looked at', async () => {
    const { trace, answer } = traced(await tinfoil('traps/b10-named-hosts'), { url: netbox });
    expect(trace.outcomes[0]!.verdict).toMatchObject({ kind: 'answered', status: 502 });
    expect(answer.stops[0]?.blocker.cause).toBe('chain-not-found');
    expect(answer.stops[0]?.mends[0]).toMatchObject({ certainty: 'proved', patch: expect.stringContaining('"*"') });
  });

  test('item 17: a number that nobody fixes is mended by the name of the port', async () => {
    const [finding] = found(await tinfoil('traps/health-check-on-node-port'), 'health-check-port-may-change');
    expect(finding?.mends[0]).toMatchObject({ certainty: 'proved', patch: expect.stringMatching(/^\+.*healthcheck-port: status-port$/m) });
  });
});
