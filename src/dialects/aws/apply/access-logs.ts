import { loadBalancerAccounts, logWriters, webAclLogsStart } from '../../../facts/log-delivery.ts';
import type { Estate } from '../../../resource/estate.ts';
import { isPlanned, type Path, type Resource } from '../../../resource/resource.ts';
import { text } from '../../kubernetes/fields.ts';
import { blocks, decided, nameIn, referred } from '../references.ts';
import { besideBucket, bucketOf, statementsOf, takes, type Statement } from './buckets.ts';
import { logPolicy } from './log-policies.ts';
import { mendedBy, setTo, unknownAt, type Check, type Refusal, type RefusalMend } from './refusal.ts';

const kinds = ['access_logs', 'connection_logs', 'health_check_logs'];

/** Logs of a load balancer go into a bucket whose policy lets Elastic Load Balancing write there (guides of both balancers, "Enable access logs"). */
export const accessLogRefusals: Check = (resource, estate) =>
  kinds.flatMap((kind) => blocks(resource.body[kind]).flatMap((block, index) => (decided(block['enabled']) === true ? bucketRefusals(resource, estate, kind, index, text(block['prefix'])) : [])));

function bucketRefusals(resource: Resource, estate: Estate, kind: string, index: number, prefix: string | undefined): readonly Refusal[] {
  const path: Path = [kind, index, 'bucket'];
  const bucket = bucketOf(estate, resource, blocks(resource.body[kind])[index]!['bucket']);
  // Of a bucket that is there already nobody here knows the policy, unless the inputs hold it.
  if (bucket === undefined || (!isPlanned(bucket) && besideBucket(estate, bucket, 'aws_s3_bucket_policy')?.length === 0)) return [];
  const name = text(bucket.body['bucket']) ?? bucket.name;
  const denied = (why: string, mend?: RefusalMend): readonly Refusal[] => [{ resource, path, message: `${why}; AWS says "Access Denied for bucket: ${name}. Please check S3bucket permission"`, ...mendedBy(mend) }];
  const [here, there] = [regionOf(resource), regionOf(bucket)];
  if (here !== undefined && there !== undefined && here !== there) return [{ resource, path, message: `the bucket ${name} is in ${there}, and the load balancer in ${here}: its logs go into a bucket of its own Region` }];
  const network = resource.body['load_balancer_type'] === 'network';
  const keyed = network ? undefined : encryptedByKey(estate, bucket);
  if (keyed !== undefined) return denied(`the bucket ${name} is encrypted with a KMS key, and logs of an Application Load Balancer only go into one with keys of S3 (SSE-S3)`, keyed);
  const statements = statementsOf(estate, bucket);
  if (statements === undefined || unknownAt(resource, [kind, index, 'prefix'])) return [];
  const writer = network ? logWriters.network : logWriters.application;
  const key = `${prefix === undefined || prefix === '' ? '' : `${prefix.replace(/^\/|\/$/g, '')}/`}AWSLogs`;
  const writes = statements.filter(({ allows, actions }) => allows && actions.some((action) => takes(action, 's3:PutObject')));
  const mend = logPolicy(estate, { balancer: resource, path, bucket, key, network });
  const theirs = writes.filter((statement) => isTheirs(statement, writer, network ? undefined : here, network));
  if (theirs.length === 0) return denied(`the policy of the bucket ${name} does not let ${writer} put objects${writes.length === 0 ? '' : `, only ${writes.flatMap(({ principals }) => principals.map(shown)).join(' and ')}`}`, mend);
  if (!theirs.some(({ resources }) => resources.some((each) => coversLogs(each, bucket, key)))) return denied(`the policy of the bucket ${name} lets ${writer} put objects at ${theirs.flatMap(({ resources }) => resources).map((each) => each.replace(/\$\{aws_s3_bucket\.[^}]*\}/, `arn:aws:s3:::${name}`)).join(' and ')}, and logs go to ${name}/${key}/`, mend);
  return network && !reads(statements, writer) ? denied(`the policy of the bucket ${name} does not let ${writer} read its ACL (s3:GetBucketAcl)`, mend) : [];
}

function isTheirs({ principals }: Statement, writer: string, region: string | undefined, network: boolean): boolean {
  const accounts = network ? [] : region === undefined ? Object.values(loadBalancerAccounts) : [loadBalancerAccounts[region]];
  return principals.some((principal) => principal === '*' || principal === `Service ${writer}` || principal.includes('${') || (principal.startsWith('AWS ') && accounts.includes(/^AWS (?:arn:aws[a-z-]*:iam::(\d{12}):root|(\d{12}))$/.exec(principal)?.slice(1).find(Boolean))));
}

