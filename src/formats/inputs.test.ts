import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Json } from '../resource/resource.ts';
import { largestFile, readInputs, type Inputs } from './inputs.ts';
import { patchOf } from './patch.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-inputs-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Buffer): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
}

function namespace(name: string): string {
  return `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}\n`;
}

function names({ resources }: Inputs): string[] {
  return resources.map(({ name }) => name);
}

/** Messages with the temporary folder taken out. */
function said(texts: readonly { readonly message?: string; readonly reason?: string }[]): string[] {
  return texts.map(({ message, reason }) => (message ?? reason ?? '').replaceAll(folder, 'F'));
}

describe('what is read', () => {
  test('a settings file names its inputs from where it lies, or by their whole paths, and so what they join', async () => {
    write('estate/main.tf', 'locals {\n  name = "web"\n}\n');
    write('more/added.tf', 'resource "aws_lb_target_group" "web" {\n  name = local.name\n}\n');
    write('more/sallyport.yaml', `inputs:\n  - { path: ${join(folder, 'estate')} }\n  - { path: added.tf, joins: ${join(folder, 'estate')} }\n`);
    const { resources, problems } = await readInputs([join(folder, 'more')]);
    expect([resources.map(({ body }) => body['name']), problems.map(({ message }) => message)]).toEqual([['web'], []]);
  });

  test('YAML and JSON of a folder and those below it, in the order of names; nothing hidden and no node_modules', async () => {
    write('b.yaml', namespace('b'));
    write('a/one.yml', namespace('a1'));
    write('a/two.json', '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a2"}}');
    write('c.txt', namespace('text'));
    write('.hidden/x.yaml', namespace('hidden'));
    write('.x.yaml', namespace('hidden'));
    write('node_modules/p/x.yaml', namespace('module'));
    const inputs = await readInputs([folder]);
    expect(names(inputs)).toEqual(['a1', 'a2', 'b']);
    expect(inputs).toMatchObject({ problems: [], unread: [] });
  });

  test('a file of any ending that is named itself, each file once, under the name that was typed', async () => {
    write('mesh/peer.txt', namespace('a'));
    const typed = relative(process.cwd(), join(folder, 'mesh/peer.txt'));
    const inputs = await readInputs([typed, join(folder, 'mesh'), typed]);
    expect(names(inputs)).toEqual(['a']);
    expect(inputs.resources[0]?.locate(['metadata', 'name'])?.file).toBe(typed);
    expect([...inputs.files.keys()]).toEqual([typed]);
  });

  test('standard input for -, where it stands among the paths', async () => {
    write('a.yaml', namespace('a'));
    write('b.yaml', namespace('b'));
    const inputs = await readInputs([join(folder, 'a.yaml'), '-', join(folder, 'b.yaml')], { stdin: () => namespace('piped') });
    expect(names(inputs)).toEqual(['a', 'piped', 'b']);
    expect(inputs.resources[1]?.locate([])?.file).toBe('<stdin>');
    expect(said((await readInputs(['-'], { stdin: () => ' \n' })).problems)).toEqual(['standard input is not read: it is empty, nothing was piped in']);
  });

  test('links are followed, and a link that leads back is safe', async () => {
    write('real/a.yaml', namespace('a'));
    symlinkSync('..', join(folder, 'real/back'));
    symlinkSync('real', join(folder, 'other'));
    symlinkSync('loop', join(folder, 'loop'));
    const inputs = await readInputs([folder]);
    expect(names(inputs)).toEqual(['a']);
    expect(said(inputs.unread)).toEqual(['its symbolic links lead in a circle']);
  });
});

describe('what cannot be read is said, and the rest is read', () => {
  test('a path that is not there', async () => {
    write('a.yaml', namespace('a'));
    const inputs = await readInputs([join(folder, 'nowhere'), folder]);
    expect(names(inputs)).toEqual(['a']);
    expect(inputs.problems).toMatchObject([{ name: 'unreadable-file', severity: 'error' }]);
    expect(said(inputs.problems)).toEqual(['F/nowhere is not read: there is no such file or folder']);
  });

  test('binary content, UTF-16, and a file beyond the limit', async () => {
    write('a.yaml', namespace('a'));
    write('binary.yaml', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1]));
    write('wide.yaml', Buffer.from(`\ufeff${namespace('wide')}`, 'utf16le'));
    write('huge.yaml', '');
    truncateSync(join(folder, 'huge.yaml'), largestFile + 1);
    const inputs = await readInputs([folder]);
    expect(names(inputs)).toEqual(['a']);
    expect(said(inputs.problems)).toEqual([
      'F/binary.yaml is not read: it is binary',
      'F/huge.yaml is not read: it has 65 MiB, and the limit is 64 MiB a file. Split it',
      'F/wide.yaml is not read: it is UTF-16. Save it as UTF-8',
    ]);
  });

  test('bytes that are not UTF-8, with their place', async () => {
    write('latin.yaml', Buffer.concat([Buffer.from(`${namespace('a')}# caf`), Buffer.from([0xe9]), Buffer.from('\n')]));
    const inputs = await readInputs([folder]);
    expect(names(inputs)).toEqual(['a']);
    expect(inputs.problems).toMatchObject([{ name: 'unreadable-file', at: { line: 4, column: 6 } }]);
  });

  test('a document that is not YAML', async () => {
    write('a.yaml', `${namespace('a')}---\na: b: c\n---\n${namespace('c')}`);
    const inputs = await readInputs([folder]);
    expect(names(inputs)).toEqual(['a', 'c']);
    expect(inputs.problems).toMatchObject([{ name: 'unreadable-document', at: { line: 5, column: 5 } }]);
  });
});

