import { lastPriority } from '../../facts/alb.ts';
import type { Estate } from '../../resource/estate.ts';
import type { JsonObject, Path, Resource } from '../../resource/resource.ts';
import { list, text, whole, words } from '../kubernetes/fields.ts';
import { blocks, referred } from './references.ts';

/** An Application Load Balancer as Terraform's attributes say it. */
export interface Balancer {
  readonly resource: Resource;
  readonly name: string;
  readonly internal: boolean;
  readonly securityGroups: readonly string[];
  readonly listeners: readonly Listener[];
}

export interface Listener {
  readonly resource: Resource;
  readonly port: number;
  readonly protocol: 'HTTP' | 'HTTPS';
  readonly actions: readonly Action[];
  /** Blocks that a controller's own security group lets in on this port; empty: it lets in every address. */
  readonly inbound: readonly string[];
  /** Smallest priority first. */
  readonly rules: readonly Rule[];
}

export interface Rule {
  readonly resource: Resource;
  readonly priority: number;
  readonly conditions: readonly Condition[];
  readonly actions: readonly Action[];
  /** Rewrites the URL or the host on the way to the target. */
  readonly transforms: boolean;
}

/** One condition: its values are alternatives. `other` is a kind of condition, or a form of values, that is not modelled. */
export type Condition =
  | { readonly on: 'host-header' | 'path-pattern' | 'http-request-method' | 'source-ip'; readonly values: readonly string[] }
  | { readonly on: 'http-header'; readonly name: string; readonly values: readonly string[] }
  | { readonly on: 'other'; readonly name: string };

export type Action =
  | { readonly type: 'forward'; readonly groups: readonly { readonly group: Resource; readonly weight: number }[]; readonly path: Path }
  | { readonly type: 'redirect'; readonly status: number; readonly to: string; readonly path: Path }
  | { readonly type: 'fixed-response'; readonly status: number; readonly body: string; readonly missing?: string; readonly path: Path }
  | { readonly type: 'other'; readonly name: string; readonly path: Path };

/** Our own attribute of an action that a controller wrote because something does not exist: what that is. */
export const missingAttribute = 'kubernetes_missing';

/** Our own attribute of a listener: the blocks that the security group lets in which its controller makes for it. */
export const inboundAttribute = 'kubernetes_inbound';

/** Every Application Load Balancer with its listeners. The same estate always gives the same views. */
export function balancersOf(estate: Estate): readonly Balancer[] {
  const known = viewed.get(estate);
  if (known !== undefined) return known;
  const listeners = grouped(estate, 'aws_lb_listener', 'aws_lb', 'load_balancer_arn');
  const rules = grouped(estate, 'aws_lb_listener_rule', 'aws_lb_listener', 'listener_arn');
  const balancers = estate.ofType('aws_lb').filter(({ body }) => (text(body['load_balancer_type']) ?? 'application') === 'application').map((resource): Balancer => ({
    resource,
    name: nameOfBalancer(resource),
    internal: resource.body['internal'] === true,
    securityGroups: words(resource.body['security_groups']),
    listeners: (listeners.get(resource) ?? []).flatMap((listener) => listenerOf(estate, listener, rules.get(listener) ?? [])).sort((a, b) => a.port - b.port),
  }));
  viewed.set(estate, balancers);
  return balancers;
}

/** The name AWS knows it by, if the input says it. */
export function nameOfBalancer({ body, name }: Resource): string {
  return text(body['name']) ?? name;
}

const viewed = new WeakMap<Estate, readonly Balancer[]>();

function grouped(estate: Estate, type: string, owner: string, attribute: string): ReadonlyMap<Resource, readonly Resource[]> {
  const groups = new Map<Resource, Resource[]>();
  for (const resource of estate.ofType(type)) {
    const owning = referred(estate, resource, owner, resource.body[attribute]);
    if (owning === undefined) continue;
    const members = groups.get(owning);
    if (members === undefined) groups.set(owning, [resource]);
    else members.push(resource);
  }
  return groups;
}

function listenerOf(estate: Estate, resource: Resource, rules: readonly Resource[]): readonly Listener[] {
  const { port, protocol, default_action: actions } = resource.body;
  if (whole(port) === undefined) return [];
  return [
    {
      resource,
      port: port as number,
      protocol: protocol === 'HTTPS' ? 'HTTPS' : 'HTTP',
      actions: blocks(actions).map((action, index) => actionOf(estate, resource, action, ['default_action', index])),
      inbound: words(resource.body[inboundAttribute]),
      rules: rules.map((rule) => ruleOf(estate, rule)).sort((a, b) => a.priority - b.priority),
    },
  ];
}

function ruleOf(estate: Estate, resource: Resource): Rule {
  const { priority, condition, action, transform } = resource.body;
  return {
    resource,
    priority: whole(priority) ?? lastPriority,
    conditions: blocks(condition).flatMap(conditionsOf),
    actions: blocks(action).map((each, index) => actionOf(estate, resource, each, ['action', index])),
    transforms: blocks(transform).length > 0,
  };
}

const valued = [
  ['host_header', 'host-header'],
  ['path_pattern', 'path-pattern'],
  ['http_request_method', 'http-request-method'],
  ['source_ip', 'source-ip'],
] as const;

function conditionsOf(condition: JsonObject): readonly Condition[] {
  return Object.keys(condition).flatMap((key) =>
    blocks(condition[key]).map((block): Condition => {
      const on = valued.find(([attribute]) => attribute === key)?.[1];
      const values = words(block['values']);
      if (list(block['regex_values']).length > 0) return { on: 'other', name: `${key} with a regular expression` };
      if (on !== undefined) return { on, values };
      if (key === 'http_header') return { on: 'http-header', name: text(block['http_header_name']) ?? '', values };
      return { on: 'other', name: key };
    }),
  );
}

function actionOf(estate: Estate, resource: Resource, action: JsonObject, path: Path): Action {
  const type = text(action['type']) ?? '';
  if (type === 'forward') return forward(estate, resource, action, path);
  if (type === 'redirect') {
    const [{ status_code: status, protocol, host, port, path: to, query } = {} as JsonObject] = blocks(action['redirect']);
    const url = `${(text(protocol) ?? '#{protocol}').toLowerCase()}://${text(host) ?? '#{host}'}:${text(port) ?? '#{port}'}${text(to) ?? '/#{path}'}?${text(query) ?? '#{query}'}`;
    return { type, status: Number(/\d{3}/.exec(text(status) ?? '')?.[0] ?? 302), to: url, path };
  }
  if (type === 'fixed-response') {
    const [{ status_code: status, message_body: body } = {} as JsonObject] = blocks(action['fixed_response']);
    const missing = text(action[missingAttribute]);
    return { type, status: Number(status), body: text(body) ?? '', path, ...(missing === undefined ? {} : { missing }) };
  }
  return { type: 'other', name: type, path };
}

function forward(estate: Estate, resource: Resource, action: JsonObject, path: Path): Action {
  const several = blocks(action['forward']).flatMap((block) => blocks(block['target_group'])).map(({ arn, weight }) => ({ arn, weight: whole(weight) ?? 1 }));
  const named = several.length > 0 ? several : [{ arn: action['target_group_arn'], weight: 1 }];
  const groups = named.map(({ arn, weight }) => ({ group: referred(estate, resource, 'aws_lb_target_group', arn), weight }));
  if (groups.some(({ group }) => group === undefined)) return { type: 'other', name: 'forward to a target group that the inputs do not hold', path };
  return { type: 'forward', groups: groups as { group: Resource; weight: number }[], path };
}
