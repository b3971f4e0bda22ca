import { expect, test } from 'vitest';
import { cloudOf, rule, type Cloud } from '../../test/up/cloud.ts';
import { pathOf } from '../path/path.ts';
import { traceOf } from '../path/trace.ts';
import type { Met } from './propose.ts';
import { mendsInOrder } from './propose.ts';

/** Titles of the mends of each stop, in order. */
function mended(cloud: Cloud, url: string): readonly (readonly [string, number])[] {
  const path = pathOf(cloudOf(cloud).resources);
  const trace = traceOf(path, { url, method: 'GET', headers: [], from: { kind: 'address', address: '10.0.1.7' } });
  if ('wrong' in trace) throw new Error(trace.wrong);
  const stops = trace.outcomes[0]!.blockers.map((blocker): Met => ({ trace, blocker }));
  return mendsInOrder(path, stops).mends.map((mends, index) => [stops[index]!.blocker.cause, mends.length]);
}

const shut = { clientOut: [rule({ cidr: '192.0.2.0/24' })] };

test('no rule is opened towards an address that nobody has', () => {
  const found = mended(shut, 'tcp://10.0.2.99:443');
  expect(found.map(([cause]) => cause)).toContain('guard-dropped');
  expect(found.map(([, mends]) => mends)).toEqual(found.map(() => 0));
});

test('of two rules in the way of somebody who is there, each has its mend', () => {
  const found = mended({ ...shut, targetIn: [rule({ cidr: '192.0.2.0/24' })] }, 'tcp://10.0.2.80:443');
  expect(found.map(([cause, mends]) => [cause, mends > 0])).toEqual([['guard-dropped', true], ['guard-dropped', true]]);
});