describe('folders that a tool renders', () => {
  test('of a Helm chart nothing but plain manifests is read, and the command is named', async () => {
    write('shop/Chart.yaml', 'apiVersion: v2\nname: shop\nversion: 1.0.0\n');
    write('shop/values.yaml', 'replicas: 1\n');
    write('shop/values-prod.yaml', 'replicas: 1\n');
    write('shop/templates/service.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: "{{ .Release.Name }}"}\n');
    write('shop/charts/db/templates/x.yaml', namespace('db'));
    write('shop/crds/a.yaml', namespace('a'));
    const inputs = await readInputs([folder]);
    expect(names(inputs)).toEqual(['a']);
    expect(said(inputs.unread)).toEqual(['a Helm chart is not rendered here. Pipe in what Helm makes of it: helm template F/shop | sallyport check -']);
  });

  test('of a kustomization plain manifests are read and patches are not, and the command is named', async () => {
    write('base/kustomization.yaml', 'resources: [ns.yaml]\n');
    write('base/ns.yaml', namespace('a'));
    write('prod/kustomization.yaml', 'resources: [../base, more.yaml]\npatches:\n- path: patch.yaml\n- patch: |-\n    - op: add\n      path: /x\npatchesStrategicMerge: [old.yaml]\n');
    write('prod/more.yaml', namespace('b'));
    write('prod/patch.yaml', namespace('patched'));
    write('prod/old.yaml', namespace('patched'));
    const inputs = await readInputs([folder]);
    expect(names(inputs)).toEqual(['a', 'b']);
    expect(inputs.problems).toEqual([]);
    expect(said(inputs.unread).map((reason) => /kubectl kustomize \S+ \| sallyport check -/.exec(reason)?.[0])).toEqual(['kubectl kustomize F/base | sallyport check -', 'kubectl kustomize F/prod | sallyport check -']);
  });
});

describe('scopes', () => {
  test('two paths of one call are one cluster', async () => {
    write('a/a.yaml', namespace('a'));
    write('b/b.yaml', namespace('b'));
    const inputs = await readInputs([join(folder, 'a'), join(folder, 'b')]);
    expect(inputs.resources.map(({ scope }) => scope)).toEqual(['default', 'default']);
  });

  test('a sallyport.yaml says which path is which cluster, and is no object itself', async () => {
    write('sallyport.yaml', 'inputs:\n- { path: one, cluster: hub }\n- { path: two, account: "123456789012", region: eu-west-1, vpc: vpc-1 }\nserves:\n- { workload: xnat, port: 8080 }\n');
    write('one/a.yaml', namespace('a'));
    write('two/b.yaml', namespace('b'));
    write('three/c.yaml', namespace('c'));
    const inputs = await readInputs([folder]);
    expect(inputs.resources.map(({ scope, name }) => [scope, name])).toEqual([['hub', 'a'], ['123456789012/eu-west-1', 'b']]);
    expect(inputs.roots).toMatchObject([{ cluster: 'hub' }, { account: '123456789012', region: 'eu-west-1', vpc: 'vpc-1' }]);
    expect(inputs.settings?.body['serves']).toEqual([{ workload: 'xnat', port: 8080 }]);
    expect(inputs.settings?.locate(['serves', 0, 'port'])?.line).toBe(5);
    expect(names(await readInputs([join(folder, 'sallyport.yaml')]))).toEqual(['a', 'b']);
  });

  test('a sallyport.yaml without inputs leaves the folder itself', async () => {
    write('sallyport.yaml', 'expect: []\n');
    write('a.yaml', namespace('a'));
    const inputs = await readInputs([folder]);
    expect(names(inputs)).toEqual(['a']);
    expect(inputs).toMatchObject({ problems: [], unread: [], settings: { body: { expect: [] } } });
  });

  test('an input without a path, or with two owners, is reported where it stands', async () => {
    write('sallyport.yaml', 'inputs:\n- { cluster: hub }\n- { path: a, cluster: hub, account: "1" }\n');
    const inputs = await readInputs([folder]);
    expect(inputs.problems.map(({ name, at }) => [name, at?.line])).toEqual([['wrong-setting', 2], ['wrong-setting', 3]]);
  });
});

