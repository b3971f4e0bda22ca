import { isObject, pathText, type Json, type JsonObject, type Locate, type Path, type Resource } from '../../../resource/resource.ts';
import { gatherObject, type Gathered } from '../../kubernetes.ts';
import { parseYaml } from '../../yaml.ts';
import { documentFrom } from '../data/documents.ts';
import { evaluate } from '../values/evaluate.ts';
import type { Configuration, Instance, Written } from '../instances/instance.ts';
import { localText } from '../values/json-value.ts';
import { headOf } from '../instances/origin.ts';
import { isUnknown, type Value } from '../values/value.ts';
import { plainJson } from './json.ts';
import { applied } from './objects.ts';
import { placeInFile, placeOfText, placesIn } from './place.ts';
import { hidden, scriptsOf } from './scripts.ts';
import { typedObject } from './typed.ts';

/** What is known of an instance when its payload is read. */
export interface Carrier {
  readonly instance: Instance;
  /** As a resource of AWS would be: arguments and blocks, references as texts, `unknown_after_apply`. */
  readonly resource: Resource;
  readonly body: JsonObject;
  /** Where an argument is written, through variables and locals: a heredoc, `file("x.yaml")`, `yamlencode({...})`. */
  readonly written: (path: Path) => Written | undefined;
  readonly configuration: Configuration;
}

/**
 * Adds what a resource of a provider other than AWS' holds: objects of Kubernetes, a release of a chart. false: nobody here reads
 * such a resource. What is told goes to `into`, with positions in the .tf file, or in the file that the text comes from.
 */
export function payloadOf(carrier: Carrier, into: Gathered): boolean {
  const { instance } = carrier;
  switch (instance.type) {
    case 'helm_release':
      into.resources.push(withoutSecrets(carrier, into));
      return true;
    case 'kubectl_manifest':
      manifestText(carrier, into);
      return true;
    case 'kubernetes_manifest':
      manifestObject(carrier, into);
      return true;
    case 'null_resource':
    case 'terraform_data':
      scriptsOf(carrier, into);
      return true;
    default:
      return typed(carrier, into);
  }
}

/** A release without the values of `set_sensitive`. */
function withoutSecrets({ instance, resource }: Carrier, into: Gathered): Resource {
  for (const block of instance.block.body.blocks) {
    const value = block.type === 'set_sensitive' ? block.body.attributes.find(({ name }) => name === 'value')?.value : undefined;
    if (value?.kind === 'literal') hidden(into, { instance }, value.start, value.end);
  }
  const own = instance.block.body.attributes.find(({ name }) => name === 'set_sensitive');
  if (own !== undefined) hidden(into, { instance }, own.value.start, own.value.end);
  const { set_sensitive: secret, ...body } = resource.body;
  return secret === undefined ? resource : { ...resource, body };
}

function manifestText(carrier: Carrier, into: Gathered): void {
  const { instance, resource, written, configuration, body } = carrier;
  const value = instance.value.get('yaml_body') ?? null;
  const found = typeof value === 'string' ? value : value !== null && isUnknown(value) ? value.text : undefined;
  if (found === undefined) return notKnown(carrier, 'yaml_body', value);
  const text = localText(found, resource.scope);
  const where = written(['yaml_body']);
  const document = documentFrom(configuration, text);
  const place = placeOfText(where, text) ?? (document === undefined ? undefined : placeInFile(document.file, document.text, text));
  const override = body['override_namespace'];
  applied({
    text,
    scope: resource.scope,
    called: `yaml_body of ${instance.type}.${resource.name}`,
    ...(typeof override === 'string' && override !== '' ? { override } : {}),
    ...(place === undefined ? {} : { place }),
    at: resource.locate(['yaml_body']) ?? headOf(instance),
    ...(where === undefined ? {} : { locate: placesIn(where) }),
    hide: () => hideArgument(carrier, 'yaml_body', into),
  }, into);
}

