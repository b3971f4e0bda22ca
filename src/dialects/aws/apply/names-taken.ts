import type { Estate } from '../../../resource/estate.ts';
import { compareTexts } from '../../../resource/order.ts';
import { addressOf, isLookedUp, isPlanned, type Resource } from '../../../resource/resource.ts';
import { text } from '../../kubernetes/fields.ts';
import { allOf, decided, referred } from '../references.ts';
import { setTo, type Refusal } from './refusal.ts';

/** Names that there are once: of what, within what, and what is said of the second. */
interface Named {
  readonly type: string;
  readonly argument: string;
  readonly within: 'everywhere' | 'account' | 'region' | 'vpc' | 'zone';
  readonly says: (name: string, one: Resource, other: Resource) => string;
}

/**
 * Sources: messages of AWS and of Terraform's provider (load_balancer.go, target_group.go) as issues of hashicorp/terraform-provider-aws
 * and others quote them; scopes of names: IAM user guide ("IAM names"), ELBv2 API reference (CreateLoadBalancer, CreateTargetGroup),
 * EC2 API reference (CreateSecurityGroup), S3 user guide ("Bucket naming rules"), ECR, SSM, EKS and CloudWatch Logs API references.
 * Read in November 2026.
 */
const kinds: readonly Named[] = [
  { type: 'aws_lb', argument: 'name', within: 'region', says: (name, one, other) => (balancerType(one) === balancerType(other) ? `ELBv2 Load Balancer (${name}) already exists` : `DuplicateLoadBalancerName: A load balancer with the same name '${name}' exists, but with different settings`) },
  { type: 'aws_lb_target_group', argument: 'name', within: 'region', says: (name) => `ELBv2 Target Group (${name}) already exists` },
  { type: 'aws_security_group', argument: 'name', within: 'vpc', says: (name) => `InvalidGroup.Duplicate: The security group '${name}' already exists for VPC` },
  { type: 'aws_iam_role', argument: 'name', within: 'account', says: (name) => `EntityAlreadyExists: Role with name ${name} already exists.` },
  { type: 'aws_iam_policy', argument: 'name', within: 'account', says: (name) => `EntityAlreadyExists: A policy called ${name} already exists. Duplicate names are not allowed.` },
  { type: 'aws_s3_bucket', argument: 'bucket', within: 'everywhere', says: () => 'BucketAlreadyOwnedByYou: Your previous request to create the named bucket succeeded and you already own it.' },
  { type: 'aws_ecr_repository', argument: 'name', within: 'region', says: (name) => `RepositoryAlreadyExistsException: The repository with name '${name}' already exists in the registry` },
  { type: 'aws_eks_cluster', argument: 'name', within: 'region', says: (name) => `ResourceInUseException: Cluster already exists with name: ${name}` },
  { type: 'aws_cloudwatch_log_group', argument: 'name', within: 'region', says: () => 'ResourceAlreadyExistsException: The specified log group already exists' },
  { type: 'aws_route53_record', argument: 'name', within: 'zone', says: (name, { body }) => `InvalidChangeBatch: [Tried to create resource record set [name='${name}.', type='${text(body['type']) ?? ''}'] but it already exists]` },
  { type: 'aws_ssm_parameter', argument: 'name', within: 'region', says: () => 'ParameterAlreadyExists: The parameter already exists. To overwrite this value, set the overwrite option in the request to true.' },
];

/** What is yet to be made under a name that something else has, told of the one that is written later. */
export function takenNames(estate: Estate): readonly Refusal[] {
  return kinds.flatMap((kind) => {
    const first = new Map<string, Resource>();
    return allOf(estate, kind.type).toSorted((a, b) => Number(isPlanned(a)) - Number(isPlanned(b)) || byPlace(a, b)).flatMap((resource): readonly Refusal[] => {
      const name = text(resource.body[kind.argument]);
      if (kind.within === 'zone' && decided(resource.body['allow_overwrite']) === true) return [];
      if (name === undefined || name === '' || name.includes('${') || resource.derived !== undefined || isLookedUp(resource)) return [];
      const key = `${placeOf(estate, resource, kind)} ${name}`;
      const earlier = first.get(key);
      if (earlier === undefined) first.set(key, resource);
      // A parameter that may be overwritten is; that is told elsewhere.
      if (earlier === undefined || !isPlanned(resource) || (kind.type === 'aws_ssm_parameter' && (decided(resource.body['overwrite']) === true || decided(earlier.body['overwrite']) === true))) return [];
      // What AWS has described already may be what this plan has made.
      if (!isPlanned(earlier)) return [];
      return [{ resource, path: [kind.argument], message: `${addressOf(earlier)} has the name ${name}, too, and ${places[kind.within]} has one of that name: whichever is made second ends with "${kind.says(name, earlier, resource)}"`, mend: setTo(resource, 'give it a name of its own', [kind.argument], `${name}-2`, 'needs a value') }];
    });
  });
}

/** In the order of files and lines, of module calls for what modules make. */
function byPlace(a: Resource, b: Resource): number {
  const [one, other] = [a.calledAt ?? a.locate([]), b.calledAt ?? b.locate([])];
  return compareTexts(one?.file ?? '', other?.file ?? '') || (one?.line ?? 0) - (other?.line ?? 0);
}

const places = { everywhere: 'all of AWS', account: 'an account', region: 'a Region of an account', vpc: 'a VPC', zone: 'a zone' } as const;

function placeOf(estate: Estate, resource: Resource, { within }: Named): string {
  const { body } = resource;
  const scope = ownerOf(resource);
  if (within === 'everywhere') return '';
  if (within === 'account') return scope.replace(/\/[a-z0-9-]+$/, '');
  const region = text(body['region']) ?? '';
  if (within === 'region') return `${scope} ${region}`;
  // Of one type, and where answers are chosen among several of one name, of one identifier (Route 53 API reference, ChangeResourceRecordSets).
  if (within === 'zone') {
    const zone = referred(estate, resource, 'aws_route53_zone', body['zone_id']);
    return [zone === undefined ? `${scope} ${text(body['zone_id']) ?? resource.name}` : `${zone.scope} ${zone.name}`, text(body['type']) ?? '', text(body['set_identifier']) ?? ''].join(' ');
  }
  const vpc = referred(estate, resource, 'aws_vpc', body['vpc_id']);
  // Of two groups that say no VPC, or one that is not known, nobody knows whether it is the same.
  return vpc === undefined ? `${scope} ${text(body['vpc_id']) ?? resource.name}` : `${vpc.scope} ${vpc.name}`;
}

function balancerType({ body }: Resource): string {
  return text(body['load_balancer_type']) ?? 'application';
}

/** Where no account and no profile is told, root folders that make the same (`dev:main`, `prod:main`) are for one each. */
function ownerOf({ scope, name }: Resource): string {
  return /^\d{12}(?:\/|$)|^(?!default\/).*\/[a-z]{2}(?:-[a-z]+)+-\d$/.test(scope) ? scope : `${scope} ${/^([^:["]+):/.exec(name)?.[1] ?? ''}`;
}
