import { record, text } from '../../../dialects/kubernetes/fields.ts';
import { portOf, serviceOf, shownPorts, type Service, type ServicePort } from '../../../dialects/kubernetes/services.ts';
import { targetGroupAttributes } from '../../../facts/elb-attributes.ts';
import type { Resource } from '../../../resource/resource.ts';
import { body } from '../../controller.ts';
import { annotationsOf, placesOf, type Annotations } from '../annotations.ts';
import { attributeList, remarkUnknown } from '../attribute-keys.ts';
import { targetGroupName, type GroupParts } from '../names.ts';
import { meant } from '../meant.ts';
import type { Place, Places } from '../place.ts';
import type { Drafting } from '../plan.ts';
import { tokenOf, type Piece, type Token } from '../stack.ts';
import { withDefaultTags } from '../tags.ts';
import { addressTypeOf, refusesIpTargets } from '../target-groups.ts';
import { pinnedBy } from './agreement.ts';
import { settingsOfTargetGroups } from './annotation-names.ts';
import type { Balancer } from './balancer.ts';
import { bindingOf } from './bindings.ts';
import type { Group, Member } from './group.ts';
import { healthCheckOf } from './health-checks.ts';
import { layered } from './layered.ts';
import { backendTags } from './tags.ts';

/** The target groups of one load balancer, each made when a rule first asks for it. */
export interface TargetGroups {
  /** Undefined: it cannot be made, which is refused. */
  of(member: Member, service: Resource, port: number | string, place: Place): Token | undefined;
  readonly pieces: readonly Piece[];
}

/** Starts without any. `taken` holds the stand-ins for names that are not known. */
export function targetGroupsOf(drafting: Drafting, group: Group, balancer: Balancer, taken: Set<string>): TargetGroups {
  const tokens = new Map<string, Token | undefined>();
  const pieces: Piece[] = [];
  return {
    pieces,
    of: (member, resource, port, place) => {
      const service = serviceOf(resource);
      const id = `${member.namespace}/${member.name}-${service.name}:${port}`;
      if (!tokens.has(id)) {
        const made = piecesOf(drafting, { group, balancer, member, service, port, place, taken }, id);
        pieces.push(...made);
        tokens.set(id, made.length === 0 ? undefined : tokenOf('AWS::ElasticLoadBalancingV2::TargetGroup', id, 'targetGroupARN'));
      }
      return tokens.get(id);
    },
  };
}

/** What asks for a target group. */
export interface Backend {
  readonly group: Group;
  readonly balancer: Balancer;
  readonly member: Member;
  readonly service: Service;
  /** As the Ingress writes it. */
  readonly port: number | string;
  readonly place: Place;
  readonly taken: Set<string>;
}

/** The target group and its binding; nothing where the Service has no such port. */
function piecesOf(drafting: Drafting, backend: Backend, id: string): readonly Piece[] {
  const { member, service, port, place } = backend;
  const named = `${service.namespace}/${service.name}`;
  const found = portOf(service, port);
  if (found === undefined) {
    const [only, ...more] = service.ports;
    const plain = only !== undefined && more.length === 0 && place[1].at(-1) === 'backend';
    const instead = plain ? { instead: { title: `lead to the port that is there: ${only.port}`, at: [place[0], [...place[1], 'service', 'port']] as const, to: { number: only.port } } } : {};
    drafting.refuse({ ...instead, at: place, message: `Service ${named} has no port ${port}; it has ${shownPorts(service)}`, says: `unable to find port ${port} on service ${named}` });
    return [];
  }
  const own = annotationsOf(service.resource, (refusal) => drafting.refuse(refusal));
  const annotations = layered(own, member.annotations);
  remarkHidden(drafting, own, member, service);
  const type = targetTypeOf(drafting, member, annotations, place);
  const protocol = oneOf(drafting, annotations, 'backend-protocol', ['HTTP', 'HTTPS'], 'backend protocol');
  const version = oneOf(drafting, annotations, 'backend-protocol-version', ['HTTP1', 'HTTP2', 'GRPC'], 'backend protocol version');
  const check = healthCheckOf(drafting, annotations, service, type.value, protocol, version);
  const attributes = attributePairs(drafting, annotations);
  const tags = withDefaultTags(backendTags(drafting, member, service.resource), drafting.facts);
  const addressType = addressTypeOf(drafting, service, backend.balancer.addressType);
  const controlPort = annotations.number(`target-control-port.${service.name}.${port}`, 32);
  const targetPort = targetPortOf(drafting, backend, found, type.value);
  const uid = text(record(service.resource.body['metadata'])['uid']);
  const { clusterName } = drafting.facts.flags;
  const parts: GroupParts = {
    cluster: clusterName, group: backend.group.id, ingress: member, service: { namespace: service.namespace, name: service.name, uid }, port, targetPort: targetPort ?? 0, targetType: type.value, protocol, version,
    ...(controlPort === undefined ? {} : { controlPort }),
  };
  const known = clusterName !== undefined && uid !== undefined && targetPort !== undefined;
  if (clusterName !== undefined && !known) drafting.assumeOfName(`the name of the target group of Service ${named} port ${port} ends in a hash over ${uid === undefined ? 'the UID that the Service gets when it is made' : 'the node port that it gets'}`);
  const name = known ? targetGroupName(parts) : standIn(targetGroupName({ ...parts, cluster: undefined }), member, backend.taken);
  const spec = body({
    name: known ? name : undefined,
    targetType: type.value,
    ipAddressType: addressType,
    port: targetPort,
    protocol,
    protocolVersion: version,
    healthCheckConfig: check.config,
    targetGroupAttributes: attributes.length === 0 ? undefined : attributes,
    targetControlPort: controlPort,
    tags,
  });
  const places: Places = [
    ...(type.place === undefined ? [] : [[['targetType'], type.place] as const]),
    ...placesOf(annotations, { 'backend-protocol': ['protocol'], 'backend-protocol-version': ['protocolVersion'], 'target-group-attributes': ['targetGroupAttributes'], tags: ['tags'] }),
    ...check.places,
  ];
  const piece: Piece = { type: 'AWS::ElasticLoadBalancingV2::TargetGroup', id, spec, place, places };
  return [piece, bindingOf(drafting, backend, { id, name, type: type.value, protocol, addressType, port: found, checkPort: check.port, annotations, ...(controlPort === undefined ? {} : { controlPort }) })];
}

