import { isObject, keyOf, pathText, type Json, type JsonObject, type Locate, type Path, type Position, type Problem, type Resource } from '../../resource/resource.ts';
import { gatherObject, type Gathered } from '../kubernetes.ts';
import { locateIn, nodePosition } from '../locate.ts';
import { find } from '../tree.ts';
import { parseYaml, type ParsedDocument } from '../yaml.ts';
import { withoutDoubles } from './beside.ts';
import { instancesIn, instancesOfRawState, members, type Instance } from './instances.ts';
import { otherVersion, writtenBy, type Written } from './kind.ts';
import { addressText, moduleSteps, resourceName } from './names.ts';
import { accountOf, scopeIn } from './providers.ts';
import { trulyUnknown, withoutRewritten } from './rewritten.ts';
import { withoutSensitive } from './sensitive.ts';
import { filled, referenceText } from './unknowns.ts';

/** A plan or a state, and the scope of the input that holds it. */
export interface TerraformDocument {
  readonly document: ParsedDocument;
  readonly scope: string;
}

/** A plan or state that is read: what it holds, and where each of it is. */
interface Opened {
  readonly document: ParsedDocument;
  readonly value: JsonObject;
  readonly written: Written;
  readonly instances: readonly Instance[];
  /** Addresses that a plan takes away. */
  readonly deleted: ReadonlySet<string>;
  readonly scopeOf: (instance: Instance) => string;
}

/**
 * The resources of plans and states. A plan says what will be, and goes before a state of the same resources; what a data source
 * looked up stands for the real thing unless the same is managed here, too.
 */
export function terraformIn(documents: readonly TerraformDocument[], into: Gathered): readonly Resource[] {
  const scopes = new Map<string, Set<string>>();
  const read = documents.flatMap(({ document, scope }) => (told(document, into) ? [{ document, scope, account: accountOf(document.value as JsonObject) }] : []));
  for (const { scope, account } of read) if (account !== undefined) scopes.set(scope, (scopes.get(scope) ?? new Set()).add(account));
  // Plans of several accounts that nobody gave scopes are told apart by what their providers say.
  const opened = read.map(({ document, scope, account }) => open(document, account !== undefined && scopes.get(scope)!.size > 1 ? account : scope, into));
  const ordered = opened.toSorted((a, b) => (a.written === 'plan' ? 0 : 1) - (b.written === 'plan' ? 0 : 1));
  const gone = new Set(ordered.flatMap(({ deleted, scopeOf, instances }) => [...deleted].map((address) => `${scopeOf(instances[0] ?? nobody)}\n${address}`)));
  const taken = new Map<string, Opened>();
  const resources = ordered.flatMap((each) => each.instances.flatMap((instance): readonly Resource[] => {
    const scope = each.scopeOf(instance);
    if (each.written !== 'plan' && gone.has(`${scope}\n${addressText(instance)}`)) return [];
    if (!/^aws_|^helm_release$/.test(instance.type)) {
      objectsOf(each, instance, scope, into);
      return [];
    }
    const resource = resourceOf(each, instance, scope, into.problems);
    const before = taken.get(keyOf(resource));
    if (before !== undefined && before !== each && before.written === 'plan' && each.written !== 'plan') return [];
    taken.set(keyOf(resource), each);
    return [resource];
  }));
  return withoutDoubles(resources);
}

const nobody: Instance = { module: [], mode: 'managed', type: '', name: '', values: {}, unknown: {}, sensitive: {}, valuesAt: [], namedAt: [] };

