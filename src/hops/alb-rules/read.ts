import type { Action } from '../../dialects/aws/actions.ts';
import { balancersOf, type Balancer, type Listener } from '../../dialects/aws/balancers.ts';
import type { Rule } from '../../dialects/aws/rules.ts';
import { nameOfGroup } from '../../dialects/aws/target-groups.ts';
import { isIstioChart } from '../../dialects/istio/mesh/installers.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import { releasesOf } from '../../dialects/kubernetes/releases.ts';
import { backendRepairs } from '../../dialects/kubernetes/repairs.ts';
import { controllerChart } from '../../facts/load-balancer-chart.ts';
import { backendMissing } from '../../facts/load-balancer-controller.ts';
import type { Cause } from '../../ir/cause.ts';
import type { Origin } from '../../ir/program.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Opened } from '../kind.ts';
import type { ActionSpec, AlbRulesSpec, CheckSpec, RuleSpec } from './spec.ts';
import { defaultInWords, ruleInWords } from './words.ts';

/** Answers for the rules of every listener of every Application Load Balancer. */
export function read(estate: Estate): Opened<AlbRulesSpec> {
  const specs = new Map<string, AlbRulesSpec>();
  for (const balancer of balancersOf(estate)) for (const listener of balancer.listeners) specs.set(`rules/${balancer.name}/${listener.port}`, specOf(estate, balancer, listener));
  return { at: (address) => specs.get(address) };
}

function specOf(estate: Estate, { name, attributes }: Balancer, { resource, port, protocol, actions, rules }: Listener): AlbRulesSpec {
  const action = actionOf(estate, resource, actions.at(-1), 'default action', 'no-route');
  const first = checksOf(resource, actions, 'default action');
  return {
    title: `ALB ${name} (${protocol} ${port})`,
    balancer: name,
    port,
    protocol,
    rules: rules.map((rule) => ruleOf(estate, rule)),
    otherwise: { first, action: { ...action, origin: { ...action.origin, note: defaultInWords(first, action) } } },
    forwardedFor: attributes.forwardedFor,
    ...(attributes.clientPort ? { clientPort: true } : {}),
    ...(attributes.preservesHost ? { preservesHost: true } : {}),
  };
}

function ruleOf(estate: Estate, { resource, priority, conditions, actions, transforms }: Rule): RuleSpec {
  const rule = `rule ${priority}`;
  const action = actionOf(estate, resource, actions.at(-1), rule, 'fixed-answer');
  const first = checksOf(resource, actions, rule);
  return {
    priority,
    conditions,
    first,
    transforms: transforms.map(({ path, ...transform }) => ({ ...transform, origin: originOf(resource, path, rule) })),
    action,
    origin: originOf(resource, [], rule, ruleInWords(conditions, first, action)),
  };
}

/** The last action decides; those before it ask who the client is (ALB guide, "Rule action types"). */
function checksOf(resource: Resource, actions: readonly Action[], rule: string): readonly CheckSpec[] {
  return actions.slice(0, -1).flatMap((action): readonly CheckSpec[] => {
    const origin = originOf(resource, action.path, rule);
    if (action.type === 'authenticate') return [{ ...action, do: 'login', origin }];
    return action.type === 'jwt-validation' ? [{ ...action, do: 'token', origin }] : [];
  });
}

function actionOf(estate: Estate, resource: Resource, last: Action | undefined, rule: string, cause: Cause): ActionSpec {
  if (last === undefined) return { do: 'other', name: 'no action', origin: originOf(resource, [], rule) };
  const origin = originOf(resource, last.path, rule);
  switch (last.type) {
    case 'forward':
      return { do: 'forward', groups: last.groups.map(({ group, weight }) => ({ group: nameOfGroup(group), weight })), origin, ...(last.sticky === undefined ? {} : { sticky: true }) };
    case 'redirect': {
      const { type: _type, path: _path, ...parts } = last;
      return { do: 'redirect', origin, ...parts };
    }
    case 'fixed-response': {
      const maker = last.missing === undefined ? undefined : makerOf(estate, resource);
      if (maker !== undefined) return { do: 'other', name: last.missing!, maker, origin };
      const broken = backendMissing.some(({ status, body }) => status === last.status && body === last.body);
      const plain = cause === 'no-route' && last.status < 400 ? 'fixed-answer' : cause;
      const type = last.contentType === undefined ? {} : { contentType: last.contentType };
      return { do: 'answer', status: last.status, body: last.body, ...type, cause: broken ? 'destination-unknown' : plain, origin, ...(last.missing === undefined ? {} : missing(estate, resource, last.missing, origin)) };
    }
    case 'authenticate':
    case 'jwt-validation':
      return { do: 'other', name: `${last.type} without an action behind it`, origin };
    case 'other':
      return { do: 'other', name: last.name, origin, ...(last.elsewhere === undefined ? {} : { elsewhere: last.elsewhere }) };
    default:
      return last;
  }
}

/** A release in the namespace of the Ingress, of whose chart nothing is known: it may make what no file holds. */
function makerOf(estate: Estate, { derived, scope }: Resource): string | undefined {
  const release = releasesOf(estate).find((each) => each.scope === scope && each.namespace === (derived?.from.namespace ?? 'default') && each.chart !== controllerChart && !isIstioChart(each));
  return release === undefined ? undefined : `release ${release.namespace}/${release.name} (chart ${release.source})`;
}

/** The backend that a rule was made of stands beside its path; that of the default action is named by itself. */
function missing(estate: Estate, { derived }: Resource, what: string, origin: Origin): Pick<Extract<ActionSpec, { do: 'answer' }>, 'missing' | 'repairs' | 'origin'> {
  if (derived === undefined) return { missing: what, origin };
  const { from, path } = derived;
  const backend = path[1] === 'rules' ? [...path.slice(0, 6), 'backend'] : ['spec', 'defaultBackend'];
  const at = from.locate([...backend, 'service', 'name']);
  return { missing: what, repairs: backendRepairs(estate, from, backend), origin: { ...origin, ...(at === undefined ? {} : { at }) } };
}
