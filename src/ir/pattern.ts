/**
 * What a field's value may be compared with. Hosts, SNI and header names are lower-cased at the edge, in requests and
 * patterns alike; paths and header values stay as sent, so `ignoreCase` belongs to the pattern.
 */
export type Pattern =
  | { readonly exact: string; readonly ignoreCase?: true }
  | { readonly prefix: string; readonly ignoreCase?: true }
  | { readonly suffix: string; readonly ignoreCase?: true }
  /** The path itself, or anything below it: `/a` takes `/a` and `/a/b`, not `/ab`. No slash at the end. */
  | { readonly segments: string }
  /** `*` any run of characters (also none), `?` exactly one. */
  | { readonly glob: string; readonly ignoreCase?: true }
  /** RE2 syntax, full match. What RE2 refuses, or our parser cannot represent, makes the match unknown. */
  | { readonly regex: string; readonly ignoreCase?: true }
  /** Any value, as long as there is one. */
  | { readonly any: true }
  /** Half-open range of whole numbers. */
  | { readonly from: number; readonly to: number }
  /** An address block, IPv4 or IPv6, as written: `10.0.0.0/8`. An address alone is a block of one. */
  | { readonly cidr: string };
