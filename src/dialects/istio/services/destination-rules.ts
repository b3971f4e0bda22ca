import { carries } from '../../kubernetes/labels.ts';
import type { Estate } from '../../../resource/estate.ts';
import { readerOf, type Reader } from '../../../resource/reader.ts';
import type { Path, Resource } from '../../../resource/resource.ts';
import type { Workload } from '../policies/attachment.ts';
import type { ClientTls } from './auto-mtls.ts';
import { fullHost, mostSpecific } from '../mesh/hosts.ts';
import { groupBy, inCreationOrder } from '../mesh/order.ts';

/** DestinationRules of one namespace for one host, made into one (istio/istio, mergeDestinationRule). */
export interface MergedRule {
  readonly host: string;
  /** Oldest first; the first one that has a traffic policy gives it. */
  readonly resources: readonly Resource[];
  readonly policy: Place | undefined;
  readonly subsets: readonly Subset[];
  /** Undefined: the rule is for every workload. */
  readonly workloadSelector: Readonly<Record<string, string>> | undefined;
  readonly exportTo: readonly string[];
  /** False: several rules were merged whose age nobody knows. */
  readonly orderKnown: boolean;
}

/** Somewhere in a resource. */
export interface Place {
  readonly resource: Resource;
  readonly path: Path;
}