/** Whether a document is of a version that is read; what is to be known of it is told. */
function told(document: ParsedDocument, { problems, unread }: Gathered): boolean {
  const value = document.value as JsonObject;
  const written = writtenBy(document)!;
  const say = (severity: Problem['severity'], message: string, path: Path, part?: 'key'): void => void problems.push({ name: 'unreadable-document', severity, message: `${document.file.name} ${message}`, ...atOf(document, path, part) });
  const other = otherVersion(written, value);
  if (other !== undefined) say('error', `is not read: ${other}`, [written === 'raw-state' ? 'version' : 'format_version']);
  else if (written === 'plan' && !isObject(value['planned_values'])) say('error', 'is a plan without planned_values, and nothing of it is read. Ask terraform show -json PLAN, and do not cut its answer', [], undefined);
  else if (written === 'state' && !isObject(value['values'])) unread.push({ file: document.file.name, reason: 'a state of Terraform that holds nothing', at: nodePosition(document, document.root) });
  else {
    if (value['errored'] === true) say('warning', 'is a plan that ended with an error: what Terraform had not come to is not in it', ['errored']);
    else if (value['complete'] === false) say('warning', 'is a plan of which Terraform says that it is not complete: what it left for a later one is not in it', ['complete']);
    return true;
  }
  return false;
}

function open(document: ParsedDocument, base: string, { problems }: Gathered): Opened {
  const value = document.value as JsonObject;
  const written = writtenBy(document)!;
  const wrong = (message: string, path: Path): void => void problems.push({ name: 'unreadable-document', severity: 'error', message: `${document.file.name}: ${message}`, ...atOf(document, path) });
  if (written === 'raw-state') return { document, value, written, instances: instancesOfRawState(value, wrong), deleted: new Set(), scopeOf: () => base };
  if (written === 'state') return { document, value, written, instances: instancesIn(value['values'], ['values'], wrong), deleted: new Set(), scopeOf: () => base };
  const changes = changesOf(value, wrong);
  const planned = instancesIn(value['planned_values'], ['planned_values'], wrong).map((instance) => ({ ...instance, unknown: changes.get(addressText(instance))?.unknown ?? {} }));
  const addresses = new Set(planned.map(addressText));
  const prior = isObject(value['prior_state']) ? instancesIn(value['prior_state']['values'], ['prior_state', 'values'], wrong) : [];
  const looked = prior.filter((instance) => instance.mode === 'data' && !addresses.has(addressText(instance)));
  const deleted = new Set([...changes].flatMap(([address, { gone }]) => (gone ? [address] : [])));
  return { document, value, written, instances: [...planned, ...looked], deleted, scopeOf: scopeIn(value, base) };
}

/** What a plan says of each resource's change: what is not known before, and whether it goes. */
function changesOf(plan: JsonObject, wrong: (message: string, at: Path) => void): ReadonlyMap<string, { readonly unknown: JsonObject; readonly gone: boolean }> {
  return new Map(members(plan['resource_changes'], ['resource_changes'], wrong).flatMap(([each]) => {
    if (!isObject(each) || each['deposed'] !== undefined || typeof each['type'] !== 'string' || typeof each['name'] !== 'string' || !isObject(each['change'])) return [];
    const { module_address: around, type, name, index, mode, change } = each;
    const { actions, after_unknown: unknown } = change as JsonObject;
    const key = typeof index === 'string' || typeof index === 'number' ? { key: index } : {};
    const address = addressText({ module: typeof around === 'string' ? (moduleSteps(around) ?? []) : [], mode: mode === 'data' ? 'data' : 'managed', type: type as string, name: name as string, ...key });
    const gone = Array.isArray(actions) && (actions as readonly Json[]).every((action) => action === 'delete' || action === 'forget') && actions.length > 0;
    return [[address, { unknown: isObject(unknown) ? unknown : {}, gone }] as const];
  }));
}

