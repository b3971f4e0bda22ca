import { inboundAttribute } from '../../dialects/aws/balancers.ts';
import { arnOf } from '../../dialects/aws/references.ts';
import { record, text } from '../../dialects/kubernetes/fields.ts';
import type { Estate } from '../../resource/estate.ts';
import type { JsonObject, Resource } from '../../resource/resource.ts';
import { body } from '../controller.ts';
import { actionOf, defaultAction, redirectToPort } from './actions.ts';
import type { Place } from './place.ts';
import { awsResource } from './aws.ts';
import type { Group, Member } from './group.ts';
import { agreed, portsOf, type Port } from './listeners.ts';
import { balancerName } from './names.ts';
import { backendOf, rulesOf } from './rules.ts';
import type { Settings } from './settings.ts';
import { targetGroupsOf, type TargetGroups } from './target-groups.ts';

/** Names that resources of other groups already have. */
export interface Taken {
  readonly balancers: Set<string>;
  readonly targetGroups: Set<string>;
}

/** Everything that the controller makes of one group. With a complaint in the group it makes none of it. */
export function balancerOf(estate: Estate, settings: Settings, group: Group, taken: Taken): readonly Resource[] {
  const { members } = group;
  const single = (name: string, pinned: (member: Member) => string | undefined = () => undefined): string | undefined => agreed(group, members, name, (member) => pinned(member) ?? member.annotations.text(name));
  const scheme = single('scheme', (member) => text(member.params['scheme'])) ?? settings.scheme;
  const written = single('load-balancer-name', (member) => text(member.params['loadBalancerName']));
  const name = written ?? free(balancerName(settings.cluster, group.id, scheme), taken.balancers);
  if (written !== undefined && taken.balancers.has(written)) group.complaints.push({ at: placed(members, 'load-balancer-name', '')[0]?.[1] ?? [members[0]!.resource, ['metadata', 'name']], message: `another group's load balancer is called ${written}` });
  taken.balancers.add(name);
  const known = written !== undefined || settings.cluster !== undefined;
  const attributes = body({
    name: known ? name : undefined,
    load_balancer_type: 'application',
    internal: scheme !== 'internet-facing',
    security_groups: listOf(single('security-groups')),
    subnets: listOf(single('subnets')),
    ...loadBalancerAttributes(members),
  });
  const first: Place = [members[0]!.resource, ['metadata', 'name']];
  const places = Object.fromEntries([...placed(members, 'scheme', 'internal'), ...placed(members, 'subnets', 'subnets'), ...placed(members, 'security-groups', 'security_groups')]);
  const groups = targetGroupsOf(estate, settings, group, taken.targetGroups);
  const listeners = portsOf(group, settings).flatMap((port) => listenerOf(estate, group, groups, name, port));
  return [awsResource('aws_lb', name, attributes, first, places), ...groups.made, ...listeners];
}

/** Readable stand-ins for names that are not known could meet: `a-b/c` and `a/b-c`. */
function free(name: string, taken: ReadonlySet<string>): string {
  let found = name;
  for (let count = 2; taken.has(found); count++) found = `${name}-${count}`;
  return found;
}

function listenerOf(estate: Estate, group: Group, groups: TargetGroups, balancer: string, port: Port): readonly Resource[] {
  const name = `${balancer}-${port.port}`;
  const [action, place] = fallback(group, groups, port);
  const [certificate] = port.certificates;
  const attributes = body({
    load_balancer_arn: arnOf('aws_lb', balancer),
    port: port.port,
    protocol: port.protocol,
    certificate_arn: certificate,
    ssl_policy: port.protocol === 'HTTPS' ? port.sslPolicy : undefined,
    default_action: [action],
    [inboundAttribute]: port.inbound?.cidrs,
  });
  const rules = rulesOf(estate, group, groups, port).map((draft, index) => {
    const { conditions, actions, transforms } = draft;
    const own = body({ listener_arn: arnOf('aws_lb_listener', name), priority: index + 1, condition: conditions, action: actions, transform: transforms.length === 0 ? undefined : transforms });
    return awsResource('aws_lb_listener_rule', `${name}-${index + 1}`, own, draft.place, draft.places);
  });
  return [awsResource('aws_lb_listener', name, attributes, port.place, { default_action: place, ...(port.inbound === undefined ? {} : { [inboundAttribute]: port.inbound.place }) }), ...rules];
}

/** A redirect, the one default backend of the port, or 404. */
function fallback(group: Group, groups: TargetGroups, port: Port): readonly [JsonObject, Place] {
  if (port.redirectTo !== undefined) return [redirectToPort(port.redirectTo), placed(port.members, 'ssl-redirect', '')[0]?.[1] ?? port.place];
  const backends = port.members.flatMap((member) => {
    const spec = record(member.resource.body['spec']);
    const field = spec['defaultBackend'] === undefined ? 'backend' : 'defaultBackend';
    const backend = backendOf(spec[field], [member.resource, ['spec', field]]);
    return backend === undefined ? [] : [{ member, backend }];
  });
  const [first, second] = backends;
  if (second !== undefined) group.complaints.push({ at: second.backend.place, message: `port ${port.port} has a default backend already, in another Ingress of the group` });
  const action = first === undefined ? undefined : actionOf(group, groups, first.member, first.backend);
  return action === undefined || first === undefined ? [defaultAction(), port.place] : [action, first.backend.place];
}

function listOf(value: string | undefined): readonly string[] | undefined {
  return value?.split(',').map((each) => each.trim()).filter((each) => each !== '');
}

function placed(members: readonly Member[], annotation: string, attribute: string): readonly (readonly [string, Place])[] {
  const member = members.find(({ annotations }) => annotations.text(annotation) !== undefined);
  return member === undefined ? [] : [[attribute, member.annotations.place(annotation)]];
}

/** Load balancer attributes as the API names them, in Terraform's words where a hop depends on them. */
function loadBalancerAttributes(members: readonly Member[]): { readonly [attribute: string]: string | boolean | number } {
  const given = Object.assign({}, ...members.map(({ annotations }) => annotations.map('load-balancer-attributes') ?? {})) as Readonly<Record<string, string>>;
  const idle = Number(given['idle_timeout.timeout_seconds']);
  return {
    ...(given['routing.http.xff_header_processing.mode'] === undefined ? {} : { xff_header_processing_mode: given['routing.http.xff_header_processing.mode'] }),
    ...(given['routing.http.preserve_host_header.enabled'] === undefined ? {} : { preserve_host_header: given['routing.http.preserve_host_header.enabled'] === 'true' }),
    ...(given['routing.http.xff_client_port.enabled'] === undefined ? {} : { enable_xff_client_port: given['routing.http.xff_client_port.enabled'] === 'true' }),
    ...(Number.isInteger(idle) ? { idle_timeout: idle } : {}),
  };
}
