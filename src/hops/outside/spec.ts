/** Something that is in no input: an external host or address, which is taken to answer. */
export interface OutsideSpec {
  /** A name or an address; `*`: whatever host the request names. */
  readonly host: string;
  readonly port: number;
  /** Who signed its certificate; absent: one that everybody trusts. */
  readonly authority?: string;
  /** Somebody wrote that it speaks TLS. */
  readonly tls?: true;
}
