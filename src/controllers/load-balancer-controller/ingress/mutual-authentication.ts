import { isObject, type Json, type JsonObject } from '../../../resource/resource.ts';
import { body } from '../../controller.ts';
import { jsonIn, member as fieldOf } from '../annotations.ts';
import type { Refusal } from '../place.ts';
import type { Drafting } from '../plan.ts';
import type { Member } from './group.ts';

/** What an entry of the annotation `mutual-authentication` says of one port. */
export interface MutualEntry {
  readonly port: number;
  readonly mode: string;
  readonly trustStore: string;
  readonly ignoreExpiry?: boolean;
  readonly advertise?: string;
}

/** How clients prove who they are, by port of the load balancer, in the spelling of the controller's model. */
export function mutualAuthenticationOf(drafting: Drafting, { annotations }: Pick<Member, 'annotations'>): ReadonlyMap<number, JsonObject> {
  const written = annotations.text('mutual-authentication');
  const found = new Map<number, JsonObject>();
  if (written === undefined) return found;
  const at = annotations.place('mutual-authentication');
  const entries = entriesOf(written);
  if (entries === undefined) {
    drafting.refuse({ at, message: `mutual-authentication must be a JSON list such as [{"port": 443, "mode": "verify", "trustStore": "NAME"}]; ${written} stands here`, says: `failed to parse mutualAuthentication configuration from ingress annotation: \`${written}\`` });
    return found;
  }
  if (entries.length === 0) drafting.refuse({ at, message: 'mutual-authentication is an empty list', says: `empty mutualAuthentication configuration from ingress annotation: \`${written}\`` });
  for (const entry of entries) {
    const fault = mutualFault(entry);
    if (fault !== undefined) drafting.refuse({ at, ...fault });
    else found.set(entry.port, settings(entry));
    if (fault === undefined && entry.mode === 'verify' && !entry.trustStore.startsWith('arn:')) drafting.assume(`trust store "${entry.trustStore}" exists: the inputs hold no trust stores`);
  }
  return found;
}

/** Why the controller refuses an entry; undefined if it takes it (pkg/shared_utils, validateMutualAuthenticationConfig). */
export function mutualFault({ port, mode, trustStore, ignoreExpiry, advertise }: MutualEntry): Omit<Refusal, 'at'> | undefined {
  if (port < 1 || port > 65535) return { message: `port ${port} of mutual-authentication is not between 1 and 65535`, says: `listen port must be within [1, 65535]: ${port}` };
  if (mode === '') return { message: `mutual-authentication says no mode for port ${port}`, says: `mutualAuthentication mode cannot be empty for port ${port}` };
  if (!['off', 'passthrough', 'verify'].includes(mode)) return { message: `the mode of mutual-authentication for port ${port} is off, passthrough or verify; "${mode}" stands here`, says: `mutualAuthentication mode value must be among [off, passthrough, verify] for protocol HTTPS port ${port} : ${mode}` };
  const verifies = mode === 'verify';
  if (verifies && trustStore === '') return { message: `mode verify for port ${port} names no trustStore`, says: `trustStore is required when mutualAuthentication mode is verify for port ${port}` };
  if (!verifies && trustStore !== '') return { message: `mode ${mode} for port ${port} takes no trustStore`, says: `Mutual Authentication mode ${mode} does not support trustStore for port ${port}` };
  if (!verifies && ignoreExpiry !== undefined) return { message: `mode ${mode} for port ${port} takes no ignoreClientCertificateExpiry`, says: `Mutual Authentication mode ${mode} does not support ignoring client certificate expiry for port ${port}` };
  if (!verifies && advertise !== undefined) return { message: `mode ${mode} for port ${port} takes no advertiseTrustStoreCaNames`, says: `Mutual Authentication mode ${mode} does not support advertiseTrustStoreCaNames for port ${port}` };
  if (advertise !== undefined && advertise !== 'on' && advertise !== 'off') return { message: `advertiseTrustStoreCaNames for port ${port} is on or off; "${advertise}" stands here`, says: `advertiseTrustStoreCaNames only supports the values "on" and "off" got value ${advertise} for port ${port}` };
  return undefined;
}

function settings({ mode, trustStore, ignoreExpiry, advertise }: MutualEntry): JsonObject {
  return body({ mode, trustStoreArn: trustStore, ignoreClientCertificateExpiry: ignoreExpiry ?? (mode === 'verify' ? false : undefined), advertiseTrustStoreCaNames: advertise });
}

/** Undefined: it is no JSON, or has values of other types than the controller's own. */
function entriesOf(written: string): readonly MutualEntry[] | undefined {
  const value = jsonIn(written);
  if (value === null) return [];
  if (!Array.isArray(value)) return undefined;
  const entries = (value as readonly Json[]).map(entryOf);
  return entries.every((entry) => entry !== undefined) ? entries : undefined;
}

function entryOf(value: Json): MutualEntry | undefined {
  if (!isObject(value)) return undefined;
  const [port, mode, trustStore, ignoreExpiry, advertise] = ['port', 'mode', 'trustStore', 'ignoreClientCertificateExpiry', 'advertiseTrustStoreCaNames'].map((name) => fieldOf(value, name) ?? undefined);
  if (port !== undefined && !Number.isInteger(port)) return undefined;
  if ([mode, trustStore, advertise].some((each) => each !== undefined && typeof each !== 'string') || (ignoreExpiry !== undefined && typeof ignoreExpiry !== 'boolean')) return undefined;
  return {
    port: (port as number | undefined) ?? 0,
    mode: (mode as string | undefined) ?? '',
    trustStore: (trustStore as string | undefined) ?? '',
    ...(ignoreExpiry === undefined ? {} : { ignoreExpiry: ignoreExpiry as boolean }),
    ...(advertise === undefined ? {} : { advertise: advertise as string }),
  };
}
