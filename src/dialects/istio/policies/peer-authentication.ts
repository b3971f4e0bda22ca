import { gatewayNameLabel } from '../../../facts/istio.ts';
import type { Estate } from '../../../resource/estate.ts';
import { readerOf } from '../../../resource/reader.ts';
import type { Path, Resource } from '../../../resource/resource.ts';
import { policiesFor, selects, type Workload } from './attachment.ts';
import { groupBy, inCreationOrder } from '../mesh/order.ts';

export type MutualTlsMode = 'DISABLE' | 'PERMISSIVE' | 'STRICT';

/** What a set of PeerAuthentications says to one workload (istio/istio, security/authn, ComposePeerAuthentication). */
export interface Composed {
  readonly mode: MutualTlsMode;
  /** By pod port. */
  readonly perPort: Readonly<Record<string, MutualTlsMode>>;
  /** The object and attribute that set `mode`; undefined: nobody did. */
  readonly decider: Decider | undefined;
  /** The deciders of ports that have a mode of their own; a port that inherits has none here. */
  readonly portDeciders: Readonly<Record<string, Decider>>;
  /** Objects that say something about this workload and are not heard. */
  readonly losers: readonly Loser[];
}

export interface Decider {
  readonly resource: Resource;
  readonly path: Path;
  readonly scope: 'mesh' | 'namespace' | 'workload';
}

export interface Loser {
  readonly resource: Resource;
  /** Why it is not heard, as a clause. */
  readonly why: string;
}

/** Composes policies that all select the workload: workload port, workload, namespace, mesh, then PERMISSIVE; UNSET inherits. */
export function composePeerAuthentication(rootNamespace: string, policies: readonly Resource[]): Composed {
  return compose(rootNamespace, inCreationOrder(policies).resources);
}

/** One composition for every age that objects without creationTimestamp may have; the first is the one by name. */
export function possibleCompositions(rootNamespace: string, policies: readonly Resource[]): readonly Composed[] {
  let orders: readonly (readonly Resource[])[] = [[]];
  for (const group of groupBy(inCreationOrder(policies).resources, (policy) => `${policy.namespace === rootNamespace} ${selects(policy)}`).values()) {
    orders = orders.flatMap((before) => agesOf(group).map((order) => [...before, ...order]));
  }
  return orders.map((order) => compose(rootNamespace, order));
}

/** The group with each object first that may be the oldest: only the first one counts. */
function agesOf(group: readonly Resource[]): readonly (readonly Resource[])[] {
  if (inCreationOrder(group).known) return [group];
  return group.map((first) => [first, ...group.filter((policy) => policy !== first)]);
}

function compose(rootNamespace: string, resources: readonly Resource[]): Composed {
  const losers: Loser[] = [];
  const mesh = oldest(resources.filter((policy) => policy.namespace === rootNamespace && !selects(policy)), 'mesh', losers);
  const namespace = oldest(resources.filter((policy) => policy.namespace !== rootNamespace && !selects(policy)), 'namespace', losers);
  const workload = oldest(resources.filter((policy) => policy.namespace !== rootNamespace && selects(policy)), 'workload', losers);
  for (const policy of resources) {
    if (policy.namespace === rootNamespace && selects(policy)) losers.push({ resource: policy, why: `it has a selector, and selectors in the root namespace ${rootNamespace} are ignored` });
  }
  const levels = [level(workload, 'workload'), level(namespace, 'namespace'), level(mesh, 'mesh')];
  const decided = levels.find((each) => each !== undefined);
  const mode = decided?.mode ?? 'PERMISSIVE';
  const perPort: Record<string, MutualTlsMode> = {};
  const portDeciders: Record<string, Decider> = {};
  if (workload !== undefined) {
    const ports = readerOf(workload).get('spec', 'portLevelMtls');
    for (const port of ports.keys()) {
      const own = modeOf(ports.get(port, 'mode').string());
      perPort[port] = own ?? mode;
      if (own !== undefined) portDeciders[port] = { resource: workload, path: ['spec', 'portLevelMtls', port, 'mode'], scope: 'workload' };
    }
  }
  return { mode, perPort, decider: decided?.decider, portDeciders, losers };
}

/** The mode of one pod port, and who set it. */
export function modeAt(composed: Composed, port: number): { readonly mode: MutualTlsMode; readonly decider: Decider | undefined } {
  return { mode: composed.perPort[port] ?? composed.mode, decider: composed.portDeciders[port] ?? composed.decider };
}

/** Every PeerAuthentication that speaks of a workload, also those that lose. They know no target references: gateways and waypoints are pods like any other. */
export function peerPoliciesFor(estate: Estate, { namespace, labels }: Workload, rootNamespace: string): readonly Resource[] {
  const { [gatewayNameLabel]: _name, ...plain } = labels;
  return policiesFor(estate, 'PeerAuthentication', { namespace, labels: plain }, [namespace, rootNamespace], rootNamespace);
}

/** The PeerAuthentications that istiod hands to a workload: of several without selector in one namespace only the oldest. */
export function peerAuthenticationsFor(estate: Estate, workload: Workload, rootNamespace: string): readonly Resource[] {
  const found = peerPoliciesFor(estate, workload, rootNamespace);
  return found.filter((policy) => selects(policy) || policy === found.find((each) => each.namespace === policy.namespace && !selects(each)));
}

/** The mode a namespace's Services are taken to have by clients: its own policy, else the mesh's; workload and port policies are not looked at. */
export function namespaceMode(estate: Estate, namespace: string, rootNamespace: string): MutualTlsMode | 'UNKNOWN' {
  const whole = (of: string): Resource | undefined => inCreationOrder(estate.ofType('PeerAuthentication', of).filter((policy) => !selects(policy))).resources[0];
  const mesh = whole(rootNamespace);
  const inherited = mesh === undefined ? 'UNKNOWN' : (level(mesh, 'mesh')?.mode ?? 'PERMISSIVE');
  const own = namespace === rootNamespace ? undefined : whole(namespace);
  if (own === undefined) return inherited;
  return level(own, 'namespace')?.mode ?? (inherited === 'UNKNOWN' ? 'PERMISSIVE' : inherited);
}

function oldest(policies: readonly Resource[], scope: Decider['scope'], losers: Loser[]): Resource | undefined {
  const [first, ...younger] = policies;
  for (const resource of younger) losers.push({ resource, why: `${first?.namespace ?? ''}/${first?.name ?? ''} is older, and of several for the same ${scope} only the oldest counts` });
  return first;
}

function level(policy: Resource | undefined, scope: Decider['scope']): { readonly mode: MutualTlsMode; readonly decider: Decider } | undefined {
  if (policy === undefined) return undefined;
  const mode = modeOf(readerOf(policy).get('spec', 'mtls', 'mode').string());
  return mode === undefined ? undefined : { mode, decider: { resource: policy, path: ['spec', 'mtls', 'mode'], scope } };
}

/** UNSET, an absent mode and a word that is no mode all inherit. */
function modeOf(text: string | undefined): MutualTlsMode | undefined {
  return text === 'DISABLE' || text === 'PERMISSIVE' || text === 'STRICT' ? text : undefined;
}
