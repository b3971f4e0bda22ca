import { buildService } from '../../../src/controllers/load-balancer-controller/service/build.ts';
import type { ControllerFacts, Flags, Subnet, Vpc } from '../../../src/controllers/load-balancer-controller/facts.ts';
import type { Plan } from '../../../src/controllers/load-balancer-controller/plan.ts';
import { serviceOf, type Service } from '../../../src/dialects/kubernetes/services.ts';
import { estateOf } from '../../../src/resource/estate.ts';
import type { JsonObject } from '../../../src/resource/resource.ts';
import type { Case, Data } from '../suite.ts';
import { cidrsOf, factsWith, part, parts, string } from './answers.ts';

export const prefix = 'service.beta.kubernetes.io/aws-load-balancer-';

/** What a test says beside the Service that it holds. */
export interface Setting {
  readonly metadata?: JsonObject;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly spec?: JsonObject;
  readonly flags?: Partial<Flags>;
  readonly gates?: Readonly<Record<string, boolean>>;
  readonly aws?: ControllerFacts['aws'];
}

/** A Service of a case, which in Go has empty texts where nothing stands. */
export function serviceFrom(svc: Data | undefined, { metadata: named = {}, annotations = {}, spec = {} }: Setting = {}): Service {
  const { metadata, spec: told } = part(svc);
  const own = { ...part(metadata), ...(named as Case) };
  const { name, namespace, uid, annotations: written } = own;
  const body = { ...(part(svc) as JsonObject), metadata: { ...(own as JsonObject), uid: string(uid), annotations: { ...(part(written) as JsonObject), ...annotations } }, spec: { ...(part(told) as JsonObject), ...spec } };
  return serviceOf({ scope: '.', type: 'Service', apiVersion: 'v1', namespace: string(namespace), name: string(name), body, locate: () => undefined });
}

/** Facts of the controller in a test, whose feature gates stand at their defaults. */
export function factsFrom({ flags = {}, gates = {}, aws = {} }: Setting, clusterName = ''): ControllerFacts {
  const facts = factsWith(clusterName);
  return { ...facts, flags: { ...facts.flags, ...flags }, gates, aws };
}

/**
 * Plans the Service of a test of one part of the model. What such a test leaves out because its function does not look at it
 * is there: the controller's class, a port, a type with node ports.
 */
export function planned(svc: Data | undefined, setting: Setting = {}, clusterName = ''): Plan {
  const { ports, type } = part(part(svc)['spec']);
  const spec: JsonObject = { loadBalancerClass: 'service.k8s.aws/nlb', type: typeof type === 'string' ? type : 'NodePort', ports: parts(ports).length > 0 ? (ports as JsonObject[]) : [{ port: 80, targetPort: 80, nodePort: 30080, protocol: 'TCP' }], ...setting.spec };
  const service = serviceFrom(svc, { ...setting, spec });
  return buildService(estateOf([service.resource]).estate, factsFrom(setting, clusterName), service);
}

/** A part of the spec of the first piece of a type; null where it is absent, or where nothing is made. */
export function piece(plan: Plan, type: 'Listener' | 'LoadBalancer' | 'TargetGroup' | 'TargetGroupBinding' | 'SecurityGroup', ...path: readonly string[]): Data {
  const found = plan.stack?.pieces.find((each) => each.type.endsWith(`::${type}`));
  let value: Data | undefined = found?.spec as Data | undefined;
  for (const step of path) value = part(value)[step];
  return value ?? null;
}

/** The text of the first refusal, which is the error that upstream returns. */
export function says({ refusals: [first] }: Plan): string | null {
  return first === undefined ? null : (first.says ?? first.message);
}

/** Subnets as AWS describes them. A zone that a test does not name is a zone of its own; a block whose state it leaves out is in use. */
export function subnetsOf(data: Data | undefined): readonly Subnet[] {
  return parts(data).map((each) => {
    const id = string(each['SubnetId']);
    return { id, vpc: 'vpc-xxx', zone: string(each['AvailabilityZone']) || id, zoneId: id, locale: 'availability-zone', cidr: string(each['CidrBlock']), ipv6Cidrs: cidrsOf('subnet', { ...each, Ipv6CidrBlockAssociationSet: parts(each['Ipv6CidrBlockAssociationSet']).map((block) => ({ Ipv6CidrBlockState: { State: 'associated' }, ...block })) }), tags: { Name: id, 'kubernetes.io/role/elb': '1', 'kubernetes.io/role/internal-elb': '1' } };
  });
}

/** A VPC as AWS describes it. */
export function vpcOf(data: Data | undefined): Vpc {
  return { id: 'vpc-xxx', cidrs: parts(part(data)['CidrBlockAssociationSet']).map((each) => string(each['CidrBlock'])), ipv6Cidrs: cidrsOf('vpc', data) };
}
