import { record, text } from '../../../dialects/kubernetes/fields.ts';
import { valueAt, type Json, type Path } from '../../../resource/resource.ts';
import type { Annotations } from '../annotations.ts';
import type { Place, Refusal } from '../place.ts';
import type { Drafting } from '../plan.ts';
import type { Member } from './group.ts';

/** What one member of a group asks for, and where. */
export interface Said<T> {
  readonly value: T;
  readonly member: Member;
  readonly place: Place;
}

/** What the members say in an annotation, in the group's order; IngressClassParams at `pinned` silence it. */
export function textsSaid(members: readonly Member[], annotation: string, pinned?: Path): readonly Said<string>[] {
  return members.flatMap((member) => {
    const own = pinned === undefined ? undefined : pinnedBy(member, pinned);
    const fixed = own === undefined ? undefined : text(own.value);
    if (own !== undefined && fixed !== undefined && fixed !== '') return [{ value: fixed, member, place: own.place }];
    const value = member.annotations.text(annotation);
    return value === undefined ? [] : [{ value, member, place: member.annotations.place(annotation) }];
  });
}

/** What the members say in an annotation of another type than text: `read` reads it, and gives undefined where nothing is said. */
export function said<T>(members: readonly Member[], annotation: string, read: (annotations: Annotations, name: string) => T | undefined): readonly Said<T>[] {
  return members.flatMap((member) => {
    const value = read(member.annotations, annotation);
    return value === undefined ? [] : [{ value, member, place: member.annotations.place(annotation) }];
  });
}

/** What IngressClassParams of a member say at a path of their spec. */
export function pinnedBy({ params }: Member, path: Path): { readonly value: Json; readonly place: Place } | undefined {
  if (params === undefined) return undefined;
  const value = valueAt(record(params.body['spec']), path);
  return value === undefined || value === null ? undefined : { value, place: [params, ['spec', ...path]] };
}

/** The one value that all members that say something agree on; the first, and a refusal for every other, where they do not. */
export function agreed<T>(drafting: Drafting, said: readonly Said<T>[], what: string, says: (values: readonly T[]) => string, same: (a: T, b: T) => boolean = (a, b) => a === b): Said<T> | undefined {
  const [first, ...others] = said;
  if (first === undefined) return undefined;
  const text = says(said.map(({ value }) => value));
  for (const other of others) {
    if (same(first.value, other.value)) continue;
    const [one, against] = blamed(first, other);
    drafting.refuse({ at: one.place, message: `${what} is ${shown(one.value)} here and ${shown(against.value)} for ${whose(against)}; all Ingresses of a group that say it must say the same`, says: text });
  }
  return first;
}

/** The pairs that members say, key by key; a refusal for each that an earlier member says otherwise. The last one stays. */
export function agreedPairs(
  drafting: Drafting,
  members: readonly Member[],
  annotation: string,
  pairsOf: (member: Member) => Readonly<Record<string, string>>,
  conflict: (key: string, value: string, earlier: Said<string>, member: Member) => Omit<Refusal, 'at'> | undefined,
): ReadonlyMap<string, Said<string>> {
  const pairs = new Map<string, Said<string>>();
  for (const member of members) {
    const place = member.annotations.place(annotation);
    for (const [key, value] of Object.entries(pairsOf(member))) {
      const earlier = pairs.get(key);
      const refusal = earlier === undefined || earlier.value === value ? undefined : conflict(key, value, earlier, member);
      if (refusal !== undefined) drafting.refuse({ at: place, ...refusal });
      pairs.set(key, { value, member, place });
    }
  }
  return pairs;
}

/** Of two that disagree the one to blame, first: the later one, but no class that its Ingress contradicts. */
export function blamed<T extends { readonly place: Place }>(earlier: T, later: T): readonly [T, T] {
  const [mine, theirs] = [earlier, later].map(({ place: [{ type }] }) => type);
  return theirs === 'IngressClassParams' && mine !== 'IngressClassParams' ? [earlier, later] : [later, earlier];
}

/** Whose setting it is: an Ingress, or one whose class says it. */
export function whose({ member, place: [source] }: { readonly member: Member; readonly place: Place }): string {
  return source.type === 'IngressClassParams' ? `${named(member)}, whose IngressClassParams ${source.name} say so` : named(member);
}

/** `Ingress NAMESPACE/NAME`. */
export function named({ namespace, name }: Member): string {
  return `Ingress ${namespace}/${name}`;
}

function shown(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : typeof value === 'string' ? `"${value}"` : String(value);
}
