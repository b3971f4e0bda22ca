import { list, record, text } from '../../dialects/kubernetes/fields.ts';
import { accountOverrideAnnotation, addressTypeAnnotation, managedLabel, nameOverrideAnnotation, serviceTypeAnnotation } from '../../facts/gateway-api.ts';
import { compareTexts } from '../../resource/order.ts';
import type { JsonObject, Resource } from '../../resource/resource.ts';
import type { Class } from './classes.ts';
import { enumerated, type Condition, type Refusal } from './conditions.ts';
import { annotationsOf, registered, type Registered, type World } from './world.ts';

/** Whether istiod itself makes the Deployment and Service of a Gateway: no address is asked for, or one that is an IP. */
export function isManaged(gateway: Resource): boolean {
  const [first, second] = addressesAsked(gateway);
  return first === undefined || (second === undefined && (text(first['type']) ?? 'IPAddress') === 'IPAddress');
}

/** The name of the Deployment and Service that istiod makes. */
export function managedName(gateway: Resource, { name, plainName }: Class): string {
  return annotationsOf(gateway)[nameOverrideAnnotation] ?? (plainName ? gateway.name : `${gateway.name}-${name}`);
}

/** The service account of a Gateway's pods; empty: its pods are the user's own, under any account. */
export function accountOf(gateway: Resource, { name, plainName }: Class): string {
  if (!isManaged(gateway)) return '';
  return annotationsOf(gateway)[accountOverrideAnnotation] ?? (plainName ? gateway.name : `${gateway.name}-${name}`);
}

/** The host names of the services whose pods carry a Gateway, and what stands against some of them. */
export function servicesOfGateway({ settings: { domain } }: World, gateway: Resource, ofClass: Class): { readonly hosts: readonly string[]; readonly refused?: Refusal } {
  const namespace = gateway.namespace ?? '';
  if (isManaged(gateway)) return { hosts: [`${managedName(gateway, ofClass)}.${namespace}.svc.${domain}`] };
  const asked = addressesAsked(gateway);
  const byName = asked.filter((address) => (text(address['type']) ?? 'Hostname') === 'Hostname').map((address) => text(address['value']) ?? '');
  const others = asked.filter((address) => (text(address['type']) ?? 'Hostname') !== 'Hostname').map((address) => text(address['value']) ?? '');
  const hosts = byName.map((value) => (value.includes('.') ? value : `${value}.${namespace}.svc.${domain}`));
  if (others.length > 0) return { hosts, refused: { reason: 'UnsupportedAddress', message: `only Hostname is supported, ignoring [${others.join(' ')}]`, path: ['spec', 'addresses'] } };
  if (annotationsOf(gateway)[serviceTypeAnnotation] === undefined) return { hosts };
  const message = `annotation ${serviceTypeAnnotation} is deprecated, use Spec.Infrastructure.Routeability`;
  return { hosts, refused: { reason: 'DeprecatedField', message, path: ['metadata', 'annotations', serviceTypeAnnotation] } };
}

/** Where a Gateway can be reached, from its services and the ports of its listeners. */
export interface Reachable {
  /** `HOST:PORT` with something behind it. */
  readonly internal: readonly string[];
  readonly internalAddresses: readonly string[];
  readonly external: readonly string[];
  /** Services of type LoadBalancer that have no address yet. */
  readonly pending: readonly string[];
  readonly warnings: readonly string[];
  readonly allUsable: boolean;
}

