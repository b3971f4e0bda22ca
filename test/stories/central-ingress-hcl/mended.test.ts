import { beforeAll, describe, expect, test } from 'vitest';
import { checkedOf } from '../../../src/cli/check.ts';
import { load, type Loaded } from '../../../src/cli/load.ts';
import { placeOf, traced } from '../xnat/reading.ts';
import { estate, foundIn, rewritten, statesIn, type Rewritten } from './estates.ts';

const request = { url: 'https://central.example.com/internet', from: '203.0.113.10' };
let mended: Loaded;
beforeAll(async () => {
  mended = await estate('mended');
});

test('nothing is wrong with it', () => {
  expect(foundIn(mended)).toEqual([]);
});

test('the request is delivered, encrypted on every crossing', () => {
  const { trace, answer } = traced(mended, request);
  expect(trace.outcomes).toMatchObject([{ verdict: { kind: 'delivered', workload: 'ingress-nginx/ingress-nginx-controller' }, when: [] }]);
  expect(answer.stops).toEqual([]);
  expect([...new Set(trace.health.map(({ state }) => state))]).toEqual(['healthy']);
  expect(checkedOf(mended).proofs.map(({ to, sealed }) => [to.replace(/^endpoint .*/, 'endpoint'), sealed])).toEqual([
    ['ALB internet-ingress-alb (HTTPS 443)', 'verified'],
    ['endpoint', 'encrypted'],
    // Sends everybody to HTTPS, and nothing further.
    ['ALB internet-ingress-alb (HTTP 80)', 'plain'],
  ]);
});

test('who asks over HTTP is sent to HTTPS', () => {
  expect(traced(mended, { ...request, url: 'http://central.example.com/internet' }).trace.outcomes[0]!.verdict).toMatchObject({ kind: 'answered', status: 301 });
});

const central = 'central-internet-acc-setup/networking-setup/terraform';
const plugin = 'eks-service-account/eks-cluster-setup/ingress-plugin-module/terraform';
const crossZone = /\n.*cross-zone-load-balancing-enabled.*(?=\n)/;
const oneNode: Rewritten = ['eks-service-account/eks-cluster-setup/eks/terraform/eks-config/service.yaml', /min-size: 3\n( +)desired-size: 3/, 'min-size: 1\n$1desired-size: 1'];

describe('with one thing as it was published', () => {
  test.each<readonly [string, readonly Rewritten[], readonly string[]]>([
    ['e2: a listener named https takes HTTP', [[`${central}/modules/load-balancer/application-load-balancer.tf`, /protocol {10}= "HTTPS"\n {2}port {14}= "443"\n {2}certificate_arn.*\n {2}ssl_policy.*\n/, 'protocol = "HTTP"\n  port = "443"\n']], ['plaintext-from-internet']],
    ['e3: two rules of one priority', [[`${central}/modules/load-balancer/waf.tf`, 'priority = 2', 'priority = 1']], ['apply-ends-with-error']],
    ['e3: a group of rules that only counts', [[`${central}/modules/load-balancer/waf.tf`, /none \{\}(?=[\s\S]{0,200}CommonRuleSet)/, 'count {}']], ['rule-group-only-counts']],
    ['e4: a log bucket without a policy', [[`${central}/modules/load-balancer/access-logs.tf`, /resource "aws_s3_bucket_policy"[\s\S]*$/, ''], [`${central}/modules/load-balancer/application-load-balancer.tf`, /\n {2}depends_on = \[.*\]\n/, '\n']], ['apply-ends-with-error']],
    ['e5: an API server for everybody', [['eks-service-account/eks-cluster-setup/eks/terraform/modules/cluster-eks/control-plane.tf', 'endpoint_public_access  = false', 'endpoint_public_access  = true']], ['cluster-endpoint-open-to-internet']],
    ['e7: a parameter that is overwritten', [[`${plugin}/nginx.tf`, 'type     = "String"', 'type     = "String"\n  overwrite = true']], ['parameter-overwritten-silently']],
    ['e11: NGINX that believes no header', [[`${plugin}/nginx.yaml`, 'use-forwarded-headers: "true"', 'use-gzip: "true"']], ['forwarded-headers-ignored']],
    ['e17: a tag that is to move', [[`${plugin}/nginx.yaml`, ':controller-v1.13.3', ':latest']], ['moving-tag-in-immutable-repository']],
    ['e18: a principal of another name', [[`${plugin}/terraform.tfvars`, 'network-role-central', 'network-role']], ['apply-ends-with-error']],
    ['e13: one node for three zones, each with targets of its own only', [[`${plugin}/nginx.yaml`, crossZone, ''], oneNode], ['zones-without-nodes']],
    ['e13: one node, and every zone uses it', [oneNode], []],
    ['e15: a load balancer controller that asks services which nothing here reaches', [[`${plugin}/controller.tf`, '', controller('')]], ['controller-asks-services-out-of-reach', 'service-annotation-out-of-date']],
    ['e15: the same with its flags', [[`${plugin}/controller.tf`, '', controller('enableShield: false\n    enableWaf: false\n    enableWafv2: false\n')]], ['service-annotation-out-of-date']],
  ])('%s', async (_, changes, names) => {
    const found = await rewritten('mended', changes, async (copy) => statesIn(await load([copy])));
    expect([...new Set(found.map((line) => line.split(' ')[1]))]).toEqual(names);
  });

  test('e1: a target group that speaks TLS to a port of plain HTTP', async () => {
    const changes: readonly Rewritten[] = [
      [`${plugin}/nginx.yaml`, '- { name: https, containerPort: 443, protocol: TCP }', '- { name: http, containerPort: 80, protocol: TCP }'],
      [`${plugin}/nginx.yaml`, '{ name: https, port: 443, protocol: TCP, targetPort: https }', '{ name: http, port: 443, protocol: TCP, targetPort: http }'],
    ];
    const { answer, trace } = await rewritten('mended', changes, async (copy) => traced(await load([copy]), request));
    expect(trace.outcomes[0]!.verdict).toMatchObject({ kind: 'answered', status: 502, cause: 'tls-to-plaintext' });
    expect(answer.stops.map(({ rule, blocker }) => [rule.name, placeOf(blocker.origin.at)])).toMatchObject([['tls-sent-to-plaintext-port', expect.stringMatching(/^nginx\.yaml:/)]]);
  });
});

/** The load balancer controller of the cluster, by its chart. */
function controller(values: string): string {
  return `resource "helm_release" "controller" {
  name       = "aws-load-balancer-controller"
  namespace  = "kube-system"
  repository = "https://aws.github.io/eks-charts"
  chart      = "aws-load-balancer-controller"
  version    = "1.13.0"
  values = [<<-VALUES
    clusterName: private-service-cluster
    ${values}VALUES
  ]
}
`;
}
