import type { Socket } from 'node:net';
import { checkServerIdentity, connect, TLSSocket, type ConnectionOptions, type PeerCertificate } from 'node:tls';
import type { Terminate } from '../ir/program.ts';
import type { SessionCells } from '../engine/traffic.ts';
import type { PointValue } from '../engine/point.ts';
import { principalOf, type Authorities, type Offer } from './authority.ts';
import type { Layer } from './conversation.ts';
import { closedEarly, failureOf, silence, type Failure } from './failure.ts';
import { chosenProtocol, versionIn } from './hello.ts';
import type { Site } from './site.ts';
import { wireOf, type Wire } from './wire.ts';

/** How the server's end of a handshake went. */
export type Ended =
  /** `inside` are the bytes within the session. */
  | { readonly kind: 'open'; readonly inside: Wire; readonly session: SessionCells<PointValue> }
  /** The client's certificate is missing or not signed by the authority asked for; the alert is sent. */
  | { readonly kind: 'refused'; readonly session: SessionCells<PointValue> }
  /** The client ended it. */
  | { readonly kind: 'lost'; readonly detail: string };

/** Ends a TLS session for real: shows a certificate, asks for the client's, and says what the handshake proved. */
export async function terminate(layer: Layer, how: Terminate, { authorities, names: known, asked }: Pick<Site, 'authorities' | 'names' | 'asked'>): Promise<Ended> {
  if (layer.first?.kind !== 'tls') throw new Error('there is no TLS session to end');
  const { hello } = layer.first;
  const { verify } = how;
  const named = hello.name === undefined ? [] : [hello.name, ...siblings(hello.name)];
  // A client may name one server to TLS and insist on another.
  const names = how.certificate.names ?? [...named, ...asked, ...known()];
  const secureContext = await authorities.server(how.certificate.authority, names, verify?.authority);
  const trusted = verify === undefined ? undefined : await authorities.verifier(verify.authority);
  const protocol = chosenProtocol(how.http2 === false ? hello.protocols.filter((name) => versionIn(name) !== '2') : hello.protocols);
  layer.wire.release();
  const raw = layer.wire.duplex as Socket;
  if (raw.destroyed) return { kind: 'lost', detail: 'the client left' };
  const secure = new TLSSocket(raw, {
    isServer: true,
    secureContext,
    requestCert: verify !== undefined,
    rejectUnauthorized: false,
    ...(protocol === undefined ? {} : { ALPNProtocols: [protocol] }),
  });
  return new Promise((resolve) => {
    secure.once('secure', () => {
      // Node notes this only for sockets of its own server, and HTTP/2 would wait for it.
      Object.assign(secure, { secureConnecting: false });
      const session = { ...(hello.name === undefined ? {} : { sni: hello.name }), ...(protocol === undefined ? {} : { alpn: protocol }) };
      const certificate = verify === undefined ? undefined : secure.getPeerX509Certificate();
      if (verify === undefined || trusted === undefined) return resolve({ kind: 'open', inside: wireOf(secure), session });
      if (certificate === undefined) {
        if (!verify.required) return resolve({ kind: 'open', inside: wireOf(secure), session });
        alert(raw, certificateRequired);
        return resolve({ kind: 'refused', session });
      }
      if (!trusted(certificate)) {
        alert(raw, unknownAuthority);
        return resolve({ kind: 'refused', session: { ...session, offer: 'another authority' } });
      }
      const principal = principalOf(certificate);
      return resolve({ kind: 'open', inside: wireOf(secure), session: { ...session, offer: verify.authority, ...(principal === undefined ? {} : { principal }) } });
    });
    secure.once('error', (error) => resolve({ kind: 'lost', detail: failureOf(error).detail }));
    secure.once('close', () => resolve({ kind: 'lost', detail: 'the client left' }));
  });
}

/** A certificate whose names nobody states covers those beside the one that is asked for. */
function siblings(name: string): readonly string[] {
  const parent = name.slice(name.indexOf('.') + 1);
  return parent.includes('.') ? [`*.${parent}`] : [];
}

/** Alert descriptions (RFC 8446, section 6.2). */
const certificateRequired = 116;
const unknownAuthority = 48;
export const handshakeFailure = 40;
export const protocolVersion = 70;

/** Sends a fatal TLS alert in clear and closes, as a server does that gives a handshake up. */
export function alert(raw: Socket, description: number): void {
  raw.on('error', () => {});
  raw.end(Buffer.from([21, 3, 3, 0, 2, 2, description]));
}

/** Starts a TLS session on a connection as its originator says: name, protocol, certificate, and what it insists on. */
export async function originate(over: Wire, session: SessionCells<PointValue>, authorities: Authorities, limit: number): Promise<Wire | Failure> {
  const [demand, name, sni, alpn] = [textOf(session.demand), textOf(session.name), textOf(session.sni), textOf(session.alpn)];
  const options: ConnectionOptions = {
    secureContext: await authorities.client(offerOf(session), demand),
    rejectUnauthorized: demand !== undefined,
    checkServerIdentity: (_, certificate) => (name === undefined ? undefined : mismatch(name, certificate)),
    ...(sni === undefined ? {} : { servername: sni }),
    ...(alpn === undefined ? {} : { ALPNProtocols: [alpn] }),
  };
  over.release();
  return new Promise((resolve) => {
    const secure = connect({ ...options, socket: over.duplex as Socket });
    const timer = setTimeout(() => ended(silence(limit)), limit);
    const ended = (result: Wire | Failure): void => {
      clearTimeout(timer);
      if ('kind' in result) secure.destroy();
      resolve(result);
    };
    secure.once('secureConnect', () => ended(wireOf(secure)));
    secure.on('error', (error) => ended(failureOf(error)));
    secure.once('close', () => ended(closedEarly));
  });
}

/** A mesh names identities, everybody else hosts. */
function mismatch(name: string, certificate: PeerCertificate): Error | undefined {
  if (!name.includes('://')) return checkServerIdentity(name, certificate);
  const named = certificate.subjectaltname?.split(', ').includes(`URI:${name}`) === true;
  return named ? undefined : Object.assign(new Error(`the certificate does not name ${name}`), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
}

function offerOf({ offer, principal }: SessionCells<PointValue>): Offer | undefined {
  const [authority, named] = [textOf(offer), textOf(principal)];
  return authority === undefined || named === undefined ? undefined : { authority, principal: named };
}

function textOf(value: PointValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
