import { interfacesOf, titleOf } from '../../dialects/aws/network/interfaces.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Opened } from '../kind.ts';
import type { HostSpec } from './spec.ts';

/** Answers for every port of every interface. */
export function read(estate: Estate): Opened<HostSpec> {
  return {
    at: (address) => {
      const [, key = '', port] = address.split('/');
      const found = interfacesOf(estate).get(key);
      if (found === undefined) return undefined;
      const host = found.owner.kind === 'instance' && found.owner.key !== undefined ? found.owner.key : titleOf(found);
      return { host, port: Number(port), origin: originOf(found.resource, [], `port ${port ?? ''}`, `${host} takes it on port ${port ?? ''}`) };
    },
  };
}
