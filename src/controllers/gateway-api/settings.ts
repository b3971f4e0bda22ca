import { istiodSetting } from '../../dialects/istio/mesh/istiod.ts';
import { alphaSwitch, inferenceSwitch } from '../../facts/gateway-api.ts';
import { clusterDomain } from '../../facts/kubernetes.ts';
import type { Estate } from '../../resource/estate.ts';

/** How istiod was started, and how much of the cluster the input shows. */
export interface Settings {
  readonly domain: string;
  /** Kinds of the experimental group are read. */
  readonly alpha: boolean;
  readonly inference: boolean;
  /** Objects have passed an API server, which gives each a uid and fills in what their schema has a default for. */
  readonly admitted: boolean;
  /** A Secret that the input lacks is missing. False: it may well be in the cluster, since few keep Secrets in files. */
  readonly secretsShown: boolean;
}

/** The settings of a cluster, as far as istiod's own Deployment says them. */
export function settingsOf(estate: Estate, scope: string): Settings {
  const on = (name: string): boolean => istiodSetting(estate, scope, name) === 'true';
  return { domain: clusterDomain, alpha: on(alphaSwitch), inference: on(inferenceSwitch), admitted: true, secretsShown: false };
}
