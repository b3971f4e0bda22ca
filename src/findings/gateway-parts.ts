import { listenersOf, type GatewayListener } from '../dialects/istio/gateways/chains.ts';
import { mergedGateways, type Dropped, type Merged } from '../dialects/istio/gateways/merge.ts';
import { meshOf } from '../dialects/istio/mesh/mesh.ts';
import type { Pod } from '../dialects/kubernetes/pods.ts';
import type { Estate } from '../resource/estate.ts';
import type { Resource } from '../resource/resource.ts';
import { gatewayPods } from './gateways.ts';

/** What istiod makes of the Gateways of a pod, in each order of age that is possible. */
export interface Gatewayed {
  readonly pod: Pod;
  readonly merged: Merged;
  readonly listeners: readonly GatewayListener[];
  /** Why it may be otherwise, and what is dropped then; absent: the files settle it. */
  readonly otherwise?: { readonly reason: string; readonly dropped: readonly Dropped[] };
}

/** Every gateway pod that a Gateway selects; of replicas, which have the same, the first one. */
export function gatewayed(estate: Estate): readonly Gatewayed[] {
  const pods = gatewayPods(estate);
  const known = made.get(pods);
  if (known !== undefined) return known;
  const mesh = meshOf(estate);
  const first = new Map<string, Pod>();
  for (const pod of pods) {
    const key = `${pod.resource.scope}\n${pod.namespace}\n${pod.owner?.type ?? 'Pod'}\n${pod.owner?.name ?? pod.name}`;
    if (!first.has(key)) first.set(key, pod);
  }
  const all = [...first.values()].map((pod): Gatewayed => {
    const { merged, otherwise } = mergedGateways(estate, pod);
    return { pod, merged, listeners: listenersOf(estate, mesh, pod, merged), ...(otherwise === undefined ? {} : { otherwise: { reason: otherwise.reason, dropped: otherwise.merged.dropped } }) };
  });
  made.set(pods, all);
  return all;
}

const made = new WeakMap<readonly Pod[], readonly Gatewayed[]>();

/** Whether somebody wrote the object: what a controller made is told of what it was made from. */
export function isWritten({ derived }: Resource): boolean {
  return derived === undefined;
}