function resourceOf({ document, value, instances, scopeOf, written }: Opened, instance: Instance, scope: string, problems: Problem[]): Resource {
  const masked: Path[] = [];
  const values = written === 'plan' ? withoutRewritten({ plan: value, instances }, instance) : instance.values;
  const unknownThen = written === 'plan' ? trulyUnknown({ plan: value, instances }, instance) : {};
  const shown: Instance = { ...instance, unknown: unknownThen, values: withoutSensitive(values, instance.sensitive, [], masked) };
  const referenceTo = (owner: Instance, attribute: string): string => referenceText(owner, attribute, scopeOf(owner) === scope ? undefined : scopeOf(owner));
  const { body, told: places, open: left } = written === 'plan' ? filled({ plan: value, instances }, shown, referenceTo) : { body: shown.values, told: new Map<string, Path>(), open: [] };
  const hidden = masked.map(pathText);
  const unknown = [...((body['unknown_after_apply'] as readonly string[] | undefined) ?? []), ...hidden];
  const whole = locateIn(document, document.root);
  const locate: Locate = (path, part) => {
    for (let length = path.length; length > 0; length--) {
      const place = places.get(pathText(path.slice(0, length)));
      if (place !== undefined) return whole(place, part);
    }
    const first = path[0];
    return first === undefined || instance.values[first] === undefined ? whole(instance.namedAt) : whole([...instance.valuesAt, ...path], part);
  };
  const resource: Resource = { scope, type: instance.type, name: resourceName(instance), body: { ...(cleaned(body) as JsonObject), ...(unknown.length === 0 && (written !== 'plan' || instance.mode === 'data') ? {} : { unknown_after_apply: unknown }) }, locate };
  if (left.length > 0) problems.push({ name: 'reference-not-resolved', severity: 'note', message: `${left.map(pathText).join(', ')} of ${resource.type} ${resource.name} is known after apply, and the plan does not tell of which resource it is: what rests on it is unknown`, resource, ...atOf(document, instance.namedAt) });
  return resource;
}

/** Values without what is not said: null, and in blocks that are written as one argument the empty texts that Terraform fills in. */
function cleaned(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((member) => (member === null ? [] : [isObject(member) ? withoutEmpty(cleaned(member) as JsonObject) : cleaned(member)]));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, member]) => (member === null ? [] : [[key, cleaned(member)]])));
}

function withoutEmpty(block: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(block).filter(([key, value]) => value !== '' || !/_id$|_arn$|cidr_block$/.test(key)));
}

/** Objects of Kubernetes that Terraform applies; of other providers nothing is read. */
function objectsOf({ document }: Opened, instance: Instance, scope: string, into: Gathered): void {
  if (!/^(?:kubernetes|kubectl)_/.test(instance.type) || instance.mode === 'data') return;
  const { manifest, yaml_body: text, yaml_body_parsed: parsed } = instance.values;
  if (instance.type === 'kubernetes_manifest' && isObject(manifest)) {
    const inner = emptied(into);
    gatherObject(document, find(document.tree, document.root, [...instance.valuesAt, 'manifest']).node, manifest, scope, inner);
    into.resources.push(...inner.resources.map((resource) => ({ ...resource, snapshot: true as const })));
  } else if (instance.type === 'kubectl_manifest' && (typeof parsed === 'string' || typeof text === 'string')) {
    const key = typeof parsed === 'string' ? 'yaml_body_parsed' : 'yaml_body';
    const at = locateIn(document, document.root)([...instance.valuesAt, key]);
    const inner: Gathered = { ...emptied(into), problems: [], unread: [], secrets: new Map() };
    const { documents, broken } = parseYaml([{ name: document.file.name, text: String(parsed ?? text) }]);
    for (const each of documents) if (isObject(each.value)) gatherObject(each, each.root, each.value, scope, inner);
    const placed = at === undefined ? {} : { at };
    for (const { reason } of broken) into.problems.push({ name: 'unreadable-document', severity: 'error', message: `${key} of ${addressText(instance)} does not parse: ${reason}`, ...placed });
    into.problems.push(...inner.problems.map(({ name, severity, message }) => ({ name, severity, message, ...placed })));
    into.resources.push(...inner.resources.map((resource) => ({ ...resource, snapshot: true as const, locate: () => at })));
  } else {
    const at = locateIn(document, document.root)(instance.namedAt);
    into.unread.push({ file: document.file.name, reason: `${addressText(instance)}: of Terraform's providers for Kubernetes only kubernetes_manifest, kubectl_manifest and helm_release are read`, ...(at === undefined ? {} : { at }) });
  }
}

/** The same, for resources that are still to be looked at. */
function emptied(into: Gathered): Gathered {
  return { ...into, resources: [] };
}

function atOf(document: ParsedDocument, path: Path, part?: 'key'): { readonly at?: Position } {
  const at = locateIn(document, document.root)(path, part);
  return at === undefined ? {} : { at };
}
