import { interfacesOf } from '../../../src/dialects/aws/network/interfaces.ts';
import { subnetsOf } from '../../../src/dialects/aws/network/subnets.ts';
import { wayOf, wireOf } from '../../../src/dialects/aws/network/wire.ts';
import type { PointValue } from '../../../src/engine/point.ts';
import type { Step } from '../../../src/engine/step.ts';
import type { Way } from '../../../src/engine/walk.ts';
import type { Cause } from '../../../src/ir/cause.ts';
import type { HopId } from '../../../src/ir/program.ts';
import type { Path } from '../../../src/path/path.ts';
import type { Data } from '../suite.ts';

type Flown = Way<PointValue, undefined>;

/** What the cases say of a flow, read off the ways that the product finds: ids of hops, causes and fields, nothing else. */
export function projected(path: Path, ways: readonly Flown[]): Data {
  const doubts = [...new Set(ways.flatMap(({ when }) => when))];
  // The cases have one word for what is refused and what is dropped.
  const faces = new Set(ways.map(({ verdict }) => ('cause' in verdict ? String(verdict.cause) : verdict.kind)));
  const [way] = ways;
  if (doubts.length > 0 && (faces.size !== 1 || way?.verdict.kind === 'delivered' || way?.verdict.kind === 'answered')) return { outcome: `unknown: ${doubts.join('; ')}` };
  if (way === undefined || faces.size !== 1) return { outcome: `${faces.size} different answers: ${[...faces].join(', ')}` };
  const names = namesIn(path);
  const forward = arrivals(way);
  const passed = forward.flatMap(({ hop }) => names.met(hop)).filter((name, index, all) => name !== all[index - 1]);
  const nat = rewritten(forward, names);
  const stopped = stoppedAt(path, way, names);
  const final = finals(ways, names);
  return {
    outcome: outcomeOf(way),
    ...stopped,
    hops: passed,
    via: passed.filter((name) => name.startsWith('tgw-')),
    ...(nat === undefined ? {} : { nat }),
    ...(way.verdict.kind === 'delivered' ? { ...final, returnPath: way.steps.some(({ hop }) => hop.startsWith('back-in/')) ? 'accepted' : 'not walked' } : {}),
  };
}

/** By cause, and for what is delivered by where. */
function outcomeOf({ verdict, by }: Flown): string {
  if (verdict.kind === 'delivered') return by.startsWith('internet/') ? 'exits-to-internet' : 'delivered';
  const cause = 'cause' in verdict ? verdict.cause : undefined;
  if (cause === 'address-unused' && wireOf(by)?.place === 'internet') return 'no-such-public-ip';
  return (cause === undefined ? undefined : outcomes[cause]) ?? `${verdict.kind} ${cause ?? ''}`;
}

const outcomes: Readonly<Partial<Record<Cause, string>>> = {
  'guard-dropped': 'blocked',
  'acl-dropped': 'blocked',
  'no-public-address': 'blocked',
  'zone-not-attached': 'blocked',
  'not-carried': 'blocked',
  'no-listener': 'blocked',
  'reply-dropped': 'response-blocked',
  'route-missing': 'no-route',
  'route-dead': 'blackhole',
  'subnet-missing': 'no-such-subnet',
  'address-unused': 'no-such-host',
  'not-routable': 'not-routable',
};

/** The first thing that stops the packets, and where that is. */
function stoppedAt({ program }: Path, { by, verdict, steps, blockers }: Flown, names: Names): { readonly [key: string]: Data } {
  const [blocker] = blockers;
  if (verdict.kind === 'delivered' || blocker === undefined) return {};
  const { cause, origin } = blocker;
  const wire = wireOf(by);
  const named = origin.resource.split(' ').slice(1).join(' ');
  const at = { at: wire?.word === 'out' || wire?.word === 'back-out' ? names.left(wire.place) : (names.met(by).at(-1) ?? by) };
  if (cause === 'guard-dropped') return { ...at, by: { kind: wire?.word === 'out' ? 'sg-egress' : 'sg-ingress', sg: [...origin.resource.matchAll(/\bsg-\w+/g)].map(([id]) => id) } };
  if (cause === 'acl-dropped') return { ...at, by: { kind: wire?.word === 'out' ? 'nacl-egress' : 'nacl-ingress', id: named } };
  if (cause === 'no-public-address') return { ...at, by: { kind: 'igw-no-public-ip', id: named } };
  if (cause === 'zone-not-attached') return { ...at, by: { kind: 'tgw-az', tgw: /\btgw-(?!rtb|attach)\w+/.exec(origin.note ?? '')?.[0] ?? null, subnet: names.left(wire?.place ?? '') } };
  if (cause === 'not-carried') return { ...at, by: { kind: 'nat-protocol', id: named } };
  if (cause === 'no-listener') return { ...at, by: { kind: 'no-listener', id: names.owner(by) ?? named } };
  return steps.length === 0 && program.hop(by) === undefined ? {} : at;
}

