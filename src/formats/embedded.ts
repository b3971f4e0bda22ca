import { isObject, keyOf, valueAt, type Json, type JsonObject, type Locate, type Path, type Position, type Problem, type Resource } from '../resource/resource.ts';
import { locateIn } from './locate.ts';
import { parseYaml } from './yaml.ts';

/** A text inside a resource that is a document of its own: what holds it, and as what its content is read. */
interface Holder {
  readonly type: string;
  readonly name: RegExp;
  readonly key: string;
  readonly makes: string;
}

/** The mesh's own settings live as YAML in the ConfigMap `istio` (or `istio-REVISION`), key `mesh`. */
const holders: readonly Holder[] = [{ type: 'ConfigMap', name: /^istio(-.+)?$/, key: 'mesh', makes: 'MeshConfig' }];

/** Annotations whose text is a document. As a resource it is named by that text: whoever meets the annotation finds it so. */
const annotations: Readonly<Record<string, string>> = { 'proxy.istio.io/config': 'ProxyConfigText' };

/** Texts that are the values of a chart: Terraform's helm_release, and Argo CD's Application. As a resource they are named by themselves, too. */
const valueTexts: ReadonlyMap<string, readonly Path[]> = new Map([
  ['helm_release', [['values']]],
  ['Application', [['spec', 'source', 'helm', 'values'], ['spec', 'sources']]],
]);

/** Where an object, and a template in it, has annotations. */
const annotated: readonly Path[] = [['metadata'], ['spec', 'template', 'metadata'], ['spec', 'jobTemplate', 'spec', 'template', 'metadata']];

/** Documents held as text by other resources, as resources with places in the same file. */
export function embeddedIn(resources: readonly Resource[], files: ReadonlyMap<string, string>, problems: Problem[]): readonly Resource[] {
  const found = resources.flatMap((resource) => [
    ...holders.flatMap(({ type, name, key, makes }) => {
      const text = resource.type === type && name.test(resource.name) ? valueAt(resource.body, ['data', key]) : undefined;
      return typeof text === 'string' ? held({ holder: resource, path: ['data', key], text }, { type: makes, name: resource.name }, files, problems) : [];
    }),
    ...(valueTexts.get(resource.type) ?? []).flatMap((place) => textsAt(resource, place)).flatMap(([path, text]) => held({ holder: resource, path, text }, { type: 'HelmValues', name: text }, files, problems)),
    ...fromConfigMaps(resource, resources).flatMap((each) => held(each, { type: 'HelmValues', name: each.text }, files, problems)),
    ...annotated.flatMap((place) => {
      const written = valueAt(resource.body, [...place, 'annotations']);
      if (written === undefined || written === null || typeof written !== 'object') return [];
      return Object.entries(annotations).flatMap(([key, type]) => {
        const text = (written as JsonObject)[key];
        return typeof text === 'string' ? held({ holder: resource, path: [...place, 'annotations', key], text }, { type, name: text }, files, problems) : [];
      });
    }),
  ]);
  const within = [...resources.filter(({ type }) => installers.has(type)), ...found.filter(({ type }) => type === 'HelmValues')];
  const configs = within.flatMap((holder) => annotationsWithin(holder.body, []).flatMap(([path, key, text]) => held({ holder, path, text }, { type: annotations[key]!, name: text }, files, problems)));
  // Many objects hold the same text.
  return [...new Map([...found, ...configs].map((each) => [keyOf(each), each])).values()];
}

/** Types that hold annotations of objects that are yet to be made, wherever in them. */
const installers: ReadonlySet<string> = new Set(['IstioOperator', 'Release', 'HelmRelease', 'Application']);

/** Annotations with a document of their own, at any depth. */
function annotationsWithin(value: Json, path: Path): readonly (readonly [Path, string, string])[] {
  if (value === null || typeof value !== 'object') return [];
  const members: readonly (readonly [string | number, Json])[] = Array.isArray(value) ? (value as readonly Json[]).map((member, index) => [index, member]) : Object.entries(value);
  return members.flatMap(([step, member]) => {
    if (typeof step === 'string' && typeof member === 'string') return Object.hasOwn(annotations, step) ? [[[...path, step], step, member] as const] : [];
    return annotationsWithin(member, [...path, step]);
  });
}

/** The ConfigMaps of which a HelmRelease of Flux takes values (HelmRelease API, valuesFrom); the key is `values.yaml` unless it says another. */
function fromConfigMaps({ scope, namespace, type, body }: Resource, resources: readonly Resource[]): readonly Held[] {
  const named = type === 'HelmRelease' ? valueAt(body, ['spec', 'valuesFrom']) : undefined;
  if (!Array.isArray(named)) return [];
  return (named as readonly Json[]).flatMap((each) => {
    const key = valueAt(each, ['valuesKey']) ?? 'values.yaml';
    const holder = resources.find((other) => other.type === 'ConfigMap' && other.scope === scope && other.namespace === namespace && other.name === valueAt(each, ['name']) && valueAt(each, ['kind']) === 'ConfigMap');
    const text = holder === undefined || typeof key !== 'string' ? undefined : valueAt(holder.body, ['data', key]);
    return holder !== undefined && typeof text === 'string' ? [{ holder, path: ['data', String(key)], text }] : [];
  });
}

/** A text at a path, the texts of a list, or those of a list of sources. */
function textsAt({ body }: Resource, path: Path): readonly (readonly [Path, string])[] {
  const value = valueAt(body, path);
  const members = Array.isArray(value) ? (value as readonly Json[]).map((member, index): [Path, Json | undefined] => (isObject(member) ? [[...path, index, 'helm', 'values'], valueAt(member, ['helm', 'values'])] : [[...path, index], member])) : [[path, value] as [Path, Json | undefined]];
  return members.flatMap(([at, found]) => (typeof found === 'string' ? [[at, found] as const] : []));
}

/** A text, and where it stands. */
interface Held {
  readonly holder: Resource;
  readonly path: Path;
  readonly text: string;
}

function held({ holder, path, text }: Held, { type, name }: { readonly type: string; readonly name: string }, files: ReadonlyMap<string, string>, problems: Problem[]): readonly Resource[] {
  const start = holder.locate(path);
  const { documents, broken } = parseYaml([{ name: start?.file ?? '', text }]);
  for (const { reason } of broken) problems.push({ name: 'unreadable-document', severity: 'error', message: `${String(path.at(-1))} of ${holder.type} ${holder.name} does not parse: ${reason}`, resource: holder, ...(start === undefined ? {} : { at: start }) });
  const document = documents[0];
  const body = document?.value;
  if (document === undefined || body === null || typeof body !== 'object' || Array.isArray(body)) return [];
  const inside = locateIn(document, document.root);
  const locate: Locate = (asked, part) => {
    const at = inside(asked, part);
    return at === undefined || start === undefined ? start : shifted(at, start, files.get(start.file));
  };
  const { scope, namespace } = holder;
  return [{ scope, type, name, body: body as JsonObject, locate, ...(namespace === undefined ? {} : { namespace }) }];
}

/** A block scalar's place starts at its first line, every line indented by as much as that one is. */
function shifted(at: Position, start: Position, text: string | undefined): Position {
  const before = start.line - 1;
  const indent = /^ */.exec(text?.split('\n')[before] ?? '')?.[0].length ?? 0;
  return { file: start.file, line: before + at.line, column: at.column + indent, endLine: before + at.endLine, endColumn: at.endColumn + indent };
}
