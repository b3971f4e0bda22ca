import type { Place } from '../place.ts';
import type { Drafting } from '../plan.ts';

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

/**
 * What a look-up found. A refusal stands at the place that asked for it, and what is not known is assumed: `otherwise` is what to go
 * on with. `says` puts the controller's error into its context.
 */
export function settled<T>(drafting: Drafting, answer: Found<T>, at: Place, otherwise: readonly T[] | undefined, says: (error: string) => string = (error) => error): readonly T[] | undefined {
  if ('refused' in answer) {
    drafting.refuse({ at, message: answer.refused.message, says: says(answer.refused.says) });
    return undefined;
  }
  for (const sentence of 'found' in answer ? answer.assumes : [answer.unknown]) drafting.assume(sentence);
  return 'found' in answer ? answer.found : otherwise;
}
