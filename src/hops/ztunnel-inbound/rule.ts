import type { Clause, StringMatch, ZtunnelMatch } from '../../dialects/istio/ambient/ztunnel-authorization.ts';
import type { Field } from '../../ir/field.ts';
import { always, every, never, not, some, type Match } from '../../ir/match.ts';
import type { Pattern } from '../../ir/pattern.ts';
import { quoted } from '../../ir/quote.ts';

/** All clauses have to hold, and of each clause one match (istio/ztunnel, src/rbac, Authorization::matches). */
export function matchOf(clauses: readonly Clause[], port: number): Match {
  return every(clauses.map(({ matches }) => (matches.length === 0 ? always : some(matches.map((match) => asked(match, port))))));
}

/** A match that asks for nothing is passed over: it never holds. Identities are compared as they stand, without aliases of the trust domain. */
function asked(match: ZtunnelMatch, port: number): Match {
  if (Object.keys(match).length === 0) return never;
  const peer = (pattern: Pattern): Match => ({ field: 'session.peer', in: [pattern] });
  const inside = (field: Field) => (cidr: string): Match => ({ field, in: [{ cidr }] });
  const samePort = (number: number): Match => (number === port ? always : never);
  const account = ({ namespace, serviceAccount }: { readonly namespace: string; readonly serviceAccount: string }): Match => peer({ regex: `[^/]*/ns/${quoted(namespace)}/sa/${quoted(serviceAccount)}` });
  return every([
    ...both(match.namespaces, match.notNamespaces, (value) => peer(namespacePattern(value))),
    ...both(match.principals, match.notPrincipals, (value) => peer(principalPattern(value))),
    ...both(match.serviceAccounts, match.notServiceAccounts, account),
    ...both(match.sourceIps, match.notSourceIps, inside('src.address')),
    ...both(match.destinationIps, match.notDestinationIps, inside('dst.address')),
    ...both(match.destinationPorts, match.notDestinationPorts, samePort),
  ]);
}

function both<Value>(wanted: readonly Value[] = [], unwanted: readonly Value[] = [], test: (value: Value) => Match): readonly Match[] {
  const against = some(unwanted.map(test));
  return [...(wanted.length === 0 ? [] : [some(wanted.map(test))]), ...(unwanted.length === 0 ? [] : [against === always ? never : against === never ? always : not(against)])];
}

function principalPattern(value: StringMatch): Pattern {
  return 'presence' in value ? { any: true } : value;
}

/** The namespace stands inside the identity: `cluster.local/ns/shop/sa/web`. */
function namespacePattern(value: StringMatch): Pattern {
  if ('presence' in value) return { any: true };
  const text = 'exact' in value ? quoted(value.exact) : 'prefix' in value ? `${quoted(value.prefix)}[^/]*` : `[^/]*${quoted(value.suffix)}`;
  return { regex: `[^/]*/ns/${text}/sa/.*` };
}
