import { X509Certificate, randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import type * as X509 from '@peculiar/x509';

/**
 * The certificate authorities of one rehearsal, one for each name a program mentions: `public`, `mesh cluster.local`.
 * Private keys never leave this object, but for those of clients outside that are asked for by name.
 */
export interface Authorities {
  /** The authority's own certificate, PEM. */
  certificate(authority: string): Promise<string>;
  /** What a server shows: a certificate for these names (`*.` for one label, `spiffe://` for an identity; none: no name at all). */
  server(authority: string, names: readonly string[], trusting?: string): Promise<SecureContext>;
  /** What a client shows and trusts. */
  client(offer: Offer | undefined, trusting: string | undefined): Promise<SecureContext>;
  /** A certificate and its private key for a client outside the rehearsal, PEM. */
  issued(offer: Offer): Promise<Pair>;
  /** Tells whether the authority really signed a certificate that is valid now. */
  verifier(authority: string): Promise<(certificate: X509Certificate) => boolean>;
}

/** An identity as a mesh writes it, `cluster.local/ns/xnat/sa/default`, and who vouches for it. */
export interface Offer {
  readonly authority: string;
  readonly principal: string;
}

export interface Pair {
  readonly certificate: string;
  readonly key: string;
}

interface Signer {
  readonly pem: string;
  readonly parsed: X509Certificate;
  readonly certificate: X509.X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

/** P-256, because a key costs a tenth of a millisecond. */
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** Authorities that are made when first named, valid from a day before `now` (milliseconds) for a week. */
export function authoritiesOf(now: number): Authorities {
  const [signers, pairs, contexts] = [new Map<string, Promise<Signer>>(), new Map<string, Promise<Pair>>(), new Map<string, Promise<SecureContext>>()];
  const signer = (name: string): Promise<Signer> => kept(signers, name, () => makeSigner(name, now));
  const pair = (authority: string, subject: readonly Name[]): Promise<Pair> =>
    kept(pairs, JSON.stringify([authority, subject]), async () => makePair(await signer(authority), subject, now));
  const identity = ({ authority, principal }: Offer): Promise<Pair> => pair(authority, [{ type: 'url', value: `spiffe://${principal}` }]);
  return {
    certificate: async (authority) => (await signer(authority)).pem,
    server: (authority, names, trusting) =>
      kept(contexts, JSON.stringify(['server', authority, names, trusting]), async () => {
        const own = await pair(authority, names.map((value) => ({ type: value.includes('://') ? 'url' : isIP(value) === 0 ? 'dns' : 'ip', value })));
        // Node cannot send an alert once a handshake is over. TLS 1.2 is the version in which a server refuses a client's
        // certificate before that.
        const trust = trusting === undefined ? {} : { ca: [(await signer(trusting)).pem], maxVersion: 'TLSv1.2' as const };
        return createSecureContext({ cert: own.certificate, key: own.key, ...trust });
      }),
    client: (offer, trusting) =>
      kept(contexts, JSON.stringify(['client', offer, trusting]), async () => {
        const own = offer === undefined ? undefined : await identity(offer);
        const trust = trusting === undefined ? {} : { ca: [(await signer(trusting)).pem] };
        return createSecureContext({ ...(own === undefined ? {} : { cert: own.certificate, key: own.key }), ...trust });
      }),
    issued: identity,
    verifier: async (authority) => {
      const { parsed } = await signer(authority);
      return (certificate) => verified(parsed, certificate, now);
    },
  };
}

/** Whether `by` signed the certificate, and the time lies inside its validity. */
function verified(by: X509Certificate, certificate: X509Certificate, now: number): boolean {
  return certificate.checkIssued(by) && certificate.verify(by.publicKey) && Date.parse(certificate.validFrom) <= now && now <= Date.parse(certificate.validTo);
}

/** The SPIFFE identity a certificate names, without its scheme, as Istio writes principals; undefined if it names none. */
export function principalOf(certificate: X509Certificate): string | undefined {
  return /URI:spiffe:\/\/([^,\s]+)/.exec(certificate.subjectAltName ?? '')?.[1];
}

type Name = { readonly type: 'dns' | 'url' | 'ip'; readonly value: string };

async function kept<V>(made: Map<string, Promise<V>>, key: string, make: () => Promise<V>): Promise<V> {
  const known = made.get(key);
  if (known !== undefined) return known;
  const fresh = make();
  made.set(key, fresh);
  return fresh;
}

async function makeSigner(name: string, now: number): Promise<Signer> {
  const x509 = await library();
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(now),
    name: `CN=sallyport rehearsal ${name.replace(/[^\w .-]/g, '')}`,
    signingAlgorithm: algorithm,
    keys,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true), new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true)],
  });
  const pem = certificate.toString('pem');
  return { pem, parsed: new X509Certificate(pem), certificate, keys };
}

async function makePair(signer: Signer, names: readonly Name[], now: number): Promise<Pair> {
  const x509 = await library();
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create({
    ...validity(now),
    subject: 'CN=sallyport rehearsal',
    issuer: signer.certificate.subject,
    signingAlgorithm: algorithm,
    signingKey: signer.keys.privateKey,
    publicKey: keys.publicKey,
    extensions: names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(names.map(({ type, value }) => ({ type, value })))],
  });
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return { certificate: certificate.toString('pem'), key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n` };
}

const day = 86_400_000;

function validity(now: number): { serialNumber: string; notBefore: Date; notAfter: Date } {
  return { serialNumber: `01${randomBytes(15).toString('hex')}`, notBefore: new Date(now - day), notAfter: new Date(now + 7 * day) };
}

/** Loaded when the first certificate is made: it costs 0.15 s, and only `up` needs it. */
async function library(): Promise<typeof X509> {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  x509.cryptoProvider.set(webcrypto);
  return x509;
}
