import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compile, setOf } from '../src/engine/compile-switch.ts';
import { compose, fix, rename, replaceHead } from '../src/engine/compose.ts';
import { at, differ, join, meet, minus, not } from '../src/engine/diagram.ts';
import { explode } from '../src/engine/explode.ts';
import { holds, pointCarrier, pointOf } from '../src/engine/point.ts';
import { example, witness } from '../src/engine/witness.ts';
import { createStore, none, valueLevel } from '../src/engine/store.ts';
import type { Diagram } from '../src/engine/store.ts';
import { lookupOf } from '../src/engine/lookup.ts';
import type { Match } from '../src/ir/match.ts';
import { matches, requests } from './random.ts';
import type { Fields } from './random.ts';

const carrier = pointCarrier();
const truth = (match: Match, request: Fields): boolean => holds(carrier, pointOf(request), match) === true;

test('a request is in the set of a condition exactly if the condition holds for it', () => {
  fc.assert(
    fc.property(matches(false), fc.array(requests, { minLength: 20, maxLength: 20 }), (match, asked) => {
      const store = createStore();
      const set = setOf(store, match);
      for (const request of asked) expect(at(store, set, lookupOf(request)), JSON.stringify(request)).toBe(truth(match, request));
    }),
    { numRuns: 500 },
  );
});

test('a compiled switch names the first case that holds', () => {
  fc.assert(
    fc.property(fc.array(matches(false), { maxLength: 8 }), fc.array(requests, { minLength: 20, maxLength: 20 }), (cases, asked) => {
      const store = createStore();
      const switched = compile(store, cases.map((match) => ({ match })));
      for (const request of asked) {
        const index = cases.findIndex((match) => truth(match, request));
        expect(at(store, switched, lookupOf(request)), JSON.stringify(request)).toBe(index < 0 ? false : index);
      }
    }),
    { numRuns: 500 },
  );
});

test('set operations mean what they say', () => {
  fc.assert(
    fc.property(matches(false), matches(false), fc.array(requests, { minLength: 20, maxLength: 20 }), (left, right, asked) => {
      const store = createStore();
      const [a, b] = [setOf(store, left), setOf(store, right)];
      const sets = { meet: meet(store, a, b), join: join(store, a, b), minus: minus(store, a, b), not: not(store, a), differ: differ(store, a, b) };
      for (const request of asked) {
        const [inA, inB] = [truth(left, request), truth(right, request)];
        const is = (set: Diagram): boolean => at(store, set, lookupOf(request)) !== false;
        const found = { meet: is(sets.meet), join: is(sets.join), minus: is(sets.minus), not: is(sets.not), differ: is(sets.differ) };
        expect(found, JSON.stringify(request)).toEqual({ meet: inA && inB, join: inA || inB, minus: inA && !inB, not: !inA, differ: inA !== inB });
      }
      expect(differ(store, not(store, sets.meet), join(store, not(store, a), not(store, b)))).toBe(none);
      expect(differ(store, sets.minus, meet(store, a, not(store, b)))).toBe(none);
      expect(differ(store, setOf(store, { all: [left, right] }), sets.meet)).toBe(none);
      expect(meet(store, sets.minus, b)).toBe(none);
    }),
    { numRuns: 400 },
  );
});

test('exploding a set by a switch partitions it', () => {
  fc.assert(
    fc.property(matches(false), fc.array(matches(false), { maxLength: 6 }), fc.array(requests, { minLength: 20, maxLength: 20 }), (within, cases, asked) => {
      const store = createStore();
      const set = setOf(store, within);
      const switched = compile(store, [...cases, { all: [] }].map((match) => ({ match })));
      const parts = explode(store, set, switched);
      for (const request of asked) {
        const lookup = lookupOf(request);
        const holding = [...parts].filter(([, part]) => at(store, part, lookup) === true).map(([leaf]) => leaf);
        expect(holding, JSON.stringify(request)).toEqual(truth(within, request) ? [at(store, switched, lookup)] : []);
      }
      expect(differ(store, [...parts.values()].reduce((sum, part) => join(store, sum, part), none), set)).toBe(none);
    }),
    { numRuns: 400 },
  );
});

const heads = fc.constantFrom('', '/', '/a', 'a', '/api', '/a/', 'ab');

