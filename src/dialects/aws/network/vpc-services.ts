import { vpcServices } from '../../../facts/vpc-services.ts';
import { addressKey, addressOf, blockOf } from '../../../ir/address.ts';
import type { Estate } from '../../../resource/estate.ts';
import type { Resource } from '../../../resource/resource.ts';
import { decided } from '../references.ts';
import { vpcsOf, type Vpc } from './vpcs.ts';

/** What AWS itself offers at an address, to everybody in one VPC. */
export interface OwnService {
  /** `Amazon DNS of vpc-1`. */
  readonly title: string;
  readonly protocols: readonly string[];
  /** The VPC, where it has switched the service off. */
  readonly off?: Resource;
}

/** The service of AWS at an address and port, as somebody in a VPC finds it; undefined where there is none. */
export function serviceAt(estate: Estate, vpcKey: string, address: string, port: number | '*'): OwnService | undefined {
  const vpc = vpcsOf(estate).get(vpcKey);
  const key = addressKey(address);
  const found = vpcServices.find((each) => each.port === port && (each.addresses.some((own) => addressKey(own) === key) || (each.resolves === true && address === resolverOf(vpc))));
  if (found === undefined) return undefined;
  const off = found.resolves === true && decided(vpc?.resource?.body['enable_dns_support']) === false ? vpc?.resource : undefined;
  return { title: `${found.name} of ${vpcKey}`, protocols: found.protocols, ...(off === undefined ? {} : { off }) };
}

/** Whether an address means such a service in every VPC. */
export function isServiceAddress(address: string): boolean {
  const key = addressKey(address);
  return vpcServices.some(({ addresses }) => addresses.some((own) => addressKey(own) === key));
}

/** The first block of IPv4, plus two. */
function resolverOf(vpc: Vpc | undefined): string | undefined {
  const cidr = vpc?.cidrs.written.find((each) => !each.includes(':'));
  const first = cidr === undefined ? undefined : blockOf(cidr)?.first;
  return first === undefined ? undefined : addressOf(first.slice(0, -1) + String.fromCharCode(first.charCodeAt(first.length - 1) + 2));
}
