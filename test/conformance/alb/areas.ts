import type { Case, Data } from '../suite.ts';

/** How the cases of one upstream test are asked and compared. Neither part may look at a case's id. */
export interface Unit {
  /** Translates input and env into resources and facts, runs the product, gives back what it says in the case's words. */
  answer(question: Asked): Data | Promise<Data>;
  /**
   * Brings an expectation into the shape of an answer, the same way for every case of the unit; of an error that it asks for
   * only in part it takes the answer's words. Default: as it stands.
   */
  expected?(expected: Data, question: Asked, answer: Data): Data;
}

/** A case without its id and its expectation. */
export interface Asked {
  readonly area: string;
  readonly unit: string;
  readonly input: Case;
  readonly env: Case;
}

/** The units of one area, by upstream's name of the function. */
export type Area = Readonly<Record<string, Unit>>;
