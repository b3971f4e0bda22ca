import type { Json, Path, Problem, Resource } from '../../resource/resource.ts';

/** Where a setting stands: a resource and the path in it. */
export type Place = readonly [Resource, Path];

/** What asks for parts of something, by their paths in it. */
export type Places = readonly (readonly [Path, Place])[];

/** Why nothing is made of a group or a Service, and where that is written. */
export interface Refusal {
  readonly at: Place;
  /** Our sentence: what is wrong here, with the user's own names and values. No full stop. */
  readonly message: string;
  /** The controller's own text, as its log and the object's events show it (3.5.0), for searching. */
  readonly says?: string;
  /** What to write instead, and where, if one thing is plain. */
  readonly instead?: { readonly title: string; readonly at: Place; readonly to: Json };
}

/** Something that the controller does without a word. The rest is made. */
export interface Remark {
  /** The finding's name. */
  readonly name: string;
  readonly severity: 'error' | 'warning' | 'note';
  readonly at: Place;
  readonly message: string;
  /** What to write instead, if one thing is plain. */
  readonly instead?: NonNullable<Problem['instead']>;
}
