import type { Estate } from '../../../resource/estate.ts';
import { isObject, type Json, type JsonObject, type Resource } from '../../../resource/resource.ts';
import { text } from '../../kubernetes/fields.ts';
import { nameIn, referred } from '../references.ts';
import { unknownAt } from './refusal.ts';

/** A statement of a policy, its lists as lists. */
export interface Statement {
  readonly allows: boolean;
  /** `*`, or `Service NAME` and `AWS ARN`. */
  readonly principals: readonly string[];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** The bucket of the inputs that an argument names, by reference or by name. */
export function bucketOf(estate: Estate, from: Resource, value: Json | undefined): Resource | undefined {
  const beside = throughBeside(estate, from, value);
  if (beside !== undefined) return bucketOf(estate, beside, beside.body['bucket']);
  const named = referred(estate, from, 'aws_s3_bucket', value);
  const name = text(value)?.replace(/^arn:aws[a-z-]*:s3:::/, '');
  return named ?? (name === undefined || name === '' ? undefined : estate.ofType('aws_s3_bucket').find(({ body }) => body['bucket'] === name));
}

/** What is said of a bucket beside it, where that is named in the bucket's place: all of these have the bucket's name as their id. */
function throughBeside(estate: Estate, from: Resource, value: Json | undefined): Resource | undefined {
  const named = nameIn(text(value) ?? '');
  return named === undefined || named.attribute !== 'id' || !besideTypes.test(named.type) ? undefined : estate.find({ scope: named.scope ?? from.scope, type: named.type, name: named.name });
}

const besideTypes = /^aws_s3_bucket_(?:policy|public_access_block|ownership_controls|versioning|server_side_encryption_configuration|lifecycle_configuration|logging)$/;

/** What is said of a bucket in resources of their own; `undefined` where one of them may be about it, and does not say so. */
export function besideBucket(estate: Estate, bucket: Resource, type: string): readonly Resource[] | undefined {
  const all = estate.ofType(type);
  if (all.some((each) => text(each.body['bucket']) === undefined || (unsettled(each) && bucketOf(estate, each, each.body['bucket']) === undefined))) return undefined;
  return all.filter((each) => bucketOf(estate, each, each.body['bucket']) === bucket);
}

function unsettled({ body }: Resource): boolean {
  const named = text(body['bucket']);
  return named !== undefined && named.includes('${') && nameIn(named) === undefined;
}

/** All statements of a bucket's policies; undefined where they are not known. */
export function statementsOf(estate: Estate, bucket: Resource): readonly Statement[] | undefined {
  const apart = besideBucket(estate, bucket, 'aws_s3_bucket_policy');
  if (apart === undefined || (unknownAt(bucket, ['policy']) && bucket.body['policy'] !== undefined)) return undefined;
  const documents = [...apart, ...(text(bucket.body['policy']) === undefined ? [] : [bucket])].map((holder) => documentOf(holder.body['policy']));
  return documents.some((document) => document === undefined) ? undefined : documents.flatMap((document) => statementsIn(document!));
}

/** A policy as the document that it is. */
export function documentOf(policy: Json | undefined): JsonObject | undefined {
  const written = text(policy);
  if (written === undefined) return isObject(policy) ? policy : undefined;
  try {
    const read: unknown = JSON.parse(written);
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

function statementsIn(document: JsonObject): readonly Statement[] {
  const written = document['Statement'];
  const statements = Array.isArray(written) ? (written as readonly Json[]) : [written ?? null];
  return statements.filter(isObject).map((statement): Statement => ({
    allows: statement['Effect'] === 'Allow',
    principals: principalsIn(statement['Principal']),
    actions: texts(statement['Action']),
    resources: texts(statement['Resource']),
  }));
}

function principalsIn(principal: Json | undefined): readonly string[] {
  if (isObject(principal)) return Object.entries(principal).flatMap(([kind, names]) => texts(names).map((name) => (name === '*' ? '*' : `${kind} ${name}`)));
  return texts(principal);
}

function texts(value: Json | undefined): readonly string[] {
  const members = Array.isArray(value) ? (value as readonly Json[]) : [value ?? null];
  return members.filter((member) => typeof member === 'string');
}

/** Whether a pattern of a policy (`*`, `?`) takes a text; what only apply knows may be anything. */
export function takes(pattern: string, wanted: string): boolean {
  const written = pattern.replace(/\$\{[^}]*\}/g, '*');
  const parts = written.split(/([*?])/).map((part) => (part === '*' ? '.*' : part === '?' ? '.' : part.replace(/[.+^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${parts.join('')}$`, 'i').test(wanted);
}
