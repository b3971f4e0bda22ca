import { record, whole } from '../../dialects/kubernetes/fields.ts';
import { selectorOf, selects } from '../../dialects/kubernetes/labels.ts';
import type { Pod } from '../../dialects/kubernetes/pods.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { because } from '../finding.ts';
import type { Reason } from '../rule.ts';

/** The Deployment or StatefulSet that replaces a pod by a new one; a ReplicaSet is a Deployment's, by its name. */
export function workloadOf(estate: Estate, { owner, namespace, resource: { scope } }: Pod): Resource | undefined {
  if (owner === undefined) return undefined;
  const [type, name] = owner.type === 'ReplicaSet' ? ['Deployment', owner.name.replace(/-[^-]+$/, '')] : [owner.type, owner.name];
  return type === 'Deployment' || type === 'StatefulSet' ? estate.find({ scope, type, namespace, name }) : undefined;
}

/**
 * What says that nobody is to notice a rollout. One pod of which nothing is said is missing whenever its node is, and
 * `Recreate` asks for a gap: about neither is anything told. The replicas of a StatefulSet are each one of a kind, and not spares.
 */
export function wishOf(estate: Estate, workload: Resource, pod: Pod): Reason | undefined {
  const spec = record(workload.body['spec']);
  const strategy = record(spec['strategy']);
  if (strategy['type'] === 'Recreate') return undefined;
  const { maxUnavailable } = record(strategy['rollingUpdate']);
  if (maxUnavailable === 0 || maxUnavailable === '0%') return because(nameOf(workload), 'lets no pod be missing during a rollout', { resource: workload, path: ['spec', 'strategy', 'rollingUpdate', 'maxUnavailable'] });
  const replicas = whole(spec['replicas']) ?? 1;
  if (replicas > 1 && workload.type === 'Deployment') return because(nameOf(workload), `has ${replicas} replicas, so that some are always there`, { resource: workload, path: ['spec', 'replicas'] });
  return scaled(estate, workload) ?? budgeted(estate, pod);
}

function scaled(estate: Estate, { scope, namespace, type, name }: Resource): Reason | undefined {
  for (const resource of estate.ofType('HorizontalPodAutoscaler', namespace)) {
    const spec = record(resource.body['spec']);
    const { kind, name: target } = record(spec['scaleTargetRef']);
    const least = whole(spec['minReplicas']) ?? 1;
    if (resource.scope === scope && kind === type && target === name && least > 1) return because(nameOf(resource), `keeps ${least} replicas, so that some are always there`, { resource, path: ['spec', 'minReplicas'] });
  }
  return undefined;
}

function budgeted(estate: Estate, { resource: { scope }, namespace, labels }: Pod): Reason | undefined {
  for (const resource of estate.ofType('PodDisruptionBudget', namespace)) {
    const selector = resource.scope === scope ? selectorOf(record(resource.body['spec'])['selector']) : undefined;
    if (selector !== undefined && selects(selector, labels)) return because(nameOf(resource), 'lets nobody take its pods away at will', { resource, path: ['spec'] });
  }
  return undefined;
}
