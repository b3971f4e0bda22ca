import { join, normalize } from 'node:path';
import { SourceFile } from '../../source.ts';
import { evaluate } from '../values/evaluate.ts';
import type { Configuration, Instance, Root } from '../instances/instance.ts';
import { folderOf } from '../modules/roots.ts';
import { parseHcl } from '../syntax/parse.ts';
import { placeOf } from '../values/context.ts';
import { isMap, type LazyValue, type Value } from '../values/value.ts';
import { memberOf, type Asked } from './asked.ts';
import { all, any, compared, type Fits } from './compare.ts';
import type { Answer } from './question.ts';

/** What tells one state from another, by backend; the first is all that its users have to say (Terraform, "Backends"). */
const tellings: Readonly<Record<string, readonly string[]>> = {
  s3: ['bucket', 'key'],
  gcs: ['bucket', 'prefix'],
  azurerm: ['storage_account_name', 'container_name', 'key'],
  remote: ['organization', 'workspaces'],
  cloud: ['organization', 'workspaces'],
  consul: ['path'],
  http: ['address'],
  kubernetes: ['secret_suffix', 'namespace'],
  oss: ['bucket', 'prefix', 'key'],
  cos: ['bucket', 'prefix', 'key'],
  pg: ['conn_str', 'schema_name'],
};

/** The outputs of the root folder whose state `terraform_remote_state` names. */
export function remoteState({ instance, configuration, arguments: written }: Asked): Answer {
  const [backend, config, workspace] = ['backend', 'config', 'workspace'].map((name) => written.entries.get(name));
  if (typeof backend !== 'string') return { why: 'its backend is not known' };
  if (typeof workspace === 'string' && workspace !== 'default') return { why: `it is the state of workspace ${workspace}, and what is read here is the default one` };
  const found = configuration.roots.filter(({ folder }) => folder !== instance.root).map((root) => ({ root, fits: fitsState(root, backend, config, instance, configuration) }));
  const [sure, perhaps] = [found.filter(({ fits }) => fits === 'yes'), found.filter(({ fits }) => fits === 'maybe')];
  if (sure.length === 1) return { value: statesOf(sure[0]!.root, written.entries.get('defaults')) };
  const listed = (roots: typeof found): string => roots.map(({ root }) => root.folder).join(' and ');
  if (sure.length > 1) return { why: `${listed(sure)} keep their states at the same place` };
  return { why: perhaps.length === 0 ? `no folder of the inputs keeps its state there${placeText(backend, config)}` : `whether it is the state of ${listed(perhaps)} rests on what is not known` };
}

/** The same for `tfe_outputs`: a workspace of an organization. */
export function workspaceOutputs({ instance, configuration, arguments: written }: Asked): Answer {
  const [organization, workspace] = ['organization', 'workspace'].map((name) => written.entries.get(name) ?? null);
  const found = configuration.roots.filter((root) => {
    const said = placesOf(root, configuration).find(({ type }) => type === 'remote' || type === 'cloud');
    const name = nameOfWorkspace(said?.values.get('workspaces'));
    return said !== undefined && name !== undefined && compared(organization ?? null, said.values.get('organization') ?? null) === 'yes' && compared(workspace ?? null, name) === 'yes';
  }).filter(({ folder }) => folder !== instance.root);
  const [only, ...others] = found;
  if (only === undefined || others.length > 0) return { why: `no folder of the inputs is the workspace ${typeof workspace === 'string' ? workspace : 'that it names'}` };
  const outputs: LazyValue = { kind: 'lazy', text: `data.tfe_outputs.${instance.name}`, get: (name) => (name === 'values' || name === 'nonsensitive_values' ? only.outputs : undefined), names: () => ['values', 'nonsensitive_values'] };
  return { value: outputs };
}

