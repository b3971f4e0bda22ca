import { isObject, type Json, type JsonObject, type Path, type Position, type Problem, type Resource } from '../resource/resource.ts';
import { isSecretText } from './broken.ts';
import type { Double } from './build.ts';
import { isNamespaced, typeOf } from './kinds.ts';
import { endOf, keyPosition, locateIn, nodePosition } from './locate.ts';
import { secretStretches, withoutValues, type Stretch } from './secret.ts';
import type { SourceFile } from './source.ts';
import { whyNoMembers, whyNoObject } from './no-object.ts';
import { quoteStrings, writtenAt } from './strings.ts';
import { find } from './tree.ts';
import type { ParsedDocument } from './yaml.ts';

/** What documents say, gathered while they are read. */
export interface Gathered {
  readonly resources: Resource[];
  readonly problems: Problem[];
  readonly unread: Unread[];
  /** Where values of Secrets stand in a file. */
  readonly secrets: Map<SourceFile, Stretch[]>;
}

/** Something in the input that was left alone, and why. */
export interface Unread {
  readonly file: string;
  readonly reason: string;
  readonly at?: Position;
}

/** Adds the objects of one document that Kubernetes can read: one, or the members of a list. */
export function gather(document: ParsedDocument, scope: string, into: Gathered): void {
  const { value, file, root } = document;
  if (value === null) return;
  const second = unparted(document);
  const [start, ...others] = [...second].sort((a, b) => a.later - b.later);
  if (start !== undefined) into.problems.push(secondObject(document, [start, ...others]));
  for (const found of document.doubles) if (!second.includes(found)) into.problems.push(doubled(document, found));
  for (const key of document.booleans) into.problems.push(booleanKey(document, key));
  if (document.directive) into.problems.push(directive(document));
  if (!isObject(value)) {
    into.unread.push({ file: file.name, reason: whyNoMembers(value), at: nodePosition(document, root) });
    return;
  }
  const members = membersOf(value);
  if (members === undefined) gatherObject(document, root, value, scope, into);
  else members.forEach((member, index) => gatherObject(document, find(document.tree, root, ['items', index]).node, member, scope, into));
}

/** The members of a `List` or of a typed list such as `PodList`, whose members need not repeat their kind. */
function membersOf(body: JsonObject): Json[] | undefined {
  const { kind, items, apiVersion } = body;
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) return undefined;
  if (isObject(body['metadata']) && typeof body['metadata']['name'] === 'string') return undefined;
  if (kind === 'List') return items as Json[];
  return (items as Json[]).map((member) => (isObject(member) ? { apiVersion: apiVersion ?? null, kind: kind.slice(0, -'List'.length), ...member } : member));
}

/** Adds one object, which stands at a node of a document. */
export function gatherObject(document: ParsedDocument, root: number, body: Json, scope: string, into: Gathered): void {
  const { file } = document;
  const report = (message: string, path: Path): void => {
    conceal(document, root, body, into);
    into.problems.push({ name: 'not-an-object', severity: 'error', message, at: locateIn(document, root)(path) ?? nodePosition(document, root) });
  };
  if (!isObject(body)) return report('a member of this list is not an object', []);
  const { apiVersion, kind, metadata } = body;
  if (apiVersion === undefined && kind === undefined) {
    conceal(document, root, body, into);
    into.unread.push({ file: file.name, reason: whyNoObject(body, file.name), at: nodePosition(document, root) });
    return;
  }
  if (typeof apiVersion !== 'string') return report(`${said(kind)} has no apiVersion: nothing can apply it`, ['apiVersion']);
  if (typeof kind !== 'string') return report(`an object of ${apiVersion} has no kind: nothing can apply it`, ['kind']);
  if (!isObject(metadata)) return report(`${kind} has no metadata.name: nothing can apply it`, ['metadata']);
  const written = (field: string): string => writtenAt(document, find(document.tree, root, ['metadata', field]).node);
  const name = nameFrom(metadata, written);
  if (name === undefined) return report(`${kind} has no metadata.name: nothing can apply it`, ['metadata', 'name']);
  const impossible = Object.entries({ name, namespace: metadata['namespace'] }).find(([, text]) => typeof text === 'string' && /[/%]|^\.{1,2}$/.test(text));
  if (impossible !== undefined) return report(`the ${impossible[0]} ${JSON.stringify(impossible[1])} of this ${kind} is one that the API server refuses: there is no / and no % in it, and it is not . or ..`, ['metadata', impossible[0]]);
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  // Misspelt or not: what holds stringData is meant to be one.
  const secret = group === '' && (/^secrets?$/i.test(kind) || body['stringData'] !== undefined);
  if (secret) remember(into.secrets, file, secretStretches(document, root, body));
  if (metadata['managedFields'] !== undefined) delete (metadata as { managedFields?: Json }).managedFields;
  const namespace = namespaceOf(kind, group, metadata, written);
  const resource: Resource = {
    scope,
    type: typeOf(kind, group),
    ...(namespace === undefined ? {} : { namespace }),
    name,
    apiVersion,
    body: secret ? withoutValues(body) : body,
    locate: locateIn(document, root),
  };
  quoteStrings(resource, document, root, into.problems);
  into.resources.push(resource);
}

