import { classAnnotationOf, classified, classOf } from '../controllers/load-balancer-controller/ingress/classes.ts';
import { factsOf } from '../controllers/load-balancer-controller/settings/facts.ts';
import { record } from '../dialects/kubernetes/fields.ts';
import type { Estate } from '../resource/estate.ts';
import type { Position, Resource } from '../resource/resource.ts';

/** An Ingress of another controller. */
export interface OtherIngress {
  /** `NAMESPACE/NAME`. */
  readonly ingress: string;
  readonly scope: string;
  /** Absent: it names no class, and none is the default. */
  readonly class?: string;
  readonly from?: Position;
}

/** The Ingresses that the load balancer controller leaves to others for their class. `told` are those of which something is said already. */
export function otherIngressesOf(estate: Estate, told: ReadonlySet<Resource>): readonly OtherIngress[] {
  const scopes = [...new Set(estate.ofType('Ingress').map(({ scope }) => scope))].sort();
  return scopes.flatMap((scope) => {
    const facts = factsOf(estate, scope);
    const own = estate.ofType('Ingress').filter((ingress) => ingress.scope === scope && !told.has(ingress) && record(ingress.body['metadata'])['deletionTimestamp'] === undefined);
    return own.flatMap((ingress): readonly OtherIngress[] => {
      const found = classified(estate, facts, ingress);
      if (!('refusal' in found) && found.managed) return [];
      const name = classNameOf(estate, ingress);
      const from = ingress.locate(['metadata', 'name']);
      return [{ ingress: `${ingress.namespace ?? 'default'}/${ingress.name}`, scope, ...(name === undefined ? {} : { class: name }), ...(from === undefined ? {} : { from }) }];
    });
  });
}

function classNameOf(estate: Estate, ingress: Resource): string | undefined {
  const old = classAnnotationOf(ingress);
  if (old !== undefined) return old;
  const found = classOf(estate, ingress, 'without');
  return 'refusal' in found ? found.absent : found.class?.name;
}
