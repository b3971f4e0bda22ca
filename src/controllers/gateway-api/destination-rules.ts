import { generatedName, parentsAnnotation } from '../../facts/gateway-api.ts';
import type { JsonObject, Path, Resource } from '../../resource/resource.ts';
import { body } from '../controller.ts';
import { portsOf, type BackendPolicy } from './policies.ts';
import { byAge } from './world.ts';

/** A DestinationRule, and the policy or XBackend that it is made of first. */
export interface MadeDestinationRule {
  readonly from: Resource;
  readonly path: Path;
  readonly body: JsonObject;
}

/** One DestinationRule a host: of each kind of setting the oldest policy's counts. */
export function policyRules(policies: readonly BackendPolicy[]): readonly MadeDestinationRule[] {
  const groups = new Map<string, BackendPolicy[]>();
  for (const policy of policies) {
    const key = [policy.target.type, policy.target.namespace, policy.target.name, policy.host].join('\n');
    groups.set(key, [...(groups.get(key) ?? []), policy]);
  }
  return [...groups.values()].map((group) => policyRule(group.toSorted((a, b) => byAge(a.policy, b.policy))));
}

function policyRule(policies: readonly BackendPolicy[]): MadeDestinationRule {
  const { target, host, policy, path } = policies[0]!;
  const parents: string[] = [];
  const ports = new Map<string, JsonObject>();
  let [tls, loadBalancer, retryBudget]: (JsonObject | undefined)[] = [];
  for (const each of policies) {
    if (each.tls !== undefined && each.port !== undefined) ports.set(each.port, ports.get(each.port) ?? each.tls);
    else if (each.tls !== undefined && tls !== undefined) continue;
    tls = each.port === undefined ? (tls ?? each.tls) : tls;
    if (each.loadBalancer !== undefined && loadBalancer !== undefined) continue;
    loadBalancer ??= each.loadBalancer;
    if (each.retryBudget !== undefined && retryBudget !== undefined) continue;
    retryBudget ??= each.retryBudget;
    const parent = `${each.policy.type}/${each.policy.namespace}.${each.policy.name}`;
    if (!parents.includes(parent)) parents.push(parent);
  }
  const portLevelSettings = [...ports].map(([name, settings]) => {
    const number = portsOf(target).find((port) => port.name === name)?.number ?? 0;
    return { port: number === 0 ? {} : { number }, tls: settings };
  });
  const trafficPolicy = body({ loadBalancer, tls, retryBudget, portLevelSettings: portLevelSettings.length === 0 ? undefined : portLevelSettings });
  return { from: policy, path, body: destinationRule(nameFor(target, host), target.namespace ?? '', parents, host, trafficPolicy) };
}

/** The rule of an XBackend that speaks TLS: for its one port only, as others may use the host too. */
export function backendRule(backend: Resource, host: string, port: number, tls: JsonObject): MadeDestinationRule {
  const parents = [`${backend.type}/${backend.namespace}.${backend.name}`];
  const trafficPolicy = { portLevelSettings: [{ port: { number: port }, tls }] };
  return { from: backend, path: ['spec', 'tls'], body: destinationRule(nameFor(backend, host), backend.namespace ?? '', parents, host, trafficPolicy) };
}

function destinationRule(name: string, namespace: string, parents: readonly string[], host: string, trafficPolicy: JsonObject): JsonObject {
  return { apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', metadata: { name, namespace, annotations: { [parentsAnnotation]: parents.join(',') } }, spec: { host, trafficPolicy } };
}

/** A Service has one host; others may have many, so the host is part of the name. */
function nameFor(target: Resource, host: string): string {
  return target.type === 'Service' ? `${target.name}~${generatedName}` : `${target.name}~${host.replaceAll('.', '-')}~${generatedName}`;
}
