import { TLSSocket } from 'node:tls';
import type { X509Certificate } from 'node:crypto';
import type { Live } from '../ir/program.ts';
import { valueOf, type Head } from './head.ts';
import type { Visit } from './visit.ts';

/** Makes what only the live connection knows of a header, as a load balancer writes it; undefined: the header is gone. */
export type Made = (what: Live) => string | undefined;

/** What this connection and this request tell. */
export function liveOf({ site, talk, raw }: Visit, head: Head): Made {
  const secure = talk.layers.map(({ wire }) => wire.duplex).findLast((duplex) => duplex instanceof TLSSocket);
  const certificate = (): X509Certificate | undefined => secure?.getPeerX509Certificate();
  return (what) => {
    switch (what) {
      case 'trace-id':
        return traceId(valueOf(head, 'x-amzn-trace-id'), site.random);
      case 'client-and-port':
        return listed(head, withPort(raw.remoteAddress ?? '', raw.remotePort ?? 0));
      case 'tls-version':
        return secure?.getProtocol() ?? undefined;
      case 'tls-cipher':
        return secure?.getCipher()?.name;
      case 'certificate-serial':
        return certificate()?.serialNumber;
      case 'certificate-issuer':
        // RFC 2253 writes a name from its last part to its first.
        return certificate()?.issuer.split('\n').reverse().join(',');
      case 'certificate-validity':
        return validity(certificate());
      case 'certificate-leaf':
        return certificate() === undefined ? undefined : encodeURIComponent(certificate()!.toString()).replace(/%(2B|2F|3D)/g, (escaped) => decodeURIComponent(escaped));
      case 'nothing':
        return undefined;
      default:
        return what;
    }
  };
}

/** The addresses that came, and one more. */
export function listed(head: Head, address: string): string {
  const before = valueOf(head, 'x-forwarded-for');
  return before === undefined ? address : `${before},${address}`;
}

/** An id that came keeps its root, and gets one of this hop's own before it (ALB guide, "Request tracing"). */
function traceId(came: string | undefined, random: () => number): string {
  const digits = (count: number): string => Array.from({ length: count }, () => Math.floor(random() * 16).toString(16)).join('');
  const own = `1-${Math.floor(Date.now() / 1000).toString(16)}-${digits(24)}`;
  if (came === undefined) return `Root=${own}`;
  const others = came.split(';').filter((part) => !part.trim().startsWith('Self='));
  return others.some((part) => part.trim().startsWith('Root=')) ? ['Self=' + own, ...others].join(';') : [`Root=${own}`, ...others].join(';');
}

function withPort(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** `NotBefore=2026-11-22T09:00:00Z;NotAfter=...` (ALB guide, "Mutual authentication with TLS": HTTP headers). */
function validity(certificate: X509Certificate | undefined): string | undefined {
  if (certificate === undefined) return undefined;
  const time = (text: string): string => new Date(text).toISOString().replace(/\.000Z$/, 'Z');
  return `NotBefore=${time(certificate.validFrom)};NotAfter=${time(certificate.validTo)}`;
}
