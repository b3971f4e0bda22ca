import { describe, expect, test } from 'vitest';
import { readTexts } from './texts.ts';

/** Made for this test by openssl, self-signed for xnat.example.org and *.xnat.example.org. */
const certificate = `-----BEGIN CERTIFICATE-----
MIIBvzCCAWSgAwIBAgIUbOzIdouKwHR+6C4Jvi4lERFEH+kwCgYIKoZIzj0EAwIw
GzEZMBcGA1UEAwwQeG5hdC5leGFtcGxlLm9yZzAeFw0yNjExMjIxMDEzMjBaFw0z
NjExMTkxMDEzMjBaMBsxGTAXBgNVBAMMEHhuYXQuZXhhbXBsZS5vcmcwWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAAQcmv2DQZGlbYVhGeqpr8SQ91UZjjIcPfx0t/b7
O76AiOpSs5gFkanDtnv4/ZcdVWtvoXab0HAT2xJZ0+UbSuvko4GFMIGCMB0GA1Ud
DgQWBBQP/P68CuIRNOSOwTQFAuT1an17WDAfBgNVHSMEGDAWgBQP/P68CuIRNOSO
wTQFAuT1an17WDAPBgNVHRMBAf8EBTADAQH/MC8GA1UdEQQoMCaCEHhuYXQuZXhh
bXBsZS5vcmeCEioueG5hdC5leGFtcGxlLm9yZzAKBggqhkjOPQQDAgNJADBGAiEA
rWGv+oIf46QBtjZU247/wXD8ogm8KLi2ksdZpK6dIzwCIQCpxbru8ee5T+rgChES
KfQxs5xULWlJSaOXU57wFOEoZQ==
-----END CERTIFICATE-----
`;

const secret = 'correct horse battery staple';
const encoded = Buffer.from(secret).toString('base64');

function read(text: string): ReturnType<typeof readTexts> {
  return readTexts([{ name: 's.yaml', text, scope: 'default' }]);
}

function shown(text: string): string {
  const { resources, problems, files, unread } = read(text);
  return JSON.stringify([resources, problems, [...files], unread]);
}

describe('of a Secret', () => {
  test('only name, type, the names of keys and what certificates say is kept', () => {
    const text = `apiVersion: v1
kind: Secret
metadata: {name: xnat-tls, namespace: xnat}
type: kubernetes.io/tls
data:
  tls.crt: ${Buffer.from(certificate).toString('base64')}
  tls.key: ${encoded}
`;
    const { resources, files } = read(text);
    expect(resources).toMatchObject([
      {
        type: 'Secret',
        body: {
          type: 'kubernetes.io/tls',
          keys: ['tls.crt', 'tls.key'],
          certificates: [
            {
              key: 'tls.crt',
              subject: 'CN=xnat.example.org',
              dnsNames: ['xnat.example.org', '*.xnat.example.org'],
              notBefore: '2026-11-22T10:13:20.000Z',
              notAfter: '2036-11-19T10:13:20.000Z',
            },
          ],
        },
      },
    ]);
    expect(resources[0]?.body).not.toHaveProperty('data');
    expect(shown(text)).not.toContain(encoded);
    expect(files.get('s.yaml')?.split('\n').map(({ length }) => length)).toEqual(text.split('\n').map(({ length }) => length));
  });

  test.each([
    ['plain', `stringData:\n  password: ${secret}\n`],
    ['in quotes', `stringData:\n  password: "${secret} \\"x\\""\n`],
    ['in a block', `stringData:\n  password: |\n    ${secret}\n    ${secret}\n`],
    ['in one line', `stringData: {password: ${secret}, other: [${secret}]}\n`],
    ['under an anchor', `stringData:\n  password: &p ${secret}\n  again: *p\n`],
    ['in the copy kubectl keeps', `metadata:\n  name: b\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: |\n      {"stringData":{"password":"${secret}"}}\n`],
    ['beside a line that is not YAML', `stringData:\n  password: ${secret}\n  other: "${secret}\n\tx: 1\n  ${secret}: *nowhere\n`],
    ['beside an alias without an anchor', `stringData:\n  password: ${secret}\n  other: *nowhere\n`],
  ])('a value is never shown: %s', (_how, rest) => {
    const metadata = rest.startsWith('metadata') ? '' : 'metadata: {name: a}\n';
    const text = `apiVersion: v1\nkind: Secret\n${metadata}${rest}`;
    expect(text).toContain('horse');
    expect(shown(text)).not.toContain('horse');
  });

  test.each(['secret', 'Secrets', 'Se%ret'])('one whose kind is written %s is masked all the same', (kind) => {
    const text = `apiVersion: v1\nkind: ${kind}\nmetadata: {name: a}\nstringData:\n  password: ${secret}\nother: ${secret}\n`;
    expect(shown(text)).not.toContain('horse');
  });

  test('one without apiVersion or kind is masked all the same', () => {
    expect(shown(`kind: Secret\nmetadata: {name: a}\nstringData: {password: ${secret}}\n`)).not.toContain('horse');
    expect(shown(`apiVersion: v1\nmetadata: {name: a}\nstringData: {password: ${secret}}\n`)).not.toContain('horse');
    expect(shown(`stringData: {password: ${secret}}\n`)).not.toContain('horse');
  });

  test('a value is never shown in an excerpt of the next document', () => {
    const text = `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  password: ${secret}\n---\n\ta: 1\n`;
    const { problems } = read(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.excerpt).not.toContain('horse');
  });

  test('a member of a list is no different', () => {
    const text = `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: a}\n  data: {k: ${encoded}}\n`;
    expect(read(text).resources).toMatchObject([{ type: 'Secret', body: { keys: ['k'] } }]);
    expect(shown(text)).not.toContain(encoded);
  });

  test('what looks like a certificate and is none is said to be unreadable', () => {
    const text = `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  tls.crt: |\n    -----BEGIN CERTIFICATE-----\n    AAAA\n    -----END CERTIFICATE-----\n`;
    expect(read(text).resources[0]?.body).toMatchObject({ certificates: [{ key: 'tls.crt', unreadable: true }] });
  });
});
