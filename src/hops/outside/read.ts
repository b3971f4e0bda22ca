import type { Estate } from '../../resource/estate.ts';
import type { Opened } from '../kind.ts';
import type { OutsideSpec } from './spec.ts';

/** Answers for every host and port: whether there is something is in no file. */
export function read(_estate: Estate): Opened<OutsideSpec> {
  return {
    at: (address) => {
      const [, host = '', port] = address.split('/');
      return { host, port: Number(port) };
    },
  };
}
