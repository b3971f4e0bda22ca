import { list, record, text, whole, words } from '../../dialects/kubernetes/fields.ts';
import { routeSemanticsAnnotation } from '../../facts/gateway-api.ts';
import { defaultIngressGateway } from '../../facts/istio-installation.ts';
import { generatedIngressName, noAge } from '../../facts/istio-ingress.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, type JsonObject, type Path, type Problem, type Resource } from '../../resource/resource.ts';
import { body, made, problemAt } from '../controller.ts';

/** Where things are, and which pods carry what is made. */
export interface IngressSettings {
  readonly domain: string;
  readonly selector: Readonly<Record<string, string>>;
}

/** One rule of an Ingress. */
interface Rule {
  readonly ingress: Resource;
  readonly index: number;
  readonly host: string;
  readonly paths: readonly JsonObject[];
}

/** One route of a VirtualService and the path of the Ingress that it is made of. */
interface Route {
  readonly ingress: Resource;
  readonly path: Path;
  readonly route: JsonObject;
  /** Of the path that is matched; -1: every path. */
  readonly length: number;
  readonly exact: boolean;
}

/** What istiod makes of Ingresses, whoever has chosen them (gateways.go and virtualservices.go). */
export function convertedIngresses(estate: Estate, ingresses: readonly Resource[], settings: IngressSettings, problems: Problem[]): readonly Resource[] {
  const ignored = (ingress: Resource, path: Path, message: string): void => {
    problems.push(problemAt(ingress, path, 'ingress-part-ignored', 'warning', `${nameOf(ingress)}: ${message}`));
  };
  const gateways = ingresses.map((ingress) => gatewayOf(ingress, settings, ignored));
  const byHost = new Map<string, Rule[]>();
  for (const rule of ingresses.flatMap((ingress) => rulesOf(ingress, ignored))) byHost.set(rule.host, [...(byHost.get(rule.host) ?? []), rule]);
  return [...gateways, ...[...byHost].map(([host, rules]) => virtualServiceOf(estate, host, rules.toSorted(byAge), settings, ignored))];
}

type Ignored = (ingress: Resource, path: Path, message: string) => void;

function gatewayOf(ingress: Resource, { selector }: IngressSettings, ignored: Ignored): Resource {
  const place = `${ingress.name}-${ingress.namespace}`;
  const sections = list(record(ingress.body['spec'])['tls']).map(record);
  const secured = sections.flatMap((section, index) => {
    const credentialName = text(section['secretName']) ?? '';
    if (credentialName === '') ignored(ingress, ['spec', 'tls', index], 'nothing answers TLS for these hosts, because the section names no secretName');
    if (credentialName === '') return [];
    const hosts = words(section['hosts']);
    const server = { port: { number: 443, protocol: 'HTTPS', name: `https-443-ingress-${place}-${index}` }, hosts: hosts.length === 0 ? ['*'] : hosts, tls: { mode: 'SIMPLE', credentialName } };
    return [{ server, index }];
  });
  const plain = { port: { number: 80, protocol: 'HTTP', name: `http-80-ingress-${place}` }, hosts: ['*'] };
  const metadata = { name: `${ingress.name}-${generatedIngressName}-${ingress.namespace}`, namespace: defaultIngressGateway.namespace, creationTimestamp: noAge };
  const spec = { selector, servers: [...secured.map(({ server }) => server), plain] };
  return made({ by: 'istio-ingress', from: ingress, path: ['spec'] }, 'Gateway', 'networking.istio.io/v1', { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata, spec }, ([, servers, at], part) => {
    const section = servers === 'servers' && typeof at === 'number' ? secured[at]?.index : undefined;
    return ingress.locate(section === undefined ? ['spec'] : ['spec', 'tls', section], part);
  });
}

function rulesOf(ingress: Resource, ignored: Ignored): readonly Rule[] {
  const spec = record(ingress.body['spec']);
  const other = ['defaultBackend', 'backend'].find((field) => spec[field] !== undefined);
  if (other !== undefined) ignored(ingress, ['spec', other], 'requests that no rule takes get 404, because Istio leaves a default backend out');
  return list(spec['rules']).map(record).flatMap((rule, index): readonly Rule[] => {
    if (rule['http'] === undefined || rule['http'] === null) {
      ignored(ingress, ['spec', 'rules', index], 'nothing answers for this host, because the rule has no paths');
      return [];
    }
    return [{ ingress, index, host: text(rule['host']) || '*', paths: list(record(rule['http'])['paths']).map(record) }];
  });
}

