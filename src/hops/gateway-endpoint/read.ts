import { byKey } from '../../dialects/aws/network/keys.ts';
import { vpcsOf } from '../../dialects/aws/network/vpcs.ts';
import { wireAddress } from '../../dialects/aws/network/wire.ts';
import { text } from '../../dialects/kubernetes/fields.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Opened } from '../kind.ts';
import type { GatewayEndpointSpec } from './spec.ts';

/** Answers for `gateway-endpoint/ENDPOINT@VPC/PORT`, and for `beyond/ENDPOINT/PORT` once the reply is home. */
export function read(estate: Estate): Opened<GatewayEndpointSpec> {
  const endpoints = byKey(estate, 'aws_vpc_endpoint');
  return {
    at: (address) => {
      const [word, place = '', written = ''] = address.split('/');
      const [key = '', vpc] = place.split('@');
      const resource = endpoints.get(key);
      // The provider's default type (aws_vpc_endpoint, `vpc_endpoint_type`).
      if (resource === undefined || (text(resource.body['vpc_endpoint_type']) ?? 'Gateway') !== 'Gateway') return undefined;
      const origin = { ...originOf(resource, [], key), resource: `aws_vpc_endpoint ${key}` };
      if (word === 'beyond') return { part: 'end', title: key, service: text(resource.body['service_name']) ?? 'the service of the endpoint', origin };
      if (vpc === undefined) return undefined;
      const port = written === '*' ? '*' : Number(written);
      return { part: 'route', title: key, vpc, cidrs: vpcsOf(estate).get(vpc)?.cidrs.written ?? [], reply: wireAddress({ word: 'back-vpc', place: vpc, port, end: key }), origin };
    },
  };
}
