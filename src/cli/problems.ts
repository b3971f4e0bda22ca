import { covers } from '../dialects/istio/mesh/hosts.ts';
import { list, record, text } from '../dialects/kubernetes/fields.ts';
import { schemaProblems } from '../dialects/kubernetes/schema.ts';
import type { Cause } from '../ir/cause.ts';
import { targetOf } from '../path/request.ts';
import type { Trace } from '../path/trace.ts';
import { keyOf, nameOf, type Problem, type Resource } from '../resource/resource.ts';
import type { Loaded } from './load.ts';

/** What an API server would refuse or drop of the resources that the request met, and documents that were not read. */
export function problemsOnWay(loaded: Loaded, traced: Trace): readonly Problem[] {
  const met = new Set(traced.outcomes.flatMap(({ steps }) => steps.map(({ origin }) => origin.resource)));
  const resources = loaded.path.resources.filter((resource) => met.has(nameOf(resource)));
  // Where no hop was reached, objects for that host that came to nothing are why.
  const meant = traced.nowhere === undefined ? [] : loaded.path.resources.filter((resource) => isForHost(resource, traced));
  const keys = new Set([...resources, ...meant].map((resource) => keyOf(resource)));
  const reported = loaded.problems.filter((problem) => isTold(problem, traced, keys));
  return [...reported, ...resources.flatMap((resource: Resource) => schemaProblems(resource))];
}

/** Of two networks read as one every answer may be about the wrong one, and what a missing page holds counts as not there. */
function isTold({ name, severity, resource }: Problem, traced: Trace, met: ReadonlySet<string>): boolean {
  if (name === 'chart-not-modelled') return missesSomething(traced);
  if (name === 'answers-mixed-up' || name === 'unreadable-document') return true;
  return resource === undefined ? severity === 'error' : met.has(keyOf(resource));
}

/** Whether the request stops at something that is not there: a chart of which nothing is known may make it. */
function missesSomething({ outcomes, nowhere }: Trace): boolean {
  return nowhere !== undefined || outcomes.some(({ blockers }) => blockers.some(({ cause }) => missing.has(cause)));
}

const missing: ReadonlySet<Cause> = new Set<Cause>(['no-route', 'no-listener', 'no-endpoints', 'no-targets', 'destination-unknown', 'name-not-known']);

/** An Ingress with a rule for the host that was asked for, or for any host. */
function isForHost({ type, body }: Resource, { request }: Trace): boolean {
  const target = targetOf(request.url);
  if (type !== 'Ingress' || 'wrong' in target) return false;
  const hosts = list(record(body['spec'])['rules']).map((rule) => text(record(rule)['host']) ?? '*');
  return hosts.some((host) => host === '*' || covers(host.toLowerCase(), target.host));
}
