import { closestHost } from '../../dialects/istio/gateways/closest-host.ts';
import { covers } from '../../dialects/istio/mesh/hosts.ts';
import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { mend } from './mend.ts';
import { read } from './read.ts';
import type { VirtualHostsSpec } from './spec.ts';

/** Behind the filters of a gateway's HTTP chain: whose routes a request gets, by its Host header. */
export const kind: Kind<VirtualHostsSpec> = {
  name: 'virtual-host',
  stage: 'station',
  order: 0,
  answers: ['chain'],
  read,
  lower,
  mend,
  explain: ({ hosts, elsewhere }, { cause, request }) => {
    const name = String(request['host'] ?? '').replace(/:\d+$/, '');
    return cause !== 'no-route' || elsewhere.some(({ host }) => covers(host, name)) ? undefined : closestHost(name, hosts.map(({ host }) => host));
  },
};
