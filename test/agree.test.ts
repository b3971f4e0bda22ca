import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pointCarrier, pointOf } from '../src/engine/point.ts';
import { regionCarrier, regionOf, secured } from '../src/engine/region.ts';
import { createStore } from '../src/engine/store.ts';
import { pushSession } from '../src/engine/traffic.ts';
import { walk } from '../src/engine/walk.ts';
import type { Way } from '../src/engine/walk.ts';
import { possible } from '../src/engine/lookup.ts';
import { always } from '../src/ir/match.ts';
import { programs } from './programs.ts';
import { requests } from './random.ts';

const points = pointCarrier();

/** What a way decided and who decided it. */
function told(way: Way<unknown, unknown>): string {
  return JSON.stringify([way.verdict, way.by, way.fraction, way.steps.map(({ op, origin, sealed }) => [op, origin.resource, origin.rule, sealed])]);
}

test.each([
  ['without unknowns a request takes exactly the ways of the regions it is in', false, 600],
  ['with unknowns no way of a request is missing from the regions', true, 400],
])('%s', (_, unknowns, numRuns) => {
  let [exact, loose] = [0, 0];
  fc.assert(
    fc.property(programs(unknowns), fc.boolean(), fc.array(requests, { minLength: 12, maxLength: 12 }), (program, tls, asked) => {
      const store = createStore();
      const all = regionOf(store, always);
      const regions = walk(program, regionCarrier(store), 'h0', tls ? secured(store, all) : all, { onward: false });
      for (const request of asked) {
        const plain = pointOf({ ...request, ...(request.path === undefined ? {} : { 'path.raw': request.path }) });
        const point = tls ? pushSession(points, plain, { sni: { copy: 'host' }, alpn: 'http/1.1', demand: { authority: 'public', name: { copy: 'host' } } }) : plain;
        const ways = walk(program, points, 'h0', point, { onward: false });
        const around = regions.filter((way) => possible(store, way.traffic.rest, request));
        const [ofPoint, ofRegions] = [new Set(ways.map(told)), new Set(around.map(told))];
        const sure = around.every(({ when }) => when.length === 0) && ways.every(({ when }) => when.length === 0);
        const where = JSON.stringify(request);
        if (sure) expect([...ofRegions].sort().join('\n'), where).toBe([...ofPoint].sort().join('\n'));
        else for (const way of ofPoint) if (!unknowns) expect(ofRegions, where).toContain(way);
        if (sure) exact++;
        else loose++;
      }
    }),
    { numRuns },
  );
  expect(exact).toBeGreaterThan(loose / 4);
});
