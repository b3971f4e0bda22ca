import type { Blocked, Proposal } from '../kind.ts';
import type { ListenerSpec } from './spec.ts';

/** A server takes connections without server name, as those of an ALB are, once it is for every host; Host decides on routes as before. */
export function mend({ variants }: ListenerSpec, { cause, request }: Blocked): readonly Proposal[] {
  if (cause !== 'chain-not-found' || request['session.state'] !== 'open' || request['session.sni'] !== undefined) return [];
  const ending = variants.flatMap(({ chains }) => chains).filter(({ ends }) => ends?.terminate !== undefined);
  return ending.flatMap(({ server, resource, sni }) => {
    if (server === undefined) return [];
    return [{ title: `let the server of ${resource} for ${sni.join(', ')} take every name; which routes apply is decided by Host`, certainty: 'proposed' as const, edits: [{ edit: 'set' as const, of: server.of, path: [...server.path, 'hosts'], to: ['*'] }] }];
  });
}
