import { isPlainHttp, serversAt } from '../../dialects/istio/gateways.ts';
import { proxyAt } from '../../dialects/istio/proxy.ts';
import { podAt, type Pod } from '../../dialects/kubernetes/pods.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf } from '../../resource/resource.ts';
import type { Opened } from '../kind.ts';
import type { ListenerSpec } from './spec.ts';

/** Answers for every port of every gateway pod, also where nothing listens. */
export function read(estate: Estate): Opened<ListenerSpec> {
  return {
    at: (address) => {
      const [, namespace = '', name = '', number] = address.split('/');
      const pod = podAt(estate, namespace, name);
      const port = Number(number);
      if (pod === undefined || proxyAt(estate, pod, port) !== 'gateway') return undefined;
      const [first] = serversAt(estate, pod, port).servers;
      return { pod: `${namespace}/${name}`, port, resource: first === undefined ? `gateway ${namespace}/${name}` : nameOf(first.gateway), ...listening(estate, pod, port) };
    },
  };
}

/** A gateway listens where a Gateway object says so, and nowhere else. */
function listening(estate: Estate, pod: Pod, port: number): Pick<ListenerSpec, 'closed' | 'doubt'> {
  const { servers, orderKnown } = serversAt(estate, pod, port);
  if (servers.length === 0) return { closed: `no Gateway makes ${pod.namespace}/${pod.name} listen on port ${port}` };
  const encrypted = servers.filter(({ protocol }) => !isPlainHttp(protocol));
  if (encrypted.length > 0) return { doubt: `${encrypted.map(({ gateway, protocol }) => `${nameOf(gateway)} (${protocol})`).join(', ')}: only plain HTTP servers of gateways are modelled yet` };
  return orderKnown ? {} : { doubt: `${[...new Set(servers.map(({ gateway }) => nameOf(gateway)))].join(' and ')} share port ${port}; the older one counts where they differ, and no file says which that is` };
}
