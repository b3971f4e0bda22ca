import { isObject, valueAt, type Json, type JsonObject, type Locate, type Path, type Problem, type Resource } from '../resource/resource.ts';
import { described, members, tagsIn, type Attribute, type Described } from './aws-tables.ts';
import { locateIn } from './locate.ts';
import type { ParsedDocument } from './yaml.ts';

/** Under this key `elbv2 describe-tags` lists the tags of load balancers and target groups, which their own commands leave out. */
const tagsKey = 'TagDescriptions';

/** Whether a document is what `aws ... describe-*` or `list-*` answers, by what it holds. */
export function isDescription({ value }: ParsedDocument): boolean {
  return isObject(value) && value['kind'] === undefined && value['apiVersion'] === undefined && Object.keys(value).some((key) => holds(key, value[key]!));
}

function holds(key: string, value: Json): boolean {
  const row = Object.hasOwn(described, key) ? described[key] : undefined;
  if (key === tagsKey) return Array.isArray(value);
  if (row === undefined) return false;
  if (isObject(value)) return typeof value[row.name] === 'string';
  return Array.isArray(value) && value.every((member) => isObject(member as Json) && typeof (member as JsonObject)[row.name] === 'string');
}

/**
 * Whether a page of an answer is missing. Only what lists everything is known to the end; `wafv2` names a NextMarker on its last
 * page, too (API reference, ListWebACLs).
 */
export function pageMissing(document: ParsedDocument): Problem | undefined {
  const { value } = document;
  const [key, row] = (isObject(value) ? Object.keys(value) : []).flatMap((each) => (Object.hasOwn(described, each) ? [[each, described[each]!] as const] : []))[0] ?? [];
  const next = isObject(value) && key !== 'WebACLs' ? ['NextToken', 'NextMarker'].find((each) => typeof value[each] === 'string' && value[each] !== '') : undefined;
  if (row === undefined || next === undefined) return undefined;
  const at = locateIn(document, document.root)([next]);
  return { name: 'unreadable-document', severity: 'warning', message: `${document.file.name} is one page of what aws ${row.command} answers (${next}), and what is on the others is taken not to be there. Ask without --max-items and --no-paginate`, ...(at === undefined ? {} : { at }) };
}

/** A document of AWS' answers, and the scope its resources are in. */
export interface Description {
  readonly document: ParsedDocument;
  readonly scope: string;
}

/**
 * AWS' answers as resources of Terraform's AWS provider, with the places where AWS says so. What several answers say of one
 * resource is laid together: the answer that describes one resource adds to the one that lists all.
 */
export function describedIn(descriptions: readonly Description[]): readonly Resource[] {
  const found = new Map<string, Resource>();
  // An answer about one resource alone knows more than one that lists all, and is laid over it.
  const alone = ({ document: { value } }: Description): number => (isObject(value) && Object.keys(value).some((key) => isObject(value[key])) ? 1 : 0);
  for (const { document, scope } of descriptions.toSorted((a, b) => alone(a) - alone(b))) {
    for (const resource of resourcesOf(document, scope)) {
      const key = `${scope}\n${resource.type}\n${resource.name}`;
      const earlier = found.get(key);
      found.set(key, earlier === undefined ? resource : joined(earlier, resource));
    }
  }
  const tagged = descriptions.flatMap(taggedIn);
  return [...found.values()].map((resource) => {
    const own = tagged.find(({ scope, arn }) => scope === resource.scope && arn === resource.body['arn']);
    return own === undefined ? resource : joined(resource, { ...resource, body: { tags: own.tags }, locate: () => own.locate([]) });
  });
}

function resourcesOf(document: ParsedDocument, scope: string): readonly Resource[] {
  const { value } = document;
  return isObject(value) ? Object.entries(value).flatMap(([key, listed]) => {
    const row = Object.hasOwn(described, key) ? described[key] : undefined;
    if (row === undefined || !holds(key, listed)) return [];
    // That there is none of a kind is an answer, too.
    if (Array.isArray(listed) && listed.length === 0) return [{ scope, type: 'AwsAnswer', name: row.type, body: {}, locate: below(document, [key]) }];
    const places = isObject(listed) ? [[listed, [key]] as const] : members(listed).map((member, index) => [member, [key, index]] as const);
    return places.map(([member, at]) => resourceOf(row, member, scope, below(document, at)));
  }) : [];
}

function resourceOf({ type, name, attributes }: Described, member: JsonObject, scope: string, locate: Locate): Resource {
  const body: Record<string, Json> = {};
  for (const { to, from, as } of attributes) {
    const value = valueAt(member, from);
    const read = value === undefined || value === null ? undefined : as === undefined ? value : as(value, member);
    if (read !== undefined) body[to] = read;
  }
  return { scope, type, name: shortName(member[name] as string), body, locate: (path, part) => locate(placeOf(attributes, path), part) };
}

/** Where AWS says what an attribute says. */
function placeOf(attributes: readonly Attribute[], [first, ...rest]: Path): Path {
  const attribute = attributes.find(({ to }) => to === first);
  if (attribute === undefined) return [];
  const [index, field] = rest;
  const inner = typeof field === 'string' ? attribute.inner?.[field] : undefined;
  if (inner === undefined) return [...attribute.from, ...rest];
  return attribute.from.length === 0 ? inner : [...attribute.from, index!, ...inner];
}

/** ARNs are long and differ in their last part only. */
function shortName(name: string): string {
  return name.startsWith('arn:') ? name.slice(name.lastIndexOf('/') + 1) : name;
}

function below(document: ParsedDocument, at: Path): Locate {
  const whole = locateIn(document, document.root);
  return (path, part) => whole([...at, ...path], part);
}

function joined(earlier: Resource, later: Resource): Resource {
  return {
    ...earlier,
    body: { ...earlier.body, ...later.body },
    locate: (path, part) => (path.length > 0 && later.body[String(path[0])] !== undefined ? later : earlier).locate(path, part),
  };
}

interface Tagged {
  readonly scope: string;
  readonly arn: string;
  readonly tags: JsonObject;
  readonly locate: Locate;
}

function taggedIn({ document, scope }: Description): readonly Tagged[] {
  const listed = isObject(document.value) ? document.value[tagsKey] : undefined;
  return listed === undefined ? [] : members(listed).flatMap((each, index) => {
    const { ResourceArn: arn, Tags: tags } = each;
    if (typeof arn !== 'string') return [];
    return [{ scope, arn, tags: tagsIn(tags ?? []), locate: below(document, [tagsKey, index]) }];
  });
}
