import { byKey, referredKey } from '../../dialects/aws/network/keys.ts';
import { wireAddress } from '../../dialects/aws/network/wire.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Opened } from '../kind.ts';
import type { EgressOnlyGatewaySpec } from './spec.ts';

/** Answers for `eigw/GATEWAY/PORT`, `back-eigw/GATEWAY/PORT/END`, `beyond/GATEWAY/PORT` and the internet behind it. */
export function read(estate: Estate): Opened<EgressOnlyGatewaySpec> {
  const gateways = byKey(estate, 'aws_egress_only_internet_gateway');
  return {
    at: (address) => {
      const [word, key = '', written = ''] = address.split('/');
      const resource = gateways.get(key);
      const vpc = resource === undefined ? undefined : referredKey(estate, resource, resource.body['vpc_id']);
      if (resource === undefined || vpc === undefined) return undefined;
      const about = { title: key, origin: originOf(resource, [], key) };
      const port = written === '*' ? '*' : Number(written);
      if (word === 'eigw') return { ...about, part: 'leave', reply: wireAddress({ word: 'back-vpc', place: vpc, port, end: key }) };
      if (word === 'back-eigw') return { ...about, part: 'back' };
      return word === 'beyond' ? { ...about, part: 'beyond', outside: `internet/${key}/${written}` } : { ...about, part: 'outside' };
    },
  };
}
