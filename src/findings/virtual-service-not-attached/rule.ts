import { sightOf } from '../../dialects/istio/mesh/exports.ts';
import { overlap } from '../../dialects/istio/mesh/hosts.ts';
import { gatewayName, gatewaysOf, hostsOf, routingServices } from '../../dialects/istio/routes/virtual-services.ts';
import { list, record } from '../../dialects/kubernetes/fields.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { readerOf } from '../../resource/reader.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { because, findingAt, listed } from '../finding.ts';
import { isWritten } from '../gateway-parts.ts';
import { podsOfGateway, writtenGateways, writtenServers } from '../gateways.ts';
import type { Finding, Rule } from '../rule.ts';

/** A VirtualService names a Gateway and has no effect there: another host, another namespace, not exported, or no such Gateway. */
export const rule: Rule = {
  name: 'virtual-service-not-attached',
  severity: 'error',
  aliases: ['IST0132', 'IST0101', 'KIA1102'],
  leadsTo: ['no-route', 'chain-not-found'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const virtualService of routingServices(estate)) {
    if (!isWritten(virtualService)) continue;
    const named = readerOf(virtualService).get('spec', 'gateways').strings();
    const uncovered = new Set(hostsOf(virtualService));
    let settled = !gatewaysOf(virtualService).includes('mesh');
    for (const [index, name] of named.entries()) {
      if (name === 'mesh') continue;
      const gateway = gatewayCalled(estate, virtualService, name);
      const missing = gateway === undefined ? unknownGateway(estate, virtualService, name, index) : aside(estate, virtualService, gateway, index);
      if (missing !== undefined) yield missing;
      // Of hosts at a Gateway that is not there, or that takes none of them, that has been told.
      if (gateway === undefined || missing !== undefined) settled = false;
      else for (const own of uncovered) if (offers(gateway, virtualService, own)) uncovered.delete(own);
    }
    yield* strayMatches(virtualService);
    if (settled) for (const host of uncovered) yield uncoveredHost(virtualService, host, named);
  }
}

function gatewayCalled(estate: Estate, { scope, namespace = '' }: Resource, name: string): Resource | undefined {
  const [of = '', called = ''] = gatewayName(name, namespace).split('/');
  return estate.find({ scope, type: 'Gateway', namespace: of, name: called });
}

function unknownGateway(estate: Estate, virtualService: Resource, name: string, index: number): Finding | undefined {
  const full = gatewayName(name, virtualService.namespace ?? '');
  const [namespace = ''] = full.split('/');
  const others = writtenGateways(estate).filter(({ scope }) => scope === virtualService.scope);
  const same = others.filter((each) => each.name === full.split('/')[1]);
  const ofApi = estate.ofType('Gateway.gateway.networking.k8s.io', namespace).some((each) => `${namespace}/${each.name}` === full);
  // A Gateway of a namespace of which the inputs hold none can be in other files.
  const unsure = namespace !== virtualService.namespace && !ofApi && same.length === 0 && !others.some((each) => each.namespace === namespace);
  const [only, ...more] = same;
  return findingAt(rule, { resource: virtualService, path: ['spec', 'gateways', index] }, {
    message: unsure ? `what ${nameOf(virtualService)} routes at ${full} is not known: that Gateway is not in these inputs` : `requests to ${listed(hostsOf(virtualService).slice(0, 2))} find no route at the gateway: there is no Gateway ${full}`,
    label: ofApi ? 'a Gateway of the Gateway API: HTTPRoutes bind to it' : `means Gateway ${full}`,
    because: same.map((each) => because(nameOf(each), 'has that name in another namespace', { resource: each, path: ['metadata', 'name'] })),
    proposals: only !== undefined && more.length === 0 ? [{ title: `name the Gateway that is there: ${only.namespace ?? ''}/${only.name}`, edits: [{ edit: 'set', of: virtualService, path: ['spec', 'gateways', index], to: `${only.namespace ?? ''}/${only.name}` }], certainty: 'proposed' }] : [],
    ...(unsure ? { severity: 'note' as const } : ofApi ? { severity: 'warning' as const } : {}),
  });
}

