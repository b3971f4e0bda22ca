import { describe, expect, test } from 'vitest';
import { ingress, planOf, refusedAt, service, pinning } from '../../../../test/ingress-group.ts';
import { pathText, type JsonObject, type Resource } from '../../../resource/resource.ts';
import { classParamsRefusals } from './class-params.ts';
import { bindingRefusals, bindingSpecOf, defaultedBinding, type BoundGroup } from './target-group-binding.ts';

const params = (spec: JsonObject): Resource => ({ scope: '.', type: 'IngressClassParams', name: 'edge', body: { spec }, locate: () => undefined });

// webhooks/elbv2/ingressclassparams_validator.go.
describe('IngressClassParams are refused', () => {
  test.each<readonly [string, JsonObject, readonly (readonly [string, string])[]]>([
    ['nothing', {}, []],
    ['a block', { inboundCIDRs: ['10.0.0.0/8', '2001:db8::/32'] }, []],
    ['an address', { inboundCIDRs: ['10.0.0.0/8', '10.0.0.1'] }, [['spec.inboundCIDRs[1]', 'spec.inboundCIDRs[1]: Invalid value: "10.0.0.1": Could not be parsed as a CIDR (did you mean "10.0.0.1/32")']]],
    ['no address at all', { inboundCIDRs: ['everybody'] }, [['spec.inboundCIDRs[0]', 'spec.inboundCIDRs[0]: Invalid value: "everybody": Could not be parsed as a CIDR']]],
    ['an address inside a block', { inboundCIDRs: ['10.0.0.1/8'] }, [['spec.inboundCIDRs[0]', 'spec.inboundCIDRs[0]: Invalid value: "10.0.0.1/8": Network contains bits outside prefix (did you mean "10.0.0.0/8")']]],
    ['subnets by id', { subnets: { ids: ['subnet-1', 'subnet-2'] } }, []],
    ['subnets by nothing', { subnets: {} }, [['spec.subnets', 'spec.subnets: Required value: must have either `ids` or `tags`']]],
    ['subnets by both', { subnets: { ids: ['subnet-1'], tags: { tier: ['edge'] } } }, [['spec.subnets.tags', 'spec.subnets.tags: Forbidden: may not have both `ids` and `tags` set']]],
    ['a subnet twice', { subnets: { ids: ['subnet-1', 'subnet-2', 'subnet-1'] } }, [['spec.subnets.ids[2]', 'spec.subnets.ids[2]: Duplicate value: "subnet-1"']]],
    ['subnets by no tag', { subnets: { tags: {} } }, [['spec.subnets.tags', 'spec.subnets.tags: Required value: must have at least one tag key']]],
    ['a value of a tag twice', { subnets: { tags: { tier: ['edge', 'edge'] } } }, [['spec.subnets.tags.tier[1]', 'spec.subnets.tags[tier][1]: Duplicate value: "edge"']]],
  ])('for %s', (_name, spec, refused) => {
    expect(classParamsRefusals(params(spec)).map(({ at: [, path], says }) => [pathText(path), says])).toEqual(refused);
  });

  test('and nothing is made for an Ingress of their class', async () => {
    const plan = await planOf([service(), ingress(), ...pinning({ subnets: {} })]);
    expect(plan.stack).toBeUndefined();
    expect(refusedAt(plan)).toEqual([['spec.subnets: Required value: must have either `ids` or `tags`', 'IngressClassParams edge subnets']]);
  });
});

// webhooks/networking/ingress_validator.go, validateFrontendNlbTags.
describe('tags of a load balancer in front are refused', () => {
  const many = (count: number): string => Array.from({ length: count }, (_, index) => `k${index}=v`).join(',');
  test.each<readonly [string, string, string | undefined]>([
    ['two tags', 'team=web, cost=1', undefined],
    ['no tag', 'team', "invalid frontend NLB tags format: tag 'team' must be in 'key=value' format"],
    ['no key', '=web', 'invalid frontend NLB tags format: tag key cannot be empty'],
    ['no value', 'team=', 'invalid frontend NLB tags format: tag value cannot be empty'],
    ['a tag twice', 'team=web,team=api', "invalid frontend NLB tags: duplicate tag key 'team'"],
    ['50 tags', many(50), undefined],
    ['51 tags', many(51), 'invalid frontend NLB tags: number of tags (51) exceeds maximum allowed (50)'],
    ['a key of 128 letters', `${'k'.repeat(128)}=v`, undefined],
    ['a key of 129 letters', `${'k'.repeat(129)}=v`, 'invalid frontend NLB tags: tag key exceeds maximum length of 128 characters'],
    ['a value of 256 letters', `k=${'v'.repeat(256)}`, undefined],
    ['a value of 257 letters', `k=${'v'.repeat(257)}`, 'invalid frontend NLB tags: tag value exceeds maximum length of 256 characters'],
    ['a tag of AWS', 'AWS:team=web', "invalid frontend NLB tags: tag key 'AWS:team' is reserved (aws:* pattern)"],
  ])('for %s', async (_name, written, says) => {
    const plan = await planOf([service(), ingress({ 'frontend-nlb-tags': written })]);
    expect(refusedAt(plan)).toEqual(says === undefined ? [] : [[says, 'Ingress a alb.ingress.kubernetes.io/frontend-nlb-tags']]);
  });
});

