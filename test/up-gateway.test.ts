import { describe, expect, test } from 'vitest';
import { all, not, type Match } from '../src/ir/match.ts';
import type { HopId, Op, Terminate, Verdict } from '../src/ir/program.ts';
import { among, answer, dial, entry, goto, is, networkOf, origin, present, programOf, set, when, workload } from './up/programs.ts';
import { asked, running, type Asking } from './up/rehearsing.ts';

const listener = 'pod/istio-system/gw-0/8443';
const sni = (...names: string[]): Match => all(is('session.state', 'open'), is('session.sni', ...names));
const reset = (cause: 'chain-not-found' | 'secret-missing'): Op => ({ op: 'stop', origin, verdict: { kind: 'reset', cause } satisfies Verdict });
const ended = (pop: Terminate): Op => set('session', { pop });
const own: Terminate['certificate'] = { authority: 'public', names: ['simple.example.org', '*.mutual.example.org', 'optional.example.org'] };
const cacert = 'secret istio-system/clients-cacert';

/** A gateway's listener as its kind lowers it: a filter chain for each server name, each with its own way to end TLS. */
const hops: Readonly<Record<HopId, readonly Op[]>> = {
  [listener]: [
    among(
      when(sni('simple.example.org'), ended({ certificate: own }), goto('chain/simple')),
      when({ field: 'session.sni', in: [{ suffix: '.mutual.example.org' }] }, ended({ certificate: own, verify: { authority: cacert, required: true } }), goto('chain/mutual')),
      when(sni('optional.example.org'), ended({ certificate: own, verify: { authority: cacert, required: false } }), goto('chain/mutual')),
      when(sni('inside.example.org'), ended({ certificate: { authority: 'mesh cluster.local' }, verify: { authority: 'mesh cluster.local', required: true } }), goto('chain/simple')),
      when(sni('through.example.org'), dial('pod/xnat/web-0/8443')),
      when(sni('secretless.example.org'), reset('secret-missing')),
    ),
    reset('chain-not-found'),
  ],
  'chain/simple': [among(when(is('host', 'simple.example.org', 'inside.example.org'), dial('app/xnat/web-0/8080'))), answer(404)],
  'chain/mutual': [among(when(present('session.peer'), set('header(x-peer)', { copy: 'session.peer' })), when(not(is('host', 'optional.example.org')), answer(403, 'nobody'))), dial('app/xnat/web-0/8080')],
  'app/xnat/web-0/8080': workload('web-0'),
  'pod/xnat/web-0/8443': workload('web-0'),
};

const certificates = [undefined, { authority: cacert, principal: 'client-one' }, { authority: 'secret of somebody else', principal: 'client-two' }];

describe('a gateway that chooses a chain by server name', () => {
  const requests: readonly (readonly [string, Asking])[] = (['1.1', '2'] as const).flatMap((version) =>
    certificates.flatMap((certificate) =>
      [
        { url: 'https://simple.example.org/' },
        { url: 'https://a.mutual.example.org/' },
        { url: 'https://a.b.mutual.example.org/' },
        { url: 'https://optional.example.org/' },
        { url: 'https://inside.example.org/' },
        { url: 'https://through.example.org/' },
        { url: 'https://secretless.example.org/' },
        { url: 'https://unknown.example.org/' },
        { url: 'https://simple.example.org/', sni: '' },
        { url: 'https://simple.example.org/', sni: 'optional.example.org' },
        { url: 'https://other.example.org/', sni: 'simple.example.org' },
        { url: 'https://simple.example.org/', headers: [['Host', 'other.example.org']] as const },
      ].map((asking): readonly [string, Asking] => [`${JSON.stringify(asking)} over HTTP/${version} with ${certificate === undefined ? 'no certificate' : `a certificate of ${certificate.authority}`}`, { ...asking, version, ...(certificate === undefined ? {} : { certificate }) }]),
    ),
  );

  test('does what is predicted, whoever asks', async () => {
    const here = await running(programOf(hops), { network: networkOf([{ ...entry, address: listener }]) });
    const kinds = new Map<string, number>();
    for (const [name, asking] of requests) {
      const { disagreement, seen } = await asked(here, { ...asking, entry: listener });
      expect(disagreement, name).toBeUndefined();
      const kind = seen.kind === 'answered' ? String(seen.status) : seen.kind;
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
    expect(Object.fromEntries(kinds)).toEqual({ delivered: 20, handshake: 26, reset: 18, 403: 2, 404: 6 });
  });

  test('a program that ends TLS itself is believed, by whatever name it is asked', async () => {
    const here = await running(programOf(hops), { network: networkOf([{ ...entry, address: 'pod/xnat/web-0/8443' }]) });
    for (const [url, sni] of [['https://10.0.0.9/', undefined], ['https://[fd00::9]/', undefined], ['https://web.example.org/', ''], ['https://web.example.org/', 'another.example.org']] as const) {
      const { disagreement, seen } = await asked(here, { url, entry: 'pod/xnat/web-0/8443', ...(sni === undefined ? {} : { sni }) });
      expect([url, disagreement, seen.kind]).toEqual([url, undefined, 'delivered']);
    }
  });

  test('plaintext finds no chain', async () => {
    const here = await running(programOf(hops), { network: networkOf([{ ...entry, address: listener }]) });
    const { disagreement, seen } = await asked(here, { url: 'http://simple.example.org:443/', entry: listener });
    expect([disagreement, seen.kind]).toEqual([undefined, 'reset']);
    const bytes = await asked(here, { url: 'tcp://simple.example.org:443', entry: listener });
    expect([bytes.disagreement, bytes.seen.kind]).toEqual([undefined, 'reset']);
  });

  test.each([
    ['without its certificate', { tls: 'untrusted' }],
    ['without TLS', { tls: 'plaintext' }],
  ] as const)('breaks the agreement %s', async (_, alter) => {
    const here = await running(programOf(hops), { network: networkOf([{ ...entry, address: listener }]), alter: { hop: listener, ...alter } });
    const { disagreement } = await asked(here, { url: 'https://simple.example.org/', entry: listener });
    expect(disagreement).toMatch(/^predicted delivered to xnat\/web-0, rehearsed handshake/);
  });
});

