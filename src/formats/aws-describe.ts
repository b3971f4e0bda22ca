import { isObject, valueAt, type Json, type JsonObject, type Locate, type Path, type Problem, type Resource } from '../resource/resource.ts';
import { answers } from './aws-tables.ts';
import { lastPart, members, tagsIn, textOf, type Attribute, type Described } from './aws/described.ts';
import { mixedUp } from './aws/mixed.ts';
import { ownerByFile, ownerless, ownersAmong, type Owners } from './aws/owners.ts';
import { asObject, named, piecesOf, tagsKey, type Piece } from './aws/pieces.ts';
import { locateIn } from './locate.ts';
import type { ParsedDocument } from './yaml.ts';

/** A document of AWS' answers, and the scope its resources are in. */
export interface Description {
  readonly document: ParsedDocument;
  readonly scope: string;
}

export interface DescribedRead {
  readonly resources: readonly Resource[];
  readonly problems: readonly Problem[];
}

/**
 * AWS' answers as resources of Terraform's AWS provider, with the places where AWS says so. What several answers say of one
 * resource is laid together: the answer that describes one resource adds to the one that lists all.
 */
export function describedIn(descriptions: readonly Description[]): DescribedRead {
  const problems: Problem[] = [];
  const found: Found = new Map();
  const told: Told[] = [];
  const pieces = descriptions.flatMap(({ document, scope }) => piecesOf(document, scope));
  const lost = ({ answer: { owner }, of, listed }: Piece): boolean => owner !== undefined && of === undefined && !(owner.inside !== undefined && members(listed).length > 0 && members(listed).every((member) => textOf(member[owner.inside!]) !== undefined));
  lay(pieces.filter((piece) => !lost(piece) || piece.answer.owner?.optional === true), found, told, problems);
  const known = new Map<string, Owners>();
  const ownersIn = (scope: string): Owners => {
    const owners = known.get(scope) ?? ownersAmong([...found.values()].filter((resource) => resource.scope === scope), ownerTypes);
    known.set(scope, owners);
    return owners;
  };
  const homed = pieces.filter(lost).flatMap((piece): readonly Piece[] => {
    const of = ownerByFile(piece.answer.owner!, piece.document.file.name, ownersIn(piece.scope));
    if (of !== undefined) return [{ ...piece, of }];
    if (piece.answer.owner!.optional !== true) problems.push(ownerless(piece));
    return [];
  });
  lay(homed, found, told, problems);
  problems.push(...mixedUp(told));
  return { resources: tagged(renamedApart(withoutRepeats([...found.values()])), descriptions), problems };
}

const ownerTypes: ReadonlySet<string> = new Set(Object.values(answers).flatMap(({ owner }) => Object.keys(owner?.types ?? {})));

/** Resources by scope, type and what identifies them. */
type Found = Map<string, Resource>;

/** What one file says of one resource. */
interface Told {
  readonly file: string;
  readonly resource: Resource;
}

interface Ranked {
  readonly rank: number;
  readonly resource: Resource;
}

function lay(pieces: readonly Piece[], found: Found, told: Told[], problems: Problem[]): void {
  const all = pieces.flatMap((piece) => {
    const ranked = resourcesOf(piece, problems);
    for (const { resource } of ranked) told.push({ file: piece.document.file.name, resource });
    return ranked;
  });
  for (const { resource } of all.toSorted((a, b) => a.rank - b.rank)) {
    const key = `${resource.scope}\n${resource.type}\n${textOf(resource.body['id']) ?? resource.name}`;
    const earlier = found.get(key);
    found.set(key, earlier === undefined ? resource : joined(earlier, resource));
  }
}

function resourcesOf(piece: Piece, problems: Problem[]): readonly Ranked[] {
  const { answer, listed, key, holder } = piece;
  const whole = locateIn(piece.document, piece.document.root);
  if (answer.whole === true) return rowsOf(piece, holder, [], whole, 0);
  if (isObject(listed)) {
    const beside = (answer.beside ?? []).filter((each) => holder[each] !== undefined);
    return rowsOf(piece, beside.length === 0 ? listed : { ...listed, ...Object.fromEntries(beside.map((each) => [each, holder[each]!])) }, [key], whole, 2);
  }
  const all = listed as readonly Json[];
  // That there is none of a kind is an answer, too; of one owner, that this one has none.
  if (all.length === 0) return [...new Set(answer.rows.filter(({ within }) => (within ?? []).length < 2).map(({ type }) => type))].map((type) => ({ rank: 0, resource: none(piece, type, whole) }));
  return all.flatMap((member, index) => {
    if (named(answer, member)) return rowsOf(piece, asObject(member) as JsonObject, [key, index], whole, 1);
    problems.push(unnamed(piece, index, whole));
    return [];
  });
}

function none({ scope, of, at, key }: Piece, type: string, whole: Locate): Resource {
  const own = of === undefined ? {} : { of };
  return { scope, type: 'AwsAnswer', name: of === undefined ? type : `${type}:${lastPart(of)}`, body: own, locate: (_, part) => whole([...at, key], part) };
}

function unnamed({ document, answer, at, key }: Piece, index: number, whole: Locate): Problem {
  const place = whole([...at, key, index]);
  return { name: 'unreadable-document', severity: 'error', message: `member ${index + 1} of ${key} in ${document.file.name} has no ${answer.name.join('.')}, which everything has that aws ${answer.command} answers. It is not read; the others are`, ...(place === undefined ? {} : { at: place }) };
}

