import { logWriters } from '../../../facts/log-delivery.ts';
import type { Edit } from '../../../resource/edit.ts';
import type { Estate } from '../../../resource/estate.ts';
import { identityOf, valueAt, type Identity, type JsonObject, type Path, type Resource } from '../../../resource/resource.ts';
import { text } from '../../kubernetes/fields.ts';
import { namedAs } from '../references.ts';
import { besideBucket, documentOf } from './buckets.ts';
import type { RefusalMend } from './refusal.ts';

/** What is to be written, where, and for whom. */
export interface LogPlace {
  readonly balancer: Resource;
  /** Of the balancer's argument that names the bucket. */
  readonly path: Path;
  readonly bucket: Resource;
  /** `edge/AWSLogs`. */
  readonly key: string;
  readonly network: boolean;
}

/** Stands where nobody here knows whose the load balancer is. */
const anybody = '123456789012';

/**
 * Lets Elastic Load Balancing write logs into a bucket: a policy behind it, or a statement more in the one that it has (guides of
 * both balancers, "Enable access logs"). The load balancer names the bucket by its policy from then on: whoever sets the logs
 * before the policy is there is refused, and Terraform makes both at once unless one refers to the other.
 */
export function logPolicy(estate: Estate, place: LogPlace): RefusalMend | undefined {
  const { bucket, network } = place;
  const policies = besideBucket(estate, bucket, 'aws_s3_bucket_policy');
  if (policies === undefined || policies.length > 1) return undefined;
  const [holder] = policies;
  const inline = holder === undefined && text(bucket.body['policy']) !== undefined ? bucket : undefined;
  const account = accountOf(estate, place);
  const statements = statementsFor(place, account.id);
  const owner = holder ?? inline;
  const title = `let ${network ? logWriters.network : logWriters.application} put objects at ${String(bucket.body['bucket'] ?? bucket.name)}/${place.key}/`;
  const certainty = account.known ? 'proposed' : 'needs a value';
  if (owner !== undefined) {
    const document = documentOf(owner.body['policy']);
    if (document === undefined) return undefined;
    const { Statement: written } = document;
    const before = Array.isArray(written) ? written : written === undefined ? [] : [written];
    // One by one: each is written behind those that are there, which stay as their author wrote them.
    const more = statements.map((_, index): Edit => ({ edit: 'set', of: identityOf(owner), path: ['policy'], to: JSON.stringify({ ...document, Statement: [...before, ...statements.slice(0, index + 1)] }) }));
    return { title, edits: [...account.edits, ...more, ...(holder === undefined ? [] : waiting(place, holder))], certainty };
  }
  const policy = besideNamed(estate, bucket, 'aws_s3_bucket_policy', labelOf(bucket));
  const body: JsonObject = { bucket: namedAs(bucket.scope, bucket, 'id'), policy: JSON.stringify({ Version: '2012-10-17', Statement: statements }) };
  const added: Edit = { edit: 'add', resource: { ...policy, body }, after: account.added ?? identityOf(bucket) };
  const waits = waiting(place, policy);
  return { title: `${title}${waits.length > 0 ? ', and set its logs once the policy is there' : '; the load balancer has to be made after the policy'}`, edits: [...account.edits, added, ...waits], certainty };
}

/** The balancer names its bucket by the policy; one of another account, or what waits already, stays as it is. */
function waiting({ balancer, path, bucket }: LogPlace, { type, name }: Identity): readonly Edit[] {
  const to = `\${${type}.${name}.id}`;
  return balancer.scope !== bucket.scope || valueAt(balancer.body, path) === to ? [] : [{ edit: 'set', of: identityOf(balancer), path, to }];
}

function statementsFor({ bucket, key, network }: LogPlace, account: string): readonly JsonObject[] {
  const arn = namedAs(bucket.scope, bucket, 'arn');
  const logs = `${arn}/${key}/${account}/*`;
  if (!network) return [{ Effect: 'Allow', Principal: { Service: logWriters.application }, Action: 's3:PutObject', Resource: logs }];
  const Principal = { Service: logWriters.network };
  return [
    { Effect: 'Allow', Principal, Action: 's3:PutObject', Resource: logs, Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } } },
    { Effect: 'Allow', Principal, Action: 's3:GetBucketAcl', Resource: arn },
  ];
}

/** The balancer's account: its number, or what asks AWS for it; where nothing asks yet, that is written, too. */
function accountOf(estate: Estate, { balancer, bucket }: LogPlace): { readonly id: string; readonly known: boolean; readonly edits: readonly Edit[]; readonly added?: Identity } {
  const told = /^(\d{12})(?:\/|$)/.exec(balancer.scope)?.[1];
  if (told !== undefined) return { id: told, known: true, edits: [] };
  if (balancer.scope !== bucket.scope) return { id: anybody, known: false, edits: [] };
  const calls = callsOf(bucket);
  const asking = estate.ofType('aws_caller_identity').find(({ scope, name }) => scope === bucket.scope && name.startsWith(`${calls}data.`) && !name.slice(calls.length + 'data.'.length).includes('.'));
  if (asking !== undefined) return { id: `\${aws_caller_identity.${asking.name}.account_id}`, known: true, edits: [] };
  const { scope, type, name } = besideNamed(estate, bucket, 'aws_caller_identity', 'data.current');
  const asked: Identity = { scope, type, name };
  return { id: `\${aws_caller_identity.${name}.account_id}`, known: true, edits: [{ edit: 'add', resource: { ...asked, body: {} }, after: identityOf(bucket) }], added: asked };
}

/** A name in the module of another resource that nothing of its type has. */
function besideNamed(estate: Estate, beside: Resource, type: string, label: string): Identity {
  const plain = `${callsOf(beside)}${label}`;
  let name = plain;
  for (let number = 2; estate.find({ scope: beside.scope, type, name }) !== undefined; number++) name = `${plain}_${number}`;
  return { scope: beside.scope, type, name };
}

/** The calls that lead to a resource's module, and its root folder where two have one of its name. */
function callsOf({ name }: Resource): string {
  return name.slice(0, name.length - lastOf(name).length);
}

function labelOf({ name }: Resource): string {
  return lastOf(name).replace(/\[.*$/, '');
}

function lastOf(name: string): string {
  return /[^.:[\]"]+(?:\[[^\]]*\])?$/.exec(name)?.[0] ?? name;
}
