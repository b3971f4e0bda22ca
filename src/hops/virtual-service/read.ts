import { serversAt, virtualHosts } from '../../dialects/istio/gateways.ts';
import { proxyOf } from '../../dialects/istio/proxy.ts';
import { meshRoutesFor, type Attached } from '../../dialects/istio/virtual-services.ts';
import { fullName } from '../../dialects/kubernetes/names.ts';
import { podAt, type Pod } from '../../dialects/kubernetes/pods.ts';
import type { Estate } from '../../resource/estate.ts';
import { readerOf } from '../../resource/reader.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import type { Opened } from '../kind.ts';
import { routesOf, type Client } from './routes.ts';
import type { RoutesSpec } from './spec.ts';

/** Answers for `route/NS/POD/SVCNS/SVC/PORT` of sidecars and `vhost/NS/POD/PORT/HOST` of gateways. */
export function read(estate: Estate): Opened<RoutesSpec> {
  return {
    at: (address) => {
      const [word, namespace = '', name = '', ...rest] = address.split('/');
      const pod = podAt(estate, namespace, name);
      if (pod === undefined) return undefined;
      const proxy = proxyOf(estate, pod);
      if (word === 'vhost') return proxy === 'gateway' ? ofGateway(estate, pod, Number(rest[0]), rest[1] ?? '') : undefined;
      return proxy === 'sidecar' ? ofSidecar(estate, pod, rest[0] ?? '', rest[1] ?? '', Number(rest[2])) : undefined;
    },
  };
}

function ofSidecar(estate: Estate, pod: Pod, namespace: string, name: string, port: number): RoutesSpec {
  const host = fullName({ namespace, name });
  const attached = meshRoutesFor(estate, pod.namespace, host);
  const proxy = `sidecar of ${pod.namespace}/${pod.name}`;
  const otherwise = `cluster/${pod.namespace}/${pod.name}/${namespace}/${name}/${port}/-`;
  const [first] = attached.resources;
  if (first === undefined) return { proxy, host, otherwise, rules: [], doubts: [] };
  const silent = !readerOf(first).get('spec', 'http').there;
  return {
    ...shared(proxy, host, first),
    rules: routesOf(estate, clientOf(pod, 'mesh', port), first),
    doubts: [...age(attached), ...(silent ? [`${nameOf(first)} has no http routes, and it is not modelled what HTTP requests get then`] : [])],
  };
}

/** On a gateway several VirtualServices of one host are joined, and routes for everything go last (istio/istio, core/route). */
function ofGateway(estate: Estate, pod: Pod, port: number, host: string): RoutesSpec | undefined {
  const found = virtualHosts(estate, pod, serversAt(estate, pod, port).servers).find((each) => each.host === host);
  const [first, ...others] = found?.virtualServices ?? [];
  if (found === undefined || first === undefined) return undefined;
  const rules = found.virtualServices.flatMap((virtualService) => routesOf(estate, clientOf(pod, gatewaysFor(estate, pod, port), port), virtualService));
  const general = others.length === 0 ? [] : rules.filter(takesEverything);
  return {
    ...shared(`gateway ${pod.namespace}/${pod.name}`, host, first),
    rules: [...rules.filter((rule) => !general.includes(rule)), ...general],
    doubts: [
      ...(found.orderKnown ? [] : [`${found.virtualServices.map(nameOf).join(' and ')} share the host ${host}; the older one's routes come first, and no file says which that is`]),
      ...(found.httpsRedirect ? [`a server of host ${host} has httpsRedirect, which is not modelled yet`] : []),
    ],
  };
}

function shared(proxy: string, host: string, virtualService: Resource): Pick<RoutesSpec, 'proxy' | 'host' | 'resource' | 'at'> {
  const at = virtualService.locate(['spec', 'http'], 'key');
  return { proxy, host, resource: nameOf(virtualService), ...(at === undefined ? {} : { at }) };
}

function clientOf(pod: Pod, through: Client['through'], port: number): Client {
  return { pod, through, port };
}

/** The names of the Gateways that listen on the port. */
function gatewaysFor(estate: Estate, pod: Pod, port: number): readonly string[] {
  return serversAt(estate, pod, port).servers.map(({ gateway }) => `${gateway.namespace ?? ''}/${gateway.name}`);
}

function takesEverything({ matches }: RoutesSpec['rules'][number]): boolean {
  return matches.length === 0 || matches.some((conditions) => conditions.every(({ field, is }) => field === 'path' && is !== undefined && (('prefix' in is && is.prefix === '/') || ('regex' in is && is.regex === '.*'))));
}

function age({ resources, orderKnown }: Attached): readonly string[] {
  return orderKnown ? [] : [`${resources.map(nameOf).join(' and ')} route one host in the mesh; only the older one counts, and no file says which that is`];
}
