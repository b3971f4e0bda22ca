import type { ControllerFacts } from '../controllers/load-balancer-controller/facts.ts';
import type { BindingView, Overview } from '../controllers/load-balancer-controller/overview/overview.ts';
import { bindingsOf } from '../controllers/load-balancer-controller/overview/targets.ts';
import { remarkView } from '../controllers/load-balancer-controller/overview/said.ts';
import { overviewsOf } from '../controllers/load-balancer-controller/overview/view.ts';
import type { Plan } from '../controllers/load-balancer-controller/plan.ts';
import { plansOf } from '../controllers/load-balancer-controller/plans.ts';
import { factsOf } from '../controllers/load-balancer-controller/settings/facts.ts';
import { estateOf, type Estate } from '../resource/estate.ts';
import type { Problem, Resource } from '../resource/resource.ts';
import type { Path } from './path.ts';

/** What the load balancer controller of one cluster would make. `overviews` are the plans as people read them, one for one. */
export interface Planned {
  readonly scope: string;
  readonly facts: ControllerFacts;
  readonly plans: readonly Plan[];
  readonly overviews: readonly Overview[];
  /** What is said of objects that no plan has. */
  readonly remarks: Overview['remarks'];
  /** The objects that these are about. */
  readonly remarked: readonly Resource[];
  /** Bindings that files hold, beside those that the plans make. */
  readonly bindings: readonly BindingView[];
}

/** The plans of every cluster of the inputs, beside what `live` says is there already (describe-* answers, for a comparison). */
export function plannedOf({ resources, estate }: Pick<Path, 'resources' | 'estate'>, live: readonly Resource[] = []): readonly Planned[] {
  const before = beforeController(resources, estate, live);
  const scopes = [...new Set([...before.ofType('Ingress'), ...before.ofType('Service'), ...before.ofType('TargetGroupBinding')].map(({ scope }) => scope))].sort();
  return scopes.flatMap((scope) => {
    const facts = factsOf(before, scope);
    const { plans, remarks } = plansOf(before, facts);
    const bindings = bindingsOf(estate, facts);
    return plans.length + bindings.length + remarks.length === 0 ? [] : [{ scope, facts, plans, overviews: overviewsOf(estate, facts, plans), remarks: remarks.map(remarkView), remarked: remarks.map(({ at }) => at[0]), bindings }];
  });
}

/** What the controller sees: the files, and the work of all others. */
function beforeController(resources: readonly Resource[], estate: Estate, live: readonly Resource[]): Estate {
  const others = estate.resources.filter(({ derived }) => derived !== undefined && derived.by !== 'load-balancer-controller' && derived.by !== 'target-group-bindings');
  return estateOf([...live, ...resources, ...others]).estate;
}

/** The overviews with what else is wrong with the objects of each plan, and with the bindings it makes: what an API server refuses, or reads in another way than it is meant. */
export function withProblems(overviews: readonly Overview[], problems: readonly Problem[]): readonly Overview[] {
  const byObject = new Map<string, number[]>();
  problems.forEach(({ name, resource }, index) => {
    if (resource === undefined || name === 'load-balancer-not-applied') return;
    const key = objectKey(resource.scope, resource.type, resource.namespace ?? 'default', resource.name);
    byObject.set(key, [...(byObject.get(key) ?? []), index]);
  });
  return overviews.map((overview) => {
    const made = overview.targetGroups.flatMap(({ name, binding }) => (binding === undefined ? [] : [{ type: 'TargetGroupBinding', namespace: binding.namespace, name: name.here }]));
    const indices = [...overview.members, ...made].flatMap(({ type, namespace, name }) => byObject.get(objectKey(overview.scope, type, namespace, name)) ?? []).sort((a, b) => a - b);
    const found = indices.map((index) => problems[index]!).filter((problem) => !overview.remarks.some(({ name, message }) => name === problem.name && message === problem.message));
    const more = found.map(({ name, severity, message, at }) => ({ name, severity, message, ...(at === undefined ? {} : { from: at }) }));
    return more.length === 0 ? overview : { ...overview, remarks: [...more, ...overview.remarks] };
  });
}

function objectKey(scope: string, type: string, namespace: string, name: string): string {
  return `${scope} ${type} ${namespace}/${name}`;
}
