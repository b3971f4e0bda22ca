import { expect, test } from 'vitest';
import { podsOf } from '../../../dialects/kubernetes/pods.ts';
import type { Json, JsonObject } from '../../../resource/resource.ts';
import { pathText } from '../../../resource/resource.ts';
import { given } from '../../../../test/given.ts';
import { beyondNeed, opened, permissionsOf, type Permission } from './permissions.ts';

const group = (id: string, from: number, to = from, protocol = 'tcp'): Permission => ({ protocol, from, to, source: { group: id } });
const block = (cidr: string, port: number): Permission => ({ protocol: 'tcp', from: port, to: port, source: { block: cidr } });
const shown = ({ protocol, from, to, source }: Permission): string => `${protocol} ${from}-${to} ${'group' in source ? source.group : source.block}`;

// pkg/targetgroupbinding/networking_manager.go, computeRestrictedIngressPermissionsPerSG and aggregation of ports.
test.each<{ readonly name: string; readonly asked: readonly Permission[]; readonly apart?: boolean; readonly rules: readonly string[] }>([
  { name: 'ports of one source become one range', asked: [group('sg-1', 8080), group('sg-1', 80), group('sg-1', 9090)], rules: ['tcp 80-9090 sg-1'] },
  { name: 'protocols stay apart', asked: [group('sg-1', 53, 53, 'udp'), group('sg-1', 80)], rules: ['tcp 80-80 sg-1', 'udp 53-53 sg-1'] },
  { name: 'sources stay apart, in order', asked: [group('sg-2', 80), group('sg-1', 90)], rules: ['tcp 90-90 sg-1', 'tcp 80-80 sg-2'] },
  { name: 'all ports take the others in', asked: [group('sg-1', 80), group('sg-1', 0, 0)], rules: ['tcp 0-65535 sg-1'] },
  { name: 'a range to the last port takes in what is below', asked: [group('sg-1', 0, 65535), group('sg-1', 80)], rules: ['tcp 0-65535 sg-1'] },
  { name: 'a range from port 0 is no all', asked: [group('sg-1', 0, 100), group('sg-1', 80)], rules: ['tcp 0-100 sg-1'] },
  { name: 'blocks stay as they are, behind the groups, each once', asked: [block('10.0.0.0/8', 80), group('sg-1', 80), block('10.0.0.0/8', 90), block('10.0.0.0/8', 80)], rules: ['tcp 80-80 sg-1', 'tcp 80-80 10.0.0.0/8', 'tcp 90-90 10.0.0.0/8'] },
  { name: 'where rules are not restricted every port stays alone', asked: [group('sg-1', 8080), group('sg-1', 80)], apart: true, rules: ['tcp 8080-8080 sg-1', 'tcp 80-80 sg-1'] },
])('$name', ({ asked, apart = false, rules }) => {
  expect(opened(asked, apart).map(shown)).toEqual(rules);
});

test.each<readonly [string, readonly Permission[], readonly string[]]>([
  ['nothing between neighbours', [group('sg-1', 80), group('sg-1', 81)], []],
  ['what lies between two ports', [group('sg-1', 80), group('sg-1', 8080)], ['81-8079']],
  ['every gap', [group('sg-1', 90), group('sg-1', 80), group('sg-1', 85)], ['81-84', '86-89']],
  ['nothing inside a range', [group('sg-1', 80, 90), group('sg-1', 85), group('sg-1', 91)], []],
])('a range opens beyond need %s', (_name, asked, gaps) => {
  expect(beyondNeed(opened(asked, false)[0]!).map(({ from, to }) => `${from}-${to}`)).toEqual(gaps);
});

async function podsIn(containers: readonly JsonObject[]): Promise<ReturnType<typeof podsOf>> {
  const { estate } = await given(containers.map((container, index) => JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'shop', name: `web-${index}` }, spec: { containers: [{ name: 'web', image: 'web', ...container }] } })).join('\n---\n'));
  return podsOf(estate);
}

// networking of TargetGroupBindings: pkg/targetgroupbinding, computePermissionsForPeerPort and computeNumericalPorts.
test.each<{ readonly name: string; readonly from?: Json; readonly ports: Json; readonly containers?: readonly JsonObject[]; readonly rules: readonly string[]; readonly unusable?: readonly (readonly [string, string])[]; readonly without?: readonly string[] }>([
  { name: 'a port without a protocol is one of TCP', ports: [{ port: 80 }], rules: ['tcp 80-80 sg-1'] },
  { name: 'a port of UDP', ports: [{ protocol: 'UDP', port: 53 }], rules: ['udp 53-53 sg-1'] },
  { name: 'no number is every port', ports: [{ protocol: 'TCP' }], rules: ['tcp 0-65535 sg-1'] },
  { name: 'null is no number', ports: [{ port: null }], rules: ['tcp 0-65535 sg-1'] },
  { name: 'no ports open nothing', ports: [], rules: [], without: ['ingress[0]'] },
  { name: 'every peer gets every port', from: [{ securityGroup: { groupID: 'sg-1' } }, { ipBlock: { cidr: '10.0.0.0/8' } }], ports: [{ port: 80 }, { port: 90 }], rules: ['tcp 80-80 sg-1', 'tcp 90-90 sg-1', 'tcp 80-80 10.0.0.0/8', 'tcp 90-90 10.0.0.0/8'] },
  { name: 'a peer without either is none', from: [{ securityGroup: { groupID: 'sg-1' } }, {}], ports: [{ port: 80 }], rules: ['tcp 80-80 sg-1'], unusable: [['ingress[0].from[1]', 'either ipBlock or securityGroup should be specified']] },
  { name: 'a name means what each pod says', ports: [{ port: 'http' }], containers: [{ ports: [{ name: 'http', containerPort: 9090 }] }, { ports: [{ name: 'http', containerPort: 8080 }] }], rules: ['tcp 8080-8080 sg-1', 'tcp 9090-9090 sg-1'] },
  { name: 'a name of UDP is one too', ports: [{ protocol: 'UDP', port: 'dns' }], containers: [{ ports: [{ name: 'dns', containerPort: 5353, protocol: 'UDP' }] }], rules: ['udp 5353-5353 sg-1'] },
  { name: 'a name that a pod lacks', ports: [{ port: 'http' }], containers: [{}], rules: [], unusable: [['ingress[0].ports[0]', 'unable to find port http on pod shop/web-0']] },
  { name: 'a name needs pods', ports: [{ port: 'http' }], rules: [], unusable: [['ingress[0].ports[0]', 'named ports can only be used with pod endpoints']] },
])('$name', async ({ from = [{ securityGroup: { groupID: 'sg-1' } }], ports, containers = [], rules, unusable = [], without = [] }) => {
  const found = permissionsOf({ ingress: [{ from, ports }] }, await podsIn(containers));
  expect(found.permissions.map(shown)).toEqual(rules);
  expect(found.unusable.map(({ path, says }) => [pathText(path), says])).toEqual(unusable);
  expect(found.without.map(pathText)).toEqual(without);
});
