import { describe, expect, test } from 'vitest';
import type { Edit } from '../resource/edit.ts';
import type { Resource } from '../resource/resource.ts';
import { patchOf } from './patch.ts';
import { readTexts, type TextsRead } from './texts.ts';

function read(text: string, name = 'a.yaml'): TextsRead {
  return readTexts([{ name, text, scope: 'default' }]);
}

function named({ resources }: TextsRead, name: string): Resource {
  const found = resources.find((resource) => resource.name === name);
  if (found === undefined) throw new Error(`${name} was not read`);
  return found;
}

/** The diff without its file names. */
function diff(text: string, edits: (input: TextsRead) => Edit[], file = 'a.yaml'): string {
  const input = read(text, file);
  return patchOf(input.files, input.resources, edits(input)).patch.split('\n').slice(2).join('\n');
}

const policy = `# mesh-wide
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: default
  namespace: xnat
spec:
  selector: {matchLabels: {app: xnat}}   # only these
  mtls:
    mode: STRICT   # since May
`;

describe('a patch', () => {
  test('changes one line, and keeps its comment', () => {
    const text = diff(policy, (input) => [{ edit: 'set', of: named(input, 'default'), path: ['spec', 'mtls', 'mode'], to: 'PERMISSIVE' }]);
    expect(text).toBe(`@@ -7,4 +7,4 @@
 spec:
   selector: {matchLabels: {app: xnat}}   # only these
   mtls:
-    mode: STRICT   # since May
+    mode: PERMISSIVE   # since May
`);
  });

  test('adds a port, which stands as a key without quotes', () => {
    const text = diff(policy, (input) => [{ edit: 'set', of: named(input, 'default'), path: ['spec', 'portLevelMtls', '8080'], to: { mode: 'PERMISSIVE' } }]);
    expect(text).toBe(`@@ -8,3 +8,6 @@
   selector: {matchLabels: {app: xnat}}   # only these
   mtls:
     mode: STRICT   # since May
+  portLevelMtls:
+    8080:
+      mode: PERMISSIVE
`);
  });

  test('names the file as git and patch take it', () => {
    const input = read(policy, 'mesh/peer.yaml');
    const { patch, files } = patchOf(input.files, input.resources, [{ edit: 'remove', of: named(input, 'default'), path: ['spec', 'selector'] }]);
    expect(patch.split('\n').slice(0, 2)).toEqual(['--- a/mesh/peer.yaml', '+++ b/mesh/peer.yaml']);
    expect([...files.keys()]).toEqual(['mesh/peer.yaml']);
  });

  test('without a change is empty', () => {
    const input = read(policy);
    expect(patchOf(input.files, input.resources, [{ edit: 'set', of: named(input, 'default'), path: ['spec', 'mtls', 'mode'], to: 'STRICT' }]).patch).toBe('');
  });

  test('sets a list by the members that differ', () => {
    const rules = 'apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: a}\nspec:\n  rules:\n  # portal\n  - to:\n    - operation:\n        methods: ["GET"] # reads\n        ports: ["8080"]\n  # the rest\n  - from:\n    - source: {namespaces: [monitoring]}\n';
    const text = diff(rules, (input) => [
      {
        edit: 'set',
        of: named(input, 'a'),
        path: ['spec', 'rules'],
        to: [{ to: [{ operation: { methods: ['GET', 'POST'], ports: ['8080'] } }] }, { from: [{ source: { namespaces: ['monitoring'] } }] }],
      },
    ]);
    expect(text).toBe(`@@ -6,7 +6,7 @@
   # portal
   - to:
     - operation:
-        methods: ["GET"] # reads
+        methods: ["GET", POST] # reads
         ports: ["8080"]
   # the rest
   - from:
`);
  });

  test('inserts into block and bracket lists at the ends and between', () => {
    const text = 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n    ports:\n    - port: 80 # web\n    - port: 81\n    externalIPs: [a, b]\n';
    const ports = (at: number): string =>
      diff(text, (input) => [{ edit: 'insert', of: named(input, 'a'), path: ['spec', 'ports'], at, value: { name: 'x', port: 9 } }]).replace(/^@@.*\n/, '');
    expect(ports(0)).toContain('     ports:\n+    - name: x\n+      port: 9\n     - port: 80 # web\n');
    expect(ports(1)).toContain('     - port: 80 # web\n+    - name: x\n+      port: 9\n     - port: 81\n');
    expect(ports(2)).toContain('     - port: 81\n+    - name: x\n+      port: 9\n     externalIPs');
    const addresses = (at: number): string | undefined =>
      /^\+ +(externalIPs.*)$/m.exec(diff(text, (input) => [{ edit: 'insert', of: named(input, 'a'), path: ['spec', 'externalIPs'], at, value: 'c' }]))?.[1];
    expect([0, 1, 2].map(addresses)).toEqual(['externalIPs: [c, a, b]', 'externalIPs: [a, c, b]', 'externalIPs: [a, b, c]']);
  });

  test('leaves the other users of an anchor as they were', () => {
    const text = 'apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: a}\nspec:\n  mtls: &m {mode: STRICT}\n  portLevelMtls:\n    8080: *m\n    8081: *m\n';
    const atUser = diff(text, (input) => [{ edit: 'set', of: named(input, 'a'), path: ['spec', 'portLevelMtls', '8080', 'mode'], to: 'DISABLE' }]);
    expect(atUser).toContain('-    8080: *m\n+    8080:\n+      mode: DISABLE\n     8081: *m\n');
    const atAnchor = diff(text, (input) => [{ edit: 'set', of: named(input, 'a'), path: ['spec', 'mtls', 'mode'], to: 'DISABLE' }]);
    expect(atAnchor).toContain('+  mtls: &m {mode: DISABLE}\n');
    expect(atAnchor).toContain('+    8080:\n+      mode: STRICT\n+    8081:\n+      mode: STRICT\n');
  });

  test('writes out a merge that gives what is edited', () => {
    const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  one: &one {x: "1", z: "2"}\n  two:\n    <<: *one\n    w: "3"\n';
    const input = read(text);
    const { files } = patchOf(input.files, input.resources, [{ edit: 'set', of: named(input, 'a'), path: ['data', 'two', 'x'], to: '9' }]);
    const again = read(files.get('a.yaml') ?? '');
    expect(named(again, 'a').body['data']).toEqual({ one: { x: '1', z: '2' }, two: { x: '9', z: '2', w: '3' } });
  });

  test('edits a member of a list, and JSON as JSON', () => {
    const list = 'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Namespace\n  metadata: {name: a}\n- apiVersion: v1\n  kind: Namespace\n  metadata: {name: b}\n';
    expect(diff(list, (input) => [{ edit: 'set', of: named(input, 'b'), path: ['metadata', 'labels', 'istio-injection'], to: 'enabled' }])).toContain(
      '-  metadata: {name: b}\n+  metadata: {name: b, labels: {istio-injection: enabled}}\n',
    );
    const json = '{\n  "apiVersion": "v1",\n  "kind": "Namespace",\n  "metadata": {\n    "name": "a"\n  }\n}\n';
    expect(diff(json, (input) => [{ edit: 'set', of: named(input, 'a'), path: ['metadata', 'labels'], to: { 'istio-injection': 'enabled' } }], 'a.json')).toBe(`@@ -2,6 +2,9 @@
   "apiVersion": "v1",
   "kind": "Namespace",
   "metadata": {
-    "name": "a"
+    "name": "a",
+    "labels": {
+      "istio-injection": "enabled"
+    }
   }
 }
`);
  });

  test('adds an object behind the document of another, in a list, or in a file of its own', () => {
    const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'new' } };
    const resource = { scope: 'default', type: 'Namespace', name: 'new', body };
    const two = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: b}';
    expect(diff(two, (input) => [{ edit: 'add', resource, after: named(input, 'a') }])).toContain(' metadata: {name: a}\n+---\n+apiVersion: v1\n+kind: Namespace\n+metadata:\n+  name: new\n ---\n');
    expect(diff(two, (input) => [{ edit: 'add', resource, after: named(input, 'b') }])).toContain('+metadata: {name: b}\n+---\n+apiVersion: v1\n+kind: Namespace\n+metadata:\n+  name: new\n');
    const input = read(two);
    expect(patchOf(input.files, input.resources, [{ edit: 'add', resource }]).patch).toBe(`--- /dev/null\n+++ b/namespace-new.yaml\n@@ -0,0 +1,4 @@\n+apiVersion: v1\n+kind: Namespace\n+metadata:\n+  name: new\n`);
  });

  test('removes an object with its document', () => {
    const two = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: b}\n';
    expect(diff(two, (input) => [{ edit: 'remove', of: named(input, 'b'), path: [] }])).toBe('@@ -1,7 +1,3 @@\n apiVersion: v1\n kind: Namespace\n metadata: {name: a}\n----\n-apiVersion: v1\n-kind: Namespace\n-metadata: {name: b}\n');
  });

  test('never has a Secret as context, so that it applies to the unmasked file', () => {
    const text = `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: hunter2}\n---\n${policy.slice(policy.indexOf('\n') + 1)}`;
    const input = read(text);
    const { patch } = patchOf(input.files, input.resources, [{ edit: 'set', of: named(input, 'default'), path: ['apiVersion'], to: 'security.istio.io/v1beta1' }]);
    expect(patch).toContain('@@ -5,5 +5,5 @@\n ---\n-apiVersion: security.istio.io/v1\n+apiVersion: security.istio.io/v1beta1\n');
    expect(patch).not.toContain('password');
  });

  test('quotes what YAML would read as something else', () => {
    const values = ['yes', 'on', '0777', '1e3', 'null', '1_000', '.5', '0x1F', '~', '- a', 'a: b', '*', '@x', '%x', 'a #b', '', ' a', '{x}', 'two\nlines', 'é', '\u001b[31m', '!tag', '12:30'];
    const input = read('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {}\n');
    const data = Object.fromEntries(values.map((value, index) => [`k${index}`, value]));
    const { files } = patchOf(input.files, input.resources, [
      { edit: 'set', of: named(input, 'a'), path: ['data'], to: data },
      { edit: 'set', of: named(input, 'a'), path: ['metadata', 'annotations'], to: data },
    ]);
    const again = read(files.get('a.yaml') ?? '');
    expect(again.problems).toEqual([]);
    expect(named(again, 'a').body).toMatchObject({ data, metadata: { annotations: data } });
  });
});
