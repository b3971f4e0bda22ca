import { describe, expect, test } from 'vitest';
import { found, home, lineOf, placeOf, traced, xnat } from './reading.ts';

const dicom = { url: 'tcp://xnat-xnat-web.xnat:8104', from: 'pod:ctp/ctp-0' } as const;

describe('the traps of the article, found in the files of a user', () => {
  test('d1: it is the load balancer that has no mTLS', async () => {
    const { trace } = traced(await xnat('steps/2-strict'), { url: home });
    expect(trace.outcomes[0]!.blockers).toMatchObject([{ cause: 'plaintext-refused', dialler: 'load-balancer' }]);
  });

  test('d2: the exempted port is plain between load balancer and pod', async () => {
    const [finding] = found(await xnat('steps/3-exempt-8080'), 'port-exemption-weakens-mtls');
    expect(finding).toMatchObject({ severity: 'warning', message: expect.stringContaining('port 8080') });
  });

  test('d3: an exemption for the Service\'s port changes nothing', async () => {
    const loaded = await xnat('traps/d3-exemption-for-service-port');
    const [finding] = found(loaded, 'port-exemption-for-service-port');
    expect(placeOf(finding?.at)).toBe(lineOf(loaded, 'istio-mtls.yaml', '    80:'));
    expect(finding?.label).toContain('8080');
    expect(finding?.mends[0]).toMatchObject({ certainty: 'proved' });
    expect(finding?.mends[0]?.patch).toMatch(/^\+\s+"?8080"?:/m);
    // Nobody listens on port 80 of the pod: nothing is weakened there.
    expect(found(loaded, 'port-exemption-weakens-mtls')).toEqual([]);
    expect(traced(loaded, { url: home }).trace.outcomes[0]!.verdict).toMatchObject({ status: 502 });
  });

  test('d3, the other half: a DestinationRule names ports of the Service', async () => {
    const loaded = await xnat('steps/4-authorization');
    const [finding] = found(loaded, 'destination-rule-port-is-not-a-service-port');
    expect(placeOf(finding?.at)).toBe(lineOf(loaded, 'istio-destination.yaml', 'number: 8080'));
    expect(finding?.mends[0]).toMatchObject({ certainty: 'proved', patch: expect.stringMatching(/^\+\s+number: 80$/m) });
  });

  test('d4: a DestinationRule in namespace default is looked up by nobody', async () => {
    const [finding] = found(await xnat('traps/d4-destination-rule-in-default'), 'destination-rule-not-looked-up');
    expect(finding).toMatchObject({ resource: { type: 'DestinationRule', namespace: 'default' }, label: expect.stringContaining('xnat and in istio-system') });
    expect(finding?.because[0]?.text).toContain('lands in default');
    expect(finding?.mends[0]).toMatchObject({ certainty: 'proved', patch: expect.stringMatching(/^\+\s+namespace: xnat$/m) });
  });

  test('d4: as the article has it, moving it would cut the clients of the mesh off, so removing it is the mend', async () => {
    const loaded = await xnat('steps/4-authorization');
    const [finding] = found(loaded, 'destination-rule-not-looked-up');
    expect(finding?.because.at(-1)?.text).toContain('would stop clients');
    expect(finding?.mends).toMatchObject([{ certainty: 'proved', title: expect.stringContaining('remove it') }]);
    const moved = await xnat('traps/d4-destination-rule-moved');
    const { trace } = traced(moved, { url: 'http://xnat-xnat-web.xnat/', from: 'pod:ctp/ctp-0' });
    expect(trace.outcomes[0]!.blockers).toMatchObject([{ cause: 'tls-refused' }]);
    const [clash] = found(moved, 'sidecar-refuses-tls');
    expect(clash).toMatchObject({ severity: 'error', message: expect.stringContaining('xnat-xnat-web on port 80'), because: [{ rule: 'PeerAuthentication xnat/default', text: 'DISABLE on port 8080 of xnat-xnat-web-0' }] });
    expect(placeOf(clash?.at)).toBe(lineOf(moved, 'istio-destination.yaml', 'mode: ISTIO_MUTUAL'));
    expect(clash?.mends[0]).toMatchObject({ certainty: 'proved', patch: expect.stringMatching(/^-\s+mode: ISTIO_MUTUAL$/m) });
    expect(found(loaded, 'sidecar-refuses-tls')).toEqual([]);
  });

  test('d5: the load balancer follows no DestinationRule', async () => {
    const [finding] = found(await xnat('steps/4-authorization'), 'destination-rule-irrelevant-to-load-balancer');
    expect(finding).toMatchObject({ severity: 'note', message: expect.stringContaining('load balancer') });
    const [without, with_] = [await xnat('steps/3-exempt-8080', 'steps/4-authorization/istio-auth-policy.yaml'), await xnat('steps/4-authorization')];
    for (const method of ['GET', 'POST']) {
      const verdicts = [without, with_].map((loaded) => traced(loaded, { url: home, method }).trace.outcomes[0]!.verdict.kind);
      expect(verdicts[0]).toBe(verdicts[1]);
    }
  });

  test('d6: a rule about methods closes the DICOM port', async () => {
    const loaded = await xnat('traps/d6-dicom-denied');
    const [finding] = found(loaded, 'http-rule-on-tcp-port');
    expect(finding).toMatchObject({ severity: 'error', message: expect.stringContaining('8104 (tcp-dicom)') });
    expect(placeOf(finding?.at)).toBe(lineOf(loaded, 'istio-auth-policy.yaml', 'methods:'));
    expect(finding?.mends[0]).toMatchObject({ certainty: 'proved', patch: expect.stringMatching(/^\+.*8104/m) });
    const { trace, answer } = traced(loaded, dicom);
    expect(trace.outcomes[0]!.verdict).toMatchObject({ kind: 'reset', cause: 'policy-not-allowed' });
    expect(answer.stops.map(({ rule }) => rule.name)).toEqual(['no-allow-rule-matches']);
  });

  test('d6: DICOM is STRICT as well, so a sender without a sidecar is stopped twice', async () => {
    const loaded = await xnat('traps/d6-dicom-denied');
    const { answer } = traced(loaded, { ...dicom, from: 'pod:modalities/scanner-0' });
    expect(answer.stops.map(({ rule }) => rule.name)).toEqual(['strict-mtls-refuses-plaintext-client', 'no-allow-rule-matches']);
  });

  test('d7: on a plaintext port a rule about service accounts never matches', async () => {
    const loaded = await xnat('traps/d7-identity-on-plain-port');
    const [finding] = found(loaded, 'identity-on-plain-port');
    expect(placeOf(finding?.at)).toBe(lineOf(loaded, 'istio-auth-policy.yaml', 'principals:'));
    expect(finding?.mends[0]).toMatchObject({ certainty: 'proved', patch: expect.stringContaining('PERMISSIVE') });
    const post = { url: 'http://xnat-xnat-web.xnat/data/projects', method: 'POST', from: 'pod:ctp/ctp-0' };
    expect(traced(loaded, post).trace.outcomes[0]!.verdict).toMatchObject({ status: 403 });
  });

  test('d8: a port exemption without a selector is refused by the cluster', async () => {
    const loaded = await xnat('traps/d8-exemption-without-selector');
    const [finding] = found(loaded, 'port-exemption-without-selector');
    expect(finding).toMatchObject({ severity: 'error', label: expect.stringContaining('portLevelMtls requires selector') });
    expect(finding?.mends[0]).toMatchObject({ certainty: 'proved', patch: expect.stringContaining('app: xnat-web') });
    expect(traced(loaded, { url: home }).trace.outcomes[0]!.verdict).toMatchObject({ status: 502 });
  });

  test('d10: Kiali stands on a balancer of its own, without TLS', async () => {
    const loaded = await xnat('traps/d10-public-kiali');
    const [finding] = found(loaded, 'public-console-without-tls');
    expect(finding).toMatchObject({ severity: 'error', message: expect.stringContaining('20001') });
    expect(finding?.because.map(({ text }) => text).join('; ')).toMatch(/2\.5.*token.*change the mesh/);
    expect(finding?.mends[0]).toMatchObject({ certainty: 'proved' });
  });

  test('d12: YAML from a web page is reported with its line, and the rest is read', async () => {
    const loaded = await xnat('traps/d12-pasted-from-a-page');
    const [broken] = found(loaded, 'unreadable-document');
    expect(placeOf(broken?.at)).toBe(lineOf(loaded, 'd12-pasted-from-a-page/istio-mtls.yaml', '   rules:'));
    expect(found(loaded, 'not-an-object')).toHaveLength(1);
    expect(traced(loaded, { url: home }).trace.outcomes[0]!.verdict).toMatchObject({ status: 502 });
  });

  test('d14: pods of an old chart have no label app', async () => {
    const loaded = await xnat('traps/d14-old-chart');
    const findings = found(loaded, 'selector-matches-nothing');
    expect(findings.map(({ resource }) => resource.type).sort()).toEqual(['AuthorizationPolicy', 'PeerAuthentication']);
    for (const { mends, label } of findings) {
      expect(label).toBe('here the label app.kubernetes.io/name is xnat-web');
      expect(mends[0]).toMatchObject({ certainty: 'proved', patch: expect.stringContaining('app.kubernetes.io/name: xnat-web') });
    }
  });

  test('d15: a health check that only a redirect passes, and cookies that name a node', async () => {
    const loaded = await xnat('traps/d15-health-check');
    const [check] = found(loaded, 'health-check-accepts-only-redirects');
    expect(check).toMatchObject({ label: expect.stringContaining('302') });
    expect(check?.mends[0]).toMatchObject({ certainty: 'proved', patch: expect.stringContaining('/app/template/Login.vm') });
    const [stickiness] = found(loaded, 'stickiness-on-instance-targets');
    expect(stickiness?.mends[0]).toMatchObject({ certainty: 'proved', patch: expect.stringMatching(/^\+.*target-type: ip$/m) });
    expect(found(await xnat(), 'stickiness-on-instance-targets')).toEqual([]);
  });

  test('d16: STRICT that somebody left behind changes the first result', async () => {
    const loaded = await xnat('traps/d16-leftovers');
    const { trace, answer } = traced(loaded, { url: home });
    expect(trace.outcomes[0]!.verdict).toMatchObject({ status: 502 });
    expect(placeOf(answer.stops[0]?.blocker.origin.at)).toMatch(/^leftovers\.yaml:/);
  });

  test('d16: of two policies for one namespace Git does not say which is older, so both answers are given', async () => {
    const loaded = await xnat('traps/d16-two-policies');
    const [finding, ...more] = found(loaded, 'peer-authentication-ignored');
    expect(more).toEqual([]);
    expect(finding?.because.map(({ text }) => text)).toEqual(['if this is the oldest: STRICT', 'if this is the oldest: PERMISSIVE']);
    const { trace } = traced(loaded, { url: home });
    expect(trace.outcomes.map(({ verdict }) => verdict.kind).sort()).toEqual(['answered', 'delivered']);
  });
});
