import type { Kind } from './kind.ts';
import { kind as authorizationPolicy } from './authorization-policy/kind.ts';
import { kind as connectionManager } from './connection-manager/kind.ts';
import { kind as peerAuthentication } from './peer-authentication/kind.ts';
import { kind as requestAuthentication } from './request-authentication/kind.ts';
import { kind as service } from './service/kind.ts';
import { kind as workload } from './workload/kind.ts';

/** Every kind of hop, by name. To add one: a folder and a line here. */
export const kinds: readonly Kind<unknown>[] = [
  authorizationPolicy,
  connectionManager,
  peerAuthentication,
  requestAuthentication,
  service,
  workload,
];