/** Hops in the order in which packets meet them, without those of replies, and what the packets carry there. */
function arrivals({ steps }: Flown): readonly Step[] {
  return steps.filter(({ op, hop }) => (op === 'arrive' || op === 'pass') && !hop.startsWith('back-'));
}

/** The first change of an address, and the gateway that makes it. */
function rewritten(forward: readonly Step[], names: Names): Data | undefined {
  for (const [index, { hop, carried }] of forward.entries()) {
    const next = forward[index + 1];
    for (const end of ['dst', 'src'] as const) {
      const [before, after] = [carried?.[`${end}.address`], next?.carried?.[`${end}.address`]];
      if (next !== undefined && before !== undefined && after !== undefined && before !== after) return { [end]: [before, after], at: names.rewrites(hop) ?? wireOf(next.hop)?.place ?? hop };
    }
  }
  return undefined;
}

/** The machines that the connection reaches by its choices, and the port on which it does. */
function finals(ways: readonly Flown[], names: Names): { readonly [key: string]: Data } {
  const ends = ways.flatMap(({ by }) => names.owner(by) ?? []);
  const ports = new Set(ways.flatMap((way) => way.traffic.cells.get('dst.port') as number));
  return { finalNodes: [...new Set(ends)].sort(), finalPort: [...ports][0] ?? null };
}

interface Names {
  /** What the cases call the things that a hop stands for, in the order in which packets meet them. */
  met(hop: HopId): readonly string[];
  /** The gateway that a hop stands for, if it changes addresses. */
  rewrites(hop: HopId): string | undefined;
  /** The subnet that packets of an interface leave, or the place itself. */
  left(place: string): string;
  /** The machine at which a connection ends. */
  owner(hop: HopId): string | undefined;
}

function namesIn({ estate }: Path): Names {
  const interfaces = interfacesOf(estate);
  const subnets = subnetsOf(estate);
  const machine = (place: string): string | undefined => {
    const owner = interfaces.get(place)?.owner;
    return owner?.kind === 'attachment' ? String(owner.resource?.body['transit_gateway_id']) : owner?.key;
  };
  const around = (place: string): readonly string[] => [interfaces.get(place)?.subnet ?? (subnets.has(place) ? place : []), ].flat();
  const vpc = (place: string): readonly string[] => [interfaces.get(place)?.vpc ?? subnets.get(place)?.vpc ?? []].flat();
  const inside = (place: string): boolean => interfaces.get(place)?.owner.kind === 'attachment';
  const stationAt = (hop: HopId): readonly string[] => {
    const [, word, first = '', second] = /^(igw|vgw|tgw|gateway-endpoint)\/([^/@]+)(?:@([^/]+))?\//.exec(hop) ?? [];
    return word === undefined ? [] : [word === 'tgw' ? (second ?? machine(first) ?? first) : first];
  };
  const met = (hop: HopId): readonly string[] => {
    if (wayOf(hop) !== undefined) return [machine(wayOf(hop)!.from.interface) ?? wayOf(hop)!.from.interface];
    const wire = wireOf(hop);
    if (wire === undefined) return stationAt(hop);
    if (wire.word === 'vpc') return [wire.place];
    const own = [machine(wire.place) ?? []].flat();
    if (wire.word === 'out') return inside(wire.place) ? vpc(wire.place) : [...own, ...around(wire.place), ...vpc(wire.place)];
    return wire.word === 'in' ? (inside(wire.place) ? own : [...around(wire.place), ...own]) : [];
  };
  return {
    met,
    rewrites: (hop) => met(hop).at(-1) ?? (/^(nat|beyond)\//.test(hop) ? (machine(hop.split('/')[1]!) ?? hop.split('/')[1]) : undefined),
    left: (place) => around(place)[0] ?? place,
    owner: (hop) => {
      const [word, place = ''] = hop.split('/');
      return ['host', 'beyond', 'in'].includes(word ?? '') ? machine(place) : undefined;
    },
  };
}
