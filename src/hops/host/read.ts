import { interfacesOf, titleOf } from '../../dialects/aws/network/interfaces.ts';
import { text } from '../../dialects/kubernetes/fields.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import { toldBy } from '../../dialects/kubernetes/program.ts';
import { servesAt } from '../../dialects/kubernetes/serves.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Opened } from '../kind.ts';
import type { HostSpec } from './spec.ts';

/** Answers for every port of every interface. */
export function read(estate: Estate): Opened<HostSpec> {
  return {
    at: (address) => {
      const [, key = '', written] = address.split('/');
      const found = interfacesOf(estate).get(key);
      if (found === undefined) return undefined;
      const port = Number(written);
      const host = found.owner.kind === 'instance' && found.owner.key !== undefined ? found.owner.key : titleOf(found);
      const machine = found.owner.kind === 'instance' ? found.owner.resource : undefined;
      const state = text(machine?.body['state']) ?? 'running';
      const origin = originOf(found.resource, [], `port ${port}`, `${host} takes it on port ${port}`);
      return {
        host,
        port,
        programs: found.addresses.flatMap((own) => {
          const serves = servesAt(estate, own, port);
          return serves === undefined ? [] : [{ address: own, program: { who: host, port, origin, ...toldBy(serves, host) } }];
        }),
        // An instance that is being started has its interface already; in any other state nothing answers there.
        ...(machine === undefined || state === 'running' || state === 'pending' ? {} : { stopped: originOf(machine, ['state'], state, `${host} is ${state}`) }),
        origin,
      };
    },
  };
}
