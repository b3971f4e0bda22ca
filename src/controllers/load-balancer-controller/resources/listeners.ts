import { hostsAttribute, inboundAttribute } from '../../../dialects/aws/balancers.ts';
import { list, record, text, whole, words } from '../../../dialects/kubernetes/fields.ts';
import { listenerAttributes } from '../../../facts/elb-attributes.ts';
import type { JsonObject, Resource } from '../../../resource/resource.ts';
import { body } from '../../controller.ts';
import { placeOf, type Piece } from '../stack.ts';
import { actionBlocks } from './actions.ts';
import { argumentsOf } from './attributes.ts';
import { conditionBlock, transformBlock } from './conditions.ts';
import { resourceOf, type Argument } from './made.ts';
import type { Names } from './names.ts';
import { blocksOf, openedOn, prefixListsOf } from './opened.ts';

/** A listener as aws_lb_listener, and its further certificates, each a resource of its own. `hosts` are those of the group's Ingresses. */
export function listenerResources(names: Names, piece: Piece, hosts: readonly string[] = []): readonly Resource[] {
  const { spec } = piece;
  const name = names.of(piece);
  const [first, ...further] = list(spec['certificates']).flatMap((each, index) => ({ arn: names.refer(record(each)['certificateARN']), index }));
  const mutual = record(spec['mutualAuthentication']);
  const listener = resourceOf(piece, 'aws_lb_listener', name, [
    ['load_balancer_arn', names.refer(spec['loadBalancerARN']), []],
    ['port', whole(spec['port']), ['port']],
    ['protocol', text(spec['protocol']), ['protocol']],
    ['certificate_arn', first?.arn, ['certificates', 0]],
    ['ssl_policy', text(spec['sslPolicy']), ['sslPolicy']],
    ['alpn_policy', words(spec['alpnPolicy'])[0], ['alpnPolicy']],
    ['mutual_authentication', spec['mutualAuthentication'] === undefined ? undefined : [mutualBlock(mutual)], ['mutualAuthentication']],
    ['default_action', actionBlocks(names, piece, 'defaultActions'), ['defaultActions']],
    ...argumentsOf(listenerAttributes, spec, 'listenerAttributes'),
    ['tags', spec['tags'], ['tags']],
    ...inbound(names, piece),
    [hostsAttribute, sendsEverybodyOn(spec) && hosts.length > 0 ? hosts : undefined, ['defaultActions']],
  ]);
  const certificates = further.flatMap(({ arn, index }) => (arn === undefined || arn === first?.arn ? [] : [resourceOf(piece, 'aws_lb_listener_certificate', `${name}-${index}`, [['listener_arn', `\${aws_lb_listener.${name}.arn}`, []], ['certificate_arn', arn, ['certificates', index]]])]));
  return [listener, ...certificates];
}

/** A rule as aws_lb_listener_rule. */
export function ruleResource(names: Names, piece: Piece): Resource {
  const { spec } = piece;
  const transforms = list(spec['transforms']);
  return resourceOf(piece, 'aws_lb_listener_rule', names.of(piece), [
    ['listener_arn', names.refer(spec['listenerARN']), []],
    ['priority', whole(spec['priority']), []],
    ['condition', list(spec['conditions']).map(conditionBlock), ['conditions']],
    ['action', actionBlocks(names, piece, 'actions'), ['actions']],
    ['transform', transforms.length === 0 ? undefined : transforms.map(transformBlock), ['transforms']],
    ['tags', spec['tags'], ['tags']],
  ]);
}

/** Clients ask for hosts here of which no rule says a word: ssl-redirect leaves no rules on HTTP ports. */
function sendsEverybodyOn({ defaultActions }: JsonObject): boolean {
  return record(list(defaultActions).at(-1))['type'] === 'redirect';
}

function mutualBlock({ mode, trustStoreArn, ignoreClientCertificateExpiry, advertiseTrustStoreCaNames }: JsonObject): JsonObject {
  return body({ mode, trust_store_arn: trustStoreArn === '' ? undefined : trustStoreArn, ignore_client_certificate_expiry: ignoreClientCertificateExpiry, advertise_trust_store_ca_names: advertiseTrustStoreCaNames });
}

/** The blocks that the group which the controller makes lets in on this port. Absent: everybody, or a prefix list, whose blocks AWS knows. */
function inbound(names: Names, listener: Piece): readonly Argument[] {
  const balancer = names.named(listener.spec['loadBalancerARN']);
  const port = whole(listener.spec['port']);
  const opened = balancer === undefined || port === undefined ? undefined : openedOn(names, balancer, port);
  const [first] = opened?.permissions ?? [];
  if (opened === undefined || first === undefined) return [];
  const blocks = opened.permissions.flatMap(([, permission]) => blocksOf(permission));
  if (blocks.includes('0.0.0.0/0') || opened.permissions.some(([, permission]) => prefixListsOf(permission).length > 0) || blocks.length === 0) return [];
  return [[inboundAttribute, blocks, [], placeOf(opened.group, ['ingress', first[0]])]];
}
