import type { JsonObject, Locate, Position, Problem, Resource } from '../resource/resource.ts';
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

/** Documents held as text by other resources, as resources with places in the same file. */
export function embeddedIn(resources: readonly Resource[], files: ReadonlyMap<string, string>, problems: Problem[]): readonly Resource[] {
  return resources.flatMap((resource) =>
    holders.flatMap(({ type, name, key, makes }) => {
      if (resource.type !== type || !name.test(resource.name)) return [];
      const data = resource.body['data'];
      const text = data !== null && typeof data === 'object' ? (data as JsonObject)[key] : undefined;
      return typeof text === 'string' ? held(resource, makes, key, text, files, problems) : [];
    }),
  );
}

function held(holder: Resource, makes: string, key: string, text: string, files: ReadonlyMap<string, string>, problems: Problem[]): readonly Resource[] {
  const start = holder.locate(['data', key]);
  const { documents, broken } = parseYaml([{ name: start?.file ?? '', text }]);
  for (const { reason } of broken) problems.push({ name: 'unreadable-document', severity: 'error', message: `${key} of ConfigMap ${holder.name} does not parse: ${reason}`, resource: holder, ...(start === undefined ? {} : { at: start }) });
  const document = documents[0];
  const body = document?.value;
  if (document === undefined || body === null || typeof body !== 'object' || Array.isArray(body)) return [];
  const inside = locateIn(document, document.root);
  const locate: Locate = (path, part) => {
    const at = inside(path, part);
    return at === undefined || start === undefined ? start : shifted(at, start, files.get(start.file));
  };
  const { scope, namespace, name } = holder;
  return [{ scope, type: makes, name, body: body as JsonObject, locate, ...(namespace === undefined ? {} : { namespace }) }];
}

/** A block scalar's place starts at its first line, every line indented by as much as that one is. */
function shifted(at: Position, start: Position, text: string | undefined): Position {
  const before = start.line - 1;
  const indent = /^ */.exec(text?.split('\n')[before] ?? '')?.[0].length ?? 0;
  return { file: start.file, line: before + at.line, column: at.column + indent, endLine: before + at.endLine, endColumn: at.endColumn + indent };
}
