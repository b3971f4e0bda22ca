import { load } from 'js-yaml';
import { convertAuthorizationPolicy, type ZtunnelAuthorization, type ZtunnelMatch } from '../../src/dialects/istio/ambient/ztunnel-authorization.ts';
import { convertPeerAuthentication, possibleLevels } from '../../src/dialects/istio/ambient/ztunnel-peers.ts';
import { meshDefaults } from '../../src/facts/istio.ts';
import type { Resource } from '../../src/resource/resource.ts';
import { resourcesOf } from './estate.ts';
import type { Data, Suite } from './suite.ts';

const { rootNamespace } = meshDefaults;

/** What istiod makes of policies for ztunnel; null: nothing. */
export const ambientPolicies: Suite = {
  name: 'istio/ambient-policies',
  answer: async ({ in: written }) => {
    const policies = (await resourcesOf([], String(written))).map(asWritten);
    const [made] = policies.flatMap((policy) => authorizationOf(policy, policies) ?? []);
    return made === undefined ? null : printed(made);
  },
  // The case file holds the YAML that istiod's own test prints.
  expected: ({ out }) => (typeof out === 'string' ? (load(out) as Data) : null),
};

/** The policies of these cases are handed to istiod directly: one that names no namespace has none. */
function asWritten(resource: Resource): Resource {
  const { namespace, ...rest } = resource;
  const metadata = resource.body['metadata'] as { readonly [key: string]: Data };
  return metadata['namespace'] === undefined || namespace === undefined ? rest : resource;
}

function authorizationOf(policy: Resource, policies: readonly Resource[]): ZtunnelAuthorization | undefined {
  if (policy.type === 'PeerAuthentication') return convertPeerAuthentication(rootNamespace, policy, possibleLevels(rootNamespace, policies)[0] ?? {});
  const converted = convertAuthorizationPolicy(policy, rootNamespace);
  return 'none' in converted ? undefined : converted.authorization;
}

/** In the form of protobuf's YAML: fields that hold the first value of their enumeration are left out. */
function printed({ name, namespace, scope, action, groups }: ZtunnelAuthorization): Data {
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(scope === 'GLOBAL' ? {} : { scope }),
    ...(action === 'ALLOW' ? {} : { action }),
    ...(groups.length === 0 ? {} : { groups: groups.map(({ rules }) => ({ rules: rules.map(({ matches }) => ({ matches: matches.map(match) })) })) }),
  };
}

function match(of: ZtunnelMatch): Data {
  return Object.fromEntries(Object.entries(of).map(([name, members]) => [name, name.endsWith('Ips') ? (members as readonly string[]).map(address) : (members as Data)]));
}

function address(block: string): Data {
  const [text = '', length] = block.split('/');
  return { address: Buffer.from(text.split('.').map(Number)).toString('base64'), length: Number(length) };
}
