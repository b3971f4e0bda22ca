import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { pointCarrier, pointOf } from '../../src/engine/point.ts';
import { finished, fresh, run } from '../../src/engine/step.ts';
import { pushSession } from '../../src/engine/traffic.ts';
import type { Oracle, Truth } from './oracle.ts';

const certificates: readonly (readonly string[])[] = [['xnat.example.org'], ['*.example.org'], ['example.org', '*.example.org'], ['*.a.example.org']];
const hosts = ['xnat.example.org', 'example.org', 'a.b.example.org', 'b.a.example.org', 'XNAT.example.org', 'xnat.example.com', 'xnatxexample.org'];

/** Which host names a certificate covers, according to OpenSSL. */
export const openssl: Oracle = {
  program: 'openssl',
  version: ['version'],
  about: 'names that a certificate covers',
  truths: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sallyport-oracle-'));
    try {
      return certificates.flatMap((names) => {
        const file = certificateFor(folder, names);
        return hosts.map((host) => truth(names, host, / does match certificate/.test(said(['x509', '-noout', '-checkhost', host, '-in', file]))));
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** The same according to Node, whose TLS the rehearsal uses. */
export const nodeTls: Oracle = {
  program: 'node',
  version: ['--version'],
  about: 'names that a certificate covers',
  truths: async () =>
    certificates.flatMap((names) => {
      const certificate = { subject: {}, subjectaltname: names.map((name) => `DNS:${name}`).join(', ') } as unknown as PeerCertificate;
      return hosts.map((host) => truth(names, host, checkServerIdentity(host, certificate) === undefined));
    }),
};

function truth(names: readonly string[], host: string, theirs: boolean): Truth {
  return { what: `${host} under ${names.join(', ')}`, theirs: covered(theirs), ours: covered(accepted(names, host)) };
}

function covered(yes: boolean): string {
  return yes ? 'covered' : 'not covered';
}

/** Whether the engine's handshake succeeds. */
function accepted(names: readonly string[], host: string): boolean {
  const carrier = pointCarrier();
  const demand = { authority: 'public', name: host.toLowerCase() };
  const point = pushSession(carrier, pointOf({ protocol: 'tcp' }), { demand });
  const pop = { op: 'set', field: 'session', to: { pop: { certificate: { authority: 'public', names } } }, origin: { resource: 'server', rule: 'tls' } } as const;
  return finished(run(carrier, 'server', [pop], undefined, fresh(point))).every(({ end }) => end.kind === 'end');
}

function certificateFor(folder: string, names: readonly string[]): string {
  const file = join(folder, `${names.join('-').replaceAll('*', 'any')}.pem`);
  const subject = `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`;
  said(['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1', '-subj', '/CN=oracle', '-addext', subject, '-keyout', `${file}.key`, '-out', file]);
  return file;
}

function said(given: readonly string[]): string {
  const { stdout, stderr, error } = spawnSync('openssl', given, { encoding: 'utf8' });
  if (error !== undefined) throw error;
  return stdout + stderr;
}
