import { missingAttribute } from '../../dialects/aws/balancers.ts';
import { arnOf } from '../../dialects/aws/references.ts';
import { list, text } from '../../dialects/kubernetes/fields.ts';
import { annotationPort, backendMissing, defaultAnswer } from '../../facts/load-balancer-controller.ts';
import type { Json, JsonObject } from '../../resource/resource.ts';
import { member } from './annotations.ts';
import type { Place } from './place.ts';
import type { Group, Member } from './group.ts';
import type { TargetGroups } from './target-groups.ts';

/** What a backend of an Ingress names: a Service port, or an annotation that says what to do. */
export interface Backend {
  readonly service: string;
  readonly port: number | string;
  readonly place: Place;
}

/** Terraform's action for a backend; undefined if it cannot be built, which is a complaint then. */
export function actionOf(group: Group, groups: TargetGroups, asking: Member, backend: Backend): JsonObject | undefined {
  if (backend.port !== annotationPort) return forwardTo(groups.of(asking, backend.service, backend.port, backend.place), `${asking.namespace}/${backend.service}`);
  const name = `actions.${backend.service}`;
  if (asking.annotations.text(name) === undefined) return answer('action', `the annotation ${name}`);
  const written = asking.annotations.json(name);
  const place = asking.annotations.place(name);
  const type = text(member(written, 'type')) ?? '';
  if (type === 'redirect') return redirect(member(written, 'redirectConfig'));
  if (type === 'fixed-response') return fixedResponse(member(written, 'fixedResponseConfig'));
  if (type === 'forward') return forward(group, groups, asking, written, place);
  if (written !== undefined) group.complaints.push({ at: place, message: `the action type is "${type}"; it must be forward, redirect or fixed-response` });
  return undefined;
}

/** The answer for requests that no rule takes. */
export function defaultAction(): JsonObject {
  return { type: 'fixed-response', fixed_response: [{ content_type: defaultAnswer.contentType, status_code: String(defaultAnswer.status) }] };
}

/** Sends everything to the same place on another port of the same host. */
export function redirectToPort(port: number): JsonObject {
  return { type: 'redirect', redirect: [{ protocol: 'HTTPS', port: String(port), status_code: 'HTTP_301' }] };
}

function forwardTo(found: string | { readonly missing: true } | undefined, service: string): JsonObject | undefined {
  if (found === undefined) return undefined;
  return typeof found === 'string' ? { type: 'forward', target_group_arn: arnOf('aws_lb_target_group', found) } : answer('service', `Service ${service}`);
}

/** The stand-in for something that does not exist; our own attribute says what. */
function answer(what: 'service' | 'action', missing: string): JsonObject {
  const { status, body } = backendMissing.find((each) => each.what === what)!;
  return { type: 'fixed-response', fixed_response: [{ content_type: 'text/plain', status_code: String(status), message_body: body }], [missingAttribute]: missing };
}

function redirect(config: Json | undefined): JsonObject {
  const part = (name: string): string | undefined => scalar(member(config, name));
  const block: Record<string, string> = { status_code: part('statusCode') ?? 'HTTP_302' };
  for (const name of ['protocol', 'host', 'port', 'path', 'query']) if (part(name) !== undefined) block[name] = part(name)!;
  return { type: 'redirect', redirect: [block] };
}

function fixedResponse(config: Json | undefined): JsonObject {
  const body = scalar(member(config, 'messageBody'));
  const block = { content_type: scalar(member(config, 'contentType')) ?? 'text/plain', status_code: scalar(member(config, 'statusCode')) ?? '', ...(body === undefined ? {} : { message_body: body }) };
  return { type: 'fixed-response', fixed_response: [block] };
}

/** By ARN, or by Service and port; several with weights. A Service that is missing among several fails the whole group. */
function forward(group: Group, groups: TargetGroups, asking: Member, written: Json | undefined, place: Place): JsonObject | undefined {
  const arn = text(member(written, 'targetGroupARN'));
  if (arn !== undefined) return { type: 'forward', target_group_arn: arn };
  const targets = list(member(member(written, 'forwardConfig'), 'targetGroups'));
  const resolved = targets.map((target): { arn: string; weight: number } | undefined => {
    const weight = Number(scalar(member(target, 'weight')) ?? 1);
    const own = text(member(target, 'targetGroupARN'));
    if (own !== undefined) return { arn: own, weight };
    const service = text(member(target, 'serviceName')) ?? '';
    const port = scalar(member(target, 'servicePort')) ?? '';
    const found = groups.of(asking, service, /^\d+$/.test(port) ? Number(port) : port, place);
    if (typeof found === 'object') group.complaints.push({ at: place, message: `Service ${asking.namespace}/${service} does not exist` });
    return typeof found === 'string' ? { arn: arnOf('aws_lb_target_group', found), weight } : undefined;
  });
  if (resolved.length === 0) group.complaints.push({ at: place, message: 'the forward action names no target group' });
  if (resolved.length === 0 || resolved.includes(undefined)) return undefined;
  return { type: 'forward', forward: [{ target_group: resolved as { arn: string; weight: number }[] }] };
}

/** Numbers stand for their text. */
function scalar(value: Json | undefined): string | undefined {
  return typeof value === 'number' ? String(value) : text(value);
}
