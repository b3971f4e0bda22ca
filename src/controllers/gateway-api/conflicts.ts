import { text, whole } from '../../dialects/kubernetes/fields.ts';
import type { JsonObject, Resource } from '../../resource/resource.ts';
import { listenersOf } from './listener.ts';

/** Why listeners lose, by their owner and name. */
export type Conflicts = ReadonlyMap<Resource, ReadonlyMap<string, 'ProtocolConflict' | 'HostnameConflict'>>;

/**
 * The listeners of a Gateway and of the ListenerSets that it takes, the Gateway's own first and sets by age: who meets an
 * earlier winner that it cannot share the port with loses (gatewaycommon/listener_conflict.go).
 */
export function conflictsOf(gateway: Resource, sets: readonly Resource[]): Conflicts {
  const winners: JsonObject[] = [];
  const lost = new Map<Resource, Map<string, 'ProtocolConflict' | 'HostnameConflict'>>();
  for (const owner of [gateway, ...sets]) {
    for (const listener of listenersOf(owner)) {
      const winner = winners.find((each) => !distinct(listener, each));
      if (winner === undefined) {
        winners.push(listener);
        continue;
      }
      const names = lost.get(owner) ?? new Map<string, 'ProtocolConflict' | 'HostnameConflict'>();
      names.set(text(listener['name']) ?? '', reasonOf(listener, winner));
      lost.set(owner, names);
    }
  }
  return lost;
}

/** Whether both can be served: on different ports, or told apart by host name. */
function distinct(a: JsonObject, b: JsonObject): boolean {
  if (whole(a['port']) !== whole(b['port'])) return true;
  const [bytesA, bytesB, namesA, namesB] = [isBytes(a), isBytes(b), hasNames(a), hasNames(b)];
  if ((bytesA && (namesB || bytesB)) || (namesA && bytesB)) return false;
  if (namesA && namesB) return hostname(a) !== hostname(b);
  return a['protocol'] !== b['protocol'];
}

function reasonOf(a: JsonObject, b: JsonObject): 'ProtocolConflict' | 'HostnameConflict' {
  return (isBytes(a) && isBytes(b)) || a['protocol'] !== b['protocol'] ? 'ProtocolConflict' : 'HostnameConflict';
}

function isBytes({ protocol }: JsonObject): boolean {
  return protocol === 'TCP' || protocol === 'UDP';
}

function hasNames({ protocol }: JsonObject): boolean {
  return protocol === 'HTTP' || protocol === 'HTTPS' || protocol === 'TLS';
}

function hostname(listener: JsonObject): string {
  const name = text(listener['hostname']) ?? '';
  return name === '' ? '*' : name;
}
