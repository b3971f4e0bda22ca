import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Document, Scalar, isPair, visit } from 'yaml';
import { applyEdits, invert, type Edit } from '../resource/edit.ts';
import { keyOf, nameOf, valueAt, type Json, type JsonObject, type Path, type Resource } from '../resource/resource.ts';
import { patchOf } from './patch.ts';
import { readTexts } from './texts.ts';

const word = fc.constantFrom('a', 'port', 'yes', 'on', '8080', '0777', 'x.y/z', 'two words', '', '- a', 'a: b', 'é', '*', '@', 'null', '1e3', '#c', "it's", '"q"', 'a\nb', '1:30');
const key = fc.constantFrom('a', 'b', 'port', '8080', 'x.y/z', 'on', 'two words', '<<x', '0777', 'c');
const scalar: fc.Arbitrary<Json> = fc.oneof(word, fc.integer({ min: -5, max: 99_999 }), fc.boolean(), fc.constant(null), fc.constant(1.5));
const value: fc.Arbitrary<Json> = fc.letrec<{ node: Json }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(key, tie('node'), { maxKeys: 4 }),
  ),
})).node;

/** How a person might write an object: brackets here and there, comments, quotes, their own indentation. */
interface Hand {
  readonly indent: number;
  readonly indentSeq: boolean;
  readonly padding: boolean;
  /** Every n-th container is in brackets, every n-th member has a comment, every n-th string is quoted. */
  readonly flow: number;
  readonly comments: number;
  readonly quotes: number;
  readonly json: boolean;
}

const hand: fc.Arbitrary<Hand> = fc.record({
  indent: fc.constantFrom(2, 4, 3),
  indentSeq: fc.boolean(),
  padding: fc.boolean(),
  flow: fc.constantFrom(2, 3, 1000),
  comments: fc.constantFrom(2, 3, 1000),
  quotes: fc.constantFrom(2, 1000),
  json: fc.constantFrom(false, false, false, true),
});

function written(body: JsonObject, { indent, indentSeq, padding, flow, comments, quotes, json }: Hand): string {
  if (json) return `${JSON.stringify(body, undefined, indent)}\n`;
  const document = new Document(body, { version: '1.1' });
  let count = 0;
  visit(document, {
    Collection: (_key, node, ancestors) => {
      count++;
      if (ancestors.length > 1 && count % flow === 0) node.flow = true;
    },
    Scalar: (where, node, ancestors) => {
      count++;
      const inFlow = ancestors.some((parent) => 'flow' in parent && parent.flow === true);
      if (typeof node.value === 'string' && count % quotes === 0) node.type = count % 4 === 0 ? Scalar.QUOTE_SINGLE : Scalar.QUOTE_DOUBLE;
      if (where !== 'key' && !inFlow && count % comments === 0 && !(typeof node.value === 'string' && node.value.includes('\n'))) node.comment = ' why';
      if (where === 'key' && !inFlow && count % (comments + 3) === 0 && isPair(ancestors.at(-1))) node.commentBefore = ' about what follows';
    },
  });
  return document.toString({ indent, indentSeq, flowCollectionPadding: padding, lineWidth: 0 });
}

const object = (name: string, spec: Json): JsonObject => ({ apiVersion: 'example.org/v1', kind: 'Widget', metadata: { name }, spec });

interface Estate {
  readonly texts: readonly string[];
  readonly list: boolean;
}

const estate: fc.Arbitrary<Estate> = fc
  .record({ specs: fc.array(value, { minLength: 1, maxLength: 3 }), hand, list: fc.constantFrom(false, false, true) })
  .map(({ specs, hand: style, list }) => {
    const objects = specs.map((spec, index) => object(`w${index}`, spec));
    return { list, texts: list ? [written({ apiVersion: 'v1', kind: 'List', items: objects }, style)] : objects.map((body) => written(body, style)) };
  });

function read(text: string): readonly Resource[] {
  return readTexts([{ name: 'f.yaml', text, scope: 's' }]).resources;
}

function places(found: Json | undefined, path: Path = []): Path[] {
  if (found === null || typeof found !== 'object') return [path];
  return [path, ...Object.entries(found).flatMap(([step, member]) => places(member as Json, [...path, Array.isArray(found) ? Number(step) : step]))];
}

