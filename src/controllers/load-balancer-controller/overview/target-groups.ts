import { list, record, text, whole } from '../../../dialects/kubernetes/fields.ts';
import type { JsonObject } from '../../../resource/resource.ts';
import type { ControllerFacts } from '../facts.ts';
import type { Names } from '../resources/names.ts';
import type { Place } from '../place.ts';
import { bindingFor, bindingParts, servicePortNamedBy, type Piece, type Stack } from '../stack.ts';
import type { TargetGroupView, TargetView } from './overview.ts';
import { from, nameView, saidPairs, securityGroupName, tagPairs } from './said.ts';

/** A target group of a stack with what is bound to it. */
export function targetGroupView(facts: ControllerFacts, names: Names, targets: (group: string) => readonly TargetView[], stack: Stack, piece: Piece): TargetGroupView {
  const { spec } = piece;
  const binding = bindingFor(stack, piece.id);
  return {
    name: nameView(names, piece),
    protocol: text(spec['protocol']) ?? '',
    ...(text(spec['protocolVersion']) === undefined ? {} : { protocolVersion: text(spec['protocolVersion'])! }),
    targetType: text(spec['targetType']) ?? '',
    port: whole(spec['port']) ?? 0,
    ...(text(spec['ipAddressType']) === undefined ? {} : { addressType: text(spec['ipAddressType'])! }),
    ...(spec['healthCheckConfig'] === undefined ? {} : { healthCheck: { value: healthCheck(record(spec['healthCheckConfig'])), ...from(checkPlace(piece)) } }),
    attributes: saidPairs(piece, 'targetGroupAttributes'),
    targets: targets(names.of(piece)),
    tags: tagPairs(facts, stack, piece),
    ...(binding === undefined ? {} : { binding: bindingView(facts, names, binding) }),
    ...from(piece.place),
  };
}

/** The Service behind each target group, by the group's id: `shop/web port 80`. */
export function servicesBehind({ pieces }: Stack): ReadonlyMap<string, string> {
  const bindings = pieces.filter(({ type }) => type === 'K8S::ElasticLoadBalancingV2::TargetGroupBinding');
  return new Map(bindings.map((piece) => [piece.id, serviceText(piece)]));
}

function serviceText(binding: Piece): string {
  const { namespace = 'default', service = '', port = '' } = bindingParts(binding);
  return `${namespace}/${service} port ${port}`;
}

/** The annotation that says most of the check: of its path, or of whatever part has a place of its own. */
function checkPlace(piece: Piece): Place {
  const own = piece.places.find(([part]) => part[0] === 'healthCheckConfig' && part[1] === 'path') ?? piece.places.find(([part]) => part[0] === 'healthCheckConfig');
  return own?.[1] ?? piece.place;
}

function healthCheck({ protocol, port, path, matcher, intervalSeconds, timeoutSeconds, healthyThresholdCount, unhealthyThresholdCount }: JsonObject): NonNullable<TargetGroupView['healthCheck']>['value'] {
  const { httpCode, grpcCode } = record(matcher);
  const codes = text(httpCode) ?? text(grpcCode);
  const later = servicePortNamedBy(text(record(port)['$ref']) ?? '')?.split('/').at(-1);
  return {
    protocol: text(protocol) ?? '',
    port: later === undefined ? String(port ?? 'traffic-port') : `the node port that the cluster picks for port ${later}`,
    ...(text(path) === undefined ? {} : { path: text(path)! }),
    ...(codes === undefined ? {} : { matcher: codes }),
    interval: whole(intervalSeconds) ?? 0,
    timeout: whole(timeoutSeconds) ?? 0,
    healthy: whole(healthyThresholdCount) ?? 0,
    unhealthy: whole(unhealthyThresholdCount) ?? 0,
  };
}

function bindingView(facts: ControllerFacts, names: Names, piece: Piece): NonNullable<TargetGroupView['binding']> {
  const { namespace = 'default', name = '', service = '', port = '', spec } = bindingParts(piece);
  const group = names.named(spec['targetGroupARN']);
  return {
    namespace,
    name: group === undefined ? name : nameView(names, group).value,
    service,
    port: String(port),
    ...(text(spec['vpcID']) === undefined ? {} : { vpc: text(spec['vpcID'])! }),
    opens: spec['networking'] === undefined ? undefined : list(record(spec['networking'])['ingress']).map(record).flatMap((rule) => opening(facts, names, rule)),
  };
}

/** `TCP 8080 from sg-1`. */
function opening(facts: ControllerFacts, names: Names, { from: peers, ports }: JsonObject): readonly string[] {
  const sources = list(peers).map(record).map(({ securityGroup, ipBlock }) => text(record(ipBlock)['cidr']) ?? securityGroupName(facts, names, record(securityGroup)['groupID']));
  return list(ports).map(record).map(({ port, protocol }) => `${text(protocol) ?? 'TCP'} ${port === undefined ? 'every port' : port === 'nodePort' ? 'its node port' : String(port)} from ${sources.join(', ')}`);
}
