import { list, record, text } from '../../../dialects/kubernetes/fields.ts';
import { pathText, type Json, type JsonObject, type Path, type Position } from '../../../resource/resource.ts';
import { balancerReplacedFor, targetGroupReplacedFor } from '../replacement.ts';
import { placeOf, type Piece, type PieceType, type Stack } from '../stack.ts';
import type { LiveStack } from './live.ts';
import { stays, staysAttached, staysBound } from './staying.ts';
import { comparable, sameValue, unsettled } from './comparable.ts';

/** One way in which what the files ask for is not what is there. */
export interface Difference {
  readonly type: PieceType;
  readonly id: string;
  /** `made`: not there yet; `deleted`: there, and asked for by nobody; `moved`: a rule under another priority; `stays`: as it is live, whatever the files say. */
  readonly change: 'made' | 'deleted' | 'changed' | 'moved' | 'stays';
  /** The fields that differ; of a rule that moves, its priority. */
  readonly fields: readonly { readonly path: string; readonly live?: Json; readonly files?: Json }[];
  /** Fields because of which it is made anew, as another resource; empty: it stays, and is changed in place. */
  readonly replacedFor: readonly string[];
  /** What does not follow the files, one sentence each. */
  readonly stays: readonly string[];
  readonly from?: Position;
}

/** What differs between a stack of the files and the same of a live controller. Names that the files do not settle are no difference. */
export function differencesOf({ pieces }: Stack, { resources }: LiveStack): readonly Difference[] {
  const types = [...new Set([...pieces.map(({ type }) => type), ...(Object.keys(resources) as PieceType[])])].sort();
  return types.flatMap((type) => {
    const own = pieces.filter((piece) => piece.type === type);
    const live = new Map(Object.entries(record(resources[type])).map(([id, value]) => [id, type === 'FrontendNLBTargetGroup' ? record(value) : record(record(value)['spec'])]));
    return type === 'AWS::ElasticLoadBalancingV2::ListenerRule' ? ruleDifferences(own, live) : [...own.map((piece) => changed(piece, live.get(piece.id))), ...[...live.keys()].filter((id) => !own.some((piece) => piece.id === id)).map((id) => gone(type, id, pieces.length))].flatMap((each) => each ?? []);
  });
}

function made(piece: Piece): Difference {
  return { type: piece.type, id: piece.id, change: 'made', fields: [], replacedFor: [], stays: [], ...position(piece, []) };
}

function deleted(type: PieceType, id: string): Difference {
  return { type, id, change: 'deleted', fields: [], replacedFor: [], stays: [] };
}

/** What hangs on a load balancer goes with it, and stays where that stays. */
function gone(type: PieceType, id: string, asked: number): Difference {
  const why = asked === 0 ? undefined : staysAttached(type);
  return why === undefined ? deleted(type, id) : { type, id, change: 'stays', fields: [], replacedFor: [], stays: [why] };
}

function changed(piece: Piece, live: JsonObject | undefined): Difference | undefined {
  if (live === undefined) return made(piece);
  const fields = fieldsOf(comparable(piece.spec), comparable(live), []);
  if (fields.length === 0) return undefined;
  const anew = replacedFor(piece, live);
  const asked = fields.find(({ path }) => path[0] === anew[0]) ?? fields.find(({ path }) => placeOf(piece, path) !== piece.place) ?? fields[0]!;
  const refused = piece.type === 'K8S::ElasticLoadBalancingV2::TargetGroupBinding' ? staysBound(piece.spec, live) : [];
  const staying = anew.length > 0 ? [] : fields.flatMap((field) => stays(piece.type, field.path, field.live, field.files) ?? []);
  const following = staying.length === 0 ? fields : fields.filter((field) => stays(piece.type, field.path, field.live, field.files) === undefined);
  return { type: piece.type, id: piece.id, change: following.length === 0 ? 'stays' : 'changed', fields: following.map((field) => ({ ...field, path: pathText(field.path) })), replacedFor: anew, stays: [...staying, ...refused], ...position(piece, asked.path) };
}

