import type { Origin } from './program.ts';

/** The origin of a rule that stands somewhere in a resource; with a note it is a line of a trace. */
export function originAt({ resource, attribute, at }: Pick<Origin, 'resource' | 'attribute' | 'at'>, rule: string, note?: string): Origin {
  return { resource, rule, ...(attribute === undefined ? {} : { attribute }), ...(at === undefined ? {} : { at }), ...(note === undefined ? {} : { note }) };
}

/** The same place without a line in a trace: what another op of that place already says, or what is plumbing. */
export function quiet({ note: _note, ...silent }: Origin): Origin {
  return silent;
}
