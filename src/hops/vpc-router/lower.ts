import type { Field } from '../../ir/field.ts';
import { always } from '../../ir/match.ts';
import { quiet } from '../../ir/origin.ts';
import type { Case, Op } from '../../ir/program.ts';
import type { Pattern } from '../../ir/pattern.ts';
import type { Lowered } from '../kind.ts';
import type { VpcRouterSpec } from './spec.ts';

/** To the interface that is meant where its address is not known, else to the one that has the address. */
export function lower(spec: VpcRouterSpec): Lowered {
  const { vpc, reply, doors, origin } = spec;
  const silent = quiet(origin);
  const [address, key]: readonly [Field, Field] = reply === undefined ? ['dst.address', 'dst.interface'] : ['src.address', 'src.interface'];
  const to = (field: Field, patterns: readonly Pattern[], hop: string): readonly Case[] => (patterns.length === 0 ? [] : [{ match: { field, in: patterns }, then: [{ op: 'goto', hop, origin: silent }], origin: silent }]);
  const rest = (then: readonly Op[]): Case => ({ match: always, then, origin: silent });
  const meant = doors.flatMap((door) => to(key, exactly(door.keys), door.to));
  const held = doors.flatMap((door) => to(address, exactly(door.addresses), door.to));
  const delegated = doors.flatMap((door) => to(address, within(door.prefixes), door.to));
  return {
    title: `${vpc} delivers${reply === undefined ? '' : ' the reply'}`,
    dialler: 'client',
    ops: [
      { op: 'switch', cases: [...meant, rest([])], origin: silent },
      { op: 'switch', cases: [...held, rest([{ op: 'switch', cases: [...delegated, ...lost(spec, address)], origin: silent }])], origin: silent },
    ],
  };
}

function lost({ vpc, blocks, complete, origin }: VpcRouterSpec, address: Field): readonly Case[] {
  const silent = quiet(origin);
  const unused: Op = { op: 'stop', verdict: { kind: 'dropped', cause: 'address-unused' }, origin: { ...origin, note: `no interface of ${vpc} has the address` } };
  const unlisted: Op = { op: 'stop', verdict: { kind: 'unresolved', cause: 'destination-unknown' }, origin: { ...origin, note: `no input lists the interfaces of ${vpc}: whether one has the address is in no file` } };
  const outside: Op = { op: 'stop', verdict: { kind: 'dropped', cause: 'subnet-missing' }, origin: { ...origin, note: `the address is in no subnet of ${vpc}` } };
  return [
    { match: { field: address, in: within(blocks) }, then: [complete ? unused : unlisted], origin: silent },
    { match: always, then: [outside], origin: silent },
  ];
}

/** The patterns of a list, made once: a router is lowered for each port. */
function exactly(values: readonly string[]): readonly Pattern[] {
  const known = exact.get(values) ?? values.map((each): Pattern => ({ exact: each }));
  exact.set(values, known);
  return known;
}

function within(blocks: readonly string[]): readonly Pattern[] {
  const known = cidrs.get(blocks) ?? blocks.map((cidr): Pattern => ({ cidr }));
  cidrs.set(blocks, known);
  return known;
}

const exact = new WeakMap<readonly string[], readonly Pattern[]>();
const cidrs = new WeakMap<readonly string[], readonly Pattern[]>();
