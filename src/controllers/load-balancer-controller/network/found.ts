/** What looking something up in AWS gives. A look-up says no place: the caller knows what asked for it. */
export type Found<T> =
  | { readonly found: readonly T[]; readonly assumes: readonly string[] }
  | { readonly refused: Refused }
  /** The inputs hold nothing that would tell; a sentence for the assumptions. */
  | { readonly unknown: string };

/** Why the controller gives up, in our words and in its own. */
export interface Refused {
  readonly message: string;
  readonly says: string;
}

/** A refusal. */
export function refused(message: string, says: string): { readonly refused: Refused } {
  return { refused: { message, says } };
}

/** How Go prints a list of texts with `%v`. */
export function goList(texts: readonly string[]): string {
  return `[${texts.join(' ')}]`;
}
