import { fix } from '../engine/compose.ts';
import { minus } from '../engine/diagram.ts';
import { cellsAt } from '../engine/nodes.ts';
import { forSome } from '../engine/quantify.ts';
import { createStore, isLeaf, none, valueLevel, type Diagram, type Store } from '../engine/store.ts';
import { endsOf, packetReach, reachedFrom } from './packets-reach.ts';
import type { Path } from './path.ts';

/** Packets of one protocol between two interfaces; `other`: every protocol that no rule names. */
export interface Flow {
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  /** Both belong to them. Absent: the protocol has none, or every port is meant. */
  readonly ports?: { readonly from: number; readonly to: number };
}

/** What a changed estate lets through, or may, between interfaces that both estates have, and the estate before did not. */
export function openedBetween(before: Path, after: Path): readonly Flow[] {
  const store = createStore();
  const [old, changed] = [packetReach(before, store), packetReach(after, store)];
  return endsOf(after.estate).flatMap(({ key }) => {
    const known = new Map(old.ends.has(key) ? reachedFrom(old, key).map(({ to, perhaps }) => [to, perhaps]) : []);
    return reachedFrom(changed, key).flatMap(({ from, to, perhaps }) => flowsIn(store, minus(store, perhaps, known.get(to) ?? none)).map((flow) => ({ from, to, ...flow })));
  });
}

/** What a set of packets holds, by protocol and ports. */
export function flowsIn(store: Store, set: Diagram): readonly Pick<Flow, 'protocol' | 'ports'>[] {
  const plain = forSome(store, set, ({ field, asks }) => field === 'dst.address' || asks === 'free');
  const level = valueLevel(store, 'protocol');
  return ['tcp', 'udp', 'icmp', 'other'].flatMap((protocol) => portsIn(store, fix(store, plain, level, protocol)).map((ports) => ({ protocol, ...(ports === 'all' ? {} : { ports }) })));
}

function portsIn(store: Store, set: Diagram): readonly (NonNullable<Flow['ports']> | 'all')[] {
  if (set === none) return [];
  if (isLeaf(store, set)) return ['all'];
  const cells = cellsAt(store, set);
  const found: NonNullable<Flow['ports']>[] = [];
  for (let at = 0; at < cells.length; at += 2) {
    const end = at + 2 < cells.length ? Number(store.keys[cells[at + 2]!]) - 1 : 65_535;
    if (cells[at + 1] !== none) found.push({ from: Number(store.keys[cells[at]!]), to: end });
  }
  return found.length === 0 ? ['all'] : found;
}
