import { dirname, join, normalize } from 'node:path';
import { isObject, type Json, type JsonObject, type Locate, type Path, type Problem, type Resource } from '../resource/resource.ts';
import { locateIn } from './locate.ts';
import { mistakesIn, scopesOf, wrong, type Members } from './sections.ts';
import type { Input, Settings } from './settings.ts';
import { parseYaml } from './yaml.ts';

export interface ReleasesRead {
  readonly resources: readonly Resource[];
  /** Texts of the values files, by the names they are shown by. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * The section `releases` of a sallyport.yaml, as resources of type Release: `[{ name, namespace, chart, version, values }]`, as
 * `helm install` is told. `values` is a file, an object, or a list of these; in the resource it is a list of objects, the last
 * of which wins. A values file counts from the folder of the sallyport.yaml.
 */
export function releasesIn(settings: Settings | undefined, roots: readonly Input[], readText: (file: string) => string | undefined, problems: Problem[]): ReleasesRead {
  const section = settings?.body['releases'];
  const files = new Map<string, string>();
  if (settings === undefined || section === undefined || section === null) return { resources: [], files };
  if (!Array.isArray(section)) {
    problems.push(wrong(settings, ['releases'], 'releases is a list of { name, namespace, chart, version, values }'));
    return { resources: [], files };
  }
  const resources = (section as readonly Json[]).flatMap((entry, index) => {
    const at: Path = ['releases', index];
    const body = isObject(entry) ? entry : {};
    const missing = ['name', 'chart'].filter((name) => typeof body[name] !== 'string');
    const mistakes = [...mistakesIn(body, members, 'releases', settings, at), ...(missing.length === 0 ? [] : [wrong(settings, at, `an entry of releases says its ${missing.join(' and its ')}: { name: istiod, namespace: istio-system, chart: istio/istiod }`)])];
    problems.push(...mistakes);
    if (mistakes.length > 0) return [];
    const layers = layersOf(settings, body['values'], [...at, 'values'], readText, files, problems);
    const locate: Locate = (path, part) => {
      const layer = path[0] === 'values' && typeof path[1] === 'number' ? layers[path[1]] : undefined;
      return layer === undefined ? settings.locate([...at, ...path], part) : layer.locate(path.slice(2), part);
    };
    const source: Resource['source'] = (path) => {
      const layer = path[0] === 'values' && typeof path[1] === 'number' ? layers[path[1]] : undefined;
      return layer === undefined ? { file: settings.file, path: [...at, ...path] } : { file: layer.file, path: [...layer.at, ...path.slice(2)] };
    };
    const held: JsonObject = { ...body, values: layers.map(({ values }) => values) };
    return scopesOf(body, roots).map((scope): Resource => ({ scope, type: 'Release', namespace: namespaceOf(body), name: body['name'] as string, body: held, locate, source }));
  });
  return { resources, files };
}

/** Values files that a sallyport.yaml names: they hold no objects. */
export function valuesFiles(settings: Settings | undefined): ReadonlySet<string> {
  const section = settings?.body['releases'];
  if (settings === undefined || !Array.isArray(section)) return new Set();
  const named = (section as readonly Json[]).flatMap((entry) => (isObject(entry) ? written(entry['values']) : []));
  return new Set(named.flatMap((each) => (typeof each === 'string' ? [pathOf(settings, each)] : [])));
}

const text = (value: Json): boolean => typeof value === 'string' && value !== '';

const members: Members = {
  name: { fits: text, says: "the release's name" },
  namespace: { fits: text, says: 'the namespace it is installed in' },
  cluster: { fits: text, says: 'the name of a cluster of inputs' },
  chart: { fits: text, says: 'the chart as helm install takes it: istio/gateway' },
  repository: { fits: text, says: 'the address of the repository of the chart' },
  version: { fits: text, says: 'the version of the chart in quotes: "1.27.1"' },
  values: { fits: (value) => value === null || written(value).every((each) => text(each) || isObject(each)), says: 'a file, an object, or a list of these' },
};

interface Layer {
  readonly values: JsonObject;
  /** Where it stands in a document of a file. */
  readonly file: string;
  readonly at: Path;
  readonly locate: Locate;
}

function layersOf(settings: Settings, values: Json | undefined, at: Path, readText: (file: string) => string | undefined, files: Map<string, string>, problems: Problem[]): readonly Layer[] {
  return written(values).flatMap((each, index) => {
    const place = Array.isArray(values) ? [...at, index] : at;
    if (isObject(each)) return [{ values: each, file: settings.file, at: place, locate: (path, part) => settings.locate([...place, ...path], part) }];
    const file = pathOf(settings, each as string);
    const content = readText(file);
    if (content === undefined) {
      problems.push(wrong(settings, place, `the values file ${file} is not there; the release is taken without it`));
      return [];
    }
    files.set(file, content);
    return layerOf(file, content, problems);
  });
}

function layerOf(name: string, content: string, problems: Problem[]): readonly Layer[] {
  const { documents: [document], broken } = parseYaml([{ name, text: content }]);
  for (const { file, offset, reason } of broken) problems.push({ name: 'unreadable-document', severity: 'error', message: `${name} is not read: ${reason}`, at: file.position(offset, offset + 1), excerpt: file.excerpt(offset) });
  return document !== undefined && isObject(document.value) ? [{ values: document.value, file: name, at: [], locate: locateIn(document, document.root) }] : [];
}

function written(values: Json | undefined): readonly Json[] {
  if (values === undefined || values === null) return [];
  return Array.isArray(values) ? (values as readonly Json[]) : [values];
}

function pathOf(settings: Settings, file: string): string {
  return normalize(join(dirname(settings.file), file));
}

function namespaceOf({ namespace }: JsonObject): string {
  return typeof namespace === 'string' ? namespace : 'default';
}
