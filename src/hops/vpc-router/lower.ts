import { wireAddress } from '../../dialects/aws/network/wire.ts';
import type { Field } from '../../ir/field.ts';
import { always, is } from '../../ir/match.ts';
import { quiet } from '../../ir/origin.ts';
import type { Case, HopId, Op } from '../../ir/program.ts';
import type { Pattern } from '../../ir/pattern.ts';
import type { Lowered } from '../kind.ts';
import type { VpcRouterSpec } from './spec.ts';

/** To the interface that is meant where its address is not known, else to the one that has the address. */
export function lower(spec: VpcRouterSpec): Lowered {
  const { vpc, end, interfaces, subnets, origin } = spec;
  const silent = quiet(origin);
  const [address, key]: readonly [Field, Field] = end === undefined ? ['dst.address', 'dst.interface'] : ['src.address', 'src.interface'];
  const to = (match: Case['match'], place: string): Case => ({ match, then: [{ op: 'goto', hop: arrival(spec, place), origin: silent }], origin: silent });
  // A host of which only the subnet is known can be answered, and not be found.
  const meant = [...interfaces, ...(end === undefined ? [] : subnets)].map((each) => to(is(key, each.key), each.key));
  const held = interfaces.flatMap((each) => (each.addresses.length === 0 ? [] : [to({ field: address, in: each.addresses.map((exact): Pattern => ({ exact })) }, each.key)]));
  const delegated = interfaces.flatMap((each) => (each.prefixes.length === 0 ? [] : [to({ field: address, in: each.prefixes.map((cidr): Pattern => ({ cidr })) }, each.key)]));
  const rest = (then: readonly Op[]): Case => ({ match: always, then, origin: silent });
  const nowhere = [...delegated, ...lost(spec, address)];
  return {
    title: `${vpc} delivers${end === undefined ? '' : ' the reply'}`,
    dialler: 'client',
    ops: [
      { op: 'switch', cases: [...meant, rest([])], origin: silent },
      { op: 'switch', cases: [...held, rest([{ op: 'switch', cases: nowhere, origin: silent }])], origin: silent },
    ],
  };
}

function arrival({ port, end }: VpcRouterSpec, place: string): HopId {
  return wireAddress(end === undefined ? { word: 'in', place, port } : { word: 'back-in', place, port, end });
}

function lost({ vpc, subnets, complete, origin }: VpcRouterSpec, address: Field): readonly Case[] {
  const silent = quiet(origin);
  const blocks = subnets.flatMap((each) => each.blocks).map((cidr): Pattern => ({ cidr }));
  const unused: Op = { op: 'stop', verdict: { kind: 'dropped', cause: 'address-unused' }, origin: { ...origin, note: `no interface of ${vpc} has the address` } };
  const doubted: Op = { op: 'stop', verdict: { kind: 'unresolved', cause: 'destination-unknown' }, origin: { ...origin, note: `no input lists the interfaces of ${vpc}, one of which may have the address` } };
  const unlisted: Op = { op: 'switch', cases: [{ match: { unknown: { reason: `no input lists the interfaces of ${vpc}: whether one has the address is in no file` } }, then: [unused], origin: silent }, { match: always, then: [doubted], origin: silent }], origin: silent };
  const outside: Op = { op: 'stop', verdict: { kind: 'dropped', cause: 'subnet-missing' }, origin: { ...origin, note: `the address is in no subnet of ${vpc}` } };
  return [
    { match: { field: address, in: blocks }, then: [complete ? unused : unlisted], origin: silent },
    { match: always, then: [outside], origin: silent },
  ];
}
