import type { Estate } from '../../../resource/estate.ts';
import { interfacesOf, titleOf, type Interface } from './interfaces.ts';
import { byKey, referredKey } from './keys.ts';
import { subnetsOf, type Subnet } from './subnets.ts';

/** A place at which packets begin or end, as hops of packets name it. */
export interface Spot {
  readonly key: string;
  /** What people call it. */
  readonly title: string;
  /** Absent: a host in a subnet, of which no interface is known. */
  readonly interface?: Interface;
  readonly subnet?: Subnet;
  readonly vpc?: string;
}

/** The interface, subnet or virtual private gateway of a key; undefined for other gateways, for `internet`, and for what the inputs do not hold. */
export function spotOf(estate: Estate, key: string): Spot | undefined {
  const found = interfacesOf(estate).get(key);
  const subnet = subnetsOf(estate).get(found === undefined ? key : (found.subnet ?? ''));
  if (found === undefined && subnet === undefined) return gateway(estate, key);
  const vpc = found?.vpc ?? subnet?.vpc;
  return {
    key,
    title: found === undefined ? `a host in ${key}` : titleOf(found),
    ...(found === undefined ? {} : { interface: found }),
    ...(subnet === undefined ? {} : { subnet }),
    ...(vpc === undefined ? {} : { vpc }),
  };
}

/** What comes out of a virtual private gateway is in its VPC. */
function gateway(estate: Estate, key: string): Spot | undefined {
  const resource = byKey(estate, 'aws_vpn_gateway').get(key);
  const vpc = resource === undefined ? undefined : referredKey(estate, resource, resource.body['vpc_id']);
  return resource === undefined ? undefined : { key, title: `what is behind ${key}`, ...(vpc === undefined ? {} : { vpc }) };
}

/** Where everything begins and ends that is outside AWS. */
export const internet = 'internet';
