import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { rules } from '../src/findings/index.ts';
import { build, sallyport } from './cli/command.ts';
import { textOf } from './sources.ts';

beforeAll(build);

/** A file with this text, gone when the test is over. */
function file(text: string, name = 'input.yaml'): string {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-plan-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

test('what keeps the targets of a plan from being registered stands with it', () => {
  const group = (id: string): object => ({ GroupId: id, GroupName: id, VpcId: 'vpc-1', IpPermissions: [], IpPermissionsEgress: [], Tags: [{ Key: 'kubernetes.io/cluster/production', Value: 'owned' }] });
  const card = { NetworkInterfaceId: 'eni-1', VpcId: 'vpc-1', SubnetId: 'subnet-a', InterfaceType: 'interface', PrivateIpAddress: '10.0.0.5', PrivateIpAddresses: [{ PrivateIpAddress: '10.0.0.5', Primary: true }], Attachment: { InstanceId: 'i-1', DeviceIndex: 0 }, Groups: [{ GroupId: 'sg-1' }, { GroupId: 'sg-2' }] };
  const folder = estate(ingress({ name: 'a', annotations: { 'target-type': 'instance' } }));
  const service = web.replace('spec: {', 'spec: { type: NodePort,').replace('targetPort: 8080', 'targetPort: 8080, nodePort: 30080');
  const node = '\n---\napiVersion: v1\nkind: Node\nmetadata: { name: one }\nspec: { providerID: aws:///eu-west-1a/i-1 }\nstatus: { addresses: [{ type: InternalIP, address: 10.0.0.5 }], conditions: [{ type: Ready, status: "True" }] }';
  writeFileSync(join(folder, 'shop.yaml'), service + ingress({ name: 'a', annotations: { 'target-type': 'instance' } }) + node);
  writeFileSync(join(folder, 'groups.json'), JSON.stringify({ SecurityGroups: ['sg-1', 'sg-2'].map(group) }));
  writeFileSync(join(folder, 'cards.json'), JSON.stringify({ NetworkInterfaces: [card] }));
  const { out } = sallyport(['plan', folder]);
  expect(out).toContain('error[target-security-group-not-opened]: node one of TargetGroupBinding shop/');
  expect(out).toContain('expected exactly one securityGroup tagged with kubernetes.io/cluster/production for eni eni-1, got: [sg-1 sg-2] (clusterName: production)');
});

test('two clusters are told apart, and each has its own targets', () => {
  const names = ['one', 'two'];
  const settings = file(`inputs:\n${names.map((name) => `  - { path: ${name}.yaml, cluster: ${name} }\n`).join('')}`, 'sallyport.yaml');
  const pods = (name: string): string => `\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web-${name}, namespace: shop }\nspec: { selector: { matchLabels: { app: web } }, template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }] }] } } }`;
  for (const name of names) writeFileSync(join(settings, '..', `${name}.yaml`), web + ingress({ name: 'shop' }) + pods(name));
  const { out } = sallyport(['plan', join(settings, '..')]);
  for (const cluster of names) {
    expect(out).toContain(`cluster ${cluster}: group edge of 1 Ingress`);
    expect(out).toContain(`kubectl get ingress -A (cluster ${cluster}) will show:`);
    expect(out).toMatch(new RegExp(`targets +pod shop/web-${cluster} on port 8080  `));
  }
});

interface Written {
  readonly name: string;
  readonly host?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly service?: string;
}

function ingress({ name, host = `${name}.example.com`, annotations = {}, service = 'web' }: Written): string {
  const prefixed = Object.fromEntries(Object.entries({ 'group.name': 'edge', 'target-type': 'ip', ...annotations }).map(([key, value]) => [`alb.ingress.kubernetes.io/${key}`, value]));
  return `\n---\n${JSON.stringify({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name, namespace: 'shop', annotations: prefixed }, spec: { ingressClassName: 'alb', rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: service, port: { number: 80 } } } }] } }] } })}`;
}

const cluster = `loadBalancerController: { version: 3.5.0, flags: { cluster-name: production, aws-region: eu-west-1, aws-vpc-id: vpc-1, backend-security-group: sg-shared } }\n`;
const web = '\n---\napiVersion: v1\nkind: Service\nmetadata: { name: web, namespace: shop, uid: 7f3a }\nspec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080 }] }';

/** A folder with a group of Ingresses, the Service behind them and a sallyport.yaml. */
function estate(...ingresses: readonly string[]): string {
  const inside = file(cluster, 'sallyport.yaml');
  writeFileSync(join(inside, '..', 'shop.yaml'), web + ingresses.join(''));
  return join(inside, '..');
}

describe('plan', () => {
  test('shows the load balancer of an Ingress as a tree, with the line that asks for each part', async () => {
    const { status, out, err } = sallyport(['plan', 'examples/xnat/base']);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    await expect(out).toMatchFileSnapshot('cli/plan-xnat.txt');
  });

  test('tells every refusal of every member of a group, whose it is, and what the controller says', () => {
    const { status, out } = sallyport(['plan', estate(ingress({ name: 'a', annotations: { scheme: 'internal' } }), ingress({ name: 'b', annotations: { scheme: 'internet-facing', 'target-type': 'pod' } }))]);
    expect(status).toBe(0);
    expect(out).toContain('group edge of 2 Ingresses: nothing is made\n');
    expect(out).toMatch(/refused: Ingress shop\/b: scheme is "internet-facing" here and "internal" for Ingress shop\/a; .*shop\.yaml:\d+:\d+\n {4}the controller says: conflicting scheme: map\[internal:\{\} internet-facing:\{\}\]\n/);
    expect(out).toMatch(/refused: Ingress shop\/b: target-type is ip or instance; "pod" stands here .*\n {4}the controller says: unknown targetType: pod\n/);
    expect(out).toContain('0 load balancers made, 1 not made');
  });

  test('names what the controller names by a hash, where the cluster and the UID are known', () => {
    const { out } = sallyport(['plan', estate(ingress({ name: 'a' })), '--format', 'json']);
    const answer = JSON.parse(out) as { readonly plans: readonly { readonly balancers: readonly { readonly name: unknown; readonly dnsName: string }[]; readonly targetGroups: readonly { readonly name: { readonly value: string } }[]; readonly shown: { readonly ingresses: readonly unknown[] } }[] };
    const [plan] = answer.plans;
    expect(plan?.balancers[0]?.name).toMatchObject({ value: expect.stringMatching(/^k8s-edge-[0-9a-f]{10}$/), known: true });
    expect(plan?.balancers[0]?.dnsName).toMatch(/^internal-k8s-edge-[0-9a-f]{10}-<number>\.eu-west-1\.elb\.amazonaws\.com$/);
    expect(plan?.targetGroups[0]?.name.value).toMatch(/^k8s-shop-web-[0-9a-f]{10}$/);
    expect(plan?.shown.ingresses).toEqual([{ namespace: 'shop', name: 'a', class: 'alb', hosts: 'a.example.com', address: plan?.balancers[0]?.dnsName, ports: '80' }]);
  });

  test('says what other controllers make, and nothing to plan where there is nothing', () => {
    expect(sallyport(['plan', 'examples/mesh-gateway/base']).out).toContain('also made, by other controllers:\n');
    const { status, err } = sallyport(['plan', '-'], 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n');
    expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining('nothing to plan: the inputs hold no Ingress') });
  });

  test('says what it could not read beside what it plans', () => {
    const folder = estate(ingress({ name: 'a' }));
    writeFileSync(join(folder, 'broken.yaml'), 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: b, namespace: shop\n');
    const { status, out, err } = sallyport(['plan', folder]);
    expect({ status, out }).toEqual({ status: 0, out: expect.stringContaining('group edge of 1 Ingress') });
    expect(err).toMatch(/^sallyport: not planned: this document is not read: .*broken\.yaml:3:\d+\n$/);
  });

  test('says of a folder without files that there are none', () => {
    const empty = mkdtempSync(join(tmpdir(), 'sallyport-empty-'));
    onTestFinished(() => rmSync(empty, { recursive: true }));
    expect(sallyport(['plan', empty])).toEqual({ status: 2, out: '', err: 'sallyport: no resource could be read from the inputs: no file that ends in .yaml, .yml, .json or .tf is there\n' });
  });

  test.each([
    ['a format that is none', ['plan', 'examples/xnat/base', '--format', 'xml'], '--format xml: plan prints text, json, lbc-plan'],
    ['a live plan that is not there', ['plan', 'examples/xnat/base', '--against', 'no-such-file'], '--against no-such-file cannot be read: ENOENT'],
    ['a comparison in the dialect of the controller', ['plan', 'examples/xnat/base', '--against', 'x', '--format', 'lbc-plan'], '--against compares'],
    ['a file without any plan', ['plan', 'examples/xnat/base', '--against', 'examples/xnat/base/ingress.yaml'], 'holds no plan: it wants the JSON of the annotation alb.ingress.kubernetes.io/dry-run-plan'],
  ])('%s: a message and status 2', (_, argv, message) => {
    const { status, out, err } = sallyport(argv);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(message);
  });
});

describe('plan --against', () => {
  const live = (folder: string): string => file(sallyport(['plan', folder, '--format', 'lbc-plan']).out, 'live.json');

  test('is 0 where the live plan is what the files say, in whatever form it stands', () => {
    const folder = estate(ingress({ name: 'a' }));
    const plan = sallyport(['plan', folder, '--format', 'lbc-plan']).out;
    expect(sallyport(['plan', folder, '--against', file(plan, 'live.json')])).toEqual({ status: 0, out: 'edge: no difference\n\nno difference\n', err: '' });
    const annotated = file(ingress({ name: 'a', annotations: { 'dry-run-plan': plan.trim() } }));
    expect(sallyport(['plan', folder, '--against', annotated]).status).toBe(0);
    expect(sallyport(['plan', folder, '--against', file(`[${plan}]`, 'list.json')]).status).toBe(0);
    expect(sallyport(['plan', folder, '--against', '-'], plan).status).toBe(0);
  });

  test.each([
    ['its quotes', (plan: string) => `'${plan}'\n`],
    ['its key, as YAML has it', (plan: string) => `    alb.ingress.kubernetes.io/dry-run-plan: '${plan}'\n`],
    ['its key, as JSON has it', (plan: string) => `"alb.ingress.kubernetes.io/dry-run-plan": ${JSON.stringify(plan)},\n`],
  ])('takes the annotation as it was copied, with %s', (_, copied) => {
    const folder = estate(ingress({ name: 'a' }));
    expect(sallyport(['plan', folder, '--against', '-'], copied(sallyport(['plan', folder, '--format', 'lbc-plan']).out.trim()))).toEqual({ status: 0, out: 'edge: no difference\n\nno difference\n', err: '' });
  });

  test('says per resource and field what changes, which rules only move, and what is made anew', async () => {
    const before = estate(ingress({ name: 'b' }), ingress({ name: 'c' }));
    const after = estate(ingress({ name: 'a' }), ingress({ name: 'b', annotations: { scheme: 'internet-facing', 'healthcheck-path': '/ready' } }), ingress({ name: 'c' }));
    const { status, out } = sallyport(['plan', after, '--against', live(before)]);
    expect(status).toBe(1);
    await expect(out.replaceAll(after, 'FOLDER')).toMatchFileSnapshot('cli/plan-against.txt');
  });

  test('does not take a name whose hash nobody knows for a difference', () => {
    const before = estate(ingress({ name: 'a' }));
    const unnamed = file(web.replace(', uid: 7f3a', '') + ingress({ name: 'a' }));
    const { out } = sallyport(['plan', unnamed, '--against', live(before)]);
    expect(out).not.toMatch(/name: /);
  });

  test('says which plan is live although nobody asks for it', () => {
    const { status, out } = sallyport(['plan', estate(ingress({ name: 'a', annotations: { 'group.name': 'other' } })), '--against', live(estate(ingress({ name: 'a' })))]);
    expect(status).toBe(1);
    expect(out).toContain('edge: live, and no file asks for it');
    expect(out).toContain('other: nothing live has this id: all of it is made anew');
  });

  test('says that a group which is refused stays as it is live', () => {
    const { status, out } = sallyport(['plan', estate(ingress({ name: 'a' }), ingress({ name: 'b', annotations: { 'group.order': '1001', scheme: 'public' } })), '--against', live(estate(ingress({ name: 'a' })))]);
    expect(status).toBe(1);
    expect(out).toMatch(/^edge: the controller refuses it for 2 reasons and changes nothing: what is live stays as it is.*\n\n1 of 1 differ\n$/);
  });

  test('says certificates by their ARN, and which is shown to whom no name tells', () => {
    const listening = (certificate: string): string => ingress({ name: 'a', annotations: { 'listen-ports': '[{"HTTPS": 443}]', 'certificate-arn': certificate } });
    const { out } = sallyport(['plan', estate(listening('arn:aws:acm:eu-west-1:1:certificate/b,arn:aws:acm:eu-west-1:1:certificate/a')), '--against', live(estate(listening('arn:aws:acm:eu-west-1:1:certificate/a')))]);
    expect(out).toContain('certificates: arn:aws:acm:eu-west-1:1:certificate/a (default) becomes arn:aws:acm:eu-west-1:1:certificate/b (default), arn:aws:acm:eu-west-1:1:certificate/a\n');
  });

  test('an annotation that is no plan is told with its line', () => {
    const { status, err } = sallyport(['plan', estate(ingress({ name: 'a' })), '--against', file(ingress({ name: 'a', annotations: { 'dry-run-plan': '{"id": 1' } }))]);
    expect(status).toBe(2);
    expect(err).toMatch(/the annotation alb\.ingress\.kubernetes\.io\/dry-run-plan of Ingress shop\/a is no plan of the controller.*input\.yaml:\d+:\d+/);
  });

  test('takes what AWS describes: a load balancer of another scheme is made anew, under another DNS name', () => {
    const described = file(
      JSON.stringify({
        LoadBalancers: [{ LoadBalancerArn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/k8s-edge-old/1', LoadBalancerName: 'k8s-edge-old', DNSName: 'k8s-edge-old-1.eu-west-1.elb.amazonaws.com', Scheme: 'internet-facing', Type: 'application', VpcId: 'vpc-1', AvailabilityZones: [{ SubnetId: 'subnet-1' }], SecurityGroups: ['sg-1'] }],
        TagDescriptions: [{ ResourceArn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/k8s-edge-old/1', Tags: [{ Key: 'elbv2.k8s.aws/cluster', Value: 'production' }, { Key: 'ingress.k8s.aws/stack', Value: 'edge' }, { Key: 'ingress.k8s.aws/resource', Value: 'LoadBalancer' }] }],
      }),
      'describe.json',
    );
    const { status, out } = sallyport(['plan', estate(ingress({ name: 'a', annotations: { scheme: 'internal' } })), '--against', described]);
    expect(out).toContain('load balancer k8s-edge-old is made anew, because scheme internet-facing cannot become internal: the new one has another DNS name');
    expect(status).toBe(1);
  });
});

test('the guide shows what the commands print, and names findings and files that exist', () => {
  const guide = textOf('docs/guide/plan.md');
  const blocks = [...guide.matchAll(/```\n\$ sallyport (.*)\n([\s\S]*?)```/g)];
  expect(blocks).toHaveLength(2);
  for (const [, command = '', shown = ''] of blocks) {
    const printed = sallyport(command.split(' ')).out.split('\n');
    let at = 0;
    for (const line of shown.split('\n').filter((each) => each !== '' && each !== '...')) {
      const found = printed.indexOf(line, at);
      expect(found, `not printed, or not in this place: ${line}`).toBeGreaterThanOrEqual(at);
      at = found + 1;
    }
  }
  expect([...guide.matchAll(/`((?:load-balancer)-[a-z-]+)`|explain ([a-z-]+)/g)].map(([, name, explained]) => name ?? explained).filter((name) => !rules.some((rule) => rule.name === name))).toEqual([]);
  expect(JSON.parse(textOf('docs/reference/plan.schema.json'))).toMatchObject({ title: 'sallyport plan --format json' });
});

test('Ingresses of other controllers are told, and bindings of two clusters are told apart', () => {
  const settings = file(`inputs:\n  - { path: one.yaml, cluster: one }\n  - { path: two.yaml, cluster: two }\n`, 'sallyport.yaml');
  const nginx = '\n---\napiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: { name: nginx }\nspec: { controller: k8s.io/ingress-nginx }';
  const binding = '\n---\napiVersion: elbv2.k8s.aws/v1beta1\nkind: TargetGroupBinding\nmetadata: { name: web, namespace: shop }\nspec: { targetGroupARN: "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/73e2d6bc24d8a067", targetType: ip, serviceRef: { name: web, port: 80 } }';
  writeFileSync(join(settings, '..', 'one.yaml'), web + ingress({ name: 'own' }) + nginx + ingress({ name: 'theirs' }).replace('"ingressClassName":"alb"', '"ingressClassName":"nginx"'));
  writeFileSync(join(settings, '..', 'two.yaml'), web + binding);
  const { out } = sallyport(['plan', join(settings, '..')]);
  expect(out).toContain('left to others: Ingress shop/theirs (class nginx, cluster one)\n');
  expect(out).toContain('cluster two: TargetGroupBinding shop/web');
  expect(JSON.parse(sallyport(['plan', '--format', 'json', join(settings, '..')]).out)).toMatchObject({ otherIngresses: [{ ingress: 'shop/theirs', scope: 'one', class: 'nginx' }] });
});
