import type { Overview } from '../controllers/load-balancer-controller/overview/overview.ts';
import { printed } from '../controllers/load-balancer-controller/stack.ts';
import { reachAt } from '../findings/rule-reach.ts';
import { schemaProblems } from '../dialects/kubernetes/schema.ts';
import { otherBalancersOf, type OtherBalancer } from '../path/other-balancers.ts';
import { otherIngressesOf, type OtherIngress } from '../path/other-ingresses.ts';
import { plannedOf, withProblems, type Planned } from '../path/planned.ts';
import { oneLine } from '../report/escape.ts';
import { placeText } from '../report/frame.ts';
import { paintOf } from '../report/paint.ts';
import { planJson } from '../report/plan-json.ts';
import { planText, type AlsoMade } from '../report/plan-text.ts';
import { complainOfNothing, load, type Loaded } from './load.ts';
import { complain, print } from './output.ts';
import { against } from './plan-against.ts';

/**
 * The `plan` verb: what the load balancer controller would make of the Kubernetes half, and what other controllers make. Exit
 * status 0: it was computed; 1: `--against` differs; 2: there is nothing to plan, or a file cannot be used.
 */
export async function plan(paths: readonly string[], options: Readonly<Record<string, unknown>>): Promise<number> {
  const format = String(options['format']);
  const printer = printers.get(format);
  if (printer === undefined) return complain(`--format ${format}: plan prints ${[...printers.keys()].join(', ')}`);
  const live = typeof options['against'] === 'string' ? options['against'] : undefined;
  if (live !== undefined && format === 'lbc-plan') return complain('--against compares: it prints text or json');
  const loaded = await load(paths);
  if (loaded.inputs.resources.length === 0) return complainOfNothing(loaded);
  tellUnread(loaded);
  if (live !== undefined) return against(loaded, live, format);
  const problems = [...loaded.problems, ...loaded.path.resources.flatMap((resource) => schemaProblems(resource))];
  const found = plannedOf(loaded.path).map((planned) => ({ ...planned, overviews: withReach(withProblems(planned.overviews, problems), loaded) }));
  const also = alsoMade(loaded);
  const others = otherBalancersOf(loaded.path.estate);
  if (found.length === 0 && (also.length + others.length === 0 || format === 'lbc-plan')) return complain('nothing to plan: the inputs hold no Ingress and no Service that the AWS Load Balancer Controller takes (ingressClassName alb, or loadBalancerClass service.k8s.aws/nlb)', loaded.problems);
  if (format === 'lbc-plan' && found.every(({ plans }) => plans.every(({ stack }) => stack === undefined))) return complain('the controller makes nothing of these inputs', loaded.problems);
  const told = new Set(found.flatMap(({ plans, remarked }) => [...plans.flatMap(({ members }) => members), ...remarked]));
  print(printer(found, others, also, otherIngressesOf(loaded.path.estate, told)));
  return 0;
}

/** The overviews with a request for each rule of a listener, or with what is before it. */
function withReach(overviews: readonly Overview[], { path }: Loaded): readonly Overview[] {
  const reachOf = reachAt(path.estate);
  return overviews.map((overview) => ({
    ...overview,
    balancers: overview.balancers.map((balancer) => ({
      ...balancer,
      listeners: balancer.listeners.map((listener) => ({
        ...listener,
        rules: listener.rules.map((rule) => {
          const reach = reachOf(listener.port, rule.priority, rule.from);
          const request = reach?.request();
          return { ...rule, ...(request === undefined ? {} : { request }), ...(reach?.behind === undefined ? {} : { behind: reach.behind.map(({ priority }) => priority) }) };
        }),
      })),
    })),
  }));
}

/** What could not be read may be what is missing in the plan: that is said beside it, whatever its format. */
function tellUnread({ problems }: Loaded): void {
  for (const { message, at } of problems.filter(({ name }) => unreadable.has(name)).slice(0, 20)) {
    process.stderr.write(`sallyport: not planned: ${oneLine(message)}${at === undefined ? '' : `  ${placeText(at)}`}\n`);
  }
}

const unreadable: ReadonlySet<string> = new Set(['unreadable-document', 'unreadable-file', 'not-an-object']);

type Printer = (found: readonly Planned[], others: readonly OtherBalancer[], also: readonly AlsoMade[], ingresses: readonly OtherIngress[]) => string;

const printers: ReadonlyMap<string, Printer> = new Map<string, Printer>([
  ['text', (found, others, also, ingresses) => planText(found, others, also, paintOf(process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined ? 'colour' : 'plain'), ingresses)],
  ['json', (found, others, also, ingresses) => `${JSON.stringify(planJson(found, others, also, ingresses), null, 2)}\n`],
  // A line for each stack: what the annotation of its first Ingress holds.
  ['lbc-plan', (found) => found.flatMap(({ plans }) => plans.flatMap(({ stack }) => (stack === undefined ? [] : `${JSON.stringify(printed(stack))}\n`))).join('')],
]);

/** What others make, by controller and kind. */
function alsoMade({ path: { estate } }: Loaded): readonly AlsoMade[] {
  const counts = new Map<string, AlsoMade>();
  for (const { derived, type } of estate.resources) {
    if (derived === undefined || derived.by === 'load-balancer-controller' || derived.by === 'target-group-bindings') continue;
    const key = `${derived.by} ${type}`;
    counts.set(key, { by: derived.by, type, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}
