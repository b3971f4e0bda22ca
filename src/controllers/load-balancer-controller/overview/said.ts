import { nameIn } from '../../../dialects/aws/references.ts';
import { list, record, text } from '../../../dialects/kubernetes/fields.ts';
import type { Json, JsonObject, Path, Position } from '../../../resource/resource.ts';
import type { ControllerFacts } from '../facts.ts';
import type { Place, Remark } from '../place.ts';
import { placeOf, type Piece, type Stack } from '../stack.ts';
import type { Names } from '../resources/names.ts';
import { trackingTags } from '../resources/tracking.ts';
import type { NameView, Overview, Pair, Said } from './overview.ts';

/** The position of a place, as a member that is absent where no file holds it. */
export function from([resource, path]: Place): { readonly from?: Position } {
  const at = resource.locate(path);
  return at === undefined ? {} : { from: at };
}

/** A remark as people read it. */
export function remarkView({ name, severity, message, at }: Remark): Overview['remarks'][number] {
  return { name, severity, message, ...from(at) };
}

/** A value of a part of a piece, with the place that asks for it; a default has none of its own. */
export function said<T>(piece: Piece, part: Path, value: T): Said<T> {
  const place = placeOf(piece, part);
  return place === piece.place ? { value } : { value, ...from(place) };
}

/** `[{ key, value }]` of a piece, each with the place that asks for it. */
export function saidPairs(piece: Piece, part: string): readonly Said<Pair>[] {
  return list(piece.spec[part]).map(record).map(({ key, value }, index) => said(piece, [part, index], { key: text(key) ?? '', value: text(value) ?? '' }));
}

/** The tags of a piece: those that are asked for, and those by which the controller finds it again. */
export function tagPairs(facts: ControllerFacts, stack: Stack, piece: Piece): readonly Pair[] {
  const map: JsonObject = { ...record(piece.spec['tags']), ...trackingTags(facts, stack, piece) };
  return Object.keys(map).sort().map((key) => ({ key, value: text(map[key]) ?? '' }));
}

/** The name of a load balancer or target group at AWS. */
export function nameView(names: Names, piece: Piece): NameView {
  const here = names.of(piece);
  const known = names.atAws(piece);
  return { ...said(piece, ['name'], known ?? names.form(piece)), known: known !== undefined, here };
}

/** A security group by the name or the id it has at AWS: the load balancer's own, the one that a cluster's load balancers share, or the user's. */
export function securityGroupName({ flags }: ControllerFacts, names: Names, value: Json | undefined): string {
  const piece = names.named(value);
  if (piece !== undefined) return names.atAws(piece) ?? names.form(piece);
  const name = referredName(names.refer(value));
  // The shared group's name holds the cluster's (pkg/networking, backend_sg_provider).
  return flags.clusterName === undefined && name.startsWith('k8s-traffic-') ? 'k8s-traffic-<cluster>-<hash>' : name;
}

/** An id or ARN, or the name that something gets, out of the reference to it. */
export function referredName(reference: string | undefined): string {
  return nameIn(reference ?? '')?.name ?? reference ?? 'not known before it is made';
}
