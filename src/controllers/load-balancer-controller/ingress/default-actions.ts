import { record } from '../../../dialects/kubernetes/fields.ts';
import { notFoundAnswer, redirectToPort } from './actions.ts';
import { backendOf } from './backends.ts';
import type { ActionsDraft, GroupDrafting, Listening, SslRedirect } from './group.ts';
import { actionsOf } from './rule-actions.ts';

/** What a port does with a request that no rule takes: redirect, the one default backend of its members, or 404. */
export function defaultActionsOf(drafting: GroupDrafting, listening: Listening, redirect: SslRedirect | undefined): ActionsDraft {
  if (redirect !== undefined && listening.protocol === 'HTTP') return { actions: [redirectToPort(redirect.port, redirect.statusCode)], places: [[[0], redirect.place]], missing: [] };
  const asking = listening.members.flatMap((member) => {
    const spec = record(member.resource.body['spec']);
    const key = spec['defaultBackend'] === undefined ? 'backend' : 'defaultBackend';
    return spec[key] === undefined || spec[key] === null ? [] : [{ member, backend: spec[key], key }];
  });
  const nothing: ActionsDraft = { actions: [notFoundAnswer()], places: [], missing: [] };
  const first = asking[0];
  if (first === undefined) return nothing;
  for (const other of asking.slice(1)) {
    drafting.refuse({
      at: [other.member.resource, ['spec', other.key]],
      message: `on port ${listening.port} this is one default backend too many: Ingress ${first.member.namespace}/${first.member.name} has one already`,
      says: `multiple ingress defined default backend: [${asking.map(({ member }) => `${member.namespace}/${member.name}`).join(' ')}]`,
    });
  }
  const backend = backendOf(drafting, first.member, first.backend, ['spec', first.key], drafting.refuse);
  return (backend === undefined ? undefined : actionsOf(drafting, first.member, backend, listening, drafting.refuse)) ?? nothing;
}