/** instance or ip: IngressClassParams, then the Service, then the Ingress, then flag --default-target-type. */
function targetTypeOf(drafting: Drafting, member: Member, annotations: Annotations, otherwise: Place): { readonly value: string; readonly place?: Place } {
  const pinned = pinnedBy(member, ['targetType']);
  const written = annotations.text('target-type');
  const chosen = typeof pinned?.value === 'string' && pinned.value !== '' ? { value: pinned.value, place: pinned.place } : written === undefined ? { value: drafting.facts.flags.defaultTargetType } : { value: written, place: annotations.place('target-type') };
  if (chosen.value === 'ip') refusesIpTargets(drafting, chosen.place ?? otherwise);
  if (chosen.value === 'ip' || chosen.value === 'instance') return chosen;
  const instead = chosen.place === undefined ? {} : meant(chosen.place, chosen.value, ['ip', 'instance']);
  drafting.refuse({ ...instead, at: chosen.place ?? otherwise, message: `target-type is ip or instance; "${chosen.value}" stands here`, says: `unknown targetType: ${chosen.value}` });
  return { ...chosen, value: 'instance' };
}

function oneOf(drafting: Drafting, annotations: Annotations, name: string, values: readonly [string, ...string[]], upstream: string): string {
  const written = annotations.text(name);
  if (written === undefined) return values[0];
  if (values.includes(written)) return written;
  drafting.refuse({ ...meant(annotations.place(name), written, values), at: annotations.place(name), message: `${name} is ${values.slice(0, -1).join(', ')} or ${values.at(-1)}; "${written}" stands here`, says: `${upstream} must be within [${values.join(', ')}]: ${written}` });
  return values[0];
}

function attributePairs(drafting: Drafting, annotations: Annotations): readonly { readonly key: string; readonly value: string }[] {
  const pairs = attributeList(annotations.map('target-group-attributes') ?? {});
  for (const { key } of pairs) remarkUnknown(drafting, key, annotations.place('target-group-attributes'), targetGroupAttributes);
  return pairs;
}

/** The port in the target group is not the one that targets are dialled on; undefined: a node port that nobody has written down. */
function targetPortOf(drafting: Drafting, { service, place }: Backend, found: ServicePort, type: string): number | undefined {
  const named = `${service.namespace}/${service.name}`;
  if (type === 'ip') {
    if (found.targetPort === 0) drafting.refuse({ at: place, message: `Service ${named} port ${found.port} leads to targetPort 0`, says: 'TargetGroup port is empty. Are you using the correct service type?' });
    return typeof found.targetPort === 'number' ? found.targetPort : 1;
  }
  if (found.nodePort !== undefined && found.nodePort !== 0) return found.nodePort;
  const without = service.type === 'ClusterIP' || service.type === 'ExternalName' || record(service.resource.body['spec'])['allocateLoadBalancerNodePorts'] === false;
  const instead = place[0].type === 'Ingress' && service.type === 'ClusterIP' ? { instead: { title: 'let the targets be pods: target type ip', at: [place[0], ['metadata', 'annotations', 'alb.ingress.kubernetes.io/target-type']] as const, to: 'ip' } } : {};
  if (without) drafting.refuse({ ...instead, at: [service.resource, ['spec', 'type']], message: `Service ${named} has no node ports (type ${service.type}), which targets of type instance need`, says: "TargetGroup port is empty. When using Instance targets, your service must be of type 'NodePort' or 'LoadBalancer'" });
  return without ? 0 : undefined;
}

/** Without cluster name and UID several groups could have one readable name: those that come later name their Ingress too. */
function standIn(name: string, member: Member, taken: Set<string>): string {
  const found = taken.has(name) ? `${name}-${member.namespace}-${member.name}` : name;
  taken.add(found);
  return found;
}

/** What the Ingress asks for, and the Service silences. */
function remarkHidden(drafting: Drafting, own: Annotations, member: Member, service: Service): void {
  for (const name of settingsOfTargetGroups) {
    const [over, under] = [own.text(name), member.annotations.text(name)];
    if (over === undefined || under === undefined || over === under) continue;
    drafting.remark({ name: 'ingress-setting-hidden-by-service', severity: 'warning', at: member.annotations.place(name), message: `${name} "${under}" does nothing for Service ${service.namespace}/${service.name}, which says "${over}" itself: a Service's annotation beats its Ingress's` });
  }
}
