import { expect, test } from 'vitest';
import { regionCarrier, regionOf } from '../engine/region.ts';
import { createStore } from '../engine/store.ts';
import { walk } from '../engine/walk.ts';
import type { Fields } from '../engine/lookup.ts';
import type { Verdict } from '../ir/program.ts';
import { example } from '../engine/witness.ts';
import type { JsonObject, Resource } from '../resource/resource.ts';
import { wayAddress } from '../dialects/aws/network/wire.ts';
import { pathOf } from './path.ts';

function aws(type: string, name: string, body: JsonObject): Resource {
  return { scope: 'default', type, name, body: { id: name, ...body }, locate: () => undefined };
}

const all = { protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'] };
const estate = [
  aws('aws_vpc', 'vpc-1', { cidr_block: '10.0.0.0/16' }),
  aws('aws_subnet', 'subnet-a', { vpc_id: 'vpc-1', cidr_block: '10.0.1.0/24' }),
  aws('aws_route_table', 'rtb-1', { vpc_id: 'vpc-1', main: true, route: [{ cidr_block: '10.0.0.0/16', gateway_id: 'local' }] }),
  aws('aws_security_group', 'sg-1', { vpc_id: 'vpc-1', ingress: [{ protocol: 'tcp', from_port: 8000, to_port: 8099, cidr_blocks: ['10.0.1.0/24'] }], egress: [all] }),
  aws('aws_network_interface', 'eni-a', { subnet_id: 'subnet-a', vpc_id: 'vpc-1', private_ips: ['10.0.1.7'], security_groups: ['sg-1'] }),
  aws('aws_network_interface', 'eni-b', { subnet_id: 'subnet-a', vpc_id: 'vpc-1', private_ips: ['10.0.1.8'], security_groups: ['sg-1'] }),
];

/** The ways of all TCP packets from an interface, and one of the packets that take each. */
function ways(to: string): readonly { readonly verdict: Verdict; readonly fields: Fields | undefined }[] {
  const { program } = pathOf(estate);
  const store = createStore();
  const walked = walk(program, regionCarrier(store), wayAddress({ interface: 'eni-a' }, to), regionOf(store, { field: 'protocol', in: [{ exact: 'tcp' }] }), { onward: false });
  return walked.map(({ verdict, traffic }) => ({ verdict, fields: example(store, traffic.rest)?.fields }));
}

test('all ports of a way are judged at once', () => {
  const found = ways('host/eni-b/*').map(({ verdict, fields }) => [verdict.kind, fields?.['dst.port']]);
  expect(found.find(([kind]) => kind === 'delivered')).toEqual(['delivered', 8080]);
  expect(found.map(([kind]) => kind).sort()).toEqual(['delivered', 'dropped']);
});

test('all addresses and ports that an interface can send to are judged at once', () => {
  const delivered = ways('address/*/*').filter(({ verdict }) => verdict.kind === 'delivered');
  expect(delivered.map(({ verdict, fields }) => [verdict.kind === 'delivered' ? verdict.workload : '', fields?.['dst.address'], fields?.['dst.port']])).toEqual([['eni-a', '10.0.1.7', 8080], ['eni-b', '10.0.1.8', 8080]]);
});
