import { expect, test } from 'vitest';
import { written } from '../../test/given.ts';
import { shop } from '../../test/shop.ts';
import { readInputs } from '../formats/inputs.ts';
import { pathOf } from '../path/path.ts';
import { judged } from './judge.ts';

const allowOnly = (method: string): string => `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: web, namespace: shop }
spec: { selector: { matchLabels: { app: web } }, rules: [{ to: [{ operation: { methods: [${method}], paths: ["/live*"] } }] }] }
`;

async function namesIn(text: string): Promise<readonly (readonly [string, string | undefined])[]> {
  const path = pathOf((await written(text)).resources);
  return judged(path, []).filter(({ met }) => met !== undefined).map(({ finding }) => [finding.name, finding.witness?.url]);
}

test('a path rule that leads nowhere is found beside rules that work, with a request that meets it', async () => {
  const dead = 'apiVersion: v1\nkind: Service\nmetadata: { name: dead, namespace: shop }\nspec: { selector: { app: dead }, ports: [{ name: http, port: 80, targetPort: 8080 }] }\n';
  expect(await namesIn(shop({ paths: { '/live': 'web', '/dead': 'dead' }, more: dead }))).toEqual([['no-targets-registered', 'http://shop.example.com/dead']]);
});

test('a policy that lets some requests of a host through does what it was written for', async () => {
  expect(await namesIn(shop({ more: allowOnly('GET') }))).toEqual([]);
});

test('a policy that lets no request of a host through is found', async () => {
  expect((await namesIn(shop({ paths: { '/dead': 'web' }, more: allowOnly('GET') }))).map(([name]) => name)).toContain('no-allow-rule-matches');
});

test('a Service without pods is told once where a request gets as far, and by itself where none does', async () => {
  const dead = 'apiVersion: v1\nkind: Service\nmetadata: { name: dead, namespace: shop }\nspec: { selector: { app: dead }, ports: [{ name: http, port: 80, targetPort: 8080 }] }\n';
  const names = async (text: string): Promise<readonly string[]> => judged(pathOf((await written(text)).resources), []).map(({ finding }) => finding.name).filter((name) => /pods|targets/.test(name));
  expect(await names(shop({ paths: { '/dead': 'dead' }, more: dead }))).toEqual(['no-targets-registered']);
  expect(await names(shop({ more: dead }))).toEqual(['service-without-pods']);
});

test('a host that a rule serves for one query only is served', async () => {
  expect(await namesIn(shop({ annotations: { 'conditions.web': '[{"field":"query-string","queryStringConfig":{"values":[{"key":"v","value":"1*"}]}}]' } }))).toEqual([]);
});

test('a host that is served to who is logged in is served', async () => {
  const login = { 'listen-ports': '[{"HTTPS": 443}]', 'certificate-arn': 'arn:aws:acm:eu-west-1:111122223333:certificate/4f1d', 'auth-type': 'cognito', 'auth-idp-cognito': '{"userPoolARN":"arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_abc","userPoolClientID":"client","userPoolDomain":"users"}' };
  for (const otherwise of ['authenticate', 'deny']) expect(await namesIn(shop({ annotations: { ...login, 'auth-on-unauthenticated-request': otherwise }, paths: { '/live': 'web' } }))).toEqual([]);
});

test('clients whose name nobody wrote are those of the listener', async () => {
  const arn = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333';
  const described = `
Vpcs: [{ VpcId: vpc-1, CidrBlock: 10.0.0.0/16 }]
Subnets: [{ SubnetId: subnet-a, VpcId: vpc-1, CidrBlock: 10.0.1.0/24, AvailabilityZone: eu-west-1a }]
NetworkInterfaces: [{ NetworkInterfaceId: eni-lb, Description: ELB app/edge/1a, SubnetId: subnet-a, VpcId: vpc-1, PrivateIpAddress: 10.0.1.5, Groups: [{ GroupId: sg-lb }], Association: { PublicIp: 203.0.113.9 } }]
SecurityGroups: [{ GroupId: sg-lb, VpcId: vpc-1, IpPermissions: [], IpPermissionsEgress: [] }]
InternetGateways: [{ InternetGatewayId: igw-1, Attachments: [{ VpcId: vpc-1, State: available }] }]
RouteTables: [{ RouteTableId: rtb-1, VpcId: vpc-1, Associations: [{ Main: true }], Routes: [{ DestinationCidrBlock: 10.0.0.0/16, GatewayId: local, State: active }, { DestinationCidrBlock: 0.0.0.0/0, GatewayId: igw-1, State: active }] }]
LoadBalancers: [{ LoadBalancerArn: '${arn}:loadbalancer/app/edge/1a', LoadBalancerName: edge, Type: application, Scheme: internet-facing, VpcId: vpc-1, SecurityGroups: [sg-lb], AvailabilityZones: [{ SubnetId: subnet-a, ZoneName: eu-west-1a }] }]
Listeners: [{ ListenerArn: '${arn}:listener/app/edge/1a/2b', LoadBalancerArn: '${arn}:loadbalancer/app/edge/1a', Port: 80, Protocol: HTTP, DefaultActions: [{ Type: fixed-response, FixedResponseConfig: { StatusCode: '200' } }] }]
`;
  const found = judged(pathOf((await written(described)).resources), []);
  expect(found.map(({ finding: { name, message } }) => [name, message])).toEqual([['guard-drops-traffic', 'clients of ALB edge (HTTP 80) get no answer (GET)']]);
});

test('what stops everybody is shown by a request that is plainly written', async () => {
  const { resources, problems } = await readInputs(['examples/flightpath']);
  const stops = judged(pathOf(resources), problems).flatMap(({ finding, met }) => (met === undefined ? [] : [[finding.name, finding.witness?.url, finding.witness?.headers]]));
  expect(stops).toEqual([['network-acl-denies-traffic', 'https://shop.example.com/', []]]);
});
