import { isObject, pathText, valueAt, type Json, type JsonObject, type Path, type Problem, type Resource } from '../resource/resource.ts';
import { nodePosition } from './locate.ts';
import { find } from './tree.ts';
import type { ParsedDocument } from './yaml.ts';

/** Maps whose values the API takes as strings only. */
const stringMaps: readonly Path[] = [
  ['metadata', 'labels'],
  ['metadata', 'annotations'],
  ['spec', 'selector', 'matchLabels'],
  ['spec', 'template', 'metadata', 'labels'],
  ['spec', 'template', 'metadata', 'annotations'],
];

const furtherMaps: ReadonlyMap<string, readonly Path[]> = new Map(Object.entries({
  Service: [['spec', 'selector']],
  ReplicationController: [['spec', 'selector']],
  ConfigMap: [['data']],
  CronJob: [
    ['spec', 'jobTemplate', 'spec', 'template', 'metadata', 'labels'],
    ['spec', 'jobTemplate', 'spec', 'template', 'metadata', 'annotations'],
  ],
}));

/**
 * Labels, annotations and selectors written without quotes that YAML reads as booleans or numbers: reported as the API
 * server would refuse them, and from here on read as the text that stands in the file, so that the rest can be judged.
 */
export function quoteStrings(resource: Resource, document: ParsedDocument, root: number, problems: Problem[]): void {
  const { metadata } = resource.body;
  for (const name of ['name', 'namespace']) quote(metadata, name, ['metadata'], resource, document, root, problems);
  for (const path of stringMaps) quoteMap(path, resource, document, root, problems);
  for (const path of furtherMaps.get(resource.type) ?? []) quoteMap(path, resource, document, root, problems);
  if (resource.type === 'IstioOperator') for (const path of annotationMaps(resource.body['spec'], ['spec'])) quoteMap(path, resource, document, root, problems);
}

/** Annotations of what an installation makes, wherever its settings have them. */
function annotationMaps(value: Json | undefined, path: Path): readonly Path[] {
  if (Array.isArray(value)) return value.flatMap((each: Json, index) => annotationMaps(each, [...path, index]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, each]) => (madeMaps.has(name) ? [[...path, name]] : annotationMaps(each, [...path, name])));
}

/** Names of maps of annotations in an IstioOperator: they end up at Services and pods (istio/api, KubernetesResourcesSpec; charts of the gateways). */
const madeMaps: ReadonlySet<string> = new Set(['serviceAnnotations', 'podAnnotations']);

/** A scalar's text as it stands in the file. */
export function writtenAt({ tree }: ParsedDocument, node: number): string {
  return tree.source.slice(tree.spans[node], tree.spans[node + 1]);
}

function quoteMap(path: Path, resource: Resource, document: ParsedDocument, root: number, problems: Problem[]): void {
  const map = valueAt(resource.body, path);
  if (map === null || typeof map !== 'object' || Array.isArray(map)) return;
  for (const name in map) quote(map, name, path, resource, document, root, problems);
}

function quote(map: Json | undefined, name: string, path: Path, resource: Resource, document: ParsedDocument, root: number, problems: Problem[]): void {
  const value = (map as JsonObject)[name];
  if (typeof value !== 'number' && typeof value !== 'boolean') return;
  const { node } = find(document.tree, root, [...path, name]);
  const written = writtenAt(document, node);
  (map as { [key: string]: Json })[name] = written;
  problems.push({
    name: 'unquoted-value',
    // Of what Istio does not read at that place, nobody refuses anything.
    severity: path.includes('meshConfig') ? 'warning' : 'error',
    message: `${pathText([...path, name])}: ${written} without quotes is a ${typeof value}, and ${resource.type === 'IstioOperator' ? 'annotations are texts: the Service or pod with it is refused' : 'the API server refuses it'} (${refusal(path, name, value)}). Quote it: "${written}"`,
    resource,
    at: nodePosition(document, node),
  });
}

/** What the API server answers, as users report it. */
function refusal(path: Path, name: string, value: number | boolean): string {
  const type = typeof value === 'boolean' ? 'bool' : 'number';
  const field = path.length === 1 ? name : path.at(-1);
  if (path.includes('metadata')) return `json: cannot unmarshal ${type} into Go struct field ObjectMeta.metadata.${field} of type string`;
  return `json: cannot unmarshal ${type} into Go value of type string`;
}
