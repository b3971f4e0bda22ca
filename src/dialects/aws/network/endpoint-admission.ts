import type { Origin } from '../../../ir/program.ts';
import type { Edit } from '../../../resource/edit.ts';
import type { Estate } from '../../../resource/estate.ts';
import { identityOf, isLookedUp, type Resource } from '../../../resource/resource.ts';
import { originOf } from '../../kubernetes/origin.ts';
import { text } from '../../kubernetes/fields.ts';
import { byReferred, decided, referred } from '../references.ts';
import { networkKey } from './keys.ts';
import type { EndpointService } from './endpoint-services.ts';

/** Why an endpoint service does not let an endpoint connect, the first thing to mend first. */
export interface Closed {
  readonly cause: 'endpoint-unavailable';
  readonly origin: Origin;
  readonly mends: readonly { readonly title: string; readonly command?: string; readonly edits: readonly Edit[]; readonly certainty: 'proposed' }[];
}

/**
 * Only an endpoint in state `available` carries traffic. What AWS says of its state counts; where only files speak, its
 * account has to be among the principals, and somebody has to accept it where the service asks for that (PrivateLink guide,
 * "Configure an endpoint service").
 */
export function admission(estate: Estate, endpoint: Resource, service: EndpointService | undefined): readonly Closed[] {
  const state = text(endpoint.body['state']) ?? connectionState(estate, endpoint);
  const name = networkKey(endpoint);
  if (state !== undefined) return state.toLowerCase() === 'available' ? [] : [closed(endpoint, ['state'], state, `${name} is ${state}: only an endpoint that is available carries traffic${states.find(({ of }) => of.test(state))?.says ?? ''}`, /^(pendingacceptance|rejected)$/i.test(state) ? accepted(endpoint, service) : [])];
  if (service === undefined) return [];
  return [...permission(endpoint, service), ...acceptance(estate, endpoint, service)];
}

/** What helps an endpoint in that state (PrivateLink guide, "Accept or reject connection requests"; EC2 API reference, State of VpcEndpoint). */
const states: readonly { readonly of: RegExp; readonly says: string }[] = [
  { of: /^pendingacceptance$/i, says: '. The owner of the service has to accept it' },
  { of: /^rejected$/i, says: '. The owner of the service has refused it' },
  { of: /^pending$/i, says: '. AWS is still making it' },
  { of: /^(expired|failed|deleting|deleted)$/i, says: '. It does not come back: an endpoint that is made anew has interfaces with other addresses, unless its subnet_configuration fixes them' },
];

/** Whether AWS would tell an endpoint's account that the service exists: undefined if nobody knows whose account it is. */
export function isAllowed(endpoint: Resource, { principals, resource, unsaid }: EndpointService): boolean | undefined {
  const [own, other] = [accountOf(endpoint), accountOf(resource)];
  if (principals.some(({ arn }) => arn === '*')) return true;
  if (own !== undefined && own === other) return true;
  // AWS has told a data source of it; whom else it tells, nobody knows.
  if (isLookedUp(resource)) return undefined;
  if (own !== undefined && principals.some(({ arn }) => arn.split(':')[4] === own)) return true;
  // Somebody may be allowed whom no input names; and of whom nobody says the account, nobody knows whether that is another one.
  if (unsaid || own === undefined) return undefined;
  return false;
}

function permission(endpoint: Resource, service: EndpointService): readonly Closed[] {
  if (isAllowed(endpoint, service) !== false) return [];
  const listed = service.principals.map(({ arn }) => arn).join(', ');
  return [closed(service.resource, ['allowed_principals'], 'allowed_principals', `${service.name ?? service.key} allows ${listed === '' ? 'nobody' : listed}, and not the account of ${networkKey(endpoint)}: there AWS answers that the service does not exist (InvalidServiceName)`, permitted(endpoint, service))];
}

function acceptance(estate: Estate, endpoint: Resource, service: EndpointService): readonly Closed[] {
  if (!service.acceptance || acceptsItself(endpoint, service)) return [];
  const accepters = estate.ofType('aws_vpc_endpoint_connection_accepter').filter((each) => accepts(estate, each, endpoint, service));
  if (accepters.length > 0) return [];
  return [closed(service.resource, ['acceptance_required'], 'acceptance_required', `${service.name ?? service.key} wants every endpoint accepted, and nothing in the inputs accepts ${networkKey(endpoint)}: it stays pendingAcceptance`, accepted(endpoint, service))];
}

/** Which endpoint it accepts may be in no input: then it may be this one, if it is the service's. */
function accepts(estate: Estate, accepter: Resource, endpoint: Resource, { resource }: EndpointService): boolean {
  const { vpc_endpoint_id: id, vpc_endpoint_service_id: of } = accepter.body;
  if (text(id) === undefined) return referred(estate, accepter, 'aws_vpc_endpoint_service', of) === resource;
  return referred(estate, accepter, 'aws_vpc_endpoint', id) === endpoint || id === endpoint.body['id'];
}

/** `auto_accept` accepts within one account only (Terraform's provider, aws_vpc_endpoint); where nobody says whose they are, it is taken to. */
function acceptsItself(endpoint: Resource, { resource }: EndpointService): boolean {
  if (decided(endpoint.body['auto_accept']) !== true) return false;
  const [own, other] = [accountOf(endpoint), accountOf(resource)];
  return own === undefined || other === undefined || own === other;
}

/** What the provider's account says of the connection (describe-vpc-endpoint-connections). */
function connectionState(estate: Estate, endpoint: Resource): string | undefined {
  const [connection] = byReferred(estate, 'aws_vpc_endpoint_connection', 'aws_vpc_endpoint', 'vpc_endpoint_id').get(endpoint) ?? [];
  return text(connection?.body['state']);
}

/** The account of a resource, as it says, as its ARN does, or as its input is said to be of. */
function accountOf({ body, scope }: Resource): string | undefined {
  const arn = text(body['arn'])?.split(':')[4];
  return text(body['owner_id']) ?? (arn === undefined || arn === '' ? /^(\d{12})(?:\/|$)/.exec(scope)?.[1] : arn);
}

function accepted(endpoint: Resource, service: EndpointService | undefined): Closed['mends'] {
  const [id, of] = [networkKey(endpoint), service?.key ?? 'SERVICE'];
  return [{ title: 'accept it', command: `aws ec2 accept-vpc-endpoint-connections --service-id ${of} --vpc-endpoint-ids ${id}`, edits: [{ edit: 'set', of: identityOf(endpoint), path: ['state'], to: 'available' }], certainty: 'proposed' }];
}

function permitted(endpoint: Resource, { resource, principals }: EndpointService): Closed['mends'] {
  const own = accountOf(endpoint);
  if (own === undefined) return [];
  const arn = `arn:aws:iam::${own}:root`;
  const apart = principals.find((each) => each.resource !== resource)?.resource;
  const { scope, type, body } = apart ?? resource;
  const edit: Edit =
    apart === undefined
      ? { edit: 'insert', of: identityOf(resource), path: ['allowed_principals'], at: principals.length, value: arn }
      : { edit: 'add', resource: { scope, type, name: `account_${own}`, body: { vpc_endpoint_service_id: body['vpc_endpoint_service_id'] ?? networkKey(resource), principal_arn: arn } }, after: identityOf(apart) };
  return [{ title: `allow account ${own} to connect`, edits: [edit], certainty: 'proposed' }];
}

function closed(resource: Resource, path: readonly string[], rule: string, note: string, mends: Closed['mends']): Closed {
  return { cause: 'endpoint-unavailable', mends, origin: originOf(resource, path, rule, note) };
}
