import { arnOf } from '../../dialects/aws/references.ts';
import { podAttribute, serviceAttribute } from '../../dialects/aws/target-groups.ts';
import { endpointsOf } from '../../dialects/kubernetes/endpoints.ts';
import { record, text } from '../../dialects/kubernetes/fields.ts';
import { portOf, serviceAt, type Service, type ServicePort } from '../../dialects/kubernetes/services.ts';
import { controllerHealthCheck } from '../../facts/load-balancer-controller.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Resource } from '../../resource/resource.ts';
import { body } from '../controller.ts';
import { annotationsOf } from './annotations.ts';
import type { Place } from './place.ts';
import { awsResource } from './aws.ts';
import type { Group, Member } from './group.ts';
import { targetGroupName } from './names.ts';
import type { Settings } from './settings.ts';

/** The target groups of one load balancer, each made when a rule first asks for it. */
export interface TargetGroups {
  /** Its name; `missing` if the Service does not exist; undefined if it cannot be made, which is a complaint then. */
  of(member: Member, service: string, port: number | string, place: Place): string | { readonly missing: true } | undefined;
  readonly made: readonly Resource[];
}

/** Starts without any. `taken` holds the names that other load balancers' groups already have. */
export function targetGroupsOf(estate: Estate, settings: Settings, group: Group, taken: Set<string>): TargetGroups {
  const names = new Map<string, string | undefined>();
  const made: Resource[] = [];
  return {
    made,
    of: (member, name, port, place) => {
      const service = serviceAt(estate, member.namespace, name);
      if (service === undefined) return { missing: true };
      const key = `${member.namespace}/${member.name}-${name}:${port}`;
      if (!names.has(key)) {
        const resources = resourcesOf(estate, settings, group, { member, service, port, place, taken });
        made.push(...resources);
        names.set(key, resources[0]?.name);
      }
      return names.get(key);
    },
  };
}

interface Backend {
  readonly member: Member;
  readonly service: Service;
  readonly port: number | string;
  readonly place: Place;
  readonly taken: Set<string>;
}

function resourcesOf(estate: Estate, settings: Settings, group: Group, backend: Backend): readonly Resource[] {
  const { member, service, port, place } = backend;
  const found = portOf(service, port);
  const named = `${service.namespace}/${service.name}`;
  if (found === undefined) {
    group.complaints.push({ at: place, message: `Service ${named} has no port ${port}; it has ${service.ports.map((each) => (each.name === undefined ? each.port : `${each.port} (${each.name})`)).join(', ') || 'none'}` });
    return [];
  }
  const read = settingsFor(group, backend);
  const type = text(member.params['targetType']) ?? read('target-type')?.value ?? settings.targetType;
  if (type !== 'ip' && type !== 'instance') {
    group.complaints.push({ at: read('target-type')?.place ?? place, message: `target-type must be ip or instance; "${type}" stands here` });
    return [];
  }
  if (type === 'instance' && found.nodePort === undefined && (service.type === 'ClusterIP' || service.type === 'ExternalName')) {
    group.complaints.push({ at: [service.resource, ['spec', 'type']], message: `Service ${named} has no node ports (type ${service.type}), which targets of type instance need` });
    return [];
  }
  const protocol = read('backend-protocol')?.value ?? 'HTTP';
  const version = read('backend-protocol-version')?.value ?? 'HTTP1';
  const targetPort = type === 'instance' ? (found.nodePort ?? 0) : typeof found.targetPort === 'number' ? found.targetPort : 1;
  const uid = text(record(service.resource.body['metadata'])['uid']);
  const parts = { cluster: settings.cluster, group: group.id.id, ingress: member, service: { namespace: service.namespace, name: service.name, uid }, port, targetPort, targetType: type, protocol, version };
  const name = free(targetGroupName(parts), member, backend.taken);
  const check = healthCheck(group, service, type, protocol, version, read);
  if (check === undefined) return [];
  const sticky = stickiness(read('target-group-attributes')?.map ?? {});
  const known = settings.cluster !== undefined && uid !== undefined ? name : undefined;
  const attributes = body({ name: known, port: targetPort, protocol, protocol_version: version, target_type: type, health_check: [check.block], stickiness: sticky, [serviceAttribute]: `${named}/${found.port}` });
  const places = Object.fromEntries([
    ...(['target-type', 'backend-protocol', 'backend-protocol-version'] as const).flatMap((key) => (read(key) === undefined ? [] : [[attributeNames[key], read(key)!.place]])),
    ...(check.place === undefined ? [] : [['health_check', check.place]]),
  ]) as Record<string, Place>;
  return [awsResource('aws_lb_target_group', name, attributes, place, places), ...attachments(estate, service, found, type, name)];
}

const attributeNames = { 'target-type': 'target_type', 'backend-protocol': 'protocol', 'backend-protocol-version': 'protocol_version' } as const;

