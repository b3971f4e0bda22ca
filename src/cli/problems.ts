import { schemaProblems } from '../dialects/kubernetes/schema.ts';
import type { Trace } from '../path/trace.ts';
import { keyOf, nameOf, type Problem, type Resource } from '../resource/resource.ts';
import type { Loaded } from './load.ts';

/** What an API server would refuse or drop of the resources that the request met, and documents that were not read. */
export function problemsOnWay(loaded: Loaded, traced: Trace): readonly Problem[] {
  const met = new Set(traced.outcomes.flatMap(({ steps }) => steps.map(({ origin }) => origin.resource)));
  const resources = loaded.path.resources.filter((resource) => met.has(nameOf(resource)));
  const keys = new Set(resources.map((resource) => keyOf(resource)));
  const reported = loaded.problems.filter((problem) => (problem.resource === undefined ? problem.severity === 'error' : keys.has(keyOf(problem.resource))));
  return [...reported, ...resources.flatMap((resource: Resource) => schemaProblems(resource))];
}
