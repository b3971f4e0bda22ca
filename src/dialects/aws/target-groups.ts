import { defaultHealthCheck, grpcHealthCheck } from '../../facts/alb.ts';
import type { Estate } from '../../resource/estate.ts';
import type { JsonObject, Resource } from '../../resource/resource.ts';
import { text } from '../kubernetes/fields.ts';
import { blocks, byReferred, count, decided } from './references.ts';
import { registrarsOf } from './registrars.ts';

/** A target group as Terraform's attributes say it. */
export interface TargetGroup {
  readonly resource: Resource;
  readonly name: string;
  readonly protocol: 'HTTP' | 'HTTPS';
  /** HTTP1, HTTP2 or GRPC. */
  readonly version: string;
  readonly type: string;
  /** Absent: each target brings its own. */
  readonly port?: number;
  readonly check: Check;
  /** `application`: a cookie of the application's own, beside which the balancer sets one. */
  readonly stickiness?: { readonly cookie: string; readonly application?: true };
  /** Fewer healthy targets than this, and all of them are used. */
  readonly minimum: { readonly count: number; readonly percentage: number };
  readonly targets: readonly Target[];
  /** A node of the balancer keeps to targets of its own zone (attribute load_balancing.cross_zone.enabled, off). */
  readonly keepsToZone: boolean;
}

/** Something registered with a group. */
export interface Target {
  readonly resource: Resource;
  /** An address or instance id; absent: not known before it runs. */
  readonly id?: string;
  readonly port?: number;
  /** Attributes of ours: the pod behind an address, or the Service port behind a node port. */
  readonly pod?: string;
  readonly service?: string;
  /** What AWS last said of it. */
  readonly described?: { readonly state: string; readonly reason?: string };
}

/** Seconds and counts. */
export interface Check {
  readonly enabled: boolean;
  readonly protocol: 'HTTP' | 'HTTPS';
  readonly port: number | 'traffic-port';
  /** An attribute of ours: the Service port, `NS/NAME/PORT`, whose node port is asked, which the cluster picks. */
  readonly service?: string;
  readonly path: string;
  readonly interval: number;
  readonly timeout: number;
  readonly healthy: number;
  readonly unhealthy: number;
  /** Half-open ranges of status codes. */
  readonly matcher: readonly { readonly from: number; readonly to: number }[];
}

/** Attributes that we add to an attachment, so that a target leads on into the cluster. */
export const podAttribute = 'kubernetes_pod';
export const serviceAttribute = 'kubernetes_service';

/** The name AWS knows it by, if the input says it. */
export function nameOfGroup({ body, name }: Resource): string {
  return text(body['name']) ?? name;
}

/** The group with its targets, in the order of their names. */
export function targetGroupOf(estate: Estate, resource: Resource): TargetGroup {
  const { protocol, protocol_version: version, target_type: type, port, stickiness } = resource.body;
  const speaks = protocol === 'HTTPS' ? 'HTTPS' : 'HTTP';
  const [sticky] = blocks(stickiness);
  const number = count(port);
  return {
    resource,
    name: nameOfGroup(resource),
    protocol: speaks,
    version: text(version) ?? 'HTTP1',
    type: text(type) ?? 'instance',
    check: checkOf(blocks(resource.body['health_check'])[0] ?? {}, speaks, version === 'GRPC'),
    targets: targetsOf(estate, resource),
    keepsToZone: decided(resource.body['load_balancing_cross_zone_enabled']) === false,
    ...(number === undefined ? {} : { port: number }),
    ...(sticky === undefined || decided(sticky['enabled']) === false ? {} : { stickiness: stickinessOf(sticky) }),
    minimum: minimumOf(blocks(resource.body['target_group_health'])[0] ?? {}),
  };
}

function stickinessOf({ type, cookie_name: name }: JsonObject): { readonly cookie: string; readonly application?: true } {
  const own = text(name);
  return type === 'app_cookie' && own !== undefined ? { cookie: own, application: true } : { cookie: 'AWSALB' };
}

/** What is registered with a group. */
export function targetsOf(estate: Estate, group: Resource): readonly Target[] {
  const own = attachmentsOf(estate).get(group)?.map(targetOf) ?? [];
  return [...own, ...registrarsOf(estate, group).map(({ resource, registers }): Target => ({ resource, id: registers }))];
}

/** One target, and no percentage, unless the group says otherwise (ELBv2 API reference, TargetGroupAttribute: target_group_health.unhealthy_state_routing). */
export function minimumOf(health: JsonObject): TargetGroup['minimum'] {
  const [routing = {}] = blocks(health['unhealthy_state_routing']);
  const percentage = Number(routing['minimum_healthy_targets_percentage'] ?? 0);
  return { count: count(routing['minimum_healthy_targets_count']) ?? 1, percentage: Number.isFinite(percentage) ? percentage : 0 };
}

const attached = new WeakMap<Estate, ReadonlyMap<Resource, readonly Resource[]>>();

function attachmentsOf(estate: Estate): ReadonlyMap<Resource, readonly Resource[]> {
  const known = attached.get(estate);
  if (known !== undefined) return known;
  const groups = byReferred(estate, 'aws_lb_target_group_attachment', 'aws_lb_target_group', 'target_group_arn');
  attached.set(estate, groups);
  return groups;
}

function targetOf(resource: Resource): Target {
  const { target_id: id, port, [podAttribute]: pod, [serviceAttribute]: service } = resource.body;
  const [state, reason] = [text(resource.body['described_state']), text(resource.body['described_reason'])];
  return {
    resource,
    ...(typeof id === 'string' ? { id } : {}),
    ...(count(port) === undefined ? {} : { port: count(port)! }),
    ...(typeof pod === 'string' ? { pod } : {}),
    ...(typeof service === 'string' ? { service } : {}),
    ...(state === undefined ? {} : { described: { state, ...(reason === undefined ? {} : { reason }) } }),
  };
}

function checkOf(check: JsonObject, speaks: 'HTTP' | 'HTTPS', grpc: boolean): Check {
  const usual = grpc ? { ...defaultHealthCheck, ...grpcHealthCheck } : defaultHealthCheck;
  const port = text(check['port']) ?? defaultHealthCheck.port;
  const protocol = text(check['protocol']) ?? speaks;
  return {
    enabled: decided(check['enabled']) !== false,
    protocol: protocol === 'HTTPS' ? 'HTTPS' : 'HTTP',
    port: /^\d+$/.test(port) ? Number(port) : 'traffic-port',
    ...(text(check[serviceAttribute]) === undefined ? {} : { service: text(check[serviceAttribute])! }),
    path: text(check['path']) ?? usual.path,
    interval: count(check['interval']) ?? defaultHealthCheck.interval,
    timeout: count(check['timeout']) ?? defaultHealthCheck.timeout,
    healthy: count(check['healthy_threshold']) ?? defaultHealthCheck.healthy,
    unhealthy: count(check['unhealthy_threshold']) ?? defaultHealthCheck.unhealthy,
    matcher: matcherOf(text(check['matcher']) ?? usual.matcher),
  };
}

/** `200`, `200,302` or `200-399`, as the API takes it. */
export function matcherOf(written: string): readonly { readonly from: number; readonly to: number }[] {
  return written.split(',').flatMap((part) => {
    const range = /^\s*(\d{1,3})(?:-(\d{1,3}))?\s*$/.exec(part);
    return range === null ? [] : [{ from: Number(range[1]), to: Number(range[2] ?? range[1]) + 1 }];
  });
}