interface Written {
  readonly value: string;
  readonly place: Place;
  readonly map: Readonly<Record<string, string>> | undefined;
}

/** A Service's annotation beats the Ingress's, whatever the Ingress says. */
function settingsFor(group: Group, { member, service }: Backend): (name: string) => Written | undefined {
  const own = annotationsOf(service.resource, (refusal) => group.complaints.push(refusal));
  return (name) => {
    const annotations = own.text(name) !== undefined ? own : member.annotations;
    const value = annotations.text(name);
    return value === undefined ? undefined : { value, place: annotations.place(name), map: name.endsWith('attributes') ? annotations.map(name) : undefined };
  };
}

/** Without cluster name and UID several groups could have one readable name: those that come later name their Ingress too. */
function free(name: string, member: Member, taken: Set<string>): string {
  const found = taken.has(name) ? `${name}-${member.namespace}-${member.name}` : name;
  taken.add(found);
  return found;
}

function healthCheck(group: Group, service: Service, type: string, backendProtocol: string, version: string, read: (name: string) => Written | undefined): { readonly block: { [key: string]: string | number }; readonly place: Place | undefined } | undefined {
  const defaults = controllerHealthCheck;
  const names = ['healthcheck-path', 'healthcheck-port', 'healthcheck-protocol', 'success-codes', 'healthcheck-interval-seconds'];
  const place = names.map((name) => read(name)?.place).find((found) => found !== undefined);
  const number = (name: string, otherwise: number): number => {
    const written = read(name);
    if (written === undefined) return otherwise;
    if (!/^\d+$/.test(written.value)) group.complaints.push({ at: written.place, message: `${name} must be a whole number; "${written.value}" stands here` });
    return Number(written.value);
  };
  const port = checkPort(group, service, type, read('healthcheck-port'));
  if (port === undefined) return undefined;
  return {
    place,
    block: {
      port,
      protocol: read('healthcheck-protocol')?.value ?? backendProtocol,
      path: read('healthcheck-path')?.value ?? (version === 'GRPC' ? defaults.grpcPath : defaults.path),
      interval: number('healthcheck-interval-seconds', defaults.interval),
      timeout: number('healthcheck-timeout-seconds', defaults.timeout),
      healthy_threshold: number('healthy-threshold-count', defaults.healthy),
      unhealthy_threshold: number('unhealthy-threshold-count', defaults.unhealthy),
      matcher: read('success-codes')?.value ?? (version === 'GRPC' ? defaults.grpcMatcher : defaults.matcher),
    },
  };
}

/** `traffic-port`, a number, or a port of the Service by name, which a named targetPort of ip targets cannot settle. */
function checkPort(group: Group, service: Service, type: string, written: Written | undefined): string | undefined {
  if (written === undefined || written.value === 'traffic-port' || /^\d+$/.test(written.value)) return written?.value ?? controllerHealthCheck.port;
  const found = portOf(service, written.value);
  const number = type === 'instance' ? found?.nodePort : found?.targetPort;
  if (typeof number === 'number') return String(number);
  const reason = found === undefined ? `Service ${service.namespace}/${service.name} has no port ${written.value}` : `port ${written.value} of Service ${service.namespace}/${service.name} leads to no one number`;
  group.complaints.push({ at: written.place, message: `healthcheck-port cannot be told: ${reason}` });
  return undefined;
}

function stickiness(attributes: Readonly<Record<string, string>>): { [key: string]: string | boolean | number }[] | undefined {
  if (attributes['stickiness.enabled'] !== 'true') return undefined;
  const type = attributes['stickiness.type'] ?? 'lb_cookie';
  const cookie = type === 'app_cookie' ? attributes['stickiness.app_cookie.cookie_name'] : undefined;
  const duration = Number(attributes[`stickiness.${type}.duration_seconds`] ?? 86400);
  return [{ enabled: true, type, cookie_duration: duration, ...(cookie === undefined ? {} : { cookie_name: cookie }) }];
}

/** Pods by their own address where they are ready; by node port, every node of the cluster, which no file lists. */
function attachments(estate: Estate, service: Service, port: ServicePort, type: string, name: string): readonly Resource[] {
  const arn = arnOf('aws_lb_target_group', name);
  const attached = (index: number, members: Parameters<typeof body>[0], place: Place): Resource => awsResource('aws_lb_target_group_attachment', `${name}-${index}`, body({ target_group_arn: arn, ...members }), place);
  if (type === 'instance') {
    const members = { port: port.nodePort, [serviceAttribute]: `${service.namespace}/${service.name}/${port.port}` };
    return [attached(0, members, [service.resource, port.nodePort === undefined ? port.path : [...port.path, 'nodePort']])];
  }
  return endpointsOf(estate, service, port).filter(({ ready }) => ready).map((endpoint, index) =>
    attached(index, { target_id: endpoint.address, port: endpoint.port, [podAttribute]: endpoint.pod }, [service.resource, ['spec', 'selector']]),
  );
}
