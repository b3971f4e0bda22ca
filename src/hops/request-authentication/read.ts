import { atPodPorts } from '../../dialects/istio/pod-ports.ts';
import type { Mesh } from '../../dialects/istio/mesh.ts';
import { inboundPort } from '../../dialects/istio/protocol.ts';
import { proxyAt } from '../../dialects/istio/proxy.ts';
import { claimsAsked, tokenRulesFor, type TokenRule } from '../../dialects/istio/tokens.ts';
import type { Pod } from '../../dialects/kubernetes/pods.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, pathText } from '../../resource/resource.ts';
import type { Opened } from '../kind.ts';
import type { IssuerSpec, TokenSpec } from './spec.ts';

/** Answers for the ports of pods behind a sidecar or gateway for which a RequestAuthentication names an issuer. */
export function read(estate: Estate): Opened<TokenSpec> {
  return atPodPorts(estate, specOf);
}

function specOf(estate: Estate, mesh: Mesh, pod: Pod, port: number): TokenSpec | undefined {
  const proxy = proxyAt(estate, pod, port);
  if (proxy !== 'gateway' && proxy !== 'sidecar') return undefined;
  const rules = tokenRulesFor(estate, pod, mesh);
  if (rules.length === 0) return undefined;
  return {
    pod: `${pod.namespace}/${pod.name}`,
    port,
    protocol: proxy === 'gateway' ? 'http' : inboundPort(estate, pod, port).protocol,
    rules: rules.map(issuerOf),
    claims: [...new Set([...claimsAsked(estate, pod, mesh), ...rules.flatMap(({ headers }) => headers.map(({ claim }) => claim))])].sort(),
  };
}

function issuerOf(rule: TokenRule): IssuerSpec {
  const { resource, path, issuer, audiences, forwards, headers, payloadHeader, elsewhere } = rule;
  const at = resource.locate(path);
  return {
    resource: nameOf(resource),
    attribute: pathText(path),
    issuer,
    audiences,
    forwards,
    headers,
    ...(payloadHeader === undefined ? {} : { payloadHeader }),
    ...(elsewhere === undefined ? {} : { elsewhere }),
    ...(at === undefined ? {} : { at }),
  };
}