/** Looks the services up that are to carry a Gateway (gatewaycommon, ResolveGatewayInstances). */
export function reachable(world: World, namespace: string, hosts: readonly string[], ports: readonly number[]): Reachable {
  const [internal, internalAddresses, external, pending] = [new Set<string>(), new Set<string>(), new Set<string>(), new Set<string>()];
  const warnings: string[] = [];
  let allUsable = true;
  const unusable = (warning: string): void => {
    warnings.push(warning);
    allUsable = false;
  };
  for (const host of hosts) {
    const services = registered(world, host);
    const service = services.find((each) => each.namespace === namespace);
    if (service === undefined) {
      const elsewhere = [...new Set(services.map((each) => JSON.stringify(each.namespace)))].sort();
      unusable(elsewhere.length > 0 ? `hostname "${host}" not found in namespace "${namespace}", but it was found in namespace(s) ${elsewhere.join(', ')}` : `hostname "${host}" not found`);
      continue;
    }
    for (const port of new Set(ports)) {
      if (service.ports.some(({ number, targets }) => number === port && targets.length > 0)) {
        internal.add(`${host}:${port}`);
        for (const address of service.clusterAddresses) internalAddresses.add(address);
        for (const address of service.externalAddresses) external.add(address);
        if (service.externalAddresses.length === 0 && service.type === 'LoadBalancer' && !pending.has(host)) {
          warnings.push(`address pending for hostname "${host}"`);
          pending.add(host);
        }
      } else if (service.ports.every(({ targets }) => targets.length === 0)) {
        warnings.push(`no instances found for hostname "${host}"`);
      } else {
        const warning = portWarning(service, host, port);
        if (warning !== undefined) unusable(warning);
      }
    }
  }
  const sorted = (values: ReadonlySet<string>): readonly string[] => [...values].sort(compareTexts);
  return { internal: sorted(internal), internalAddresses: sorted(internalAddresses), external: sorted(external), pending: sorted(pending), warnings: warnings.sort(compareTexts), allUsable };
}

function portWarning(service: Registered, host: string, port: number): string | undefined {
  const hints = service.ports.filter(({ targets }) => targets.includes(port)).map(({ number }) => String(number)).sort(compareTexts);
  if (hints.length > 0) return `port ${port} not found for hostname "${host}" (hint: the service port should be specified, not the workload port. Did you mean one of these ports: [${hints.join(' ')}]?)`;
  const late = service.labels[managedLabel] !== undefined && service.ports.some(({ number }) => number === port);
  return late ? undefined : `port ${port} not found for hostname "${host}"`;
}

/** The condition Programmed of a Gateway or ListenerSet. */
export function programmed(hosts: readonly string[], { internal, warnings, allUsable }: Reachable): Condition {
  const message = internal.length > 0 ? `Resource programmed, assigned to service(s) ${enumerated(internal)}` : 'Resource programmed';
  const well = { reason: 'Programmed', message };
  if (hosts.length === 0) return { ...well, refused: { reason: 'UnsupportedAddress', message: 'Failed to assign to any requested addresses', path: ['spec', 'addresses'] } };
  if (warnings.length === 0) return well;
  const start = internal.length > 0 ? `Assigned to service(s) ${enumerated(internal)}, but failed to assign to all requested addresses` : 'Failed to assign to any requested addresses';
  return { ...well, refused: { reason: allUsable ? 'AddressNotAssigned' : 'AddressNotUsable', message: `${start}: ${warnings.join('; ')}`, path: ['spec'] } };
}

/** Addresses as a Gateway's status lists them. */
export function addressesReported(gateway: Resource, { addressType }: Class, found: Reachable): readonly JsonObject[] {
  const wanted = annotationsOf(gateway)[addressTypeAnnotation] ?? addressType;
  const reported = new Set(found.external);
  if (found.external.length === 0) {
    if (wanted !== 'Hostname') for (const address of found.internalAddresses) reported.add(address);
    if (wanted !== 'IPAddress') for (const host of found.internal.map((each) => each.slice(0, each.lastIndexOf(':')))) if (!found.pending.includes(host)) reported.add(host);
  }
  return [...reported].map((value) => ({ type: /^\d+(\.\d+){3}$|:/.test(value) ? 'IPAddress' : 'Hostname', value }));
}

function addressesAsked(gateway: Resource): readonly JsonObject[] {
  return list(record(gateway.body['spec'])['addresses']).map(record);
}
