import { podAt, type Pod } from '../kubernetes/pods.ts';
import type { Estate } from '../../resource/estate.ts';
import { meshOf, type Mesh } from './mesh.ts';

/** What one filter of a pod's proxy knows of one port; undefined if it has no part in it. */
export type FilterOf<Spec> = (estate: Estate, mesh: Mesh, pod: Pod, port: number) => Spec | undefined;

/** Answers for the ports of pods by their addresses, `pod/NS/POD/PORT`. */
export function atPodPorts<Spec>(estate: Estate, filterOf: FilterOf<Spec>): { at(address: string): Spec | undefined } {
  const mesh = meshOf(estate);
  return {
    at: (address) => {
      const [word, namespace = '', name = '', port] = address.split('/');
      const pod = word === 'pod' ? podAt(estate, namespace, name) : undefined;
      return pod === undefined ? undefined : filterOf(estate, mesh, pod, Number(port));
    },
  };
}