/** An edit somewhere in one of the resources, chosen by three numbers. */
function editOf(resources: readonly Resource[], which: number, where: number, how: number, to: Json): Edit {
  const resource = resources[which % resources.length] as Resource;
  const of = { scope: resource.scope, type: resource.type, name: resource.name };
  const all = places(resource.body['spec'], ['spec']);
  const path = all[where % all.length] as Path;
  const found = valueAt(resource.body, path);
  if (Array.isArray(found) && how % 2 === 0) return { edit: 'insert', of, path, at: how % (found.length + 1), value: to };
  if (found !== null && typeof found === 'object' && !Array.isArray(found) && how % 3 === 0) return { edit: 'set', of, path: [...path, ['new', '9090', 'yes'][how % 3] ?? 'new'], to };
  if (how % 5 === 0 && path.length > 1) return { edit: 'remove', of, path };
  if (how % 7 === 0) return { edit: 'add', resource: { scope: 's', type: 'Widget', name: `new${how}`, body: object(`new${how}`, to) }, after: of };
  return { edit: 'set', of, path, to };
}

const choice = fc.tuple(fc.nat(), fc.nat(), fc.nat(), value);

function editsOf(resources: readonly Resource[], choices: readonly [number, number, number, Json][]): Edit[] {
  const edits: Edit[] = [];
  let state = [...resources];
  for (const [which, where, how, to] of choices) {
    const edit = editOf(state, which, where, how, to);
    if (edit.edit === 'add' && state.some(({ name }) => name === edit.resource.name)) continue;
    edits.push(edit);
    state = applyEdits(state, [edit]);
  }
  return edits;
}

function bodies(resources: readonly Resource[]): Json[] {
  return resources.map(({ body }) => body);
}

/** What `patch` does: every hunk's old lines must stand where it says. */
function patched(text: string, patch: string): string {
  const old = text.split(/(?<=\n)/);
  const result: string[] = [];
  let at = 0;
  for (const hunk of patch.split(/^(?=@@ )/m).slice(1)) {
    const [head, ...lines] = hunk.split(/(?<=\n)/);
    const start = Number(/^@@ -(\d+)/.exec(head ?? '')?.[1]);
    const count = /^@@ -\d+(?:,(\d+))?/.exec(head ?? '')?.[1];
    const first = count === '0' ? start : start - 1;
    result.push(...old.slice(at, first));
    at = first;
    for (const [index, line] of lines.entries()) {
      const body = (lines[index + 1] ?? '').startsWith('\\') ? line.slice(1).replace(/\n$/, '') : line.slice(1);
      if (line.startsWith('\\')) continue;
      if (!line.startsWith('+')) expect(old[at++]).toBe(body);
      if (!line.startsWith('-')) result.push(body);
    }
  }
  return [...result, ...old.slice(at)].join('');
}

