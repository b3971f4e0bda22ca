import type { Cause } from '../ir/cause.ts';
import type { Verdict } from '../ir/program.ts';

/** What a dialler saw of a next hop that gave no answer. The wire seldom says why, so a cause is there only if it does. */
export interface Failure {
  /** `unresolved`: there was no address to dial. */
  readonly kind: 'refused' | 'reset' | 'handshake' | 'dropped' | 'unresolved';
  readonly cause?: Cause;
  /** In the words of the system or the TLS library. */
  readonly detail: string;
}

/** What a dialler saw of the next hop. */
export type Outcome = Failure | { readonly kind: 'answered'; readonly status: number };

/** Reads an error of a socket or of TLS. */
export function failureOf(error: NodeJS.ErrnoException): Failure {
  const code = error.code ?? '';
  const detail = code === '' ? error.message : code;
  if (code === 'ECONNREFUSED') return { kind: 'refused', cause: 'port-closed', detail };
  if (code === 'ETIMEDOUT') return { kind: 'dropped', cause: 'guard-dropped', detail };
  if (code === 'ERR_HTTP2_ERROR') return { kind: 'reset', cause: 'answer-not-http', detail };
  const cause = code === 'ECONNRESET' || code === 'EPIPE' || code === 'ECONNABORTED' ? undefined : tlsCauses.find(([pattern]) => pattern.test(code))?.[1];
  return cause === undefined ? { kind: 'reset', detail } : { kind: 'handshake', cause, detail };
}

/** OpenSSL's and Node's names for what goes wrong in a handshake. */
const tlsCauses: readonly (readonly [RegExp, Cause])[] = [
  [/WRONG_VERSION_NUMBER|HTTP_REQUEST|PACKET_LENGTH|UNSUPPORTED_PROTOCOL/, 'tls-to-plaintext'],
  [/CERTIFICATE_REQUIRED|DID_NOT_RETURN/, 'client-certificate-missing'],
  [/ALERT_UNKNOWN_CA|ALERT_BAD_CERTIFICATE|BAD_RECORD_TYPE|DECRYPTION_FAILED/, 'client-certificate-not-trusted'],
  [/^UNABLE_TO|SELF_SIGNED|ALTNAME_INVALID|^CERT_/, 'certificate-not-trusted'],
  [/^ERR_SSL_|^ERR_TLS_|^EPROTO$/, 'tls-refused'],
];

/** The other side closed before it answered. */
export const closedEarly: Failure = { kind: 'reset', detail: 'closed before an answer' };

/** Nothing came within the limit, in milliseconds. */
export function silence(limit: number): Failure {
  return { kind: 'dropped', cause: 'guard-dropped', detail: `nothing within ${limit} ms` };
}

/** The first bytes of an answer are no HTTP: a TLS alert, or something else. */
export function strange(bytes: Buffer): Failure {
  const alert = bytes[0] === 21 && bytes[1] === 3;
  return alert ? { kind: 'handshake', cause: 'plaintext-to-tls', detail: 'a TLS alert answers plaintext' } : { kind: 'reset', cause: 'answer-not-http', detail: 'the answer is not HTTP' };
}

/**
 * An outcome as reply tables take it. Its cause may be missing, where a verdict of the program always has one: the wire
 * does not say, and nothing is put in its place.
 */
export function verdictOf(outcome: Outcome): Verdict {
  return outcome as Verdict;
}
