import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTexts } from './texts.ts';

const manifests = [
  'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  labels: {app: web}\nspec:\n  ports:\n    - name: http # web\n      port: 80\n  selector:\n    app: web\n',
  'apiVersion: v1\nkind: List\nitems:\n- &a {apiVersion: v1, kind: Pod, metadata: {name: x, labels: &l {a: b}}}\n- *a\n',
  'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  password: correct-horse\n  b: |\n    correct-horse\n',
  '{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "a"}}\n',
];
const signs = ['', ' ', '  ', '\n', ':', ': ', '- ', ' #', '"', "'", '[', ']', '{', '}', ',', '&a ', '*a', '*l', '!', '|', '>', '\t', '---\n', '...\n', '%', '? ', '\\', 'é', '<<: ', '\u0007', '\0', '\u2028', '\ud800', '\r\n', '{{ .x }}', '!!int '];

test('whatever is written, reading says what is wrong and where, and shows no control character', () => {
  const texts = fc.array(fc.constantFrom(...manifests), { minLength: 1, maxLength: 3 });
  const slips = fc.array(fc.tuple(fc.nat(), fc.constantFrom(...signs), fc.nat({ max: 4 })), { maxLength: 4 });
  fc.assert(
    fc.property(texts, slips, (parts, hand) => {
      const text = hand.reduce((found, [where, sign, gone]) => {
        const at = where % (found.length + 1);
        return found.slice(0, at) + sign + found.slice(at + gone);
      }, parts.join('---\n'));
      const { resources, problems } = readTexts([{ name: 'a.yaml', text, scope: 'default' }]);
      const lines = text.split('\n').length;
      for (const { at, excerpt } of problems) {
        expect(at !== undefined && at.line >= 1 && at.column >= 1 && at.line <= lines && at.endLine >= at.line).toBe(true);
        expect(excerpt ?? '').not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028]/);
      }
      for (const { name, locate } of resources) {
        expect(name).not.toBe('');
        expect(locate(['metadata', 'name'])?.line).toBeGreaterThan(0);
        expect(locate(['spec', 'nowhere', 0], 'key')?.line).toBeGreaterThan(0);
      }
    }),
    { numRuns: 500 },
  );
});
