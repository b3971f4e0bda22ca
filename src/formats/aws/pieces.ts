import { isObject, valueAt, type Json, type JsonObject, type Path } from '../../resource/resource.ts';
import type { ParsedDocument } from '../yaml.ts';
import { answers } from '../aws-tables.ts';
import { textOf, type Answer } from './described.ts';

/** One answer of AWS in a document, which may hold several. */
export interface Piece {
  readonly document: ParsedDocument;
  readonly scope: string;
  readonly key: string;
  readonly answer: Answer;
  readonly listed: Json;
  /** The object the answer stands in, and where that is. */
  readonly holder: JsonObject;
  readonly at: Path;
  /** Whose answer it is, where something beside it says so. */
  readonly of: string | undefined;
  /** The answer is a map by its owners, and what it says stands right under the owner. */
  readonly bare?: true;
}

/** Members that say whose answer stands beside them: `of` of users, the others of those who put answers together. */
const ownerKeys = ['of', 'LoadBalancerArn', 'TargetGroupArn', 'ListenerArn', 'TransitGatewayRouteTableId', 'HostedZoneId', 'ServiceId', 'PrefixListId', 'WebACLArn', 'ResourceArn', 'VPCId'];

/** Attributes put together as a map by ARN. */
export const maps: ReadonlySet<string> = new Set(['LoadBalancerAttributes', 'TargetGroupAttributes', 'ListenerAttributes']);

/** The answers in a document: under keys of its own, wrapped with their owner, or collected in lists of such. */
export function piecesOf(document: ParsedDocument, scope: string): readonly Piece[] {
  const { value } = document;
  const holders = Array.isArray(value) ? (value as readonly Json[]).map((member, index) => [member, [index]] as const) : [[value, []] as const];
  return holders.flatMap(([holder, at]) => (isObject(holder) ? piecesIn(holder, at, document, scope) : []));
}

function piecesIn(holder: JsonObject, at: Path, document: ParsedDocument, scope: string): readonly Piece[] {
  const of = ownerIn(holder);
  return Object.entries(holder).flatMap(([key, listed]): readonly Piece[] => {
    const answer = Object.hasOwn(answers, key) ? answers[key] : undefined;
    if (answer !== undefined && holds(answer, listed)) return [{ document, scope, key, answer, listed, holder, at, of }];
    if (maps.has(key) && isObject(listed)) return Object.entries(listed).flatMap(([arn, said]) => (isObject(said) ? [{ document, scope, key: 'Attributes', answer: answers['Attributes']!, listed: said, holder: { Attributes: said }, at: [...at, key, arn], of: arn, bare: true as const }] : []));
    return isCollection(listed) ? listed.flatMap((member, index) => piecesIn(member, [...at, key, index], document, scope)) : [];
  });
}

/** Whose answer it is, where something beside it says so. */
function ownerIn(holder: JsonObject): string | undefined {
  const key = ownerKeys.find((each) => textOf(holder[each]) !== undefined);
  return key === undefined ? undefined : (holder[key] as string);
}

/** A list of answers that do not say whose they are, each with its owner. */
export function isCollection(listed: Json): listed is readonly JsonObject[] {
  return Array.isArray(listed) && listed.length > 0 && (listed as readonly Json[]).every((member) => isObject(member) && ownerIn(member) !== undefined && keysHeld(member).length > 0);
}

function keysHeld(holder: JsonObject): readonly string[] {
  return Object.keys(holder).filter((key) => Object.hasOwn(answers, key) && holds(answers[key]!, holder[key]!));
}

/** Whether what stands under a key is what AWS answers under it. */
export function holds(answer: Answer, listed: Json): boolean {
  if (isObject(listed)) return answer.whole !== true && named(answer, listed);
  return Array.isArray(listed) && (listed.length === 0 || (listed as readonly Json[]).some((member) => named(answer, member)));
}

/** Whether a listed thing has what identifies it. */
export function named({ name }: Answer, member: Json): boolean {
  const value = valueAt(asObject(member), name);
  return Array.isArray(value) || (typeof value === 'string' && value !== '');
}

/** A listed text, as a thing that has nothing but its value. */
export function asObject(member: Json): Json {
  return typeof member === 'string' ? { value: member } : member;
}

/** Whether a document is what `aws ...` answers, by what it holds. */
export function isDescription({ value }: ParsedDocument): boolean {
  if (Array.isArray(value)) return value.length > 0 && (value as readonly Json[]).every((member) => isObject(member) && member['kind'] === undefined && keysHeld(member).length > 0);
  if (!isObject(value) || value['kind'] !== undefined || value['apiVersion'] !== undefined) return false;
  return Object.entries(value).some(([key, listed]) => (Object.hasOwn(answers, key) ? holds(answers[key]!, listed) : (maps.has(key) && isObject(listed)) || isCollection(listed))) || value[tagsKey] !== undefined;
}

/** Under this key `elbv2 describe-tags` lists the tags of load balancers and target groups, which their own commands leave out. */
export const tagsKey = 'TagDescriptions';
