import { targetGroupName } from '../../../src/controllers/load-balancer-controller/names.ts';
import type { Plan } from '../../../src/controllers/load-balancer-controller/plan.ts';
import { valueAt, type Json } from '../../../src/resource/resource.ts';
import type { Data } from '../suite.ts';
import { part, parts, string } from './answers.ts';
import type { Area, Asked } from './areas.ts';
import { asserted } from './asserted.ts';
import { binding, planned, specOf, tagSetting, targetGroup, type Setting } from './ingress-estate.ts';

/** A group whose first Ingress leads to a Service; what a test leaves out because its function does not look at it is there. */
export interface Ruled {
  readonly group?: Data | undefined;
  /** Annotations of the Ingress beside its own. */
  readonly annotations?: { readonly [key: string]: Data };
  readonly service?: Data | undefined;
  readonly servicePort?: { readonly [key: string]: Data };
  /** As the Ingress writes it. */
  readonly port?: Data | undefined;
  readonly setting?: Setting;
}

const prefix = 'alb.ingress.kubernetes.io/';

/** Plans it. */
export function ruled({ group, annotations = {}, service, servicePort, port, setting = {} }: Ruled): Plan {
  const [first, ...others] = parts(part(group)['members']);
  const member = part(first);
  const ing = part(member['ing']);
  const metadata = part(ing['metadata']);
  const svc = part(service);
  const name = string(part(svc['metadata'])['name']) || 'service';
  const namespace = string(metadata['namespace']) || 'default';
  const wanted = port ?? servicePort?.['name'] ?? 80;
  const named: Data = typeof wanted === 'string' ? { name: wanted } : { number: wanted };
  const ports: Data = [{ port: 80, targetPort: 8080, nodePort: 30080, protocol: 'TCP', ...(typeof wanted === 'string' ? { name: wanted } : {}), ...servicePort }];
  const told: Data = { ...svc, metadata: { uid: '', ...part(svc['metadata']), name, namespace }, spec: { ports, ...part(svc['spec']) } };
  const path: Data = { path: '/', pathType: 'Prefix', backend: { service: { name, port: named } } };
  const ingress: Data = { ...ing, metadata: { ...metadata, namespace, annotations: { ...part(metadata['annotations']), ...annotations } }, spec: { rules: [{ http: { paths: [path] } }], ...part(ing['spec']) } };
  return planned({ ...part(group), members: [{ ...member, ing: ingress }, ...others] }, { ...setting, services: [told] });
}

const args = ({ input }: Asked): { readonly [key: string]: Data } => part(input['args']);
const ofIng = (asked: Asked): Data => ({ members: [args(asked)['ing'] ?? asked.input['ing'] ?? {}] });
const nodeSelected = (type: Data | undefined): Setting => ({ flags: { defaultTargetType: string(type) || 'instance' } });

const tags = asserted({
  plan: (asked) => ruled({ group: ofIng(asked), service: args(asked)['svc'], setting: tagSetting(asked.input['fields']) }),
  pick: (plan) => part(specOf(plan, targetGroup, ['tags'])),
});

/** The health check of a backend that speaks this version, as the annotations say. */
function checked(member: string): Area[string] {
  return asserted({
    plan: (asked) => ruled({ annotations: { ...part(args(asked)['svcAndIngAnnotations']), [`${prefix}backend-protocol-version`]: args(asked)['tgProtocolVersion'] ?? 'HTTP1' } }),
    pick: (plan) => specOf(plan, targetGroup, ['healthCheckConfig', member]),
  });
}

export const ingressBackends: Readonly<Record<string, Area>> = {
  'ingress.targetgroup': {
    buildTargetGroupName: {
      answer: (asked) => {
        const { ingKey, svc, port, tgPort, targetType, tgProtocol, tgProtocolVersion, controlPort } = args(asked);
        const { namespace, name, uid } = part(part(svc)['metadata']);
        const ingress = { namespace: string(part(ingKey)['namespace']), name: string(part(ingKey)['name']) };
        return {
          want: targetGroupName({
            cluster: '', group: '', ingress, service: { namespace: string(namespace), name: string(name), uid: string(uid) }, port: port as number | string, targetPort: tgPort as number, targetType: string(targetType), protocol: string(tgProtocol), version: string(tgProtocolVersion),
            ...(typeof controlPort === 'number' ? { controlPort } : {}),
          }),
        };
      },
    },
    buildTargetGroupPort: asserted({ plan: (asked) => ruled({ servicePort: part(args(asked)['svcPort']), setting: nodeSelected(args(asked)['targetType']) }), pick: (plan) => specOf(plan, targetGroup, ['port']) }),
    buildTargetGroupTags: tags,
    buildTargetGroupTags_FeatureGate: tags,
    buildTargetGroupHealthCheckPath: checked('path'),
    buildTargetGroupHealthCheckMatcher: checked('matcher'),
    buildTargetGroupBindingNodeSelector: asserted({ plan: (asked) => ruled({ group: ofIng(asked), service: args(asked)['svc'], setting: nodeSelected(args(asked)['targetType']) }), pick: (plan) => specOf(plan, binding, ['template', 'spec', 'nodeSelector']) }),
    buildTargetGroupTargetControlPort: asserted({ plan: (asked) => ruled({ annotations: part(args(asked)['svcAndIngAnnotations']), service: args(asked)['svc'], port: args(asked)['port'] }), pick: (plan) => specOf(plan, targetGroup, ['targetControlPort']) }),
    buildTargetGroupBindingMultiClusterFlag: asserted({ plan: (asked) => ruled({ group: ofIng(asked), service: asked.input['svc'] }), pick: (plan) => specOf(plan, binding, ['template', 'spec', 'multiClusterTargetGroup']) === true }),
    buildTargetGroupBindingNetworking: asserted({ plan: opened, pick: (plan) => specOf(plan, binding, ['template', 'spec', 'networking']), want: 'expected' }),
  },
};

/** A backend whose targets know the load balancer by a group of this id; without an id, by none. */
function opened({ input }: Asked): Plan {
  const { backendSGIDToken, targetPort, healthCheckPort, targetControlPort, controlPort, disableRestrictedSGRules } = input;
  const id = string(backendSGIDToken);
  const control = targetControlPort ?? controlPort;
  return ruled({
    annotations: {
      ...(healthCheckPort === undefined ? {} : { [`${prefix}healthcheck-port`]: String(healthCheckPort as string | number) }),
      ...(typeof control === 'number' ? { [`${prefix}target-control-port.service.80`]: String(control) } : {}),
      ...(id === '' ? { [`${prefix}security-groups`]: 'sg-own' } : {}),
    },
    servicePort: { targetPort: (valueAt(input as Json, ['targetPort']) === undefined ? 80 : targetPort) as Data },
    setting: { flags: { defaultTargetType: 'ip', disableRestrictedSgRules: disableRestrictedSGRules === true, ...(id === '' ? {} : { backendSecurityGroup: id }) } },
  });
}
