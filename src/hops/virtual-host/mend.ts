import { hostWithOneOtherLabel } from '../../dialects/istio/gateways/closest-host.ts';
import type { Blocked, Proposal } from '../kind.ts';
import type { VirtualHostsSpec } from './spec.ts';

/** The VirtualService that is most likely meant answers for the name that was asked for, beside its own. */
export function mend({ hosts }: VirtualHostsSpec, { cause, request }: Blocked): readonly Proposal[] {
  const name = String(request['host'] ?? '').replace(/:\d+$/, '');
  const near = cause === 'no-route' ? hostWithOneOtherLabel(name, hosts.map(({ host }) => host)) : undefined;
  const written = hosts.find(({ host }) => host === near)?.written ?? [];
  return written.map(({ of, index }): Proposal => ({
    title: `let VirtualService ${of.namespace ?? ''}/${of.name} answer for ${name} too: it has ${near ?? ''}`,
    edits: [{ edit: 'insert', of, path: ['spec', 'hosts'], at: index + 1, value: name }],
    certainty: 'proposed',
  }));
}
