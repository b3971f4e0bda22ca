import type { Service } from '../../../dialects/kubernetes/services.ts';
import { serviceSince } from '../../../facts/network-load-balancer.ts';
import { list, record, text } from '../../../dialects/kubernetes/fields.ts';
import type { Estate } from '../../../resource/estate.ts';
import type { ControllerFacts } from '../facts.ts';
import { drafting as gathering, type Plan } from '../plan.ts';
import type { Piece } from '../stack.ts';
import { named, serviceDrafting, type ServiceDrafting } from './drafting.ts';
import { listenersOf } from './listeners.ts';
import { balancerOf } from './load-balancer.ts';
import { schemeOf } from './scheme.ts';
import { remarkSilent } from './silent.ts';
import { subnetsOf } from './subnets.ts';
import { admitted, supported } from './supported.ts';

/** What the controller makes of a Service: a network load balancer, or, of one that it does not take, nothing. */
export function buildService(estate: Estate, facts: ControllerFacts, service: Service): Plan {
  const found = gathering(estate, facts);
  const drafting = serviceDrafting(found, service);
  const kept = admitted(service, facts);
  if (kept !== service && facts.version === undefined) found.assume(`no input says which version of the load balancer controller runs: from ${serviceSince.takesNewServices} on its webhook gives Service ${named(service)} its class`);
  const pieces = supported(kept, facts) ? piecesOf(drafting) : nothing(drafting);
  const { refusals, remarks } = found;
  const id = named(service);
  return { kind: 'service', id, members: [service.resource], refusals, remarks, assumptions: found.assumed(), ...(refusals.length === 0 ? { stack: { id, pieces } } : {}) };
}

function piecesOf(drafting: ServiceDrafting): readonly Piece[] {
  const scheme = schemeOf(drafting);
  const subnets = scheme === undefined ? undefined : subnetsOf(drafting, scheme);
  const balancer = balancerOf(drafting, scheme ?? 'internal', subnets);
  remarkSilent(drafting, balancer);
  return [...balancer.pieces, ...listenersOf(drafting, balancer)];
}

/** A load balancer that was made before is deleted, unless it is protected. */
function nothing(drafting: ServiceDrafting): readonly Piece[] {
  const { service, annotations } = drafting;
  const held = list(record(service.resource.body['metadata'])['finalizers']).some((each) => text(each) === 'service.k8s.aws/resources');
  const protection = held ? annotations.map('attributes')?.['deletion_protection.enabled'] : undefined;
  if (protection === 'true') drafting.reject(annotations.place('attributes'), `the load balancer of Service ${named(service)} is protected against deletion, so the Service cannot be deleted either`, `deletion_protection is enabled, cannot delete the service: ${service.name}`);
  return [];
}
