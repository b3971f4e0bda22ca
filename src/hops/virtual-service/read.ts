import { clusterAddress } from '../../dialects/istio/addresses.ts';
import { serversAt, virtualHosts } from '../../dialects/istio/gateways.ts';
import { fullHost, serviceOfHost } from '../../dialects/istio/hosts.ts';
import { proxyOf } from '../../dialects/istio/proxy.ts';
import { routedClaim } from '../../dialects/istio/tokens.ts';
import { gatewayName, meshRoutesFor, type Attached } from '../../dialects/istio/virtual-services.ts';
import { carries } from '../../dialects/kubernetes/labels.ts';
import { podAt, type Pod } from '../../dialects/kubernetes/pods.ts';
import { serviceAt } from '../../dialects/kubernetes/services.ts';
import type { Pattern } from '../../ir/pattern.ts';
import type { Estate } from '../../resource/estate.ts';
import { readerOf, type Reader } from '../../resource/reader.ts';
import { nameOf, pathText, type Resource } from '../../resource/resource.ts';
import type { Opened } from '../kind.ts';
import type { ActionSpec, ConditionSpec, DestinationSpec, RouteSpec, RoutesSpec } from './spec.ts';

/** Answers for `route/NS/POD/PORT/HOST` of sidecars and `vhost/NS/POD/CHAIN/HOST` of gateways. */
export function read(estate: Estate): Opened<RoutesSpec> {
  return {
    at: (address) => {
      const [word, namespace = '', name = '', ...rest] = address.split('/');
      const pod = podAt(estate, namespace, name);
      if (pod === undefined) return undefined;
      const proxy = proxyOf(estate, pod);
      if (word === 'vhost') return proxy === 'gateway' ? ofGateway(estate, pod, portOfChain(rest[0] ?? ''), rest[1] ?? '') : undefined;
      return proxy === 'sidecar' ? ofSidecar(estate, pod, Number(rest[0]), rest[1] ?? '') : undefined;
    },
  };
}

/** `http.8080` */
function portOfChain(chain: string): number {
  return Number(chain.split('.')[1]);
}