function reads(statements: readonly Statement[], writer: string): boolean {
  return statements.some((statement) => statement.allows && statement.actions.some((action) => takes(action, 's3:GetBucketAcl')) && isTheirs(statement, writer, undefined, true));
}

/** The key holds an account that the inputs may not know: any of twelve digits is tried. */
function coversLogs(pattern: string, bucket: Resource, key: string): boolean {
  const name = text(bucket.body['bucket']);
  const written = name === undefined ? pattern.replace(/^arn:aws[a-z-]*:s3:::[^/]*/, '*') : pattern.replace(/^\$\{aws_s3_bucket\.[^}]*\.arn\}/, `arn:aws:s3:::${name}`);
  const account = /AWSLogs\/(\d{12})(?:\/|$)/.exec(written)?.[1] ?? '111122223333';
  return takes(written, `arn:aws:s3:::${name ?? 'bucket'}/${key}/${account}/elasticloadbalancing/log.gz`) || takes(written, `arn:aws-cn:s3:::${name ?? 'bucket'}/${key}/${account}/log.gz`);
}

/** How a bucket that is encrypted with a KMS key is encrypted with keys of S3; undefined where it is already. */
function encryptedByKey(estate: Estate, bucket: Resource): RefusalMend | undefined {
  const beside = besideBucket(estate, bucket, 'aws_s3_bucket_server_side_encryption_configuration') ?? [];
  for (const each of beside) {
    for (const [index, rule] of blocks(each.body['rule']).entries()) {
      const [by] = blocks(rule['apply_server_side_encryption_by_default']);
      if (text(by?.['sse_algorithm'])?.startsWith('aws:kms') === true) return setTo(each, 'encrypt the bucket with keys of S3', ['rule', index, 'apply_server_side_encryption_by_default'], [{ sse_algorithm: 'AES256' }]);
    }
  }
  return undefined;
}

function regionOf({ body, scope }: Resource): string | undefined {
  return text(body['region']) ?? /\/([a-z]{2}(?:-[a-z]+)+-\d)$/.exec(scope)?.[1];
}

function shown(principal: string): string {
  return principal.replace(/^(?:AWS|Service) /, '');
}

/** Destinations of a web ACL's logs have a name that begins so (AWS WAF developer guide, "Logging destinations"). */
export const webAclLogRefusals: Check = (resource, estate) => {
  const destinations = resource.body['log_destination_configs'];
  return (Array.isArray(destinations) ? (destinations as readonly string[]) : []).flatMap((destination, index): readonly Refusal[] => {
    const name = destinationName(estate, resource, destination);
    if (name === undefined || name.includes('${') || name.startsWith(webAclLogsStart)) return [];
    return [{ resource, path: ['log_destination_configs', index], message: `the name of a destination of web ACL logs begins with ${webAclLogsStart}, and this one is ${name}; AWS says "The ARN isn't valid. A valid ARN begins with arn: and includes other information separated by colons or slashes., field: LOG_DESTINATION"`, ...mendedBy(renamed(estate, resource, destination, name)) }];
  });
};

/** Types that logs of web ACLs go to, and the argument that names one. */
const destinationTypes: Readonly<Record<string, string>> = { aws_cloudwatch_log_group: 'name', aws_s3_bucket: 'bucket', aws_kinesis_firehose_delivery_stream: 'name' };

function renamed(estate: Estate, from: Resource, destination: string, name: string): RefusalMend | undefined {
  const type = nameIn(destination)?.type;
  const [argument, named] = type === undefined ? [] : [destinationTypes[type], referred(estate, from, type, destination)];
  return argument === undefined || named === undefined ? undefined : setTo(named, `call it ${webAclLogsStart}${name}`, [argument], `${webAclLogsStart}${name}`);
}

function destinationName(estate: Estate, from: Resource, destination: string): string | undefined {
  if (typeof destination !== 'string') return undefined;
  const type = nameIn(destination)?.type;
  const argument = type === undefined ? undefined : destinationTypes[type];
  if (type !== undefined) return argument === undefined ? undefined : text(referred(estate, from, type, destination)?.body[argument]);
  return /^arn:[^:]*:(?:s3:::|firehose:[^:]*:[^:]*:deliverystream\/|logs:[^:]*:[^:]*:log-group:)([^:/*]+)/.exec(destination)?.[1];
}
