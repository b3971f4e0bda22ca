import { isAddress } from '../../ir/address.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Resource } from '../../resource/resource.ts';
import { text } from '../kubernetes/fields.ts';
import { interfacesHolding } from './network/interfaces.ts';
import { networkKey, referredKey } from './network/keys.ts';
import { nameIn } from './references.ts';
import { vpcOfGroup } from './registered.ts';
import { targetsOf } from './target-groups.ts';

/** An interface endpoint for a service that somebody offers, and not AWS itself. */
export interface OwnEndpoint {
  readonly key: string;
  readonly resource: Resource;
  /** The key of its VPC. */
  readonly vpc?: string;
}

/** Every interface endpoint for a service of somebody's own. */
export function ownEndpointsOf(estate: Estate): readonly OwnEndpoint[] {
  return estate.ofType('aws_vpc_endpoint').filter((resource) => resource.body['vpc_endpoint_type'] === 'Interface' && !isOfAws(resource)).map((resource): OwnEndpoint => {
    const vpc = referredKey(estate, resource, resource.body['vpc_id']);
    return { key: networkKey(resource), resource, ...(vpc === undefined ? {} : { vpc }) };
  });
}

/** `com.amazonaws.eu-west-1.sts` is AWS' own, `com.amazonaws.vpce.eu-west-1.vpce-svc-1` somebody's; of a service without a name nobody knows. */
function isOfAws({ body }: Resource): boolean {
  const name = text(body['service_name']);
  return name === undefined || /^(?:aws\.|com\.amazonaws\.(?!vpce\.))/.test(name) || /^cn\.com\.amazonaws\.(?!vpce\.)/.test(name);
}

/** The endpoints whose interfaces are targets of a group, with the first target of each; undefined: what one of its targets is, nobody knows. */
export function endpointsIn(estate: Estate, group: Resource): ReadonlyMap<string, Resource> | undefined {
  const { vpc } = vpcOfGroup(estate, group);
  const found = new Map<string, Resource>();
  for (const { id, resource } of targetsOf(estate, group)) {
    if (id === undefined) return undefined;
    const key = isAddress(id) ? holding(estate, id, vpc) : nameIn(id)?.type === 'aws_vpc_endpoint' ? referredKey(estate, resource, id) : undefined;
    if (key === undefined && nameIn(id) !== undefined) return undefined;
    if (key !== undefined && !found.has(key)) found.set(key, resource);
  }
  return found;
}

/** The endpoint that has an address in a VPC. */
function holding(estate: Estate, address: string, vpc: string | undefined): string | undefined {
  const [only, ...others] = interfacesHolding(estate, address, vpc);
  return only?.owner.kind === 'endpoint' && others.length === 0 ? only.owner.key : undefined;
}