function namespaceOf(kind: string, group: string, metadata: JsonObject, written: (field: string) => string): string | undefined {
  const known = isNamespaced(kind, group);
  if (known === false) return undefined;
  const { namespace } = metadata;
  if (typeof namespace === 'string' && namespace !== '') return namespace;
  if (typeof namespace === 'number' || typeof namespace === 'boolean') return written('namespace');
  return known === true ? 'default' : undefined;
}

function nameFrom(metadata: JsonObject, written: (field: string) => string): string | undefined {
  const field = metadata['name'] === undefined ? 'generateName' : 'name';
  const given = metadata[field];
  if (typeof given === 'number' || typeof given === 'boolean') return written(field);
  return typeof given === 'string' && given !== '' ? given : undefined;
}

/** The keys of a second object that stands in the same document: told once, where it starts, and not key by key. */
function unparted(document: ParsedDocument): readonly Double[] {
  const first = (wanted: string): Double | undefined => document.doubles.find(({ name }) => name === wanted);
  const [kind, version] = [first('kind'), first('apiVersion')];
  if (kind === undefined || version === undefined) return [];
  const column = (key: number): number => keyPosition(document, key).column;
  return column(kind.later) === column(version.later) ? document.doubles.filter(({ later }) => column(later) === column(kind.later)) : [];
}

function secondObject(document: ParsedDocument, [start, ...others]: readonly [Double, ...Double[]]): Problem {
  const earlier = keyPosition(document, others.reduce((least, { first }) => Math.min(least, first), start.first));
  return {
    name: 'duplicate-key',
    severity: 'error',
    message: `a second object starts here without a line --- in front of it: of the one at ${earlier.file}:${earlier.line} only what this one leaves out is read`,
    at: keyPosition(document, start.later),
  };
}

function doubled(document: ParsedDocument, { name, first, later }: Double): Problem {
  const earlier = keyPosition(document, first);
  return {
    name: 'duplicate-key',
    severity: 'warning',
    message: `"${name}" stands twice in one map: this one is read, the one at ${earlier.file}:${earlier.line}:${earlier.column} is ignored. Delete one of them`,
    at: keyPosition(document, later),
  };
}

function booleanKey(document: ParsedDocument, key: number): Problem {
  const { source, spans, names } = document.tree;
  const written = source.slice(spans[key], spans[key + 1]);
  return {
    name: 'unquoted-key',
    severity: 'warning',
    message: `${written} without quotes is a boolean, and as a key it is read as "${names.get(key) ?? ''}". Quote it: "${written}"`,
    at: keyPosition(document, key),
  };
}

function directive({ file, base, tree, root }: ParsedDocument): Problem {
  const offset = (tree.spans[root] ?? 0) - base;
  return {
    name: 'yaml-directive',
    severity: 'warning',
    message: 'kubectl refuses a %YAML line ("found incompatible YAML document"): delete it',
    at: file.position(offset, offset + 1),
  };
}

/** Something that is no object may still have been meant as a Secret. */
function conceal(document: ParsedDocument, root: number, body: Json, { secrets }: Gathered): void {
  const { file, base, tree } = document;
  if (isSecretText({ file, start: (tree.spans[root] ?? 0) - base, end: endOf(tree.spans, root) - base })) remember(secrets, file, secretStretches(document, root, isObject(body) ? body : {}));
}

/** Notes where values of Secrets stand in a file. */
export function remember(secrets: Map<SourceFile, Stretch[]>, file: SourceFile, stretches: readonly Stretch[]): void {
  if (stretches.length > 0) secrets.set(file, [...(secrets.get(file) ?? []), ...stretches]);
}

function said(kind: Json | undefined): string {
  return typeof kind === 'string' ? kind : 'an object';
}
