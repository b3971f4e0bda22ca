import { describe, expect, test } from 'vitest';
import { applyEdits, invert, type Edit } from './edit.ts';
import { nameOf, type Identity, type JsonObject, type Locate, type Resource } from './resource.ts';

const web: Identity = { scope: 'default', type: 'Service', namespace: 'xnat', name: 'web' };
const other: Identity = { scope: 'default', type: 'Service', namespace: 'xnat', name: 'other' };

/** Says which path was asked. */
const asked: Locate = (path) => ({ file: JSON.stringify(path), line: 1, column: 1, endLine: 1, endColumn: 1 });

function estate(body: JsonObject): Resource[] {
  return [
    { ...web, body, locate: asked },
    { ...other, body: { spec: {} }, locate: asked },
  ];
}

function edited(body: JsonObject, ...edits: Edit[]): JsonObject | undefined {
  return applyEdits(estate(body), edits)[0]?.body;
}

describe('an edit', () => {
  test('sets a value, and makes the maps and lists on the way', () => {
    expect(edited({ a: { b: 1 } }, { edit: 'set', of: web, path: ['a', 'b'], to: 2 })).toEqual({ a: { b: 2 } });
    expect(edited({}, { edit: 'set', of: web, path: ['a', 0, 'b'], to: 2 })).toEqual({ a: [{ b: 2 }] });
    expect(edited({ a: null }, { edit: 'set', of: web, path: ['a', 'b'], to: 2 })).toEqual({ a: { b: 2 } });
  });

  test('removes a key or a member, and inserts a member', () => {
    expect(edited({ a: [1, 2, 3], b: 1 }, { edit: 'remove', of: web, path: ['a', 1] }, { edit: 'remove', of: web, path: ['b'] })).toEqual({ a: [1, 3] });
    expect(edited({ a: [1, 3] }, { edit: 'insert', of: web, path: ['a'], at: 1, value: 2 })).toEqual({ a: [1, 2, 3] });
    expect(edited({}, { edit: 'insert', of: web, path: ['a'], at: 0, value: 2 })).toEqual({ a: [2] });
  });

  test('adds an object behind another, and removes one', () => {
    const added = { scope: 'default', type: 'Pod', namespace: 'xnat', name: 'p', body: { kind: 'Pod' } };
    const resources = applyEdits(estate({}), [{ edit: 'add', resource: added, after: web }]);
    expect(resources.map(({ name }) => name)).toEqual(['web', 'p', 'other']);
    expect(applyEdits(resources, [{ edit: 'remove', of: web, path: [] }]).map(({ name }) => name)).toEqual(['p', 'other']);
  });

  test('does not change what it was given', () => {
    const resources = estate({ a: { b: [1] } });
    applyEdits(resources, [{ edit: 'insert', of: web, path: ['a', 'b'], at: 0, value: 2 }]);
    expect(resources[0]?.body).toEqual({ a: { b: [1] } });
  });

  test('leaves what moved in a list with its old place, and gives what is new the place of the list', () => {
    const [inserted] = applyEdits(estate({ a: [1, 2] }), [{ edit: 'insert', of: web, path: ['a'], at: 1, value: 9 }]);
    expect([0, 1, 2].map((index) => inserted?.locate(['a', index])?.file)).toEqual(['["a",0]', '["a"]', '["a",1]']);
    const [removed] = applyEdits(estate({ a: [1, 2] }), [{ edit: 'remove', of: web, path: ['a', 0] }]);
    expect(removed?.locate(['a', 0])?.file).toBe('["a",1]');
  });

  test('of something that is not there is our own mistake', () => {
    expect(() => edited({}, { edit: 'remove', of: web, path: ['a'] })).toThrow(/remove \["a"\]/);
    expect(() => edited({ a: 1 }, { edit: 'set', of: web, path: ['a', 'b'], to: 1 })).toThrow(/not there/);
    expect(() => edited({}, { edit: 'set', of: { ...web, name: 'none' }, path: ['a'], to: 1 })).toThrow(/Service xnat\/none/);
  });

  test('of a name or a namespace is what the object is called from then on', () => {
    const named = (metadata: JsonObject, ...edits: Edit[]): string[] => {
      const resource: Resource = { ...web, apiVersion: 'v1', body: { apiVersion: 'v1', kind: 'Service', metadata }, locate: asked };
      return applyEdits([resource], edits).map((after) => `${after.apiVersion} ${nameOf(after)}`);
    };
    const whole = { name: 'web', namespace: 'xnat' };
    expect(named(whole, { edit: 'set', of: web, path: ['metadata', 'name'], to: 'shop' })).toEqual(['v1 Service xnat/shop']);
    expect(named(whole, { edit: 'set', of: web, path: ['metadata', 'namespace'], to: 'shop' })).toEqual(['v1 Service shop/web']);
    expect(named(whole, { edit: 'remove', of: web, path: ['metadata', 'namespace'] })).toEqual(['v1 Service default/web']);
    expect(named({ ...whole, generateName: 'web-' }, { edit: 'remove', of: web, path: ['metadata', 'name'] })).toEqual(['v1 Service xnat/web-']);
    expect(named(whole, { edit: 'set', of: web, path: ['metadata'], to: { name: 'a', namespace: 'b' } })).toEqual(['v1 Service b/a']);
    expect(named(whole, { edit: 'set', of: web, path: ['metadata', 'labels', 'name'], to: 'other' }, { edit: 'set', of: web, path: ['kind'], to: 'Pod' })).toEqual(['v1 Pod xnat/web']);
    expect(named(whole, { edit: 'set', of: web, path: ['metadata', 'name'], to: 'shop' }, { edit: 'set', of: { ...web, name: 'shop' }, path: ['apiVersion'], to: 'v2' })).toEqual(['v2 Service xnat/shop']);
  });

  test('that names an object of a kind without namespaces gives it none', () => {
    const shop: Resource = { scope: 'default', type: 'Namespace', name: 'shop', apiVersion: 'v1', body: { kind: 'Namespace', metadata: { name: 'shop' } }, locate: asked };
    const [after] = applyEdits([shop], [{ edit: 'set', of: shop, path: ['metadata', 'namespace'], to: 'x' }]);
    expect(after).not.toHaveProperty('namespace');
  });

  test('that is inverted restores what was there, in the order of resources too', () => {
    const resources = estate({ a: { b: [1, 2], n: null }, c: 1 });
    const edits: Edit[] = [
      { edit: 'set', of: web, path: ['a', 'x', 'y'], to: 1 },
      { edit: 'set', of: web, path: ['a', 'n', 'y'], to: 1 },
      { edit: 'insert', of: web, path: ['a', 'b'], at: 2, value: 3 },
      { edit: 'insert', of: web, path: ['d'], at: 0, value: 3 },
      { edit: 'remove', of: web, path: ['a', 'b', 0] },
      { edit: 'remove', of: web, path: ['c'] },
      { edit: 'add', resource: { ...web, name: 'new', body: {} }, after: other },
      { edit: 'remove', of: other, path: [] },
    ];
    const there = applyEdits(resources, edits);
    expect(there.map(({ name }) => name)).toEqual(['web', 'new']);
    const back = applyEdits(there, invert(resources, edits));
    expect(back.map(({ name, body }) => [name, body])).toEqual(resources.map(({ name, body }) => [name, body]));
  });
});
