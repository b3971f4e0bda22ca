import type { Field } from '../ir/field.ts';
import type { Match } from '../ir/match.ts';
import type { Pattern } from '../ir/pattern.ts';
import type { PointValue } from '../engine/point.ts';
import { regionCarrier, regionOf, secured } from '../engine/region.ts';
import { createStore } from '../engine/store.ts';
import { walk } from '../engine/walk.ts';
import { example } from '../engine/witness.ts';
import type { Arrival } from './arrive.ts';
import type { Path } from './path.ts';
import type { From } from './request.ts';

/**
 * A request whose sender is not told apart further than `from`: everything is fixed but the source address. One address
 * for each way such a request can take, so that every answer has a witness; one alone answers for all. Empty: not known.
 */
export function addressesThatDiffer(path: Path, arrival: Arrival, from: From): readonly string[] {
  const sources = sourcesIn(from, arrival);
  if (sources === undefined) return [];
  const store = createStore();
  const asked = regionOf(store, { all: [...fixed(arrival), sources] });
  const region = arrival.target.scheme === 'https' ? secured(store, asked) : asked;
  const ways = walk(path.program, regionCarrier(store), arrival.start ?? arrival.entry, region, { onward: false });
  const addresses = ways.flatMap((way) => example(store, way.traffic.rest)?.fields['src.address'] ?? []);
  return [...new Set(addresses.map(String))];
}

/** The addresses a source may have; undefined where it has one, or none that counts. */
function sourcesIn(from: From, { entry, start = entry, point }: Arrival): Match | undefined {
  if (from.kind === 'block') return { field: 'src.address', in: [{ cidr: from.cidr }] };
  if (from.kind !== 'internet') return undefined;
  const said = point.cells.get('src.address');
  // Packets of one family do not reach an address of the other.
  const family = /^(wire|name)\//.test(start) && typeof said === 'object' && said !== null && 'within' in said ? said.within : undefined;
  return family === undefined ? fromInternet() : { all: [fromInternet(), { field: 'src.address', in: family.map((cidr) => ({ cidr })) }] };
}

/** Addresses that packets from the internet come from. */
export function fromInternet(): Match {
  return { all: [{ field: 'src.address', in: [{ any: true }] }, { not: { field: 'src.address', in: reserved.map((cidr) => ({ cidr })) } }] };
}

/** Blocks that no packet from the internet comes from (RFC 6890). The documentation blocks stand in for clients. */
const reserved = ['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16', '224.0.0.0/3', 'fc00::/7', 'fe80::/10', '::/127'];

function fixed({ point }: Arrival): readonly Match[] {
  return [...point.cells].flatMap(([field, value]): Match[] => {
    if (field === 'src.address') return [];
    const patterns = patternsOf(value);
    return patterns === undefined ? [] : [{ field: field as Field, in: patterns }];
  });
}

function patternsOf(value: PointValue | null): readonly Pattern[] | undefined {
  if (typeof value === 'string') return [{ exact: value }];
  if (typeof value === 'number') return [{ from: value, to: value + 1 }];
  return value === null || 'unknown' in value ? undefined : value.map((exact) => ({ exact }));
}
