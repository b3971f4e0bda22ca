import fc from 'fast-check';
import { parseEvents } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { Document, visit } from 'yaml';
import { build } from './build.ts';
import { hard, mayBePlain, plainReader, readPlain } from './plain.ts';

/** What each of the two readers makes of one document: value, places, and keys that are read as other text. */
function plainly(text: string): unknown {
  if (!mayBePlain(text)) return hard;
  const reader = plainReader(text);
  const value = readPlain(reader, 0);
  if (value === hard) return hard;
  return { value, rest: text.slice(reader.at), spans: [...reader.spans.slice(0, reader.used)], names: [...reader.names] };
}

function fully(text: string): unknown {
  const [document, ...others] = build(text, parseEvents(text, {}));
  if (document === undefined) return { value: null, rest: '', spans: [0, -4, 3], names: [] };
  const { value, refused, doubles, booleans, tree } = document;
  return refused === undefined && doubles.length + booleans.length + others.length + tree.targets.size === 0
    ? { value, rest: '', spans: [...tree.spans], names: [...tree.names] }
    : 'js-yaml alone';
}

const keys = fc.constantFrom('a', 'name', 'app.kubernetes.io/name', '8080', '0777', '1.5', 'two words', 'on', '-x', 'x-y_z', 'null', 'é');
const text = fc.constantFrom('a', 'true', 'yes', '0777', '1e3', '', ' ', 'two words', 'a: b', 'a #b', '#', '- a', '-', '--x', '*', '/healthz', ':8080', '80:8080', '10m', 'it"s', "it's", '[a]', '{a}', 'a,b', 'a\nb', '\t', '\\', '---', '...', '%', '@', '`', '!x', '&x', '?', '? x', '|', '>', '~', '.5', '.inf', '=', '<<', 'é', 'a:', '::1', '1:30', '2026-01-02');
const value = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof({ depthSize: 'small' }, text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(tie('node'), { maxLength: 4 }), fc.dictionary(keys, tie('node'), { maxKeys: 4 })),
})).node;

const printed = fc
  .record({ body: fc.dictionary(keys, value, { minKeys: 1, maxKeys: 5 }), indent: fc.constantFrom(1, 2, 4), indentSeq: fc.boolean(), padding: fc.boolean(), flow: fc.constantFrom(2, 3, 1000), comments: fc.constantFrom(2, 5, 1000), single: fc.boolean(), start: fc.constantFrom('', '---\n', '--- # x\n', '\n\n# x\n') })
  .map(({ body, indent, indentSeq, padding, flow, comments, single, start }) => {
    const document = new Document(body, { version: '1.1' });
    let count = 0;
    visit(document, {
      Collection: (_key, node) => {
        if (++count % flow === 0) node.flow = true;
      },
      Scalar: (key, node) => {
        if (++count % comments === 0 && key !== 'key') node.comment = ' why: x';
      },
    });
    return start + document.toString({ indent, indentSeq, flowCollectionPadding: padding, lineWidth: 0, ...(single ? { singleQuote: true } : {}) });
  });

/** Slips of the hand: signs that mean something to YAML put in, taken out or moved. */
const slip = fc.tuple(fc.nat(), fc.constantFrom('', '', ' ', '  ', '\n', ':', ': ', '- ', '#', ' #', '"', "'", '[', ']', '{', '}', ',', '&a ', '*a', '!', '|', '>', '\t', '\r\n', '---\n', '...\n', '%', '?', '? ', '\\', 'é', '<<: ', '\u0007'), fc.nat({ max: 3 }));

function slipped(written: string, slips: readonly [number, string, number][]): string {
  return slips.reduce((found, [where, sign, gone]) => {
    const at = where % (found.length + 1);
    return found.slice(0, at) + sign + found.slice(at + gone);
  }, written);
}

function agree(written: string): void {
  const found = plainly(written);
  if (found === hard) return;
  let other: unknown;
  try {
    other = fully(written);
  } catch (error) {
    other = String(error);
  }
  const { rest, value: read, ...places } = found as { rest: string; value: unknown };
  if (rest !== '') return agree(written.slice(0, written.length - rest.length));
  const { rest: _rest, value: expected, ...expectedPlaces } = other as { rest: string; value: unknown };
  expect(read).toEqual(expected);
  if (read !== null) expect(places).toEqual(expectedPlaces);
}

describe('what the plain reader reads', () => {
  test('it reads as js-yaml does, in value and place', () => {
    fc.assert(fc.property(printed, agree), { numRuns: 300 });
  });

  test('it reads as js-yaml does when a hand has slipped', () => {
    fc.assert(
      fc.property(printed, fc.array(slip, { minLength: 1, maxLength: 3 }), (written, slips) => agree(slipped(written, slips))),
      { numRuns: 700 },
    );
  });

  const json = fc.record({ body: fc.oneof(fc.dictionary(keys, value), fc.array(value)), indent: fc.constantFrom(0, 1, 4), start: fc.constantFrom('', '\n\n', ' ', '---\n'), end: fc.constantFrom('', '\n', '\n\n') }).map(({ body, indent, start, end }) => `${start}${JSON.stringify(body, undefined, indent)}${end}`);

  test('JSON is read as js-yaml reads it, also when a hand has slipped', () => {
    fc.assert(fc.property(json, agree), { numRuns: 400 });
    fc.assert(fc.property(json, fc.array(slip, { minLength: 1, maxLength: 3 }), (written, slips) => agree(slipped(written, slips))), { numRuns: 800 });
  });

  test('what AWS prints is plain', () => {
    const written = JSON.stringify({ Vpcs: [{ VpcId: 'vpc-1', Tags: [], 'a.b': { x: -1.5, y: true, z: null }, Policy: '{"Version":"2008-10-17"}\n' }], n: {} }, undefined, 4);
    expect(plainly(written)).toEqual(fully(written));
    expect(plainly(written)).not.toBe(hard);
  });

  test.each(['{"a": 1, "a": 2}', '{"a": 1,}', '{"a": 01}', '{"a": "é"}', '{"a":\t1}', '{"\\u0061": 1}', '{"a": 1} {"b": 2}', '{"<<": {}}', '{"a" : 1}', '{a: 1}', '{"a": .5}', '["a" "b"]', '{"a": "\\x"}'])('%s is left to js-yaml', (written) => {
    expect(plainly(written)).toBe(hard);
  });

  test.each([
    'a: &x 1\n',
    'a: *x\n',
    'a: !!str 1\n',
    'a: |\n  x\n',
    'a: >-\n  x\n',
    'a: "\\u0041"\n',
    "a: 'it''s'\n",
    'a: b\n  c\n',
    'a: [1,\n  2]\n',
    '? a\n: b\n',
    'a: 1\na: 2\n',
    'on: 1\n',
    'a:\tb\n',
    'a: b\r\n',
    'a: .inf\n',
    '<<: {a: 1}\n',
    '- a\n',
    'text\n',
    'a: 1\n...\n',
    'a: é\n',
    'a: 1\n - b\n',
    'a:\n  b: 1\n c: 2\n',
  ])('%j is left to js-yaml', (written) => {
    expect(plainly(written)).toBe(hard);
  });

  test('most of what a chart prints is plain', () => {
    const written = `# Source: shop/templates/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: web
  labels: {app: web, "version": '1.0'}
spec:
  ports:
    - name: http   # the web
      port: 80
    - { name: metrics, port: 9090 }
  selector:
    app.kubernetes.io/name: web
  externalIPs: []
  clusterIP:
`;
    expect(plainly(written)).toEqual(fully(written));
  });
});
