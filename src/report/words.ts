import { STATUS_CODES } from 'node:http';
import type { Cause } from '../ir/cause.ts';
import type { Verdict } from '../ir/program.ts';
import type { Logged } from '../findings/logged.ts';
import type { From, Request } from '../path/request.ts';

/** A verdict as the one who sent the request experiences it. */
export function verdictText(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'delivered':
      return `delivered to ${verdict.workload}`;
    case 'answered':
      return `${verdict.status} ${STATUS_CODES[verdict.status] ?? ''}`.trim() + (verdict.location === undefined ? '' : ` to ${verdict.location}`);
    case 'refused':
      return 'connection refused';
    case 'reset':
      return 'connection reset';
    case 'handshake':
      return 'TLS handshake fails';
    case 'dropped':
      return 'no answer: packets are dropped until the client gives up';
    case 'unresolved':
      return verdict.cause === 'destination-unknown' || verdict.cause === 'group-not-in-input' ? 'no known answer: the inputs do not say what is behind the address' : 'the name leads nowhere';
    case 'loop':
      return 'the request goes round in a loop';
    default:
      return verdict;
  }
}

/** Why a handshake fails, from the side of the hop that ends it; undefined where the rule itself says it. */
export function handshakeText(cause: Cause): string | undefined {
  return handshakes[cause];
}

const handshakes: Partial<Readonly<Record<Cause, string>>> = {
  'client-certificate-missing': 'it asks for a client certificate, and none is offered',
  'client-certificate-not-trusted': 'the client certificate on offer is signed by another authority than it trusts',
  'certificate-not-trusted': 'the client does not take its certificate: another name, or signed by another authority',
  'plaintext-to-tls': 'what arrives is no TLS',
};

/** One word or number for a verdict: `502`, `delivered`, `reset`. */
export function verdictWord(verdict: Verdict): string {
  return verdict.kind === 'answered' ? String(verdict.status) : verdict.kind;
}

/** `404 NR route_not_found`, as the access log of an Envoy proxy has it; ztunnel writes an error and no flag. */
export function loggedText({ status, flag, detail }: Logged): string {
  if (status === 0 && flag === '-') return `error="${detail}"`;
  return `${status} ${flag}${detail === '-' ? '' : ` ${detail}`}`;
}

/** `GET https://xnat.example.com/ from internet`. */
export function requestText(request: Request): string {
  const method = /^(?:tcp|udp):/i.test(request.url) ? '' : `${request.method} `;
  return `${method}${request.url} from ${fromText(request.from)}`;
}

/** How people write where a request comes from: `internet`, an address, a pod. */
export function fromText(from: From): string {
  switch (from.kind) {
    case 'internet':
      return 'internet';
    case 'address':
      return from.port === undefined ? from.address : `${from.address}:${from.port}`;
    case 'block':
      return from.cidr;
    case 'vpc':
      return from.name === '' ? 'inside the network' : `vpc:${from.name}`;
    case 'interface':
      return from.id;
    case 'namespace':
      return `ns:${from.name}`;
    case 'account':
      return `sa:${from.namespace}/${from.name}`;
    case 'pod':
      return `pod:${from.namespace}/${from.name}`;
    default:
      return from;
  }
}

/** A share as a percentage that never rounds to 0 or 100. */
export function shareText(share: number): string {
  if (share >= 0.9995) return 'always';
  const percent = share * 100;
  return `${percent < 1 ? 'under 1' : percent > 99 ? 'over 99' : Math.round(percent)} % of requests`;
}
