import { describe, expect, test } from 'vitest';
import type { Path, Resource } from '../resource/resource.ts';
import { readTexts } from './texts.ts';

function read(text: string, name = 'estate.yaml'): ReturnType<typeof readTexts> {
  return readTexts([{ name, text, scope: 'default' }]);
}

function only(text: string): Resource {
  const [resource] = read(text).resources;
  if (resource === undefined) throw new Error('no resource was read');
  return resource;
}

/** `line:column-endLine:endColumn` of an attribute. */
function place(resource: Resource | undefined, path: Path, part?: 'key' | 'value'): string {
  const at = resource?.locate(path, part);
  return at === undefined ? 'nowhere' : `${at.line}:${at.column}-${at.endLine}:${at.endColumn}`;
}

const service = `# who answers
apiVersion: v1
kind: Service
metadata:
  name: xnat-web   # the name
  namespace: xnat
spec:
  ports:
    - name: http
      port: 80
      targetPort: "web"
    - { name: dicom, port: 8104 }
  selector: {app: xnat}
`;

describe('every attribute has its place', () => {
  test.each([
    [['metadata', 'name'], '5:9-5:17', '5:3-5:7'],
    [['spec', 'ports', 0, 'port'], '10:13-10:15', '10:7-10:11'],
    [['spec', 'ports', 0, 'targetPort'], '11:19-11:24', '11:7-11:17'],
    [['spec', 'ports', 1, 'port'], '12:28-12:32', '12:22-12:26'],
    [['spec', 'ports', 1], '12:7-12:32', '12:7-12:32'],
    [['spec', 'selector', 'app'], '13:19-13:23', '13:14-13:17'],
    [['spec', 'ports'], '9:5-12:32', '8:3-8:8'],
  ] as [Path, string, string][])('%j', (path, value, key) => {
    const resource = only(service);
    expect(place(resource, path)).toBe(value);
    expect(place(resource, path, 'key')).toBe(key);
  });

  test('what does not stand anywhere has the place of its nearest parent', () => {
    expect(place(only(service), ['spec', 'ports', 0, 'nodePort'])).toBe('9:7-11:24');
    expect(place(only(service), ['spec', 'ports', 7])).toBe('9:5-12:32');
  });

  test('with Windows line ends and a byte order mark', () => {
    const resource = only(`\ufeff${service.replaceAll('\n', '\r\n')}`);
    expect(resource.name).toBe('xnat-web');
    expect(place(resource, ['metadata', 'name'])).toBe('5:9-5:17');
    expect(place(only(`\ufeff${service.slice(service.indexOf('\n') + 1)}`), ['apiVersion'], 'key')).toBe('1:1-1:11');
  });

  test('under an anchor, an alias and a merge it is where the text stands', () => {
    const text = `apiVersion: v1
kind: ConfigMap
metadata: {name: a}
data:
  base: &base {x: one, "y": two}
  user: *base
  merged:
    <<: *base
    x: three
`;
    const resource = only(text);
    expect(place(resource, ['data', 'user', 'x'])).toBe('5:19-5:22');
    expect(place(resource, ['data', 'merged', 'x'])).toBe('9:8-9:13');
    expect(place(resource, ['data', 'merged', 'y'])).toBe('5:29-5:32');
    expect(place(resource, ['data', 'merged', 'y'], 'key')).toBe('5:24-5:27');
  });

  test('of a key that stands twice it is the later one, which is read', () => {
    const { resources, problems } = read('apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  type: NodePort\n  type: ClusterIP\n');
    expect(resources[0]?.body['spec']).toEqual({ type: 'ClusterIP' });
    expect(place(resources[0], ['spec', 'type'])).toBe('6:9-6:18');
    expect(problems).toMatchObject([{ name: 'duplicate-key', severity: 'warning', at: { line: 6, column: 3 }, message: expect.stringContaining('estate.yaml:5:3') }]);
  });

  test('of two objects without a line between them, told once and where the second starts', () => {
    const object = (name: string): string => `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec: {}\n`;
    const { resources, problems } = read(object('a') + object('b'));
    expect(resources.map(({ name }) => name)).toEqual(['b']);
    expect(problems).toMatchObject([{ name: 'duplicate-key', severity: 'error', at: { line: 6, column: 1 }, message: expect.stringContaining('estate.yaml:1') }]);
  });

  test('in every member of a list, and in the second of two files', () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Namespace\n  metadata:\n    name: a\n- apiVersion: v1\n  kind: Namespace\n  metadata:\n    name: b\n`;
    const { resources } = readTexts([
      { name: 'one.yaml', text: service, scope: 'default' },
      { name: 'two.yaml', text: list, scope: 'default' },
    ]);
    expect(resources.map(({ name }) => name)).toEqual(['xnat-web', 'a', 'b']);
    expect(resources.map((resource) => resource.locate(['metadata', 'name'])).map((at) => `${at?.file}:${at?.line}:${at?.column}`)).toEqual(['one.yaml:5:9', 'two.yaml:7:11', 'two.yaml:11:11']);
  });
});

describe('identity', () => {
  test('a name or a namespace that no API server takes is told at its place, and the rest is read', () => {
    const text = ['{name: a/b}', '{name: "50%"}', '{name: ..}', '{name: a, namespace: x/y}', '{name: a}'].map((metadata) => `apiVersion: v1\nkind: Service\nmetadata: ${metadata}\n`).join('---\n');
    const { resources, problems } = read(text);
    expect(resources.map(({ name }) => name)).toEqual(['a']);
    expect(problems.map(({ name, at, message }) => [name, `${at?.line}:${at?.column}`, message.slice(0, message.indexOf(':'))])).toEqual([
      ['not-an-object', '3:18', 'the name "a/b" of this Service is one that the API server refuses'],
      ['not-an-object', '7:18', 'the name "50%" of this Service is one that the API server refuses'],
      ['not-an-object', '11:18', 'the name ".." of this Service is one that the API server refuses'],
      ['not-an-object', '15:32', 'the namespace "x/y" of this Service is one that the API server refuses'],
    ]);
  });

  test('a namespaced object without a namespace is in default, a cluster-wide one in none, and of an unknown kind nothing is assumed', () => {
    const text = ['v1 Service', 'v1 Namespace', 'rbac.authorization.k8s.io/v1 ClusterRole', 'example.org/v1 Widget', 'security.istio.io/v1 PeerAuthentication']
      .map((line) => line.split(' '))
      .map(([apiVersion, kind]) => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a}\n`)
      .join('---\n');
    expect(read(text).resources.map(({ type, namespace }) => [type, namespace])).toEqual([
      ['Service', 'default'],
      ['Namespace', undefined],
      ['ClusterRole', undefined],
      ['Widget', undefined],
      ['PeerAuthentication', 'default'],
    ]);
  });

  test('a kind that shares its name with a known one of another group carries its group', () => {
    const of = (apiVersion: string, kind: string): string | undefined => read(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a}\n`).resources[0]?.type;
    expect(of('serving.knative.dev/v1', 'Service')).toBe('Service.serving.knative.dev');
    expect(of('gateway.networking.k8s.io/v1', 'Gateway')).toBe('Gateway.gateway.networking.k8s.io');
    expect(of('networking.istio.io/v1', 'Gateway')).toBe('Gateway');
    expect(of('extensions/v1beta1', 'Ingress')).toBe('Ingress');
    expect(of('v1', 'Deployment')).toBe('Deployment');
  });

  test('an object without apiVersion, kind or name is reported, and one with generateName is read', () => {
    const { resources, problems, unread } = read(
      ['kind: Service\nmetadata: {name: a}', 'apiVersion: v1\nmetadata: {name: a}', 'apiVersion: v1\nkind: Service', 'apiVersion: v1\nkind: Service\nmetadata: {labels: {a: b}}', 'apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: import-}', 'replicas: 3'].join('\n---\n'),
    );
    expect(resources.map(({ name }) => name)).toEqual(['import-']);
    expect(problems.map(({ name, at }) => [name, at?.line])).toEqual([
      ['not-an-object', 1],
      ['not-an-object', 4],
      ['not-an-object', 7],
      ['not-an-object', 12],
    ]);
    expect(unread).toMatchObject([{ file: 'estate.yaml', at: { line: 18 } }]);
  });

  test('a name that YAML takes for a boolean or a number is the text that stands there', () => {
    const { resources, problems } = read('apiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: 0777, namespace: 12}\n');
    expect(resources.map(({ namespace, name }) => [namespace, name])).toEqual([
      [undefined, 'n'],
      ['12', '0777'],
    ]);
    expect(problems.map(({ name }) => name)).toEqual(['unquoted-value', 'unquoted-value', 'unquoted-value']);
  });
});

describe('values without quotes', () => {
  test('in labels, annotations and selectors they are reported with what the API server answers, and read as text', () => {
    const { resources, problems } = read(
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  labels: {version: 1.10}\n  annotations:\n    sidecar.istio.io/inject: true\n    day: 2026-01-02\nspec:\n  selector: {tier: 1}\n',
    );
    expect(resources[0]?.body).toMatchObject({ metadata: { labels: { version: '1.10' }, annotations: { 'sidecar.istio.io/inject': 'true', day: '2026-01-02' } }, spec: { selector: { tier: '1' } } });
    expect(problems.map(({ name, severity, at }) => [name, severity, at?.line, at?.column])).toEqual([
      ['unquoted-value', 'error', 5, 21],
      ['unquoted-value', 'error', 7, 30],
      ['unquoted-value', 'error', 10, 20],
    ]);
    expect(problems[1]?.message).toContain('json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.annotations of type string');
    expect(problems[1]?.message).toContain('Quote it: "true"');
  });

  test('as keys, y and on become "true", which is reported', () => {
    const { resources, problems } = read('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  on: "1"\n  8080: "2"\n');
    expect(resources[0]?.body['data']).toEqual({ true: '1', 8080: '2' });
    expect(problems).toMatchObject([{ name: 'unquoted-key', at: { line: 5, column: 3, endColumn: 5 } }]);
  });
});

describe('documents', () => {
  const good = (name: string): string => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;

  test('one that does not parse leaves the others', () => {
    const { resources, problems } = read(`${good('a')}---\nmetadata:\n\tname: x\n---\n${good('b')}`);
    expect(resources.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(place(resources[1], ['metadata', 'name'])).toBe('12:9-12:10');
    expect(problems).toMatchObject([{ name: 'unreadable-document', severity: 'error', at: { file: 'estate.yaml', line: 7, column: 1 } }]);
    expect(problems[0]?.excerpt).toBe('5 | ---\n6 | metadata:\n7 | \\tname: x\n  | ^');
  });

  test('one that Kubernetes cannot read leaves the others', () => {
    const { resources, problems } = read(`${good('a')}---\nhost: *.example.org\n---\n${good('b')}`);
    expect(resources.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(problems).toMatchObject([{ name: 'unreadable-document', at: { line: 6, column: 7 }, message: expect.stringContaining('quotes') }]);
  });

  test('a file that does not parse leaves the other files', () => {
    const { resources, problems } = readTexts([
      { name: 'a.yaml', text: good('a'), scope: 'one' },
      { name: 'b.yaml', text: 'a: [\n', scope: 'one' },
      { name: 'c.yaml', text: good('c'), scope: 'two' },
    ]);
    expect(resources.map(({ scope, name }) => [scope, name])).toEqual([['one', 'a'], ['two', 'c']]);
    expect(problems).toMatchObject([{ at: { file: 'b.yaml', line: 1, column: 4 } }]);
  });

  test('empty ones, comments and null are nothing', () => {
    expect(read('')).toMatchObject({ resources: [], problems: [], unread: [] });
    expect(read('---\n---\n# nothing\n---\nnull\n---\n~\n...\n')).toMatchObject({ resources: [], problems: [], unread: [] });
  });

  test('JSON is read, objects one after the other too', () => {
    const json = '{\n\t"apiVersion": "v1",\n\t"kind": "Service",\n\t"metadata": { "name": "a\\u002db", "namespace": "x" }\n}\n';
    const { resources, problems } = read(`${json}${json.replace('Service', 'Pod')}`, 'estate.json');
    expect(problems).toEqual([]);
    expect(resources.map(({ type, name }) => [type, name])).toEqual([['Service', 'a-b'], ['Pod', 'a-b']]);
    expect(place(resources[1], ['metadata', 'namespace'])).toBe('9:49-9:52');
  });

  test('members of a typed list take their kind from it, and managed fields are dropped', () => {
    const { resources } = read('apiVersion: v1\nkind: PodList\nmetadata: {resourceVersion: "1"}\nitems:\n- metadata: {name: a, namespace: x, managedFields: [{manager: kubectl}]}\n');
    expect(resources).toMatchObject([{ type: 'Pod', namespace: 'x', name: 'a', apiVersion: 'v1' }]);
    expect(resources[0]?.body['metadata']).toEqual({ name: 'a', namespace: 'x' });
  });

  test('names with control characters and terminal escapes are read and shown harmless', () => {
    const { resources } = read('apiVersion: v1\nkind: Namespace\nmetadata: {name: "a\\e[31m\\0b"}\n');
    expect(resources[0]?.name).toBe('a\u001b[31m\u0000b');
    const broken = read('apiVersion: v1\nkind: \u001b[31mPod\n');
    expect(broken.problems[0]?.excerpt).toContain('kind: \\x1b[31mPod');
    expect(JSON.stringify(broken.problems)).not.toContain('\u001b');
  });

  test('deep nesting and an alias bomb are refused with their place', () => {
    const deep = read(`a: ${'['.repeat(50_000)}${']'.repeat(50_000)}\n---\n${good('b')}`);
    expect(deep.resources.map(({ name }) => name)).toEqual(['b']);
    expect(deep.problems).toMatchObject([{ name: 'unreadable-document', at: { line: 1 } }]);
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]', ...Array.from({ length: 9 }, (_, level) => `a${level + 1}: &a${level + 1} [${Array(10).fill(`*a${level}`).join(', ')}]`)];
    const bomb = read(`${lines.join('\n')}\n---\n${good('b')}`);
    expect(bomb.resources.map(({ name }) => name)).toEqual(['b']);
    expect(bomb.problems).toMatchObject([{ at: { line: 5 }, message: expect.stringContaining('expands') }]);
  });

  test('a template that is not rendered names the command to pipe in', () => {
    const { resources, unread, problems } = read('apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}\n', 'shop/templates/service.yaml');
    expect(resources).toEqual([]);
    expect(problems).toEqual([]);
    expect(unread).toMatchObject([{ file: 'shop/templates/service.yaml', reason: expect.stringContaining('helm template shop | sallyport check -') }]);
  });
});
