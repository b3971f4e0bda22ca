import { list, record, text, whole, words } from '../../dialects/kubernetes/fields.ts';
import { ancestorLimit, budgetConcurrency, gatewayController, gatewayGroup, ignorePolicyAnnotation, meshController, schemaDefaults } from '../../facts/gateway-api.ts';
import type { JsonObject, Path, Resource } from '../../resource/resource.ts';
import { body } from '../controller.ts';
import type { Ancestors } from './ancestors.ts';
import { backendTls, referable } from './backend-tls.ts';
import { conditionsOver, enumerated, refusalsOf, type Condition, type Conditions, type Refusal, type Status } from './conditions.ts';
import { durationText, secondsOf } from './durations.ts';
import { kindOf } from './references.ts';
import type { Settings } from './settings.ts';
import { annotationsOf, byAge, type World } from './world.ts';

/** What one policy says about one host of one backend. */
export interface BackendPolicy {
  readonly policy: Resource;
  readonly path: Path;
  readonly target: Resource;
  readonly host: string;
  /** A port of the backend by name; absent: all of them. */
  readonly port?: string;
  readonly tls?: JsonObject;
  readonly loadBalancer?: JsonObject;
  readonly retryBudget?: JsonObject;
}

export interface Policies {
  readonly policies: readonly BackendPolicy[];
  readonly statuses: readonly Status[];
}

/** What BackendTLSPolicies and XBackendTrafficPolicies say about Services and ServiceEntries. */
export function policiesOf(world: World, ancestors: Ancestors): Policies {
  const tls = world.all('BackendTLSPolicy').map((policy) => (isIgnored(policy) ? ignored(policy) : tlsPolicy(world, policy, ancestors)));
  const traffic = world.settings.alpha ? world.all('XBackendTrafficPolicy').map((policy) => (isIgnored(policy) ? ignored(policy) : trafficPolicy(world, policy))) : [];
  const all = [...traffic, ...tls];
  return { policies: all.flatMap(({ policies }) => policies), statuses: all.flatMap(({ statuses }) => statuses) };
}

/** The user's way to tell Istio that a policy is meant for another controller. */
function isIgnored(policy: Resource): boolean {
  return annotationsOf(policy)[ignorePolicyAnnotation]?.toLowerCase() === 'true';
}

function ignored(policy: Resource): Policies {
  const refused: Refusal = { reason: 'IgnoredByIstio', message: `Ignored by Istio due to annotation ${ignorePolicyAnnotation}=true` };
  const entries = targetsOf(policy).map(({ reference }) => ({ reference: ancestorReference(reference), controller: meshController, conditions: { Accepted: { reason: 'Accepted', message: '', refused } } }));
  return { policies: [], statuses: [{ ...statusOf(policy, entries), refusals: [] }] };
}

function tlsPolicy(world: World, policy: Resource, ancestors: Ancestors): Policies {
  const namespace = policy.namespace ?? '';
  const validation = record(record(policy.body['spec'])['validation']);
  const { tls, accepted, resolved } = backendTls(world, namespace, validation, text(validation['hostname']) ?? '', ['spec', 'validation']);
  const policies: BackendPolicy[] = [];
  const gateways = new Set<string>();
  const entries: Entry[] = [];
  let current: Condition = accepted;
  for (const { reference, path } of targetsOf(policy)) {
    const found = targetOf(world, namespace, reference, ['Service', 'ServiceEntry']);
    if (typeof found === 'string') current = { ...current, refused: { reason: 'TargetNotFound', message: `targetRefs invalid: ${found}`, path } };
    else {
      const winner = stronger(world, policy, reference);
      if (winner !== undefined) current = { ...current, refused: { reason: 'Conflicted', message: `Conflicts with BackendTLSPolicy "${winner}" targeting the same backend`, path } };
      else policies.push(...hostsOf(world, found).map((host) => ({ policy, path, target: found, host, tls, ...(section(reference) === '' ? {} : { port: section(reference) }) })));
      for (const gateway of ancestors.of(found)) gateways.add(gateway);
    }
    // istiod keeps what an earlier target met: the conditions of a later one begin with it.
    entries.push({ reference: ancestorReference(reference), controller: meshController, conditions: { Accepted: current, ResolvedRefs: resolved } });
  }
  const last: Conditions = { Accepted: current, ResolvedRefs: resolved };
  for (const key of [...gateways].sort()) entries.push({ reference: { group: gatewayGroup, kind: 'Gateway', name: key.slice(key.indexOf('/') + 1) }, controller: gatewayController, conditions: last });
  return { policies, statuses: [statusOf(policy, entries)] };
}

function trafficPolicy(world: World, policy: Resource): Policies {
  const namespace = policy.namespace ?? '';
  const spec = record(policy.body['spec']);
  const retryBudget = spec['retryConstraint'] === undefined ? undefined : budgetOf(record(spec['retryConstraint']), world.settings);
  const unsupported = spec['sessionPersistence'] === undefined ? [] : ['sessionPersistence'];
  const message = unsupported.length === 0 ? 'Configuration is valid' : `Configuration is valid, but Istio does not support the following fields: ${enumerated(unsupported)}`;
  const policies: BackendPolicy[] = [];
  const entries: Entry[] = [];
  let current: Condition = { reason: 'Accepted', message };
  for (const { reference, path } of targetsOf(policy)) {
    const found = targetOf(world, namespace, { ...reference, sectionName: null }, ['Service']);
    if (typeof found === 'string') current = { ...current, refused: { reason: 'TargetNotFound', message: `targetRefs invalid: ${found}`, path } };
    else policies.push(...hostsOf(world, found).map((host) => ({ policy, path, target: found, host, loadBalancer: {}, ...(retryBudget === undefined ? {} : { retryBudget }) })));
    const { sectionName: _section, ...plain } = ancestorReference(reference);
    entries.push({ reference: plain, controller: meshController, conditions: { Accepted: current } });
  }
  return { policies, statuses: [statusOf(policy, entries)] };
}

