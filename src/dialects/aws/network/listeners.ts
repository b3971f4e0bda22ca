import type { Estate } from '../../../resource/estate.ts';
import type { Resource } from '../../../resource/resource.ts';
import { text } from '../../kubernetes/fields.ts';
import { nameOfBalancer } from '../balancers.ts';
import { allOf, byReferred, count } from '../references.ts';

/** A load balancer of any type and the ports on which it listens. */
export interface Listening {
  readonly resource: Resource;
  readonly name: string;
  readonly type: 'application' | 'network' | 'gateway';
  readonly ports: readonly number[];
  readonly internal: boolean;
}

/** Every load balancer by name, with the ports of its listeners. The same estate always gives the same views. */
export function listeningOf(estate: Estate): ReadonlyMap<string, Listening> {
  const known = viewed.get(estate);
  if (known !== undefined) return known;
  const listeners = byReferred(estate, 'aws_lb_listener', 'aws_lb', 'load_balancer_arn');
  const found = new Map<string, Listening>();
  for (const resource of allOf(estate, 'aws_lb')) {
    const written = text(resource.body['load_balancer_type']);
    const type = written === 'network' || written === 'gateway' ? written : 'application';
    const ports = (listeners.get(resource) ?? []).flatMap(({ body }) => count(body['port']) ?? []);
    found.set(nameOfBalancer(resource), { resource, name: nameOfBalancer(resource), type, ports: ports.sort((a, b) => a - b), internal: resource.body['internal'] === true });
  }
  viewed.set(estate, found);
  return found;
}

const viewed = new WeakMap<Estate, ReadonlyMap<string, Listening>>();
