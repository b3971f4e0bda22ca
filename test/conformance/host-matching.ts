import { covers, fullHost, hostsForNamespace, intersection, mostSpecific, overlap } from '../../src/dialects/istio/mesh/hosts.ts';
import { gatewayName } from '../../src/dialects/istio/routes/virtual-services.ts';
import type { Case, Data, Suite } from './suite.ts';

/** Istio's host algebra, and how it completes names. */
export const hostMatching: Suite = {
  name: 'istio/host-matching',
  answer: (question) => operations[String(question['op'])]?.(question) ?? null,
  echo: ({ a, gateway, name, needle }) => a ?? gateway ?? name ?? needle ?? null,
};

const operations: Readonly<Record<string, (question: Case) => Data>> = {
  matches: ({ a, b }) => overlap(String(a), String(b)),
  subsetOf: ({ a, b }) => covers(String(b), String(a)),
  intersection: ({ a, b }) => intersection(a as readonly string[], b as readonly string[]),
  namesForNamespace: ({ a, namespace }) => hostsForNamespace(a as readonly string[], String(namespace)),
  resolveGatewayName: ({ gateway, namespace }) => gatewayName(String(gateway), String(namespace)),
  fqdn: ({ name, namespace, domain }) => fullHost(String(name), namespace === null ? undefined : String(namespace), domain === null ? '' : String(domain)),
  mostSpecific: ({ candidates, needle }) => mostSpecific(candidates as readonly string[], String(needle)) ?? '',
};
