import { interfacesIn } from '../../dialects/aws/network/interfaces.ts';
import { subnetsIn } from '../../dialects/aws/network/subnets.ts';
import { vpcsOf } from '../../dialects/aws/network/vpcs.ts';
import { wireOf } from '../../dialects/aws/network/wire.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Opened } from '../kind.ts';
import type { VpcRouterSpec } from './spec.ts';

/** Answers for every VPC that the inputs hold or name. */
export function read(estate: Estate): Opened<VpcRouterSpec> {
  return {
    at: (address) => {
      const wire = wireOf(address);
      const vpc = wire === undefined ? undefined : vpcsOf(estate).get(wire.place);
      if (wire === undefined || vpc === undefined) return undefined;
      const interfaces = interfacesIn(estate, { vpc: vpc.key });
      return {
        vpc: vpc.key,
        port: wire.port,
        ...(wire.end === undefined ? {} : { end: wire.end }),
        interfaces: interfaces.map(({ key, addresses, prefixes }) => ({ key, addresses, prefixes: prefixes.written })),
        subnets: subnetsIn(estate, vpc.key).map(({ key, cidrs }) => ({ key, blocks: cidrs.written })),
        complete: interfaces.some(({ resource }) => resource.derived === undefined),
        origin: vpc.resource === undefined ? { resource: vpc.key, rule: vpc.key } : originOf(vpc.resource, [], vpc.key),
      };
    },
  };
}
