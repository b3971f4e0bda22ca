import { expect, test } from 'vitest';
import { covers } from '../ir/address.ts';
import { estateOf } from '../resource/estate.ts';
import { clientBlocks } from './clients.ts';

const { estate } = estateOf([{ scope: 'default', type: 'aws_vpc', name: 'vpc-1', body: { id: 'vpc-1', cidr_block: '10.0.0.0/16', ipv6_cidr_block: '2600:1f18:1::/56' }, locate: () => undefined }]);
const sends = (host: string, address: string): boolean => clientBlocks(estate, host).some((cidr) => covers(cidr, address) === true);

test('only who has an address of IPv6 sends to one, and no VPC of the inputs is the internet', () => {
  const host = '2600:1f18:1::7';
  expect(['2a00:1450::1', '2600:1f18:1:ff::1', '2600:1f18:1:100::1', '2600:1f18:1::9', 'fd00::1', '198.51.100.1'].map((address) => sends(host, address))).toEqual([true, false, true, false, false, false]);
  expect(['198.51.100.1', '10.0.0.1', '2a00:1450::1'].map((address) => sends('198.51.100.7', address))).toEqual([true, false, false]);
});