/** Rules that say the same are the same rule, whatever their priority: an Ingress put in front moves all others. */
function ruleDifferences(own: readonly Piece[], live: ReadonlyMap<string, JsonObject>): readonly Difference[] {
  const left = new Map(live);
  const waiting: Piece[] = [];
  const moved: Difference[] = [];
  const take = (piece: Piece, id: string): void => {
    left.delete(id);
    if (id !== piece.id) moved.push({ type: piece.type, id: piece.id, change: 'moved', fields: [{ path: 'priority', live: live.get(id)!['priority'] ?? id, files: piece.spec['priority'] ?? piece.id }], replacedFor: [], stays: [], ...position(piece, []) });
  };
  const equal = (piece: Piece, spec: JsonObject): boolean => fieldsOf(without(comparable(piece.spec)), without(comparable(spec)), []).length === 0;
  for (const piece of own) {
    const there = live.get(piece.id);
    if (there !== undefined && equal(piece, there)) take(piece, piece.id);
    else waiting.push(piece);
  }
  const unmatched = waiting.filter((piece) => {
    const id = [...left].find(([, spec]) => text(record(spec['listenerARN'])['$ref']) === text(record(piece.spec['listenerARN'])['$ref']) && equal(piece, spec))?.[0];
    if (id !== undefined) take(piece, id);
    return id === undefined;
  });
  const rest = unmatched.flatMap((piece) => {
    const there = left.get(piece.id);
    left.delete(piece.id);
    return changed(piece, there) ?? [];
  });
  return [...rest, ...moved, ...[...left.keys()].map((id) => deleted('AWS::ElasticLoadBalancingV2::ListenerRule', id))];
}

function without({ priority: _priority, ...rest }: JsonObject): JsonObject {
  return rest;
}

/** The deepest places at which two values differ. */
function fieldsOf(files: Json | undefined, live: Json | undefined, path: Path): readonly { readonly path: Path; readonly live?: Json; readonly files?: Json }[] {
  if (sameValue(files, live)) return [];
  if (isMap(files) && isMap(live)) return [...new Set([...Object.keys(files), ...Object.keys(live)])].sort().flatMap((key) => (unsettled(key, files, live) ? [] : fieldsOf(files[key], live[key], [...path, key])));
  if (Array.isArray(files) && Array.isArray(live) && files.length === live.length) return list(files).flatMap((each, index) => fieldsOf(each, list(live)[index], [...path, index]));
  return [{ path, ...(live === undefined ? {} : { live }), ...(files === undefined ? {} : { files }) }];
}

function isMap(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value) && !('$ref' in value);
}

function replacedFor({ type, spec }: Piece, live: JsonObject): readonly string[] {
  if (type === 'AWS::ElasticLoadBalancingV2::LoadBalancer') {
    const kind = text(live['type']) ?? 'application';
    return balancerReplacedFor({ type: kind === 'network' || kind === 'gateway' ? kind : 'application', scheme: live['scheme'] === 'internet-facing' ? 'internet-facing' : 'internal' }, spec).map(({ field }) => field);
  }
  if (type !== 'AWS::ElasticLoadBalancingV2::TargetGroup') return [];
  const { targetType, protocol, protocolVersion, targetControlPort } = live;
  const there = { targetType: text(targetType) ?? '', protocol: text(protocol) ?? '', ...(text(protocolVersion) === undefined ? {} : { protocolVersion: text(protocolVersion)! }), ...(typeof targetControlPort === 'number' ? { targetControlPort } : {}) };
  return targetGroupReplacedFor(there, spec, false).map(({ field }) => field);
}

function position(piece: Piece, path: Path): { readonly from?: Position } {
  const [resource, at] = placeOf(piece, path);
  const found = resource.locate(at);
  return found === undefined ? {} : { from: found };
}