function rowsOf(piece: Piece, member: JsonObject, at: Path, whole: Locate, rank: number): readonly Ranked[] {
  return piece.answer.rows.flatMap((row) => nestedIn(member, row.within ?? [], at, piece.of ?? textOf(member[piece.answer.owner?.inside ?? '']) ?? '', row.parent).flatMap(([each, place, of]) => {
    if (row.when !== undefined && !row.when(each, of)) return [];
    return [{ rank: row.aside === true ? 0 : rank, resource: resourceOf(piece, row, each, place, of, whole) }];
  }));
}

/** What stands in lists inside a listed thing, and the name of what is around it. */
function nestedIn(member: JsonObject, [list, ...deeper]: readonly string[], at: Path, of: string, parent: string | undefined): readonly (readonly [JsonObject, Path, string])[] {
  if (list === undefined) return [[member, at, of]];
  const around = parent === undefined ? of : (textOf(member[parent]) ?? of);
  return (Array.isArray(member[list]) ? (member[list] as readonly Json[]) : []).flatMap((inner, index) => (isObject(inner) ? nestedIn(inner, deeper, [...at, list, index], around, parent) : []));
}

function resourceOf(piece: Piece, row: Described, member: JsonObject, at: Path, of: string, whole: Locate): Resource {
  const attributes = typeof row.attributes === 'function' ? row.attributes(member, of) : row.attributes;
  const body: Record<string, Json> = {};
  for (const { to, from, as } of attributes) {
    const value = valueAt(member, from);
    const read = value === undefined || value === null ? undefined : as === undefined ? value : as(value, member, of);
    if (read !== undefined) body[to] = read;
  }
  const name = row.called === undefined ? lastPart(valueAt(member, piece.answer.name) as string) : row.called(member, of);
  return { scope: piece.scope, type: row.type, name, body, locate: (path, part) => whole(placed(piece, at, placeOf(attributes, member, path)), part) };
}

/** The way from the top of the document. */
function placed({ at: holder, answer, bare }: Piece, at: Path, inner: Path): Path {
  if (answer.beside?.includes(String(inner[0])) === true) return [...holder, ...inner];
  return [...holder, ...[...at, ...inner].slice(bare === true ? 1 : 0)];
}

/** Where AWS says what an attribute says. */
function placeOf(attributes: readonly Attribute[], member: JsonObject, [first, ...rest]: Path): Path {
  const all = attributes.filter(({ to }) => to === first);
  const attribute = all.find(({ from }) => valueAt(member, from) !== undefined) ?? all[0];
  if (attribute === undefined) return [];
  if (attribute.place !== undefined) return [...attribute.from, ...attribute.place(valueAt(member, attribute.from) ?? null, rest)];
  const [index, field, ...deeper] = rest;
  const inner = typeof field === 'string' ? attribute.inner?.[field] : undefined;
  if (inner === undefined) return [...attribute.from, ...rest];
  return attribute.from.length === 0 ? inner : [...attribute.from, index!, ...inner, ...deeper];
}

function joined(earlier: Resource, later: Resource): Resource {
  return {
    ...earlier,
    body: { ...earlier.body, ...later.body },
    locate: (path, part) => (path.length > 0 && later.body[String(path[0])] !== undefined ? later : earlier).locate(path, part),
  };
}

/** describe-security-group-rules says one by one what describe-security-groups says of a group at once. */
function withoutRepeats(resources: readonly Resource[]): readonly Resource[] {
  const groups = new Set(resources.filter(({ type, body }) => type === 'aws_security_group' && body['ingress'] !== undefined).map(({ scope, body }) => `${scope}\n${String(body['id'])}`));
  return resources.filter(({ type, scope, body }) => !/^aws_vpc_security_group_(?:in|e)gress_rule$/.test(type) || !groups.has(`${scope}\n${String(body['security_group_id'])}`));
}

/** Load balancers of two accounts may have one name: each is then called by its account, too. */
function renamedApart(resources: readonly Resource[]): readonly Resource[] {
  const count = new Map<string, number>();
  const keyOf = ({ scope, type, name }: Resource): string => `${scope}\n${type}\n${name}`;
  for (const resource of resources) count.set(keyOf(resource), (count.get(keyOf(resource)) ?? 0) + 1);
  return resources.map((resource) => {
    if (count.get(keyOf(resource)) === 1) return resource;
    const [account, region] = [accountOf(resource), textOf(resource.body['arn'])?.split(':')[3]];
    return { ...resource, name: [resource.name, region, account].filter((part) => part !== undefined && part !== '').join('-') };
  });
}

function accountOf({ body }: Resource): string | undefined {
  return textOf(body['arn'])?.split(':')[4] ?? textOf(body['owner_id']) ?? textOf(body['id']);
}

function tagged(resources: readonly Resource[], descriptions: readonly Description[]): readonly Resource[] {
  const tags = new Map(descriptions.flatMap(taggedIn));
  if (tags.size === 0) return resources;
  return resources.map((resource) => {
    const own = tags.get(`${resource.scope}\n${String(resource.body['arn'])}`);
    return own === undefined ? resource : joined(resource, { ...resource, body: { tags: own.tags }, locate: () => own.locate([]) });
  });
}

interface Tags {
  readonly tags: JsonObject;
  readonly locate: Locate;
}

function taggedIn({ document, scope }: Description): readonly (readonly [string, Tags])[] {
  const listed = isObject(document.value) ? document.value[tagsKey] : undefined;
  const whole = locateIn(document, document.root);
  return members(listed).flatMap((each, index) => (typeof each['ResourceArn'] === 'string' ? [[`${scope}\n${each['ResourceArn']}`, { tags: tagsIn(each['Tags'] ?? []), locate: (path: Path) => whole([tagsKey, index, ...path]) }] as const] : []));
}