describe('laws of edits', () => {
  test('parse, edit, print and parse again is the edit on the model; the patch makes the same text', () => {
    fc.assert(
      fc.property(estate, fc.array(choice, { minLength: 1, maxLength: 4 }), ({ texts, list }, choices) => {
        const text = texts.join('---\n');
        const resources = read(text);
        const edits = editsOf(resources, choices);
        const { patch, files } = patchOf(new Map([['f.yaml', text]]), resources, edits);
        const after = files.get('f.yaml') ?? text;
        const expected = applyEdits(resources, edits);
        const found = [...read(after), ...[...files].filter(([name]) => name !== 'f.yaml').flatMap(([, made]) => read(made))];
        const order = (all: Json[]): Json[] => (list || found.length !== read(after).length ? all.toSorted((a, b) => (JSON.stringify(valueAt(a, ['metadata'])) < JSON.stringify(valueAt(b, ['metadata'])) ? -1 : 1)) : all);
        expect(order(bodies(found))).toEqual(order(bodies(expected)));
        if (files.size === 1 && files.has('f.yaml')) expect(patched(text, patch)).toBe(after);
        expect(patchOf(new Map([['f.yaml', text]]), resources, edits)).toEqual({ patch, files });
      }),
      { numRuns: 150 },
    );
  });

  test('an edit under an anchor, an alias or a merge changes nothing for its other users', () => {
    const anchored = ['a: &a {x: 1, z: [1, 2]}', 'b: &b\n    x: 2\n    w: {v: 3}', 's: &s text # why'];
    const users = fc.subarray(['c: *a', 'd: *b', 'e: {<<: *a, x: 5}', 'f:\n    <<: *b\n    k: 1', 'g:\n    x: 9\n    <<: [*a, *b]', 'h: [*a, *b, *s]', 'i: *s', 'j: &j [*a, {k: *s}]', 'k: *j', '<<: *a']);
    fc.assert(
      fc.property(users, fc.array(choice, { minLength: 1, maxLength: 3 }), (used, choices) => {
        const lines = [...anchored, ...used].filter((line) => line !== 'k: *j' || used.includes('j: &j [*a, {k: *s}]'));
        const text = `apiVersion: example.org/v1\nkind: Widget\nmetadata: {name: w0}\nspec:\n${lines.map((written) => `  ${written}\n`).join('')}`;
        const resources = read(text);
        const edits = editsOf(resources, choices);
        const { files } = patchOf(new Map([['f.yaml', text]]), resources, edits);
        expect(bodies(read(files.get('f.yaml') ?? text))).toEqual(bodies(applyEdits(resources, edits)));
      }),
      { numRuns: 150 },
    );
  });

  test('edits that are inverted restore the model', () => {
    fc.assert(
      fc.property(estate, fc.array(choice, { minLength: 1, maxLength: 4 }), ({ texts }, choices) => {
        const resources = read(texts.join('---\n'));
        const edits = editsOf(resources, choices);
        expect(bodies(applyEdits(applyEdits(resources, edits), invert(resources, edits)))).toEqual(bodies(resources));
      }),
      { numRuns: 150 },
    );
  });

  test('an object that is renamed or moved is called in the model what its file calls it, and back', () => {
    const name = fc.constantFrom('a', 'b', 'web', '8080', 'on');
    const place = fc.constantFrom('shop', 'xnat', 'default');
    const called = fc.record({ kind: fc.constantFrom('Service', 'ConfigMap'), name, namespace: fc.option(place, { nil: undefined }) });
    const choices = fc.array(fc.tuple(fc.nat(), fc.oneof(fc.record({ name }), fc.record({ namespace: place }), fc.constant({}))), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.uniqueArray(called, { minLength: 1, maxLength: 3, selector: ({ kind, name: own, namespace = 'default' }) => `${kind} ${namespace} ${own}` }), hand, choices, (objects, style, chosen) => {
        const text = objects.map(({ kind, ...metadata }) => written({ apiVersion: 'v1', kind, metadata: JSON.parse(JSON.stringify(metadata)) as JsonObject, data: {} }, style)).join('---\n');
        const resources = read(text);
        const edits: Edit[] = [];
        let state = [...resources];
        for (const [which, to] of chosen) {
          const of = state[which % state.length]!;
          const [[field, value] = []] = Object.entries(to);
          const edit: Edit | undefined = field !== undefined ? { edit: 'set', of, path: ['metadata', field], to: value! } : valueAt(of.body, ['metadata', 'namespace']) === undefined ? undefined : { edit: 'remove', of, path: ['metadata', 'namespace'] };
          const after = edit === undefined ? state : applyEdits(state, [edit]);
          // Two objects of one name are one object to a cluster: nobody could say which of them the next edit means.
          if (edit === undefined || new Set(after.map(keyOf)).size < after.length) continue;
          edits.push(edit);
          state = after;
        }
        expect(read(patchOf(new Map([['f.yaml', text]]), resources, edits).files.get('f.yaml') ?? text).map(nameOf)).toEqual(state.map(nameOf));
        expect(applyEdits(state, invert(resources, edits)).map(nameOf)).toEqual(resources.map(nameOf));
      }),
      { numRuns: 150 },
    );
  });

  test('every line that an edit has no part in is kept as it was written', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 3, maxLength: 3 }), hand, fc.nat(), fc.nat(), value, (specs, style, where, how, to) => {
        const texts = specs.map((spec, index) => written(object(`w${index}`, spec), { ...style, json: false }));
        const text = texts.join('---\n');
        const resources = read(text);
        const edit = editOf(resources.slice(1, 2), 0, where, how, to);
        const after = patchOf(new Map([['f.yaml', text]]), resources, [edit]).files.get('f.yaml') ?? text;
        expect(after.startsWith(texts[0] ?? '')).toBe(true);
        expect(after.endsWith(`---\n${texts[2] ?? ''}`)).toBe(true);
        const comments = (all: string): number => all.split('# about what follows').length;
        if (edit.edit === 'insert' || edit.edit === 'add') expect(comments(after)).toBe(comments(text));
      }),
      { numRuns: 100 },
    );
  });
});
