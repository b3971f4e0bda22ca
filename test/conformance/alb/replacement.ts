import type { ExistingTargetGroup, LoadBalancer, Tags } from '../../../src/controllers/load-balancer-controller/facts.ts';
import { balancerReplacedFor, matched, targetGroupReplacedFor, type DescribedTargetGroup } from '../../../src/controllers/load-balancer-controller/replacement.ts';
import type { Piece } from '../../../src/controllers/load-balancer-controller/stack.ts';
import type { JsonObject, Resource } from '../../../src/resource/resource.ts';
import type { Data } from '../suite.ts';
import { part, parts, string } from './answers.ts';
import type { Area, Asked, Unit } from './areas.ts';

/** Upstream's tests of what is replaced and what is changed in place. */
export const replacement: Area = {
  matchResAndSDKLoadBalancers: matching({ wanted: 'resLBs', existing: 'sdkLBs', one: 'resLB', other: 'sdkLB' }),
  matchResAndSDKTargetGroups: matching({ wanted: 'resTGs', existing: 'sdkTGs', one: 'resTG', other: 'sdkTG' }),
  isSDKLoadBalancerRequiresReplacement: {
    answer: ({ input }) => {
      const { sdkLB, resLB } = part(input['args']);
      const { Type, Scheme } = part(part(sdkLB)['loadBalancer']);
      return { want: balancerReplacedFor({ type: Type as LoadBalancer['type'], scheme: Scheme as LoadBalancer['scheme'] }, specOf(resLB)).length > 0 };
    },
  },
  isSDKTargetGroupRequiresReplacement: { answer: replaced },
  isSDKTargetGroupRequiresReplacementDueToNLBHealthCheck: { answer: replaced },
};

function replaced({ input }: Asked): Data {
  const { sdkTG, resTG, disableAdvancedNLBHealthCheckConfig } = part(input['args']);
  return { want: targetGroupReplacedFor(describedOf(sdkTG), specOf(resTG), disableAdvancedNLBHealthCheckConfig === true).length > 0 };
}

function describedOf(data: Data | undefined): DescribedTargetGroup {
  const described = part(part(data)['targetGroup']);
  const { HttpCode, GrpcCode } = part(described['Matcher']);
  const { TargetType, Protocol, ProtocolVersion, HealthCheckProtocol, HealthCheckIntervalSeconds, HealthCheckTimeoutSeconds } = described;
  return {
    // A field that the test leaves out is the same on both sides.
    targetType: TargetType as ExistingTargetGroup['targetType'],
    protocol: string(Protocol),
    ...(ProtocolVersion === undefined ? {} : { protocolVersion: string(ProtocolVersion) }),
    check: { protocol: string(HealthCheckProtocol), matcher: string(HttpCode ?? GrpcCode), interval: Number(HealthCheckIntervalSeconds), timeout: Number(HealthCheckTimeoutSeconds) },
  };
}

function specOf(data: Data | undefined): JsonObject {
  return part(part(data)['spec']) as JsonObject;
}

function matching(names: { readonly wanted: string; readonly existing: string; readonly one: string; readonly other: string }): Unit {
  return {
    answer: ({ input }) => {
      const args = part(input['args']);
      const written = new Map(parts(args[names.wanted]).map((each) => [pieceOf(each), each]));
      const there = parts(args[names.existing]).map((each) => ({ tags: part(each['tags']) as Tags, described: each }));
      const { pairs, missing, extra } = matched([...written.keys()], there, string(args['resourceIDTagKey']));
      return {
        want: none(pairs.map((pair) => ({ [names.one]: written.get(pair.piece)!, [names.other]: pair.there.described }))),
        want1: none(missing.map((piece) => written.get(piece)!)),
        want2: none(extra.map(({ described }) => described)),
        wantErr: null,
      };
    },
  };
}

function none(list: readonly Data[]): Data {
  return list.length === 0 ? null : list;
}

function pieceOf(each: { readonly [key: string]: Data }): Piece {
  const nowhere: Resource = { scope: '.', type: 'Ingress', name: 'none', body: {}, locate: () => undefined };
  return { type: each['resType'] as Piece['type'], id: string(each['id']), spec: specOf(each), place: [nowhere, []], places: [] };
}
