import type { Path } from '../../../resource/resource.ts';
import { body } from '../../controller.ts';
import type { Place, Places } from '../place.ts';
import { tokenOf, type Piece } from '../stack.ts';
import { withDefaultTags } from '../tags.ts';
import { attributesOfListener, pairPlaces } from './attributes.ts';
import { balancerId } from './balancer.ts';
import { defaultActionsOf } from './default-actions.ts';
import type { GroupDrafting, SslRedirect } from './group.ts';
import type { Port } from './ports.ts';
import { rulesOf } from './rules.ts';
import { groupTags, ingressTags } from './tags.ts';

/** The listener of one port, with its rules. */
export function listenerOf(drafting: GroupDrafting, port: Port, redirect: SslRedirect | undefined): readonly Piece[] {
  const id = String(port.port);
  const fallback = defaultActionsOf(drafting, port, redirect);
  const tags = withDefaultTags(groupTags(drafting, port.members), drafting.facts);
  const attributes = attributesOfListener(drafting, port);
  const spec = body({
    loadBalancerARN: tokenOf('AWS::ElasticLoadBalancingV2::LoadBalancer', balancerId, 'loadBalancerARN'),
    port: port.port,
    protocol: port.protocol,
    defaultActions: fallback.actions,
    certificates: port.certificates.length === 0 ? undefined : port.certificates.map(({ arn }) => ({ certificateARN: arn })),
    sslPolicy: port.sslPolicy?.name,
    mutualAuthentication: port.mutual?.settings,
    tags,
    listenerAttributes: attributes.pairs,
  });
  const places: Places = [
    ...fallback.places.map(([path, place]): readonly [Path, Place] => [['defaultActions', ...path], place]),
    ...port.certificates.map(({ place }, index): readonly [Path, Place] => [['certificates', index], place]),
    ...(port.sslPolicy?.place === undefined ? [] : [[['sslPolicy'], port.sslPolicy.place] as const]),
    ...(port.mutual === undefined ? [] : [[['mutualAuthentication'], port.mutual.place] as const]),
    ...pairPlaces('listenerAttributes', attributes),
  ];
  const missing = fallback.missing.map(([path, what]): readonly [Path, string] => [['defaultActions', ...path], what]);
  const listener: Piece = { type: 'AWS::ElasticLoadBalancingV2::Listener', id, spec, place: port.place, places, ...(missing.length === 0 ? {} : { missing }) };
  return [listener, ...rulePieces(drafting, port, redirect)];
}

function rulePieces(drafting: GroupDrafting, port: Port, redirect: SslRedirect | undefined): readonly Piece[] {
  return rulesOf(drafting, port, redirect).map((draft, index): Piece => {
    const tags = withDefaultTags(ingressTags(drafting, draft.member), drafting.facts);
    const spec = body({
      listenerARN: tokenOf('AWS::ElasticLoadBalancingV2::Listener', String(port.port), 'listenerARN'),
      priority: index + 1,
      actions: draft.actions,
      conditions: draft.conditions,
      transforms: draft.transforms.length === 0 ? undefined : draft.transforms,
      tags,
    });
    const { place, places, missing } = draft;
    return { type: 'AWS::ElasticLoadBalancingV2::ListenerRule', id: `${port.port}:${index + 1}`, spec, place, places, ...(missing.length === 0 ? {} : { missing }) };
  });
}
