import { bindingRefusals, bindingSpecOf, defaultedBinding, type Beside, type BindingRefused, type BindingSpec, type BoundGroup } from '../../../src/controllers/load-balancer-controller/admission/target-group-binding.ts';
import { bindingsOfGroup } from '../../../src/controllers/load-balancer-controller/binding/groups.ts';
import type { JsonObject } from '../../../src/resource/resource.ts';
import { estateFrom } from '../estate.ts';
import type { Case, Data } from '../suite.ts';
import { part, parts, string } from './answers.ts';
import type { Area, Asked } from './areas.ts';

/** Upstream's tests of the webhooks for TargetGroupBindings. How often a metric is counted is none of ours. */
export const bindings: Area = {
  targetGroupBindingMutator_MutateCreate: {
    answer: (asked) => {
      const written = part(part(asked.input['args'])['obj']);
      const group = groupOf(asked);
      const made = group === undefined ? bindingSpecOf(written as JsonObject) : defaultedBinding(bindingSpecOf(written as JsonObject), group);
      if ('says' in made) return { want: null, wantErr: made.says };
      return { want: { ...written, spec: { ...part(written['spec']), ...specAgain(made) } }, wantErr: null };
    },
    expected: (expected) => ({ want: part(expected)['want'] ?? null, wantErr: part(expected)['wantErr'] ?? null }),
  },
  targetGroupBindingValidator_ValidateCreate: { answer: (asked) => ({ wantErr: first(bindingRefusals(specOf(part(asked.input['args'])['obj']), beside(groupOf(asked)))) }) },
  targetGroupBindingValidator_ValidateUpdate: {
    answer: ({ input, env }) => {
      const { obj, oldObj } = part(input['args']);
      return { wantErr: first(bindingRefusals(specOf(obj), changing(oldObj, env))) };
    },
    expected: (expected) => ({ wantErr: part(expected)['wantErr'] ?? null }),
  },
  targetGroupBindingValidator_checkExistingTargetGroups: {
    answer: async ({ input }) => {
      const { tgb } = part(input['args']);
      const service = { serviceRef: { name: 'any', port: 80 } };
      const whole = (each: { readonly [key: string]: Data }): Data => ({ ...each, spec: { ...service, ...part(each['spec']), targetType: 'ip' } });
      const estate = await estateFrom([...parts(part(input['env'])['existingTGBs']), part(tgb)].map(whole));
      const { namespace, name } = part(part(tgb)['metadata']);
      const own = estate.ofType('TargetGroupBinding').find((each) => each.namespace === namespace && each.name === name);
      return { wantErr: own === undefined ? 'no such binding' : first(bindingRefusals(bindingSpecOf(own.body), { others: bindingsOfGroup(estate, own) })) };
    },
  },
  targetGroupBindingValidator_checkImmutableFields: {
    answer: ({ input, env }) => {
      const { tgb, oldTGB } = part(input['args']);
      // The test calls one check with bindings that say nothing else: what the others refuse is no part of it.
      const refusals = bindingRefusals(specOf(tgb), changing(oldTGB, env));
      return { wantErr: first(refusals.filter(({ says }) => says.startsWith('TargetGroupBinding update'))) };
    },
  },
  targetGroupBindingValidator_checkNodeSelector: { answer: ({ input }) => ({ wantErr: first(bindingRefusals(specOf(part(input['args'])['tgb']), beside(undefined))) }) },
  CheckAssumeRoleConfig: {
    // The test calls one check with a binding of nothing else: a group's name is added for the others.
    answer: ({ input }) => ({ err: first(bindingRefusals({ ...specOf(input['tgb']), arn: 'any' }, beside(undefined))) }),
  },
};

function specOf(data: Data | undefined): BindingSpec {
  return bindingSpecOf(part(data) as JsonObject);
}

function beside(group: BoundGroup | undefined): Beside {
  return { ...(group === undefined ? {} : { group }), others: [] };
}

/** A binding that stood there before. */
function changing(data: Data | undefined, env: Case): Beside {
  return { others: [], previous: { spec: specOf(data), clusterVpc: string(env['vpcID']) } };
}

function first([refusal]: readonly BindingRefused[]): string | null {
  return refusal?.says ?? null;
}

function groupOf({ input }: Asked): BoundGroup | undefined {
  const described = parts(part(input['fields'])['describeTargetGroupsAsListCalls']).flatMap((call) => parts(call['resp']))[0];
  if (described === undefined) return undefined;
  const { TargetType, Protocol, IpAddressType, VpcId } = described;
  return { targetType: string(TargetType), protocol: string(Protocol), ...(IpAddressType === undefined ? {} : { ipAddressType: string(IpAddressType) }), ...(VpcId === undefined ? {} : { vpc: string(VpcId) }) };
}

function specAgain({ targetType, addressType, vpc, protocol }: BindingSpec): { readonly [key: string]: string } {
  const said = { targetType, ipAddressType: addressType, vpcID: vpc, targetGroupProtocol: protocol };
  return Object.fromEntries(Object.entries(said).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
