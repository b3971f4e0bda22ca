import { interfacesOf } from '../../dialects/aws/network/interfaces.ts';
import { subnetsOf } from '../../dialects/aws/network/subnets.ts';
import { wireAddress } from '../../dialects/aws/network/wire.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import { text } from '../../dialects/kubernetes/fields.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Opened } from '../kind.ts';
import type { NatGatewaySpec } from './spec.ts';

/** Answers for `nat/INTERFACE/PORT`, and for stray replies `back-nat/INTERFACE/PORT/END`. */
export function read(estate: Estate): Opened<NatGatewaySpec> {
  return {
    at: (address) => {
      const [word, key = '', port = ''] = address.split('/');
      const found = interfacesOf(estate).get(key);
      if (found?.owner.kind !== 'nat') return undefined;
      const { resource = found.resource, key: title = key } = found.owner;
      const state = text(resource.body['state']);
      const own = found.addresses[0] ?? text(resource.body['private_ip']);
      return {
        title,
        interface: key,
        ...(own === undefined ? {} : { address: own }),
        within: subnetsOf(estate).get(found.subnet ?? '')?.cidrs.written ?? [],
        ...(state === undefined || ['available', 'pending', ''].includes(state) ? {} : { dead: `${title} is ${state}: it carries nothing` }),
        leaves: wireAddress({ word: 'out', place: key, port: port === '*' ? '*' : Number(port) }),
        back: word === 'back-nat',
        origin: { ...originOf(resource, [], title), resource: `aws_nat_gateway ${title}` },
      };
    },
  };
}