export interface Subset extends Place {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * The rule that a client uses for a host: of its own namespace, else of the Service's, else of the root namespace, and
 * there of the most specific host; the first namespace with any match decides (istio/istio, PushContext.destinationRule).
 */
export function destinationRuleFor(estate: Estate, client: Workload, service: { readonly host: string; readonly namespace: string }, rootNamespace: string): MergedRule | undefined {
  const rules = (namespace: string): readonly Resource[] => rulesFor(estate, namespace, service.host);
  const local = rules(client.namespace).filter((rule) => (client.namespace === rootNamespace ? privateOnly(rule) : usableAtHome(rule)));
  const own = matching(local, service.host);
  if (own.length > 0) return chosen(own, client);
  for (const namespace of [service.namespace, rootNamespace]) {
    const found = matching(rules(namespace).filter((rule) => !privateOnly(rule)), service.host).filter((rule) => exported(rule, client.namespace));
    if (found.length > 0) return chosen(found, client);
  }
  return undefined;
}

interface ByHost {
  readonly exact: ReadonlyMap<string, readonly Resource[]>;
  readonly wild: readonly Resource[];
}

const indices = new WeakMap<readonly Resource[], ByHost>();

/** The rules of a namespace that may mean a host: a lookup, and those with a wildcard. */
function rulesFor(estate: Estate, namespace: string, host: string): readonly Resource[] {
  const rules = estate.ofType('DestinationRule', namespace);
  if (rules.length === 0) return rules;
  let index = indices.get(rules);
  if (index === undefined) indices.set(rules, (index = { exact: groupBy(rules, hostOf), wild: rules.filter((rule) => hostOf(rule).startsWith('*')) }));
  return [...(index.exact.get(host) ?? []), ...index.wild.filter((rule) => hostOf(rule) !== host)];
}

function hostOf(rule: Resource): string {
  return fullHost(readerOf(rule).get('spec', 'host').string() ?? '', rule.namespace ?? '');
}

/** Rules of the most specific host among these that means the host; rules exported alike are merged. */
function matching(rules: readonly Resource[], host: string): readonly MergedRule[] {
  const byHost = groupBy(rules, hostOf);
  const best = mostSpecific(byHost.keys(), host);
  if (best === undefined) return [];
  const { resources, known } = inCreationOrder(byHost.get(best) ?? []);
  const alike = groupBy(resources, (rule) => JSON.stringify([exportsOf(rule).toSorted(), selectorOf(rule) ?? null]));
  return [...alike.values()].map((group) => merged(best, group, known || group.length < 2));
}

/** A rule that selects the client's labels; else the last one that selects nobody in particular. */
function chosen(rules: readonly MergedRule[], client: Workload): MergedRule | undefined {
  const selecting = rules.find(({ workloadSelector, resources }) => workloadSelector !== undefined && resources[0]?.namespace === client.namespace && carries(client.labels, workloadSelector));
  return selecting ?? rules.findLast(({ workloadSelector }) => workloadSelector === undefined);
}

function merged(host: string, resources: readonly Resource[], orderKnown: boolean): MergedRule {
  const subsets: Subset[] = [];
  for (const resource of resources) {
    for (const subset of readerOf(resource).get('spec', 'subsets').each()) {
      const name = subset.get('name').string();
      if (name === undefined || subsets.some((known) => known.name === name)) continue;
      subsets.push({ resource, path: subset.path, name, labels: subset.get('labels').map() });
    }
  }
  const policy = resources.find((resource) => readerOf(resource).get('spec', 'trafficPolicy').there);
  const first = resources[0];
  return {
    host,
    resources,
    subsets,
    policy: policy === undefined ? undefined : { resource: policy, path: ['spec', 'trafficPolicy'] },
    workloadSelector: first === undefined ? undefined : selectorOf(first),
    exportTo: first === undefined ? [] : exportsOf(first),
    orderKnown,
  };
}

/** The TLS settings for a Service port and subset, and where they stand. */
export function tlsOf(rule: MergedRule, subset: string | undefined, port: number): (Place & { readonly tls: ClientTls }) | undefined {
  const tls = settingOf(rule, subset, port, 'tls');
  return tls === undefined ? undefined : { resource: tls.resource, path: [...tls.path, 'mode'], tls: clientTls(tls) };
}

/** Whether endpoints are dialled as the client addressed them, without a choice of the proxy's. */
export function passesThrough(rule: MergedRule, subset: string | undefined, port: number): boolean {
  return settingOf(rule, subset, port, 'loadBalancer')?.get('simple').string() === 'PASSTHROUGH';
}

/**
 * One setting of the traffic policy that holds for a Service port and subset.
 * A subset's own policy comes before the rule's. In each, the port's entry of `portLevelSettings` replaces everything:
 * what it does not mention is a default, and is not looked for further up (DestinationRule reference, TrafficPolicy).
 */
export function settingOf(rule: MergedRule, subset: string | undefined, port: number, name: string): Reader | undefined {
  for (const policy of policiesOf(rule, subset)) {
    const found = atPort(policy, port);
    if (found.get(name).there) return found.get(name);
    if (found !== policy) return undefined;
  }
  return undefined;
}

function policiesOf(rule: MergedRule, subset: string | undefined): readonly Reader[] {
  const own = rule.subsets.find(({ name }) => name === subset);
  const places: readonly Place[] = [
    ...(own === undefined ? [] : [{ resource: own.resource, path: [...own.path, 'trafficPolicy'] }]),
    ...(rule.policy === undefined ? [] : [rule.policy]),
  ];
  return places.map(({ resource, path }) => readerOf(resource).get(...path)).filter(({ there }) => there);
}

function atPort(policy: Reader, port: number): Reader {
  return policy.get('portLevelSettings').each().find((each) => each.get('port', 'number').number() === port) ?? policy;
}

function clientTls(tls: Reader): ClientTls {
  const mode = tls.get('mode').string();
  const text = (name: string): string | undefined => tls.get(name).string();
  const names = tls.get('subjectAltNames');
  const [sni, chain, key, root, credential, insecure] = [text('sni'), text('clientCertificate'), text('privateKey'), text('caCertificates'), text('credentialName'), tls.get('insecureSkipVerify').boolean()];
  return {
    mode: mode === 'SIMPLE' || mode === 'MUTUAL' || mode === 'ISTIO_MUTUAL' ? mode : 'DISABLE',
    ...(names.there ? { subjectAltNames: names.strings() } : {}),
    ...(sni === undefined ? {} : { sni }),
    ...(chain === undefined ? {} : { clientCertificate: chain }),
    ...(key === undefined ? {} : { privateKey: key }),
    ...(root === undefined ? {} : { caCertificates: root }),
    ...(credential === undefined ? {} : { credentialName: credential }),
    ...(insecure === undefined ? {} : { insecureSkipVerify: insecure }),
  };
}

/** A rule with a workload selector stays at home whatever it says. */
function exportsOf(rule: Resource): readonly string[] {
  return selectorOf(rule) === undefined ? readerOf(rule).get('spec', 'exportTo').strings() : ['.'];
}

function privateOnly(rule: Resource): boolean {
  const [only, ...more] = exportsOf(rule);
  return more.length === 0 && (only === '.' || (only !== undefined && only === rule.namespace));
}

function usableAtHome(rule: Resource): boolean {
  const to = exportsOf(rule);
  return to.length === 0 || to.includes('*') || to.includes('.') || (rule.namespace !== undefined && to.includes(rule.namespace));
}

function exported({ exportTo }: MergedRule, namespace: string): boolean {
  return exportTo.length === 0 || exportTo.includes('*') || exportTo.includes(namespace);
}

function selectorOf(rule: Resource): Readonly<Record<string, string>> | undefined {
  const selector = readerOf(rule).get('spec', 'workloadSelector');
  return selector.there ? selector.get('matchLabels').map() : undefined;
}