/** Why a VirtualService has no effect at a Gateway that is there; undefined: it has. */
function aside(estate: Estate, virtualService: Resource, gateway: Resource, index: number): Finding | undefined {
  const spot = { resource: virtualService, path: ['spec', 'gateways', index] };
  const own = hostsOf(virtualService);
  const message = `requests to ${listed(own.slice(0, 2))} find no route at ${nameOf(gateway)}`;
  const pods = podsOfGateway(estate, gateway);
  const blind = pods.length > 0 && pods.every((pod) => sightOf(estate, virtualService, pod.namespace) === undefined);
  if (blind) {
    return findingAt(rule, { resource: virtualService, path: ['spec', 'exportTo'] }, {
      message,
      label: `not shown to namespace ${pods[0]!.namespace}, where the gateway's pods run`,
      because: [because(nameOf(virtualService), 'has to be exported to the namespace of the gateway pods, whatever namespace the Gateway is in', { resource: virtualService, path: ['spec', 'exportTo'], part: 'key' })],
      proposals: [{ title: `export it to ${pods[0]!.namespace} too`, edits: [{ edit: 'insert', of: virtualService, path: ['spec', 'exportTo'], at: 0, value: pods[0]!.namespace }], certainty: 'proposed' }],
    });
  }
  if (own.some((host) => offers(gateway, virtualService, host))) return undefined;
  const offered = writtenServers(gateway).flatMap(({ hosts }) => hosts);
  const elsewhere = offered.filter((host) => own.some((each) => overlap((host.split('/').at(-1) ?? '').toLowerCase(), each)));
  const [first] = elsewhere;
  const server = first === undefined ? undefined : writtenServers(gateway).find(({ hosts }) => hosts.includes(first))?.server;
  const allowed = first?.split('/')[0] === '.' ? gateway.namespace : first?.split('/')[0];
  return findingAt(rule, spot, {
    message,
    label: first !== undefined ? `${first} is for VirtualServices of namespace ${allowed}, and this one is in ${virtualService.namespace ?? ''}` : `its servers have ${listed(offered.slice(0, 3))}, and no ${listed(own.slice(0, 2))}`,
    because: [because(nameOf(gateway), first !== undefined ? `gives ${first} to VirtualServices of namespace ${allowed} only` : `has no server for ${listed(own.slice(0, 3))}`, { resource: gateway, path: [...(server?.path ?? ['spec', 'servers', 0]), 'hosts'] })],
  });
}

/** Whether a server of the Gateway has a host that overlaps this one and that the VirtualService's namespace may use. */
function offers(gateway: Resource, { namespace = '' }: Resource, host: string): boolean {
  const { exact, wild } = offeredBy(gateway);
  const free = (scopes: readonly string[] | undefined): boolean => scopes?.some((scope) => scope === '*' || scope === namespace) === true;
  if (free(exact.get(host)) || wild.some(([pattern, scope]) => free([scope]) && overlap(pattern, host))) return true;
  return host.startsWith('*') && [...exact].some(([each, scopes]) => free(scopes) && overlap(each, host));
}

interface Offered {
  /** Namespaces that may use a host; `*` for all. */
  readonly exact: ReadonlyMap<string, readonly string[]>;
  readonly wild: readonly (readonly [pattern: string, scope: string])[];
}

const known = new WeakMap<Resource, Offered>();

function offeredBy(gateway: Resource): Offered {
  const found = known.get(gateway);
  if (found !== undefined) return found;
  const exact = new Map<string, string[]>();
  const wild: (readonly [string, string])[] = [];
  for (const written of writtenServers(gateway).flatMap(({ hosts }) => hosts)) {
    const [first = '', second] = written.toLowerCase().split('/');
    const [host, scope] = second === undefined ? [first, '*'] : [second, first === '.' ? (gateway.namespace ?? '') : first];
    if (host.startsWith('*')) wild.push([host, scope]);
    else exact.set(host, [...(exact.get(host) ?? []), scope]);
  }
  const made = { exact, wild };
  known.set(gateway, made);
  return made;
}

/** Matches that name a gateway to which the VirtualService is not bound: no proxy ever gets them. */
function* strayMatches(virtualService: Resource): Iterable<Finding> {
  const bound = gatewaysOf(virtualService);
  for (const kind of ['http', 'tls', 'tcp']) {
    const routes = list(record(virtualService.body['spec'])[kind]).map(record);
    if (!routes.some((route) => list(route['match']).some((match) => record(match)['gateways'] !== undefined))) continue;
    for (const match of readerOf(virtualService).get('spec', kind).each().flatMap((route) => route.get('match').each())) {
      for (const [index, name] of match.get('gateways').strings().entries()) {
        if (bound.includes(gatewayName(name, virtualService.namespace ?? ''))) continue;
        yield findingAt(rule, { resource: virtualService, path: [...match.path, 'gateways', index] }, {
          message: `a match of ${nameOf(virtualService)} takes no request from ${name}: the VirtualService is not bound to it`,
          label: `not among its gateways: ${listed(bound)}`,
          because: [because(nameOf(virtualService), 'routes only at the gateways that spec.gateways names; a match can only choose among them')],
        });
      }
    }
  }
}

function uncoveredHost(virtualService: Resource, host: string, gateways: readonly string[]): Finding {
  return findingAt(rule, { resource: virtualService, path: ['spec', 'hosts', hostsOf(virtualService).indexOf(host)] }, {
    message: `requests to ${host} find no route: no server of ${listed(gateways)} has that host`,
    label: `in no server of ${listed(gateways)}`,
    because: [because(nameOf(virtualService), 'is attached with its other hosts only')],
  });
}
