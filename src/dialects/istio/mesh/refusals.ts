import type { Path, Problem, Resource } from '../../../resource/resource.ts';

/** Something in an object for which istiod's webhook has the API server refuse it as a whole. */
export interface Refusal {
  readonly path: Path;
  /** What is refused, as a clause. */
  readonly reason: string;
}

/** Refusals as problems of that name, each where it stands. */
export function refusalProblems(name: string, resource: Resource, refusals: readonly Refusal[]): readonly Problem[] {
  return refusals.map(({ path, reason }) => {
    const at = resource.locate(path);
    return { name, severity: 'error', message: `the API server refuses the ${resource.type}: ${reason}`, resource, ...(at === undefined ? {} : { at }) };
  });
}