describe('sections of a sallyport.yaml', () => {
  test('loadBalancerController becomes a resource of every cluster, or of the one it names', async () => {
    write('sallyport.yaml', 'inputs:\n- { path: one, cluster: hub }\n- { path: two, cluster: spoke }\nloadBalancerController:\n  version: "3.4.0"\n  flags: { cluster-name: blue }\n');
    write('one/a.yaml', namespace('a'));
    write('two/b.yaml', namespace('b'));
    const found = async (): Promise<unknown[]> => (await readInputs([folder])).resources.filter(({ type }) => type === 'LoadBalancerController').map(({ scope, body, locate }) => [scope, body['flags'], locate(['flags', 'cluster-name'])?.line]);
    expect(await found()).toEqual([['hub', { 'cluster-name': 'blue' }, 6], ['spoke', { 'cluster-name': 'blue' }, 6]]);
    write('sallyport.yaml', 'inputs:\n- { path: one, cluster: hub }\n- { path: two, cluster: spoke }\nloadBalancerController:\n- { cluster: spoke, flags: { cluster-name: green } }\n');
    expect(await found()).toEqual([['spoke', { 'cluster-name': 'green' }, 5]]);
  });

  test('a member that loadBalancerController does not have, or a value that does not fit, is reported where it stands', async () => {
    write('sallyport.yaml', 'loadBalancerController:\n  version: 3.5\n  flag: { cluster-name: blue }\n  featureGates: { NLBSecurityGroup: "off" }\n');
    const { problems } = await readInputs([folder]);
    expect(said(problems)).toEqual([
      'version is the version of the controller in quotes: "3.5.0"',
      'loadBalancerController knows no flag: write cluster, version, flags, featureGates',
      'featureGates is true or false for each gate: { NLBSecurityGroup: false }',
    ]);
    expect(problems.map(({ name, at }) => [name, at?.line])).toEqual([['wrong-setting', 2], ['wrong-setting', 3], ['wrong-setting', 4]]);
  });

  test('a section that there is not is named', async () => {
    write('sallyport.yaml', 'loadBalancerControler: {}\n');
    const { problems } = await readInputs([folder]);
    expect(problems.map(({ name, message, at }) => [name, message, at?.line])).toEqual([['wrong-setting', 'sallyport.yaml has no section loadBalancerControler, and it is passed over: write inputs, serves, loadBalancerController, releases, expect, mesh', 1]]);
  });

  test('releases hold their values with places in the values files, which are no objects themselves', async () => {
    write('sallyport.yaml', 'releases:\n- name: edge\n  namespace: ingress\n  chart: istio/gateway\n  version: "1.27.1"\n  values: [values/edge.yaml, { replicaCount: 2 }]\n');
    write('values/edge.yaml', '# ports\nservice:\n  type: ClusterIP\n');
    const { resources, unread, problems, files } = await readInputs([folder]);
    expect(resources.map(({ type, namespace: home, name, body }) => [type, home, name, body['values']])).toEqual([['Release', 'ingress', 'edge', [{ service: { type: 'ClusterIP' } }, { replicaCount: 2 }]]]);
    expect(resources[0]!.locate(['values', 0, 'service', 'type'])).toMatchObject({ file: join(folder, 'values/edge.yaml'), line: 3 });
    expect(resources[0]!.locate(['values', 1, 'replicaCount'])).toMatchObject({ file: join(folder, 'sallyport.yaml'), line: 6 });
    expect([unread, problems]).toEqual([[], []]);
    expect(files.get(join(folder, 'values/edge.yaml'))).toContain('type: ClusterIP');
  });

  test('an edit of a release is a patch of its values file, or of the sallyport.yaml', async () => {
    write('sallyport.yaml', 'releases:\n- name: edge\n  chart: istio/gateway\n  values: [edge.yaml, { replicaCount: 2 }]\n');
    write('edge.yaml', '# ports\nservice:\n  type: LoadBalancer\n');
    const { resources, files } = await readInputs([folder]);
    const set = (path: readonly (string | number)[], to: Json): ReadonlyMap<string, string> => patchOf(files, resources, [{ edit: 'set', of: resources[0]!, path, to }]).files;
    expect([...set(['values', 0, 'service', 'type'], 'ClusterIP')]).toEqual([[join(folder, 'edge.yaml'), '# ports\nservice:\n  type: ClusterIP\n']]);
    expect([...set(['values', 1, 'kind'], 'DaemonSet')]).toEqual([[join(folder, 'sallyport.yaml'), 'releases:\n- name: edge\n  chart: istio/gateway\n  values: [edge.yaml, { replicaCount: 2, kind: DaemonSet }]\n']]);
  });

  test('a release without a chart, and one whose values file is not there, are reported', async () => {
    write('sallyport.yaml', 'releases:\n- { name: edge }\n- { name: istiod, chart: istio/istiod, values: gone.yaml }\n- { name: extra, chart: extra, version: 1.2 }\n');
    const { resources, problems } = await readInputs([folder]);
    expect(resources.map(({ name }) => name)).toEqual(['istiod']);
    expect(said(problems)).toEqual([
      'an entry of releases says its chart: { name: istiod, namespace: istio-system, chart: istio/istiod }',
      'the values file F/gone.yaml is not there; the release is taken without it',
      'version is the version of the chart in quotes: "1.27.1"',
    ]);
  });
});