function budgetOf(constraint: JsonObject, { admitted }: Settings): JsonObject {
  const budget = record(constraint['budget']);
  const rate = constraint['minRetryRate'] === undefined ? undefined : (whole(record(constraint['minRetryRate'])['count']) ?? 0);
  const written = text(budget['interval']);
  const interval = written === undefined ? (admitted ? schemaDefaults.budgetInterval : undefined) : secondsOf(written);
  const percent = whole(budget['percent']) ?? (admitted ? schemaDefaults.budgetPercent : undefined);
  return body({ percent, minRetryConcurrency: rate ?? budgetConcurrency, budgetInterval: interval === undefined ? undefined : durationText(interval) });
}

function targetsOf(policy: Resource): readonly { readonly reference: JsonObject; readonly path: Path }[] {
  return list(record(policy.body['spec'])['targetRefs']).map((reference, index) => ({ reference: record(reference), path: ['spec', 'targetRefs', index] }));
}

function section(reference: JsonObject): string {
  return text(reference['sectionName']) ?? '';
}

function ancestorReference(reference: JsonObject): JsonObject {
  const { sectionName } = reference;
  return { group: text(reference['group']) ?? '', kind: text(reference['kind']) ?? '', name: text(reference['name']) ?? '', ...(text(sectionName) === undefined ? {} : { sectionName: sectionName! }) };
}

/** What a target means, or why it means nothing. */
function targetOf(world: World, namespace: string, reference: JsonObject, types: readonly string[]): Resource | string {
  const kind = text(reference['kind']) ?? '';
  const name = text(reference['name']) ?? '';
  const known = referable[kindOf(reference, '', '')];
  if (known === undefined) return `unsupported kind ${kind}`;
  const found = world.find(known, namespace, name);
  if (found === undefined) return `reference ${namespace}/${name} (of kind ${kind}) not found`;
  if (!types.includes(known)) return `unsupported reference kind: ${kind}`;
  const port = section(reference);
  if (port === '' || portsOf(found).some((each) => each.name === port)) return found;
  return `sectionName "${port}" does not exist in ${known} ${namespace}/${name}`;
}

/** The ports of a Service or ServiceEntry. */
export function portsOf(target: Resource): readonly { readonly name: string; readonly number: number }[] {
  return list(record(target.body['spec'])['ports']).map(record).map((port) => ({ name: text(port['name']) ?? '', number: whole(port['port']) ?? whole(port['number']) ?? 0 }));
}

function hostsOf({ settings }: World, target: Resource): readonly string[] {
  return target.type === 'Service' ? [`${target.name}.${target.namespace}.svc.${settings.domain}`] : words(record(target.body['spec'])['hosts']);
}

/** The policy that goes before this one for the same target: the older one, then by name. Objects without a uid of their own are taken for one. */
function stronger(world: World, policy: Resource, reference: JsonObject): string | undefined {
  const uid = (of: Resource): string => (world.settings.admitted ? `${of.namespace}/${of.name}` : (text(record(of.body['metadata'])['uid']) ?? ''));
  const same = (other: JsonObject): boolean => ['group', 'kind', 'name', 'sectionName'].every((part) => text(other[part]) === text(reference[part]));
  const rivals = world.all('BackendTLSPolicy').filter((other) => other.namespace === policy.namespace && uid(other) !== uid(policy) && !isIgnored(other) && targetsOf(other).some((target) => same(target.reference)));
  return rivals.find((other) => byAge(other, policy) < 0)?.name;
}

interface Entry {
  readonly reference: JsonObject;
  readonly controller: string;
  readonly conditions: Conditions;
}

/** Entries of other controllers stay, Istio's own are replaced in their place; sixteen at most. */
function statusOf(policy: Resource, entries: readonly Entry[]): Status {
  const before = record(policy.body['status']);
  const existing = list(before['ancestors']).map(record);
  const fresh = entries.map(({ reference, controller, conditions }) => {
    const current = existing.find(({ ancestorRef }) => alike(record(ancestorRef), reference));
    return { ancestorRef: reference, controllerName: controller, conditions: conditionsOver(current?.['conditions'], conditions, policy) };
  });
  const kept = existing.flatMap((entry): readonly JsonObject[] => {
    if (entry['controllerName'] !== gatewayController && entry['controllerName'] !== meshController) return [entry];
    const place = fresh.findIndex(({ ancestorRef }) => alike(ancestorRef, record(entry['ancestorRef'])));
    return place < 0 ? [] : fresh.splice(place, 1);
  });
  return { resource: policy, status: { ...before, ancestors: [...kept, ...fresh].slice(0, ancestorLimit) }, refusals: entries.flatMap(({ conditions }) => refusalsOf(conditions)) };
}

function alike(a: JsonObject, b: JsonObject): boolean {
  return ['group', 'kind', 'name', 'namespace', 'sectionName', 'port'].every((part) => a[part] === b[part]);
}
