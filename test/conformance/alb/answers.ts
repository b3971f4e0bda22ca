import type { ControllerFacts, Tags } from '../../../src/controllers/load-balancer-controller/facts.ts';
import { awsFactsOf } from '../../../src/controllers/load-balancer-controller/settings/aws.ts';
import { defaultFlags } from '../../../src/facts/load-balancer-flags.ts';
import { readTexts } from '../../../src/formats/texts.ts';
import { estateOf } from '../../../src/resource/estate.ts';
import type { Data } from '../suite.ts';

/** An object of a case; anything else is one without members. */
export function part(data: Data | undefined): { readonly [key: string]: Data } {
  return data !== null && typeof data === 'object' && !Array.isArray(data) ? (data as { readonly [key: string]: Data }) : {};
}

/** The objects of a list. */
export function parts(data: Data | undefined): readonly { readonly [key: string]: Data }[] {
  return Array.isArray(data) ? (data as readonly Data[]).map(part) : [];
}

/** A text; anything else is the empty one, which is Go's zero value. */
export function string(data: Data | undefined): string {
  return typeof data === 'string' ? data : '';
}

/** The texts of a list. */
export function strings(data: Data | undefined): readonly string[] {
  return Array.isArray(data) ? (data as readonly Data[]).map(string) : [];
}

/** Tags as AWS lists them. */
export function tagsOf(data: Data | undefined): Tags {
  return Object.fromEntries(parts(data).map(({ Key, Value }) => [string(Key), string(Value)]));
}

/** The IPv6 blocks that the product reads of a subnet or VPC as AWS describes it. */
export function cidrsOf(what: 'subnet' | 'vpc', data: Data | undefined): readonly string[] {
  const described = what === 'subnet' ? { Subnets: [{ SubnetId: 'subnet-any', VpcId: 'vpc-any', CidrBlock: '10.0.0.0/24', ...part(data) }] } : { Vpcs: [{ VpcId: 'vpc-any', CidrBlock: '10.0.0.0/16', ...part(data) }] };
  const { resources } = readTexts([{ name: 'described.json', text: JSON.stringify(described), scope: '.' }]);
  const { subnets, vpcs } = awsFactsOf(estateOf(resources).estate, '.');
  return (what === 'subnet' ? subnets : vpcs)?.[0]?.ipv6Cidrs ?? [];
}

/** A controller of a cluster, as it starts with no other flag. */
export function factsWith(clusterName: string): ControllerFacts {
  return { scope: '.', gates: {}, aws: {}, flags: { ...defaultFlags, clusterName } };
}
