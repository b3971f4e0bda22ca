import { meshOf } from '../../dialects/istio/mesh/mesh.ts';
import { meshAuthority } from '../../dialects/istio/proxy/proxy.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Opened } from '../kind.ts';
import type { OutsideSpec } from './spec.ts';

/** Answers for every host and port: whether there is something is in no file. */
export function read(estate: Estate): Opened<OutsideSpec> {
  return {
    at: (address) => {
      const [, host = '', port, side] = address.split('/');
      return { host, port: Number(port), ...(side === 'mesh' ? { authority: meshAuthority(meshOf(estate)) } : {}), ...(side === 'tls' ? { tls: true } : {}) };
    },
  };
}
