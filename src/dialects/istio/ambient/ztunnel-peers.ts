import { readerOf } from '../../../resource/reader.ts';
import type { Path, Resource } from '../../../resource/resource.ts';
import { selects } from '../policies/attachment.ts';
import type { Clause, Group, ZtunnelAuthorization } from './ztunnel-authorization.ts';
import { groupBy, inCreationOrder } from '../mesh/order.ts';
import type { MutualTlsMode } from '../policies/peer-authentication.ts';

/** The PeerAuthentication that counts at each level; absent: there is none. */
export interface PeerLevels {
  readonly mesh?: Resource;
  readonly namespace?: Resource;
  readonly workload?: Resource;
}

/** What istiod tells ztunnel because of PeerAuthentications, and which of them says so. */
export interface PeerRule {
  readonly authorization: ZtunnelAuthorization;
  readonly resource: Resource;
}

/** The levels for one workload, of these policies that all speak of it: of several at one level the oldest, each where no file says which that is. */
export function possibleLevels(rootNamespace: string, policies: readonly Resource[]): readonly PeerLevels[] {
  let found: readonly PeerLevels[] = [{}];
  for (const [level, group] of groupBy(policies, (policy) => levelOf(policy, rootNamespace))) {
    if (level === 'none') continue;
    const { resources, known } = inCreationOrder(group);
    const candidates = known ? resources.slice(0, 1) : resources;
    found = found.flatMap((levels) => candidates.map((resource) => ({ ...levels, [level]: resource })));
  }
  return found;
}

/** A selector in the root namespace is not heard. */
function levelOf(policy: Resource, rootNamespace: string): 'mesh' | 'namespace' | 'workload' | 'none' {
  if (selects(policy)) return policy.namespace === rootNamespace ? 'none' : 'workload';
  return policy.namespace === rootNamespace ? 'mesh' : 'namespace';
}

/**
 * What ztunnel enforces for one workload: a DENY of everything without identity where the mode is STRICT, or the
 * workload policy's own with its exceptions (istio/istio, controller/ambient, convertedSelectorPeerAuthentications).
 */
export function peerRulesFor(rootNamespace: string, levels: PeerLevels): readonly PeerRule[] {
  const { mesh, namespace, workload } = levels;
  const strict = [workload, namespace, mesh].find((policy) => policy !== undefined && modeOf(policy) !== 'UNSET');
  const whole = strict !== undefined && modeOf(strict) === 'STRICT';
  const all: readonly PeerRule[] = whole ? [{ authorization: everythingStrict(rootNamespace), resource: strict }] : [];
  if (workload === undefined) return all;
  const own = modeOf(workload);
  const modes = portModes(workload).map(({ mode }) => mode);
  // With an inherited STRICT a port that says DISABLE is not looked for, only one that says PERMISSIVE.
  const excepted = own === 'UNSET' ? modes.includes('PERMISSIVE') : modes.includes('PERMISSIVE') || modes.includes('DISABLE');
  if (whole ? !excepted : !modes.includes('STRICT')) return all;
  const authorization = convertPeerAuthentication(rootNamespace, workload, levels);
  return authorization === undefined ? [] : [{ authorization, resource: workload }];
}

/** The rule that istiod always has ready for STRICT without exceptions. */
function everythingStrict(rootNamespace: string): ZtunnelAuthorization {
  return { name: 'istio_converted_static_strict', namespace: rootNamespace, scope: 'WORKLOAD_SELECTOR', action: 'DENY', groups: [{ path: ['spec', 'mtls', 'mode'], rules: [withoutIdentity] }] };
}

const withoutIdentity: Clause = { matches: [{ notPrincipals: [{ presence: {} }] }] };

/**
 * A workload's PeerAuthentication with `portLevelMtls` as a rule of its own; undefined where the static rule, or none,
 * says the same (istio/istio, controller/ambient, convertPeerAuthentication).
 */
export function convertPeerAuthentication(rootNamespace: string, policy: Resource, { mesh, namespace }: Pick<PeerLevels, 'mesh' | 'namespace'>): ZtunnelAuthorization | undefined {
  const ports = portModes(policy);
  if (policy.namespace === rootNamespace || !selects(policy) || ports.length === 0) return undefined;
  const own = modeOf(policy);
  const [inNamespace, inMesh] = [modeOf(namespace), modeOf(mesh)];
  // The second half holds whatever the policy itself says: so it stands in istiod.
  const covered = own === 'STRICT' || (own === 'UNSET' && inNamespace === 'STRICT') || (inNamespace === 'UNSET' && inMesh === 'STRICT');
  const lenient = own === 'PERMISSIVE' || own === 'DISABLE' || (own === 'UNSET' && (namespace === undefined ? inMesh !== 'STRICT' : inNamespace !== 'STRICT'));
  const groups: Group[] = [];
  const clauses: Clause[] = own === 'STRICT' ? [withoutIdentity] : [];
  let excepted = false;
  for (const { port, mode, path } of ports) {
    if (mode === 'STRICT' && !covered) groups.push({ path, rules: [{ matches: [{ destinationPorts: [port], notPrincipals: [{ presence: {} }] }] }] });
    if ((mode !== 'PERMISSIVE' && mode !== 'DISABLE') || lenient) continue;
    excepted = true;
    clauses.push({ matches: [{ notDestinationPorts: [port] }] });
  }
  if ((own === 'STRICT' && !excepted) || (clauses.length === 0 && groups.length === 0)) return undefined;
  const inherited = inNamespace === 'STRICT' || (inNamespace === 'UNSET' && inMesh === 'STRICT');
  if (inherited && excepted) clauses.push(withoutIdentity);
  if (clauses.length > 0) groups.push({ path: ['spec', 'mtls', 'mode'], rules: clauses });
  const of = policy.namespace === undefined ? {} : { namespace: policy.namespace };
  return { name: `converted_peer_authentication_${policy.name}`, ...of, scope: 'WORKLOAD_SELECTOR', action: 'DENY', groups };
}

function portModes(policy: Resource): readonly { readonly port: number; readonly mode: MutualTlsMode | 'UNSET'; readonly path: Path }[] {
  const ports = readerOf(policy).get('spec', 'portLevelMtls');
  const sorted = ports.keys().map(Number).sort((a, b) => a - b);
  return sorted.map((port) => ({ port, mode: word(ports.get(String(port), 'mode').string()), path: ['spec', 'portLevelMtls', String(port), 'mode'] }));
}

/** Absent, UNSET, and a word that is no mode. */
function modeOf(policy: Resource | undefined): MutualTlsMode | 'UNSET' {
  return policy === undefined ? 'UNSET' : word(readerOf(policy).get('spec', 'mtls', 'mode').string());
}

function word(mode: string | undefined): MutualTlsMode | 'UNSET' {
  return mode === 'STRICT' || mode === 'PERMISSIVE' || mode === 'DISABLE' ? mode : 'UNSET';
}
