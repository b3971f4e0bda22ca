import { balancersOf, inboundAttribute, type Action, type Balancer, type Listener, type Rule } from '../../dialects/aws/balancers.ts';
import { nameOfGroup } from '../../dialects/aws/target-groups.ts';
import { text } from '../../dialects/kubernetes/fields.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import { backendRepairs } from '../../dialects/kubernetes/repairs.ts';
import { backendMissing } from '../../facts/load-balancer-controller.ts';
import type { Cause } from '../../ir/cause.ts';
import type { Origin } from '../../ir/program.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Entry, Opened } from '../kind.ts';
import { entriesOf } from './entries.ts';
import type { ActionSpec, AlbListenerSpec, ConditionSpec, RuleSpec } from './spec.ts';

/** Answers for every listener of every Application Load Balancer, and lists them as entries with their rules' hosts. */
export function read(estate: Estate): Opened<AlbListenerSpec> {
  const specs = new Map<string, AlbListenerSpec>();
  const entries: Entry[] = [];
  for (const balancer of balancersOf(estate)) {
    const listeners = balancer.listeners.map((listener) => specOf(estate, balancer, listener));
    for (const spec of listeners) specs.set(`listener/${spec.balancer}/${spec.port}`, spec);
    entries.push(...entriesOf(listeners, balancer));
  }
  return { at: (address) => specs.get(address), entries };
}

function specOf(estate: Estate, balancer: Balancer, { resource, port, protocol, actions, inbound, rules }: Listener): AlbListenerSpec {
  const mode = text(balancer.resource.body['xff_header_processing_mode']);
  const otherwise = actionOf(estate, resource, actions, 'default action', 'no-route');
  return {
    title: `ALB ${balancer.name} (${protocol} ${port})`,
    balancer: balancer.name,
    port,
    protocol,
    rules: rules.map((rule) => ruleOf(estate, rule)),
    otherwise: { ...otherwise, origin: { ...otherwise.origin, note: defaultInWords(otherwise) } },
    forwardedFor: mode === 'preserve' || mode === 'remove' ? mode : 'append',
    origin: originOf(resource, [], `${protocol} ${port}`),
    ...(inbound.length === 0 ? {} : { inbound: { cidrs: inbound, origin: originOf(resource, [inboundAttribute], 'inbound-cidrs', `the load balancer's security group lets in ${inbound.join(', ')} and drops everybody else`) } }),
    ...(balancer.resource.body['enable_xff_client_port'] === true ? { clientPort: true } : {}),
  };
}

function ruleOf(estate: Estate, { resource, priority, conditions, actions, transforms }: Rule): RuleSpec {
  const rule = `rule ${priority}`;
  const last = actionOf(estate, resource, actions, rule, 'fixed-answer');
  const action = transforms && last.do === 'forward' ? ({ ...last, transforms } as const) : last;
  return { priority, conditions, action, origin: originOf(resource, [], rule, ruleInWords(conditions, action)) };
}

/** The last action decides; one before it authenticates (ALB guide, "Rule action types"). */
function actionOf(estate: Estate, resource: Resource, actions: readonly Action[], rule: string, cause: Cause): ActionSpec {
  const first = actions[0];
  const last = actions.at(-1);
  if (last === undefined) return { do: 'other', name: 'no action', origin: originOf(resource, [], rule) };
  const origin = originOf(resource, last.path, rule);
  if (first !== undefined && first !== last) return { do: 'other', name: first.type === 'other' ? first.name : first.type, origin };
  switch (last.type) {
    case 'forward':
      return { do: 'forward', groups: last.groups.map(({ group, weight }) => ({ group: nameOfGroup(group), weight })), origin };
    case 'redirect':
      return { do: 'redirect', status: last.status, to: last.to, origin };
    case 'fixed-response': {
      const broken = backendMissing.some(({ status, body }) => status === last.status && body === last.body);
      const plain = cause === 'no-route' && last.status < 400 ? 'fixed-answer' : cause;
      return { do: 'answer', status: last.status, body: last.body, cause: broken ? 'destination-unknown' : plain, origin, ...(last.missing === undefined ? {} : missing(estate, resource, last.missing, origin)) };
    }
    case 'other':
      return { do: 'other', name: last.name, origin };
    default:
      return last;
  }
}

/** The backend that a rule was made of stands beside its path; that of the default action is named by itself. */
function missing(estate: Estate, { derived }: Resource, what: string, origin: Origin): Pick<Extract<ActionSpec, { do: 'answer' }>, 'missing' | 'repairs' | 'origin'> {
  if (derived === undefined) return { missing: what, origin };
  const { from, path } = derived;
  const backend = path[1] === 'rules' ? [...path.slice(0, 6), 'backend'] : ['spec', 'defaultBackend'];
  const at = from.locate([...backend, 'service', 'name']);
  return { missing: what, repairs: backendRepairs(estate, from, backend), origin: { ...origin, ...(at === undefined ? {} : { at }) } };
}

/** A rule in words: `host a.example.org, path /*: goes to target group web`. */
function ruleInWords(conditions: readonly ConditionSpec[], action: ActionSpec): string {
  return `${conditions.length === 0 ? 'every request' : conditions.map(conditionInWords).join(', ')}: ${actionInWords(action)}`;
}

/** The default action in words. */
function defaultInWords(action: ActionSpec): string {
  return `no rule takes it, so it ${actionInWords(action)}`;
}

const subjects = { 'host-header': 'host', 'path-pattern': 'path', 'http-header': 'header', 'http-request-method': 'method', 'source-ip': 'source' } as const;

function conditionInWords(condition: ConditionSpec): string {
  if (condition.on === 'other') return condition.name;
  return `${subjects[condition.on]} ${condition.on === 'http-header' ? `${condition.name} ` : ''}${condition.values.join(' or ')}`;
}

function actionInWords(action: ActionSpec): string {
  switch (action.do) {
    case 'forward':
      return `goes to target group ${action.groups.map(({ group }) => group).join(' or ')}`;
    case 'redirect':
      return `is sent on with ${action.status} to ${action.to}`;
    case 'answer':
      return `gets ${action.status}${action.missing !== undefined ? `, because ${action.missing} does not exist` : action.body === '' ? '' : ` "${action.body}"`}`;
    case 'other':
      return `meets ${action.name}, which is not modelled`;
    default:
      return action;
  }
}
