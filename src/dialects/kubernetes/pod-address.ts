import type { Value } from '../../ir/program.ts';

/** The address of a pod `NS/NAME` as a value of the path; few files hold one. */
export function addressOfPod(pod: string, address: string | undefined): Value {
  return address === undefined ? { unknown: `the address of pod ${pod}` } : { literal: address };
}
