import { portIn, workloadIn } from '../../dialects/istio/ambient/ambient.ts';
import { atPodPorts, protocolAt } from '../../dialects/istio/proxy/pod-ports.ts';
import { refusalProblems } from '../../dialects/istio/mesh/refusals.ts';
import type { Mesh } from '../../dialects/istio/mesh/mesh.ts';
import { claimsAsked, tokenRefusals, tokenRulesFor, type TokenRule } from '../../dialects/istio/policies/tokens.ts';
import type { Pod } from '../../dialects/kubernetes/pods.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, pathText, type Problem } from '../../resource/resource.ts';
import type { Opened } from '../kind.ts';
import type { IssuerSpec, KeySpec, TokenSpec } from './spec.ts';

/** Answers for the ports of sidecars and the chains of gateways for which a RequestAuthentication has a rule. */
export function read(estate: Estate, problems: Problem[]): Opened<TokenSpec> {
  // The API takes an object whole or not at all.
  problems.push(...estate.ofType('RequestAuthentication').flatMap((policy) => refusalProblems('policy-refused', policy, tokenRefusals(policy))));
  return atPodPorts(estate, specOf);
}

function specOf(estate: Estate, mesh: Mesh, pod: Pod, port: number, chain: string | undefined): TokenSpec | undefined {
  const protocol = protocolAt(estate, pod, port, chain);
  if (protocol === undefined) return undefined;
  const workload = workloadIn(estate, pod, chain);
  const rules = tokenRulesFor(estate, workload, mesh);
  if (rules.length === 0) return undefined;
  return { pod: `${pod.namespace}/${pod.name}`, port: portIn(port, chain), protocol, rules: rules.map(issuerOf), claims: claimsAsked(estate, workload, mesh) };
}

function issuerOf(rule: TokenRule): IssuerSpec {
  const { resource, path, issuer, audiences, places, forwards, headers, payloadHeader } = rule;
  const at = resource.locate(path);
  return {
    resource: nameOf(resource),
    attribute: pathText(path),
    issuer,
    audiences,
    places,
    forwards,
    headers,
    keys: keysOf(rule),
    ...(payloadHeader === undefined ? {} : { payloadHeader }),
    ...(at === undefined ? {} : { at }),
  };
}

function keysOf({ keys, id }: TokenRule): KeySpec {
  switch (keys.from) {
    case 'rule':
    case 'fetched':
      return { rule: id };
    case 'nowhere':
      return { nowhere: keys.why };
    case 'unknown':
      return { unknown: keys.why };
    default:
      return keys;
  }
}