function ofSidecar(estate: Estate, pod: Pod, port: number, host: string): RoutesSpec {
  const attached = meshRoutesFor(estate, pod.namespace, host);
  const proxy = `sidecar of ${pod.namespace}/${pod.name}`;
  const otherwise = clusterAddress(`${pod.namespace}/${pod.name}`, host, port);
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

/** The proxy whose routes are read. */
interface Client {
  readonly pod: Pod;
  /** `mesh` for a sidecar, else the names of the gateways. */
  readonly through: 'mesh' | readonly string[];
  /** The port that requests came to: a Service's at a sidecar, the pod's at a gateway. */
  readonly port: number;
}

/** The HTTP routes of a VirtualService that can apply to this proxy at all, in their order. */
function routesOf(estate: Estate, client: Client, virtualService: Resource): readonly RouteSpec[] {
  const routes: RouteSpec[] = [];
  for (const [index, route] of readerOf(virtualService).get('spec', 'http').each().entries()) {
    const written = route.get('match').each();
    const possible = written.filter((match) => applies(match, client, virtualService));
    if (written.length > 0 && possible.length === 0) continue;
    const at = route.at;
    routes.push({
      resource: nameOf(virtualService),
      name: route.get('name').string() ?? `rule ${index + 1}`,
      attribute: pathText(route.path),
      ...(at === undefined ? {} : { at }),
      matches: possible.map(conditions),
      action: actionOf(estate, client, virtualService, route),
      doubts: notModelled(route),
    });
  }
  return routes;
}

/** Port, labels and namespace of the client, and the gateway are known before any request comes. */
function applies(match: Reader, { pod, through, port }: Client, virtualService: Resource): boolean {
  const gateways = match.get('gateways').strings().map((name) => gatewayName(name, virtualService.namespace ?? ''));
  const here = through === 'mesh' ? ['mesh'] : through;
  if (gateways.length > 0 && !gateways.some((name) => here.includes(name))) return false;
  const asked = match.get('port').number();
  if (asked !== undefined && asked !== port) return false;
  const namespace = match.get('sourceNamespace').string();
  if (namespace !== undefined && namespace !== pod.namespace) return false;
  return gateways.length > 0 || carries(pod.labels, match.get('sourceLabels').map());
}

function conditions(match: Reader): readonly ConditionSpec[] {
  const ignoreCase = match.get('ignoreUriCase').boolean() === true;
  const one = (name: string, field: string, fold = false): readonly ConditionSpec[] => (match.get(name).there ? [compared(match.get(name), field, fold)] : []);
  const named = (name: string, not?: true): readonly ConditionSpec[] =>
    match.get(name).keys().map((key) => ({ ...compared(match.get(name, key), name === 'queryParams' ? `query(${key})` : headerField(key)), ...(not === undefined ? {} : { not }) }));
  return [...one('uri', 'path', ignoreCase), ...one('scheme', 'scheme'), ...one('method', 'method'), ...one('authority', 'host'), ...named('headers'), ...named('queryParams'), ...named('withoutHeaders', true)];
}

function headerField(name: string): string {
  const claim = routedClaim(name);
  if (claim !== undefined) return `claim(${claim})`;
  return name.toLowerCase() === 'x-forwarded-for' ? 'forwarded' : `header(${name.toLowerCase()})`;
}

/** `exact`, `prefix` or `regex`; an empty one means that the field is there at all. Regular expressions match in full. */
function compared(match: Reader, field: string, ignoreCase = false): ConditionSpec {
  const [exact, prefix, regex] = [match.get('exact').string(), match.get('prefix').string(), match.get('regex').string()];
  const fold = ignoreCase ? ({ ignoreCase: true } as const) : {};
  const is: Pattern | undefined = exact !== undefined ? { exact, ...fold } : prefix !== undefined ? { prefix, ...fold } : regex !== undefined ? { regex } : undefined;
  return { field, ...(is === undefined ? {} : { is }) };
}

function actionOf(estate: Estate, client: Client, virtualService: Resource, route: Reader): ActionSpec {
  const redirect = route.get('redirect');
  if (redirect.there) return { to: 'redirect', status: redirect.get('redirectCode').number() ?? 301, where: redirect.get('authority').string() ?? redirect.get('uri').string() ?? 'elsewhere' };
  const direct = route.get('directResponse');
  if (direct.there) {
    const body = direct.get('body', 'string').string();
    return { to: 'answer', status: direct.get('status').number() ?? 200, ...(body === undefined ? {} : { body }) };
  }
  const written = route.get('route').each();
  const weighted = written.length === 1 ? written.map((each) => ({ each, weight: 1 })) : written.map((each) => ({ each, weight: each.get('weight').number() ?? 0 }));
  return { to: 'destinations', destinations: weighted.filter(({ weight }) => weight > 0).map(({ each, weight }) => destination(estate, client, virtualService, each.get('destination'), weight)) };
}

/** Without a port: the Service's only one, else the port that the request came to (istio/istio, core/route, GetDestinationCluster). */
function destination(estate: Estate, { pod, port }: Client, virtualService: Resource, to: Reader, weight: number): DestinationSpec {
  const host = fullHost(to.get('host').string() ?? '', virtualService.namespace ?? '');
  const { namespace, name } = serviceOfHost(host) ?? { namespace: '-', name: host };
  const service = serviceAt(estate, namespace, name);
  const [only, ...others] = service?.ports ?? [];
  const number = to.get('port', 'number').number() ?? (only !== undefined && others.length === 0 ? only.port : port);
  const subset = to.get('subset').string();
  return { hop: clusterAddress(`${pod.namespace}/${pod.name}`, host, number, subset), name: `${namespace}/${name}:${number}${subset === undefined ? '' : ` (${subset})`}`, weight };
}

/** Fields that would change what becomes of a request and are not modelled; time-outs, retries, mirrors and CORS headers do not change where it goes. */
function notModelled(route: Reader): readonly string[] {
  const fields = ['rewrite', 'fault', 'delegate', 'headers'].map((name) => route.get(name));
  const perDestination = route.get('route').each().map((each) => each.get('headers'));
  return [...fields, ...perDestination].filter(({ there }) => there).map(({ resource, path }) => `${nameOf(resource)} sets ${pathText(path)}, which is not modelled yet`);
}
