import { hostWithOneOtherLabel } from '../../dialects/istio/gateways/closest-host.ts';
import type { Blocked, Proposal } from '../kind.ts';
import type { VirtualHostsSpec } from './spec.ts';

/** A host that the gateway should have, or a redirect that it should not make. */
export function mend(spec: VirtualHostsSpec, blocked: Blocked): readonly Proposal[] {
  return blocked.cause === 'loop' ? withoutRedirect(spec, blocked) : withHost(spec, blocked);
}

/** Behind a balancer that ends TLS every request comes in plain HTTP: the balancer sends clients to HTTPS, and the gateway need not. */
function withoutRedirect({ hosts }: VirtualHostsSpec, { attribute, resource }: Blocked): readonly Proposal[] {
  const redirect = hosts.find((host) => host.redirect?.resource === resource && host.redirect.attribute === attribute)?.redirect;
  if (redirect?.of === undefined || redirect.path === undefined) return [];
  return [{ title: 'leave the redirect to the load balancer, which knows how clients come', edits: [{ edit: 'remove', of: redirect.of, path: redirect.path }], certainty: 'proposed' }];
}

/** The VirtualService that is most likely meant answers for the name that was asked for, beside its own. */
function withHost({ hosts }: VirtualHostsSpec, { cause, request }: Blocked): readonly Proposal[] {
  const name = String(request['host'] ?? '').replace(/:\d+$/, '');
  const near = cause === 'no-route' ? hostWithOneOtherLabel(name, hosts.map(({ host }) => host)) : undefined;
  const written = hosts.find(({ host }) => host === near)?.written ?? [];
  return written.map(({ of, index }): Proposal => ({
    title: `let VirtualService ${of.namespace ?? ''}/${of.name} answer for ${name} too: it has ${near ?? ''}`,
    edits: [{ edit: 'insert', of, path: ['spec', 'hosts'], at: index + 1, value: name }],
    certainty: 'proposed',
  }));
}
