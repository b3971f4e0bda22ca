import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fix } from '../src/engine/compose.ts';
import { pointCarrier, pointOf } from '../src/engine/point.ts';
import type { Point } from '../src/engine/point.ts';
import { isUnknown } from '../src/engine/quantify.ts';
import { meaning, rows } from '../src/engine/reach.ts';
import { reacher } from '../src/engine/reacher.ts';
import type { Outcome } from '../src/engine/reacher.ts';
import { regionCarrier, regionOf, secured } from '../src/engine/region.ts';
import { createStore } from '../src/engine/store.ts';
import type { Diagram, Store } from '../src/engine/store.ts';
import { supportOf } from '../src/engine/support.ts';
import { pushSession } from '../src/engine/traffic.ts';
import { walk } from '../src/engine/walk.ts';
import { witness } from '../src/engine/witness.ts';
import type { Way } from '../src/engine/walk.ts';
import { lookupOf, possible, possibleLeaves } from '../src/engine/lookup.ts';
import type { Fields } from '../src/engine/lookup.ts';
import { always, is } from '../src/ir/match.ts';
import type { Op, Origin, Program } from '../src/ir/program.ts';
import { programs } from './programs.ts';
import { requests } from './random.ts';

const points = pointCarrier();

/** A request as it enters, with the client's own TLS session around it if asked. */
function sent(request: Fields, tls: boolean): Point {
  const plain = pointOf({ ...request, ...(request.path === undefined ? {} : { 'path.raw': request.path }) });
  return tls ? pushSession(points, plain, { sni: { copy: 'host' }, alpn: 'http/1.1', demand: { authority: 'public', name: { copy: 'host' } } }) : plain;
}

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
        const ways = walk(program, points, 'h0', sent(request, tls), { onward: false });
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

test('what a template made of an absent text is rewritten like any other', () => {
  const origin: Origin = { resource: 'h0', rule: 'a rule' };
  const answer = (status: number): Op => ({ op: 'stop', origin, verdict: { kind: 'answered', status } });
  const ops: readonly Op[] = [
    { op: 'set', origin, field: 'path', to: { template: '/a{path}' } },
    { op: 'set', origin, field: 'path', to: { head: '', with: 'a' } },
    { op: 'switch', origin, cases: [{ match: is('path', '/a'), then: [answer(500)], origin }, { match: is('path', 'a/a'), then: [answer(200)], origin }, { match: always, then: [answer(404)], origin }] },
  ];
  const program: Program = { hop: (id) => (id === 'h0' ? { id, title: id, dialler: 'proxy', ops } : undefined) };
  const store = createStore();
  const regions = walk(program, regionCarrier(store), 'h0', regionOf(store, always), { onward: false });
  const request: Fields = { 'src.address': '10.0.0.1' };
  const ways = walk(program, points, 'h0', sent(request, false), { onward: false });
  expect(ways.map(({ verdict }) => verdict)).toEqual([{ kind: 'answered', status: 200 }]);
  expect(regions.filter((way) => possible(store, way.traffic.rest, request)).map(told)).toEqual(ways.map(told));
});

/** The outcome that `reach` speaks of; who closes a loop depends on where one enters it. */
function outcomeOf(way: Way<unknown, unknown>): string {
  const sealed = way.steps.flatMap((step) => (step.sealed === undefined ? [] : [step.sealed]));
  const worst = (['plain', 'encrypted', 'verified'] as const).find((one) => sealed.includes(one));
  return JSON.stringify([way.verdict, way.verdict.kind === 'loop' ? '' : way.by, way.verdict.kind === 'delivered' ? worst : undefined]);
}

test.each([
  ['computed backward, a request has the outcomes that walking finds', false, 600],
  ['computed backward with unknowns, no outcome of a request is missing', true, 400],
])('%s', (_, unknowns, numRuns) => {
  let [exact, loose] = [0, 0];
  fc.assert(
    fc.property(programs(unknowns), fc.boolean(), fc.array(requests, { minLength: 12, maxLength: 12 }), (program, tls, asked) => {
      const store = createStore();
      const all = regionOf(store, always);
      const meant = meaning(reacher(store, program), 'h0', tls ? secured(store, all) : all);
      for (const request of asked) {
        const ways = walk(program, points, 'h0', sent(request, tls), { onward: false });
        const walked = new Set(ways.map(outcomeOf));
        const found = new Set([...possibleLeaves(store, meant, request)].map((leaf) => {
          const { verdict, by, protection } = leaf as Outcome;
          return JSON.stringify([verdict, verdict.kind === 'loop' ? '' : by, protection]);
        }));
        const sure = ways.every(({ when }) => when.length === 0) && !unsure(store, meant, request);
        const where = JSON.stringify(request);
        if (sure) expect([...found].sort().join('\n'), where).toBe([...walked].sort().join('\n'));
        else if (!unknowns) for (const way of walked) expect(found, where).toContain(way);
        if (sure) exact++;
        else loose++;
      }
    }),
    { numRuns },
  );
  expect(exact).toBeGreaterThan(loose / 4);
});

/** Whether the request's outcome depends on a value or a truth that nobody knows. */
function unsure(store: Store, meant: Diagram, request: Fields): boolean {
  const known = [...supportOf(store, meant)].reduce((d, id) => {
    const level = store.levels[id]!;
    return level.asks === 'free' || level.fresh !== undefined ? d : fix(store, d, id, lookupOf(request)(level));
  }, meant);
  return [...supportOf(store, known)].some((id) => isUnknown(store.levels[id]!));
}

test('the witness of a row, sent as one request, has the outcome of the row', () => {
  let checked = 0;
  fc.assert(
    fc.property(programs(false), fc.boolean(), (program, tls) => {
      const store = createStore();
      const all = regionOf(store, always);
      for (const row of rows(reacher(store, program), 'h0', tls ? secured(store, all) : all)) {
        const shown = row.when.length > 0 ? undefined : witness(store, row.set);
        if (shown === undefined) {
          expect(row.when.length, JSON.stringify(row.outcome)).toBeGreaterThan(0);
          continue;
        }
        const { verdict, by, protection } = row.outcome;
        const outcomes = walk(program, points, 'h0', sent(shown.fields, tls), { onward: false }).map(outcomeOf);
        expect(outcomes, JSON.stringify(shown.fields)).toContain(JSON.stringify([verdict, verdict.kind === 'loop' ? '' : by, protection]));
        checked++;
      }
    }),
    { numRuns: 500 },
  );
  expect(checked).toBeGreaterThan(500);
});