/** The oldest Ingress gives namespace and gateway; longer paths come first, then exact ones. */
function virtualServiceOf(estate: Estate, host: string, rules: readonly Rule[], settings: IngressSettings, ignored: Ignored): Resource {
  const { ingress } = rules[0]!;
  const routes = rules.flatMap((rule) => routesOf(estate, rule, settings, ignored)).toSorted((a, b) => b.length - a.length || Number(b.exact) - Number(a.exact));
  const metadata = {
    name: `${host.replaceAll('.', '-')}-${ingress.name}-${generatedIngressName}`,
    namespace: ingress.namespace ?? '',
    creationTimestamp: noAge,
    annotations: { [routeSemanticsAnnotation]: 'ingress' },
  };
  const gateway = `${defaultIngressGateway.namespace}/${ingress.name}-${generatedIngressName}-${ingress.namespace}`;
  const spec = { hosts: [host], gateways: [gateway], http: routes.map(({ route }) => route) };
  return made({ by: 'istio-ingress', from: ingress, path: ['spec', 'rules', rules[0]!.index] }, 'VirtualService', 'networking.istio.io/v1', { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata, spec }, ([, http, at], part) => {
    const route = http === 'http' && typeof at === 'number' ? routes[at] : undefined;
    return route === undefined ? ingress.locate(['spec', 'rules', rules[0]!.index], part) : route.ingress.locate(route.path, part);
  });
}

function routesOf(estate: Estate, { ingress, index, paths }: Rule, { domain }: IngressSettings, ignored: Ignored): readonly Route[] {
  return paths.flatMap((written, at): readonly Route[] => {
    const path: Path = ['spec', 'rules', index, 'http', 'paths', at];
    const service = record(record(written['backend'])['service']);
    const name = text(service['name']);
    const number = name === undefined ? undefined : portOf(estate, ingress, name, record(service['port']));
    if (name === undefined || number === undefined) {
      ignored(ingress, [...path, 'backend'], name === undefined ? 'nothing answers for this path, because its backend is no Service' : `nothing answers for this path, because Service ${ingress.namespace}/${name} has no port of that name`);
      return [];
    }
    const uri = matchOf(written);
    const destination = { host: `${name}.${ingress.namespace}.svc.${domain}`, port: { number } };
    const [kind, value] = Object.entries(uri ?? {})[0] ?? [];
    return [{ ingress, path, route: body({ match: uri === undefined ? undefined : [{ uri }], route: [{ destination, weight: 100 }] }), length: value?.length ?? -1, exact: kind === 'exact' }];
  });
}

function portOf(estate: Estate, { scope, namespace = '' }: Resource, service: string, port: JsonObject): number | undefined {
  const number = whole(port['number']) ?? 0;
  if (number > 0) return number;
  const found = estate.find({ scope, type: 'Service', namespace, name: service });
  return whole(list(record(found?.body['spec'])['ports']).map(record).find(({ name }) => name === port['name'])?.['port']);
}

/** Paths of other types than Exact and Prefix are read as Istio always did: a star at the end means everything below. */
function matchOf(written: JsonObject): { readonly exact: string } | { readonly prefix: string } | undefined {
  const path = text(written['path']) ?? '';
  if (written['pathType'] === 'Exact') return { exact: path };
  if (written['pathType'] === 'Prefix') return { prefix: path };
  if (['', '*', '/*', '.*'].includes(path)) return undefined;
  const wild = path.endsWith('.*') || path.endsWith('/*');
  return wild ? { prefix: path.slice(0, -2) } : { exact: path };
}

/** By creationTimestamp, name, namespace and place (sortRulesByCreationTimestamp). */
function byAge(a: Rule, b: Rule): number {
  const keys = ({ ingress }: Rule): readonly string[] => [text(record(ingress.body['metadata'])['creationTimestamp']) ?? '', ingress.name, ingress.namespace ?? ''];
  const [first, second] = [keys(a), keys(b)];
  const differs = first.findIndex((key, index) => key !== second[index]);
  if (differs < 0) return a.index - b.index;
  return first[differs]! < second[differs]! ? -1 : 1;
}
