import { interfacesIn, listedIn } from '../../dialects/aws/network/interfaces.ts';
import { subnetsIn } from '../../dialects/aws/network/subnets.ts';
import { vpcsOf, type Vpc } from '../../dialects/aws/network/vpcs.ts';
import { wireAddress, wireOf, type WireHop } from '../../dialects/aws/network/wire.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Opened } from '../kind.ts';
import type { DoorSpec, VpcRouterSpec } from './spec.ts';

type Held = Omit<DoorSpec, 'to'>;

/** What is the same for all ports of a VPC. */
interface Plan {
  readonly vpc: Vpc;
  readonly there: readonly Held[];
  /** A host of which only the subnet is known can be answered, and not be found. */
  readonly back: readonly Held[];
  readonly blocks: readonly string[];
  readonly complete: boolean;
}

/** Answers for every VPC that the inputs hold or name; for one with very many interfaces in parts, `vpc/VPC~3/PORT`. */
export function read(estate: Estate): Opened<VpcRouterSpec> {
  const plans = new Map<string, Plan>();
  return {
    at: (address) => {
      const wire = wireOf(address);
      if (wire === undefined || (wire.word !== 'vpc' && wire.word !== 'back-vpc')) return undefined;
      const [, first, part] = vpcsOf(estate).has(wire.place) ? [] : (/^(.+)~(\d+)$/.exec(wire.place) ?? []);
      const key = first ?? wire.place;
      const vpc = vpcsOf(estate).get(key);
      if (vpc === undefined) return undefined;
      const plan = plans.get(key) ?? planOf(estate, vpc);
      plans.set(key, plan);
      return specOf(plan, wire, part);
    },
  };
}

function planOf(estate: Estate, vpc: Vpc): Plan {
  const interfaces = interfacesIn(estate, { vpc: vpc.key });
  const subnets = subnetsIn(estate, vpc.key);
  const there = interfaces.map(({ key, addresses, prefixes }): Held => ({ keys: [key], addresses, prefixes: prefixes.written }));
  const hosts = subnets.map(({ key }): Held => ({ keys: [key], addresses: [], prefixes: [] }));
  return { vpc, there, back: [...there, ...hosts], blocks: subnets.flatMap(({ cidrs }) => cidrs.written), complete: listedIn(estate, vpc.key) };
}

/** How many interfaces a part has at most; a switch is made anew for each port. */
const atMost = 64;

function specOf(plan: Plan, { place, port, end }: WireHop, part: string | undefined): VpcRouterSpec {
  const { vpc, blocks, complete } = plan;
  const held = end === undefined ? plan.there : plan.back;
  const arrival = (key: string): string => wireAddress(end === undefined ? { word: 'in', place: key, port } : { word: 'back-in', place: key, port, end });
  const beyond = (index: number): string => wireAddress({ word: end === undefined ? 'vpc' : 'back-vpc', place: `${place}~${index}`, port, ...(end === undefined ? {} : { end }) });
  const own = part === undefined ? held : held.slice(Number(part) * atMost, (Number(part) + 1) * atMost);
  const whole = part !== undefined || held.length <= atMost;
  return {
    vpc: vpc.key,
    ...(end === undefined ? {} : { reply: true }),
    doors: whole ? own.map((each) => ({ ...each, to: arrival(each.keys[0]!) })) : partsOf(held).map((each, index) => ({ ...each, to: beyond(index) })),
    blocks,
    complete,
    origin: vpc.resource === undefined ? { resource: vpc.key, rule: vpc.key } : originOf(vpc.resource, [], vpc.key),
  };
}

/** The same list always gives the same parts, so that what is made of them is made once. */
function partsOf(held: readonly Held[]): readonly Held[] {
  const known = parted.get(held);
  if (known !== undefined) return known;
  const parts = Array.from({ length: Math.ceil(held.length / atMost) }, (_, index): Held => {
    const own = held.slice(index * atMost, (index + 1) * atMost);
    return { keys: own.flatMap(({ keys }) => keys), addresses: own.flatMap(({ addresses }) => addresses), prefixes: own.flatMap(({ prefixes }) => prefixes) };
  });
  parted.set(held, parts);
  return parts;
}

const parted = new WeakMap<readonly Held[], readonly Held[]>();
