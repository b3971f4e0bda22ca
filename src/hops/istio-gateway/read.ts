import { serversAt, virtualHosts } from '../../dialects/istio/gateways.ts';
import { proxyAt } from '../../dialects/istio/proxy.ts';
import { podAt } from '../../dialects/kubernetes/pods.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf } from '../../resource/resource.ts';
import type { Opened } from '../kind.ts';
import type { GatewaySpec } from './spec.ts';

/** Answers for every port of every gateway pod; whether it listens there has been asked before. */
export function read(estate: Estate): Opened<GatewaySpec> {
  return {
    at: (address) => {
      const [, namespace = '', name = '', number] = address.split('/');
      const pod = podAt(estate, namespace, name);
      const port = Number(number);
      if (pod === undefined || proxyAt(estate, pod, port) !== 'gateway') return undefined;
      const { servers } = serversAt(estate, pod, port);
      const [first] = servers;
      return { pod: `${namespace}/${name}`, port, resource: first === undefined ? `gateway ${namespace}/${name}` : nameOf(first.gateway), hosts: virtualHosts(estate, pod, servers).map(({ host }) => host) };
    },
  };
}