test('asking behind a rewrite is asking the rewritten request', () => {
  fc.assert(
    fc.property(fc.array(matches(false), { maxLength: 5 }), heads, heads, fc.array(requests, { minLength: 20, maxLength: 20 }), (cases, from, to, asked) => {
      const store = createStore();
      const switched = compile(store, cases.map((match) => ({ match })));
      const path = valueLevel(store, 'path');
      const replaced = replaceHead(store, switched, path, from, to);
      const constant = fix(store, switched, path, to);
      const removed = fix(store, switched, valueLevel(store, 'host'), null);
      const copied = rename(store, switched, path, valueLevel(store, 'method'));
      for (const request of asked) {
        const { path: before, host: _, method, ...others } = request;
        const ask = (d: Diagram, fields: Fields): unknown => at(store, d, lookupOf(fields));
        const after = typeof before === 'string' && before.startsWith(from) ? to + before.slice(from.length) : before;
        const where = JSON.stringify(request);
        expect(ask(replaced, request), where).toBe(ask(switched, after === undefined ? request : { ...request, path: after }));
        expect(ask(constant, request), where).toBe(ask(switched, { ...request, path: to }));
        expect(ask(removed, request), where).toBe(ask(switched, { ...others, ...(before === undefined ? {} : { path: before }), ...(method === undefined ? {} : { method }) }));
        const { path: __, ...pathless } = request;
        expect(ask(copied, request), where).toBe(ask(switched, method === undefined ? pathless : { ...pathless, path: method }));
      }
    }),
    { numRuns: 400 },
  );
});

test('a switch under a switch is the inner one where the outer leads to it', () => {
  fc.assert(
    fc.property(fc.array(matches(false), { maxLength: 4 }), fc.array(fc.array(matches(false), { maxLength: 3 }), { minLength: 5, maxLength: 5 }), fc.array(requests, { minLength: 20, maxLength: 20 }), (outer, inner, asked) => {
      const store = createStore();
      const switched = compile(store, [...outer, { all: [] }].map((match) => ({ match })));
      const below = inner.map((cases) => compile(store, cases.map((match) => ({ match }))));
      const whole = compose(store, switched, (index) => below[index as number]!);
      for (const request of asked) {
        const lookup = lookupOf(request);
        expect(at(store, whole, lookup), JSON.stringify(request)).toBe(at(store, below[at(store, switched, lookup) as number]!, lookup));
      }
    }),
    { numRuns: 400 },
  );
});

test('a set that is not none has a witness, which is in it', () => {
  let readable = 0;
  fc.assert(
    fc.property(matches(false), matches(false), (left, right) => {
      const store = createStore();
      for (const [set, match] of [[setOf(store, left), left], [minus(store, setOf(store, right), setOf(store, left)), { all: [right, { not: left }] }]] as const) {
        const found = witness(store, set);
        expect(found === undefined, JSON.stringify(match)).toBe(set === none);
        if (found !== undefined) expect(truth(match, found.fields), JSON.stringify(found.fields)).toBe(true);
        const formed = example(store, set);
        if (formed === undefined) continue;
        readable++;
        expect(truth(match, formed.fields), JSON.stringify(formed.fields)).toBe(true);
        expect(formed.fields.path ?? '/').toMatch(/^\/[!-~]*$/);
      }
    }),
    { numRuns: 500 },
  );
  expect(readable).toBeGreaterThan(500);
});

test('a witness is what a person would write', () => {
  const store = createStore();
  const shown = (match: Match): Fields | undefined => example(store, setOf(store, match))?.fields;
  expect(shown({ all: [{ field: 'host', in: [{ suffix: '.example.org' }] }, { field: 'path', in: [{ glob: '/api/*/items' }] }] })).toEqual({ host: 'www.example.org', path: '/api/a/items' });
  expect(shown({ all: [{ field: 'host', in: [{ suffix: '.example.com' }] }, { field: 'path', in: [{ segments: '/shop' }] }] })).toEqual({ host: 'a.example.com', path: '/shop' });
  expect(shown({ all: [{ not: { field: 'path', in: [{ prefix: '/' }] } }] })).toEqual({});
  expect(shown({ field: 'src.address', in: [{ cidr: '10.20.0.0/16' }] })).toEqual({ 'src.address': '10.20.0.10' });
  expect(shown({ all: [{ field: 'src.address', in: [{ cidr: '0.0.0.0/0' }] }, { field: 'dst.port', in: [{ from: 1000, to: 2000 }] }] })).toEqual({ 'src.address': '203.0.113.10', 'dst.port': 1000 });
  expect(shown({ all: [{ field: 'header(x-version)', in: [{ regex: 'v[0-9]+' }] }, { field: 'method', in: [{ any: true }] }, { not: { field: 'method', in: [{ exact: 'GET' }] } }] })).toEqual({ method: 'POST', 'header(x-version)': 'v0' });
});