function manifestObject(carrier: Carrier, into: Gathered): void {
  const { instance, resource } = carrier;
  const value = instance.value.get('manifest') ?? null;
  const manifest = plainJson(value, resource.scope);
  if (!isObject(manifest)) return notKnown(carrier, 'manifest', value);
  const where = carrier.written(['manifest']);
  const hide = (): void => hideArgument(carrier, 'manifest', into);
  const decoded = where === undefined ? undefined : decodedText(where);
  const place = decoded === undefined ? undefined : placeOfText(decoded.written, decoded.text);
  if (place !== undefined && decoded !== undefined) {
    applied({ text: localText(decoded.text, resource.scope), scope: resource.scope, called: `manifest of ${instance.type}.${resource.name}`, place, at: resource.locate(['manifest']) ?? headOf(instance), hide }, into);
    return;
  }
  madeOf(carrier, manifest, (path, part) => (where === undefined ? resource.locate(['manifest', ...path], part) : placesIn(where)(path, part)), hide, into);
}

/** The text that `yamldecode(file("x.yaml"))` reads. */
function decodedText(where: Written): { readonly written: Written; readonly text: string } | undefined {
  const { expression } = where;
  const argument = expression.kind === 'call' && /^(?:yaml|json)decode$/.test(expression.name) ? expression.arguments[0] : undefined;
  const value = argument === undefined ? null : evaluate(argument, { ...where.within, report: () => undefined });
  const text = typeof value === 'string' ? value : value !== null && isUnknown(value) ? value.text : undefined;
  return argument === undefined || text === undefined ? undefined : { written: { ...where, expression: argument }, text };
}

function typed(carrier: Carrier, into: Gathered): boolean {
  const { instance, resource } = carrier;
  const body = Object.fromEntries(instance.value.names().filter((name) => resource.body[name] !== undefined).map((name) => [name, plainJson(instance.value.get(name) ?? null, resource.scope) ?? null] as const)) as { readonly [key: string]: Json };
  const made = typedObject(instance.type, body);
  if (made === undefined) return false;
  const locate: Locate = (path, part) => {
    for (let length = path.length; length > 0; length--) {
      const place = made.places.get(pathText(path.slice(0, length)));
      if (place !== undefined) return resource.locate([...place, ...path.slice(length)], part);
    }
    return resource.locate([]);
  };
  madeOf(carrier, made.object, locate, () => ['data', 'string_data', 'binary_data', 'binary_data_wo', 'data_wo'].forEach((name) => hideArgument(carrier, name, into)), into);
  return true;
}

/** Adds one object, read by the same rules as one of a file. */
function madeOf({ instance, resource }: Carrier, object: JsonObject, locate: Locate, hide: () => void, into: Gathered): void {
  const at = resource.locate([]) ?? headOf(instance);
  const inner: Gathered = { resources: [], problems: [], unread: [], secrets: new Map() };
  const [document] = parseYaml([{ name: at.file, text: JSON.stringify(object) }]).documents;
  if (document === undefined) return;
  gatherObject(document, document.root, object, resource.scope, inner);
  into.problems.push(...inner.problems.map(({ name, severity, message }) => ({ name, severity, message: `${instance.type}.${resource.name}: ${message}`, at })));
  if (inner.secrets.size > 0) hide();
  into.resources.push(...inner.resources.map((each) => ({ ...each, snapshot: true as const, locate })));
}

function notKnown({ instance, resource }: Carrier, argument: string, value: Value): void {
  const unknown = value !== null && isUnknown(value) ? value : undefined;
  const from = [...(unknown?.is === undefined ? [] : [unknown.is]), ...(unknown?.from ?? [])].find(({ type }) => type !== instance.type);
  const why = unknown?.why ?? (from === undefined ? undefined : `it comes from ${from.name.replace(/^((?:.*\.)?)(data\.)?([^.]*)$/, (_, module: string, data = '', name: string) => `${module}${data}${from.type}.${name}`)}.${from.attribute}`);
  const attribute = instance.block.body.attributes.find(({ name }) => name === argument);
  instance.within.report({ name: 'not-worked-out', severity: 'note', message: `${argument} of ${instance.type}.${resource.name} is not known${why === undefined ? '' : `: ${why}`}. What it makes in the cluster is missing from every answer`, file: instance.file, span: attribute ?? instance.block.typeSpan });
}

function hideArgument({ instance, written }: Carrier, name: string, into: Gathered): void {
  const where = written([name]);
  if (where !== undefined) into.secrets.set(where.file, [...(into.secrets.get(where.file) ?? []), [where.expression.start, where.expression.end]]);
  const own = instance.block.body.attributes.find((each) => each.name === name);
  if (own !== undefined) hidden(into, { instance }, own.value.start, own.value.end);
}