// webhooks/elbv2/targetgroupbinding_validator.go and targetgroupbinding_mutator.go.
describe('a TargetGroupBinding', () => {
  const group: BoundGroup = { targetType: 'ip', protocol: 'HTTP', ipAddressType: 'ipv4', vpc: 'vpc-0123456789abcdef0' };
  const own = { targetGroupARN: 'arn:tg', targetType: 'ip' };
  const other = (multiCluster: boolean): { readonly namespace: string; readonly name: string; readonly multiCluster: boolean } => ({ namespace: 'edge', name: 'web', multiCluster });
  const bound = 'TargetGroup arn:tg is already bound to following TargetGroupBindings [edge/web]. Please enable MultiCluster mode on all TargetGroupBindings referencing arn:tg or choose a different Target Group ARN.';

  test.each<{ readonly name: string; readonly spec: JsonObject; readonly beside?: Parameters<typeof bindingRefusals>[1]; readonly refused: readonly (readonly [string, string])[] }>([
    { name: 'of a group', spec: own, beside: { group, others: [] }, refused: [] },
    { name: 'of nothing', spec: {}, refused: [['', 'TargetGroupBinding must specify these fields: either TargetGroupARN or TargetGroupName,spec.targetType']] },
    { name: 'by name needs no ARN', spec: { targetGroupName: 'web', targetType: 'ip' }, refused: [] },
    { name: 'of pods chooses no nodes', spec: { ...own, nodeSelector: {} }, refused: [['nodeSelector', 'TargetGroupBinding cannot set NodeSelector when TargetType is ip']] },
    { name: 'of nodes may choose them', spec: { ...own, targetType: 'instance', nodeSelector: {} }, refused: [] },
    { name: 'is the only one of its group', spec: own, beside: { others: [other(false)] }, refused: [['targetGroupARN', bound]] },
    { name: 'is one of several that all share', spec: { ...own, multiClusterTargetGroup: true }, beside: { others: [other(true)] }, refused: [] },
    { name: 'shares with none that does not share', spec: { ...own, multiClusterTargetGroup: true }, beside: { others: [other(true), other(false)] }, refused: [['targetGroupARN', bound.replace('[edge/web]', '[edge/web edge/web]')]] },
    { name: 'does not share alone', spec: own, beside: { others: [other(true)] }, refused: [['targetGroupARN', bound]] },
    { name: 'has the addresses of its group', spec: { ...own, ipAddressType: 'ipv6' }, beside: { group, others: [] }, refused: [['ipAddressType', 'invalid IP address type ipv4 for TargetGroup arn:tg']] },
    { name: 'has the VPC of its group', spec: { ...own, vpcID: 'vpc-0123456789abcdef1' }, beside: { group, others: [] }, refused: [['vpcID', 'invalid VpcID vpc-0123456789abcdef1 doesnt match VpcID from TargetGroup arn:tg']] },
    { name: 'names a VPC as AWS does', spec: { ...own, vpcID: 'vpc-1' }, beside: { group, others: [] }, refused: [['vpcID', "ValidationError: vpcID vpc-1 failed to satisfy constraint: VPC Id must begin with 'vpc-' followed by 8, 17 or 32 lowercase letters (a-f) or numbers."]] },
    { name: 'registers no nodes of another account', spec: { ...own, targetType: 'instance', iamRoleArnToAssume: 'arn:role' }, refused: [['iamRoleArnToAssume', 'Unable to use instance target type while using assume role']] },
    { name: 'registers pods of another account', spec: { ...own, iamRoleArnToAssume: 'arn:role' }, refused: [] },
    { name: 'has the protocol of its group', spec: { ...own, targetGroupProtocol: 'TCP' }, beside: { group, others: [] }, refused: [['targetGroupProtocol', 'TargetGroup arn:tg protocol differs (got TCP, expected HTTP)']] },
    { name: 'of nodes speaks no QUIC', spec: { ...own, targetType: 'instance', targetGroupProtocol: 'QUIC' }, beside: { group: { ...group, protocol: 'QUIC' }, others: [] }, refused: [['targetType', 'QUIC protocol is not supported for Instance target types.']] },
  ])('$name', ({ spec, beside = { others: [] }, refused }) => {
    expect(bindingRefusals(bindingSpecOf({ spec }), beside).map(({ path, says }) => [pathText(path), says])).toEqual(refused);
  });

  test('takes over what its group is where it says nothing, and keeps what it says', () => {
    expect(defaultedBinding(bindingSpecOf({ spec: { targetGroupARN: 'arn:tg' } }), group)).toMatchObject({ targetType: 'ip', addressType: 'ipv4', vpc: 'vpc-0123456789abcdef0', protocol: 'HTTP' });
    expect(defaultedBinding(bindingSpecOf({ spec: { targetGroupARN: 'arn:tg', targetType: 'instance', ipAddressType: 'ipv6', vpcID: 'vpc-1', targetGroupProtocol: 'TCP' } }), group)).toMatchObject({ targetType: 'instance', addressType: 'ipv6', vpc: 'vpc-1', protocol: 'TCP' });
    expect(defaultedBinding(bindingSpecOf({ spec: { targetGroupARN: 'arn:tg' } }), { ...group, targetType: 'lambda' })).toMatchObject({ says: 'unsupported TargetType: lambda' });
  });
});
