import { isObject, type Locate, type Position, type Problem } from '../../../resource/resource.ts';
import { brokenStretches, isSecretText } from '../../broken.ts';
import { gatherObject, remember, type Gathered } from '../../kubernetes.ts';
import { parseYaml } from '../../yaml.ts';
import type { TextPlace } from './place.ts';

/** A text of documents that something applies. */
export interface Applying {
  readonly text: string;
  readonly scope: string;
  /** What applies it, as messages call it: `yaml_body of kubectl_manifest.web`. */
  readonly called: string;
  /** For objects that say none. */
  readonly namespace?: string;
  /** Where a namespace is set whatever the object says. */
  readonly override?: string;
  readonly place?: TextPlace;
  /** Where what applies it stands. */
  readonly at: Position;
  /** Positions of the one object, where no text has them. */
  readonly locate?: Locate;
  /** Hides what is written where a Secret stands, if nothing more is known than where it is applied. */
  readonly hide: () => void;
}

/** Adds the objects of a text, with positions where it is written. How many there are. */
export function applied({ text, scope, called, namespace, override, place, at, locate, hide }: Applying, into: Gathered): number {
  const inner: Gathered = { resources: [], problems: [], unread: [], secrets: new Map() };
  const { documents, broken } = parseYaml([{ name: place?.file.name ?? at.file, text }]);
  for (const document of documents) if (isObject(document.value)) gatherObject(document, document.root, document.value, scope, inner);
  const moved = (found: Position | undefined): Position => (found === undefined || place === undefined ? at : place.at(found));
  for (const each of broken) {
    const { reason, file, offset } = each;
    const stretches = brokenStretches(each);
    if (stretches.length > 0 && place === undefined) hide();
    else if (place !== undefined) remember(into.secrets, place.file, stretches.map(place.stretch));
    into.problems.push({ name: 'unreadable-document', severity: 'error', message: `${called} does not parse: ${isSecretText(each) ? 'it is not YAML (details are left out, it is a Secret)' : reason}`, at: moved(file.position(offset, offset + 1)) });
  }
  into.problems.push(...inner.problems.map(({ name, severity, message, resource, at: found }): Problem => ({ name, severity, message, ...(resource === undefined ? {} : { resource }), at: moved(found) })));
  into.unread.push(...inner.unread.map(({ reason, at: found }) => ({ file: moved(found).file, reason: `${called}: ${reason}`, at: moved(found) })));
  for (const [, stretches] of inner.secrets) {
    if (place === undefined) hide();
    else remember(into.secrets, place.file, stretches.map(place.stretch));
  }
  into.resources.push(...inner.resources.map((resource) => {
    const own = isObject(resource.body['metadata']) ? resource.body['metadata']['namespace'] : undefined;
    const set = resource.namespace === undefined ? undefined : (override ?? (own === undefined ? namespace : undefined));
    const found: Locate = (path, part) => (place === undefined ? (locate?.(path, part) ?? at) : moved(resource.locate(path, part)));
    return { ...resource, ...(set === undefined ? {} : { namespace: set, body: { ...resource.body, metadata: { ...(resource.body['metadata'] as object), namespace: set } } }), ...(place?.whole === true && set === undefined ? {} : { snapshot: true as const }), locate: found };
  }));
  return inner.resources.length;
}
