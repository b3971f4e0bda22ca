import { expect, test } from 'vitest';
import { always } from '../ir/match.ts';
import type { HopId, Op, Program } from '../ir/program.ts';
import { registerOf } from './register.ts';
import { stationsOf, turnsAway } from './stations.ts';

const origin = { resource: 'test', rule: 'test' };
const port = (literal: number): Op => ({ op: 'set', field: 'dst.port', to: { literal }, origin });
const dial = (hop: HopId): Op => ({ op: 'dial', hop, reply: [], origin });
const goto = (hop: HopId): Op => ({ op: 'goto', hop, origin });
const refused: Op = { op: 'stop', verdict: { kind: 'refused', cause: 'port-closed' }, origin };
const either = (...branches: Op[][]): Op => ({ op: 'switch', origin, cases: branches.map((then) => ({ match: always, then, origin })) });

function programOf(hops: Readonly<Record<HopId, readonly Op[]>>): Program {
  return { hop: (id) => (hops[id] === undefined ? undefined : { id, title: id, dialler: 'proxy', ops: hops[id] }) };
}

test('every place that is dialled is a station; what is gone to belongs to it', () => {
  const program = programOf({ a: [either([port(1), goto('b')], [port(2), dial('c')])], b: [either([dial('c')], [{ ...refused, instead: [dial('d')] } as Op])], c: [goto('a')], d: [] });
  const { places, hops } = stationsOf(program, [{ hop: 'a', facts: { 'dst.port': 443 } }]);
  expect(places.map(({ hop, facts }) => `${hop} ${String(facts['dst.port'])}`)).toEqual(['a 443', 'c 1', 'd 1', 'c 2']);
  expect([...hops].sort()).toEqual(['a', 'b', 'c', 'd']);
});

test('nothing listens where everybody is turned away', () => {
  const program = programOf({ no: [either([refused], [goto('never')])], never: [port(1), refused], some: [either([refused], [])], round: [goto('round')] });
  expect(['no', 'never', 'some', 'round', 'nowhere'].map((hop) => turnsAway(program, hop))).toEqual(['refused', 'refused', undefined, undefined, 'refused']);
});

test('a name keeps its loopback address from run to run, and no two names share one', () => {
  const [one, two] = [registerOf('own'), registerOf('own')];
  const names = Array.from({ length: 5000 }, (_, at) => `pod/xnat/web-${at}/8080`);
  const addresses = names.map((name) => one.listener(name));
  expect(new Set(addresses).size).toBe(names.length);
  expect(names.map((name) => two.listener(name))).toEqual(addresses);
  expect(addresses.every((address) => /^127\.(1[6-9]|[2-9]\d|1\d\d|2[0-3]\d)\.\d+\.\d+$/.test(address) && !/\.(0|255)$/.test(address))).toBe(true);
});

test('an address that somebody dials from tells who that is', () => {
  const register = registerOf('own');
  const mine = register.source('pod/a', { 'src.pod': 'a' });
  expect(mine).toBe(register.listener('pod/a'));
  const other = register.source('pod/a', { 'src.pod': 'b' });
  expect(other).not.toBe(mine);
  expect([register.facts(mine), register.facts(other), register.facts('127.0.0.1')]).toEqual([{ 'src.pod': 'a' }, { 'src.pod': 'b' }, undefined]);
});
