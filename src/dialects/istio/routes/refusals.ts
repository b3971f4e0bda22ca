import { isAddress } from '../../../ir/address.ts';
import { readRegex } from '../../../ir/regex.ts';
import { readerOf, type Reader } from '../../../resource/reader.ts';
import type { Resource } from '../../../resource/resource.ts';
import type { Refusal } from '../mesh/refusals.ts';
import { covers, wildcardFits } from '../mesh/hosts.ts';

/** Whether the API server takes the object at all. */
export function isRefused(virtualService: Resource): boolean {
  return virtualServiceRefusals(virtualService).length > 0;
}

/** Why the API server refuses a VirtualService; empty: it takes it. What istiod made no webhook sees (istio/istio, config/validation, ValidateVirtualService). */
export function virtualServiceRefusals(virtualService: Resource): readonly Refusal[] {
  const known = refusals.get(virtualService);
  if (known !== undefined) return known;
  const found = virtualService.derived === undefined ? webhookRefusals(virtualService) : readerOf(virtualService).get('spec', 'http').each().flatMap(unreadPatterns);
  refusals.set(virtualService, found);
  return found;
}

const refusals = new WeakMap<Resource, readonly Refusal[]>();

function webhookRefusals(virtualService: Resource): readonly Refusal[] {
  const spec = readerOf(virtualService).get('spec');
  const hosts = spec.get('hosts').strings();
  const routes = spec.get('http').each();
  const inMesh = spec.get('gateways').strings().length === 0 || spec.get('gateways').strings().includes('mesh');
  const everywhere = hosts.indexOf('*');
  const empty = ['http', 'tcp', 'tls'].every((field) => spec.get(field).each().length === 0);
  return [
    ...(inMesh && everywhere >= 0 ? [{ path: ['spec', 'hosts', everywhere], reason: 'the host * is for gateways only, and it is bound to the mesh' }] : []),
    ...(empty ? [{ path: ['spec'], reason: 'it has no routes: neither http nor tcp nor tls' }] : []),
    ...hosts.flatMap((host, index) => (wildcardFits(host) ? [] : [{ path: ['spec', 'hosts', index], reason: `${host} has a * that is not at its beginning` }])),
    ...(hosts.length === 0 ? delegateRefusals(spec, routes) : []),
    ...routes.flatMap(routeRefusals),
    ...spec.get('tls').each().flatMap((route) => route.get('match').each()).flatMap((match) => nameRefusals(match.get('sniHosts'), hosts)),
  ];
}

/** The server names of a match are within the hosts, compared as they are written; of an address, which is no server name, the webhook only warns (validateSniHost). */
function nameRefusals(names: Reader, hosts: readonly string[]): readonly Refusal[] {
  return names.strings().flatMap((name, index) => (isAddress(name) || hosts.some((host) => covers(host, name)) ? [] : [{ path: [...names.path, index], reason: `its hosts (${hosts.join(', ')}) do not cover the server name ${name} of a tls match` }]));
}

/** A VirtualService without hosts is a delegate: it binds to no gateway, and delegates to nobody else. */
function delegateRefusals(spec: Reader, routes: readonly Reader[]): readonly Refusal[] {
  const bound = spec.get('gateways');
  return [
    ...(bound.strings().length === 0 ? [] : [{ path: bound.path, reason: 'without hosts it is a delegate, and a delegate names no gateways' }]),
    ...routes.map((route) => route.get('delegate')).filter(({ there }) => there).map(({ path }) => ({ path, reason: 'without hosts it is a delegate, and a delegate delegates to nobody else' })),
  ];
}

function routeRefusals(route: Reader): readonly Refusal[] {
  const [redirect, direct, destinations, delegate] = [route.get('redirect'), route.get('directResponse'), route.get('route'), route.get('delegate')];
  const both = (a: Reader, b: Reader): readonly Refusal[] => (a.there && b.there ? [{ path: b.path, reason: `a route has ${String(a.path.at(-1))} or ${String(b.path.at(-1))}, not both` }] : []);
  const conflicts = delegate.there
    ? [...both(delegate, redirect), ...both(delegate, destinations)]
    : [...both(destinations, redirect), ...both(destinations, direct), ...both(redirect, direct), ...[redirect, direct].flatMap((answer) => [...both(answer, route.get('fault')), ...both(answer, route.get('rewrite'))])];
  const total = destinations.each().reduce((sum, each) => sum + (each.get('weight').number() ?? 0), 0);
  const [uri, pattern] = [route.get('rewrite', 'uri'), route.get('rewrite', 'uriRegexRewrite')];
  const retries = route.get('retries');
  const unused = retries.there && (retries.get('attempts').number() ?? 0) === 0 && (retries.get('retryOn').there || retries.get('perTryTimeout').there);
  const disabled = unused ? [{ path: retries.path, reason: 'retries say when to try again, and attempts is 0' }] : [];
  const weightless = destinations.each().length > 1 && total === 0 ? [{ path: destinations.path, reason: 'the weights of its destinations add up to 0' }] : [];
  return [...conflicts, ...both(uri, pattern), ...disabled, ...weightless, ...unreadPatterns(route)];
}

/** Patterns that RE2 does not read: whoever made the route, a proxy cannot have it. */
function unreadPatterns(route: Reader): readonly Refusal[] {
  return [...patternsIn(route.get('match')), ...patternsIn(route.get('corsPolicy', 'allowOrigins')), ...rewriteRefusals(route.get('rewrite', 'uriRegexRewrite', 'match'))];
}

/** Fields of a match that are maps by name. */
const keyed: readonly string[] = ['headers', 'withoutHeaders', 'queryParams'];

/** Every `regex` below a place, whatever field it belongs to. `*` alone stands for any value in headers. */
function patternsIn(reader: Reader): readonly Refusal[] {
  const { value } = reader;
  if (Array.isArray(value)) return reader.each().flatMap(patternsIn);
  if (value === null || typeof value !== 'object') return [];
  return reader.keys().flatMap((key) => {
    const inner = reader.get(key);
    return key === 'regex' && typeof inner.value === 'string' ? patternRefusals(inner, inner.value === '*' && keyed.includes(String(reader.path.at(-2)))) : patternsIn(inner);
  });
}

function rewriteRefusals(match: Reader): readonly Refusal[] {
  return match.there ? patternRefusals(match, false) : [];
}

function patternRefusals(reader: Reader, special: boolean): readonly Refusal[] {
  const regex = reader.string() ?? '';
  const reading = special ? undefined : readRegex(regex, false);
  const reason = reading !== undefined && 'refused' in reading ? reading.refused : undefined;
  return reason === undefined || ourLimit.test(reason) ? [] : [{ path: reader.path, reason: `RE2 does not read the pattern ${regex}: ${reason}` }];
}

/** What RE2 reads and our automata do not represent (ir/regex.ts): no reason for the API server to refuse anything. */
const ourLimit = /^\\[bBpPC]|multi-line mode|outside ASCII/;
