/**
 * Last labels that the root of the public DNS leads nowhere for, so that only private zones can have names below them: reserved
 * ones (RFC 6761, RFC 6762, RFC 8375; ICANN board resolution of 2024-07-29 on `internal`), ones that ICANN put off for good
 * (resolution of 2018-02-04 on corp, home, mail), and others in private use that the root zone lacked in November 2026.
 */
export const undelegated: ReadonlySet<string> = new Set(['corp', 'home', 'internal', 'intranet', 'invalid', 'lan', 'local', 'localdomain', 'localhost', 'mail', 'private', 'test']);
