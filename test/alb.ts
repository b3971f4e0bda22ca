import { readTexts } from '../src/formats/texts.ts';
import { pathOf, type Path } from '../src/path/path.ts';
import type { Request } from '../src/path/request.ts';
import { traceOf, type Outcome } from '../src/path/trace.ts';
import type { JsonObject, Resource } from '../src/resource/resource.ts';
import { deployment } from './up/estate.ts';

/** An Application Load Balancer in Terraform's attributes; its groups lead to pods of the names `pods` says, else of their own. */
export interface Alb {
  readonly balancer?: JsonObject;
  /** By port; `default_action` is a fixed 404 where none is written. */
  readonly listeners: Readonly<Record<number, JsonObject>>;
  /** Of the listener with the highest port, first priority first. */
  readonly rules?: readonly JsonObject[];
  readonly groups?: Readonly<Record<string, JsonObject & { readonly pods?: readonly string[] }>>;
  readonly certificates?: Readonly<Record<string, readonly string[]>>;
  /** Of every certificate. */
  readonly status?: string;
  /** Terraform has two names for each type. */
  readonly spelled?: 'aws_alb';
}

/** The resources of a balancer, as a plan holds them. */
export function albResources({ balancer = {}, listeners, rules = [], groups = { web: {} }, certificates = {}, status, spelled }: Alb): readonly Resource[] {
  const made = (type: string, name: string, body: JsonObject): Resource => (spelled === undefined ? { scope: 'default', type, name, body, locate: () => undefined } : { scope: 'default', type: type.replace('aws_lb', spelled), name, body: JSON.parse(JSON.stringify(body).replaceAll('${aws_lb', `\${${spelled}`)) as JsonObject, locate: () => undefined });
  const first = Math.max(...Object.keys(listeners).map(Number));
  return [
    made('aws_lb', 'edge', balancer),
    ...Object.entries(certificates).map(([name, [first = '', ...others]]) => made('aws_acm_certificate', name, { domain_name: first, subject_alternative_names: others, ...(status === undefined ? {} : { status }) })),
    ...Object.entries(listeners).map(([port, body]) => made('aws_lb_listener', `on-${port}`, { load_balancer_arn: '${aws_lb.edge.arn}', port: Number(port), protocol: Number(port) % 1000 === 443 ? 'HTTPS' : 'HTTP', default_action: [fixed('404')], ...body })),
    ...rules.map((body, at) => made('aws_lb_listener_rule', `rule-${at + 1}`, { listener_arn: `\${aws_lb_listener.on-${first}.arn}`, priority: at + 1, action: [to('web')], ...body })),
    // Whatever host is asked for, somebody answers.
    made('aws_lb_listener_rule', 'any-host', { listener_arn: `\${aws_lb_listener.on-${first}.arn}`, priority: 50000, condition: [{ path_pattern: [{ values: ['/-'] }] }], action: [fixed('410')] }),
    ...Object.entries(groups).map(([name, { pods: _pods, ...body }]) => made('aws_lb_target_group', name, { port: 8080, protocol: 'HTTP', target_type: 'ip', ...body })),
    ...Object.entries(groups).flatMap(([name, { pods = [name] }]) => pods.map((pod) => made('aws_lb_target_group_attachment', `${name}-${pod}`, { target_group_arn: `\${aws_lb_target_group.${name}.arn}`, kubernetes_pod: `shop/${pod}`, port: 8080 }))),
  ];
}

/** Its path, with a Deployment for every pod. */
export function albPath(alb: Alb): Path {
  const pods = new Set(Object.entries(alb.groups ?? { web: {} }).flatMap(([name, group]) => group.pods ?? [name]));
  const text = [...pods].map((pod) => deployment('shop', pod, [8080])).join('\n---\n');
  return pathOf([...readTexts([{ name: 'pods.yaml', text, scope: 'default' }]).resources, ...albResources(alb)]);
}

export const fixed = (status: string, body?: string): JsonObject => ({ type: 'fixed-response', fixed_response: [{ content_type: 'text/plain', status_code: status, ...(body === undefined ? {} : { message_body: body }) }] });
export const to = (group: string): JsonObject => ({ type: 'forward', target_group_arn: `\${aws_lb_target_group.${group}.arn}` });
export const spread = (weights: Readonly<Record<string, number>>, sticky = false): JsonObject => ({ type: 'forward', forward: [{ target_group: Object.entries(weights).map(([group, weight]) => ({ arn: `\${aws_lb_target_group.${group}.arn}`, weight })), ...(sticky ? { stickiness: [{ enabled: true, duration: 60 }] } : {}) }] });
export const redirect = (parts: JsonObject, status = 'HTTP_301'): JsonObject => ({ type: 'redirect', redirect: [{ status_code: status, ...parts }] });

export interface Asked extends Partial<Omit<Request, 'url'>> {
  readonly address?: string;
}

/** A request from an address of the documentation. */
export function asking(url: string, { address = '203.0.113.9', ...more }: Asked = {}): Request {
  return { url, method: 'GET', headers: [], from: { kind: 'address', address }, ...more };
}

/** What a trace says, in short: a workload, a status with where it leads, or how it ends; `?` before what depends. */
export function saidOf(path: Path, request: Request): string {
  const trace = traceOf(path, request);
  return 'wrong' in trace ? trace.wrong : [...new Set(trace.outcomes.map(said))].sort().join(' | ');
}

function said({ verdict, workloads, when }: Outcome): string {
  const open = when.length === 0 ? '' : '?';
  if (verdict.kind === 'delivered') return `${open}${workloads.map((workload) => workload.replace(/^shop\/|:.*$/g, '')).sort().join(' | ')}`;
  if (verdict.kind === 'answered') return `${open}${verdict.status}${verdict.location === undefined ? '' : ` ${verdict.location}`}`;
  return `${open}${verdict.kind} ${'cause' in verdict ? verdict.cause : ''}`.trim();
}

/** What the workload that gets the request sees of it. */
export function arrivedOf(path: Path, request: Request): Readonly<Record<string, string | undefined>> {
  const trace = traceOf(path, request);
  const arrived = 'wrong' in trace ? undefined : trace.outcomes.find(({ arrived }) => arrived !== undefined)?.arrived;
  return arrived === undefined ? {} : { host: arrived.host, path: arrived.path, method: arrived.method, ...arrived.headers };
}