function fitsState(root: Root, backend: string, config: Value | undefined, asker: Instance, configuration: Configuration): Fits {
  if (backend === 'local') {
    const path = memberOf(config, 'path') ?? null;
    return typeof path === 'string' ? (localStates(root, configuration).includes(placeOf(path, asker.root, folderOf(asker.file.name))) ? 'yes' : 'no') : 'maybe';
  }
  const tells = Object.hasOwn(tellings, backend) ? tellings[backend]! : [];
  const places = placesOf(root, configuration).filter(({ type }) => type === backend || (backend === 'remote' && type === 'cloud'));
  if (places.length === 0 || tells.length === 0) return 'no';
  return any(places.map(({ values }) => all(tells.map((name) => told(name, memberOf(config, name), values.get(name))))));
}

/** What a backend does not say is given to `terraform init`, and is not known. */
function told(name: string, asked: Value | undefined, held: Value | undefined): Fits {
  if (name === 'workspaces') return compared(nameOfWorkspace(asked) ?? null, nameOfWorkspace(held) ?? null);
  if (held === undefined) return asked === undefined ? 'yes' : 'maybe';
  return compared(asked ?? null, held);
}

/** `workspaces { name = "net" }`, `workspaces = { name = "net" }`, `workspaces = [{ name = "net" }]`. */
function nameOfWorkspace(value: Value | undefined): Value | undefined {
  return memberOf(Array.isArray(value) ? (value as readonly Value[])[0] : value, 'name');
}

interface StatePlace {
  readonly type: string;
  readonly values: ReadonlyMap<string, Value>;
}

/** Where a root keeps its state: what its backend says, with each file of values for it that lies beside it. */
function placesOf(root: Root, configuration: Configuration): readonly StatePlace[] {
  const type = root.backend === undefined ? undefined : (root.backend.block.labels[0]?.text ?? root.backend.block.type);
  if (type === undefined) return [];
  const own = valuesOf(root.backend!.block.body, root);
  const listing = configuration.list(root.folder);
  const files = Array.isArray(listing) ? (listing as readonly string[]).filter((name) => /(?:\.tfbackend|backend[^/]*\.(?:hcl|conf|config|tfvars))$/.test(name)) : [];
  const given = files.flatMap((name) => {
    const opened = configuration.open(join(root.folder, name));
    return 'text' in opened ? [valuesOf(parseHcl(new SourceFile(opened.name, opened.text)).body, root)] : [];
  });
  return (given.length === 0 ? [new Map<string, Value>()] : given).map((more) => ({ type, values: new Map([...own, ...more]) }));
}

function valuesOf(body: ReturnType<typeof parseHcl>['body'], root: Root): ReadonlyMap<string, Value> {
  const quiet = { ...root.within, report: () => undefined };
  const blocks = body.blocks.map(({ type, body: inner }): [string, Value] => [type, { kind: 'map', entries: valuesOf(inner, root) }]);
  return new Map([...blocks, ...body.attributes.map(({ name, value }): [string, Value] => [name, evaluate(value, quiet)])]);
}

function localStates(root: Root, configuration: Configuration): readonly string[] {
  if (root.backend === undefined) return [normalize(join(root.folder, 'terraform.tfstate'))];
  return placesOf(root, configuration).flatMap(({ type, values }) => {
    const path = values.get('path') ?? 'terraform.tfstate';
    return type === 'local' && typeof path === 'string' ? [placeOf(path, root.folder, root.folder)] : [];
  });
}

function statesOf({ folder, outputs }: Root, defaults: Value | undefined): LazyValue {
  const withDefaults: LazyValue = { ...outputs, get: (name) => outputs.get(name) ?? memberOf(defaults, name) };
  // Before Terraform 0.12 outputs were attributes of the data source itself.
  return { kind: 'lazy', text: `the state of ${folder}`, get: (name) => (name === 'outputs' ? withDefaults : withDefaults.get(name)), names: () => ['outputs', ...outputs.names()] };
}

/** At most what the tellings of a backend say, where they are known. */
function placeText(backend: string, config: Value | undefined): string {
  if (config === undefined || config === null || !isMap(config)) return '';
  const said = (tellings[backend] ?? ['path']).flatMap((name) => {
    const value = config.entries.get(name);
    return typeof value === 'string' ? [`${name} ${value}`] : [];
  });
  return said.length === 0 ? '' : ` (${backend}: ${said.join(', ')})`;
}
