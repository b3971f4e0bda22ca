import { expect, test } from 'vitest';
import { written } from '../../../../test/given.ts';
import { selectorOf } from '../../../dialects/kubernetes/labels.ts';
import { servicesOf } from '../../../dialects/kubernetes/services.ts';
import type { Json, JsonObject } from '../../../resource/resource.ts';
import { instanceOf, nodesOf, nodeTargets, withoutNodePorts } from './nodes.ts';

interface Written {
  readonly name: string;
  readonly labels?: JsonObject;
  readonly taints?: Json;
  readonly ready?: string;
}

const node = ({ name, labels = {}, taints = [], ready = 'True' }: Written): JsonObject => ({ apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: { providerID: `aws:///eu-west-1a/i-${name}`, taints }, status: { conditions: [{ type: 'MemoryPressure', status: 'False' }, { type: 'Ready', status: ready }] } });

// pkg/backend/endpoint_resolver.go and endpoint_utils.go: labels and taints of nodes that are left out, readiness, fail-open.
test.each<{ readonly name: string; readonly nodes: readonly Written[]; readonly selector?: JsonObject; readonly failOpen?: boolean; readonly taken: readonly string[]; readonly left: readonly string[] }>([
  { name: 'ready nodes are registered, others are not', nodes: [{ name: 'a' }, { name: 'b', ready: 'False' }, { name: 'c', ready: 'Unknown' }], failOpen: true, taken: ['a'], left: ['node b is not ready', 'node c is not ready'] },
  { name: 'of nodes that nobody hears of all are registered where none is ready', nodes: [{ name: 'b', ready: 'False' }, { name: 'c', ready: 'Unknown' }], failOpen: true, taken: ['c'], left: ['node b is not ready'] },
  { name: 'of nodes that nobody hears of none is registered without that feature', nodes: [{ name: 'c', ready: 'Unknown' }], taken: [], left: ['node c is not ready'] },
  { name: 'nodes that keep out of load balancers stay out, whatever the value', nodes: [{ name: 'a', labels: { 'node.kubernetes.io/exclude-from-external-load-balancers': '' } }, { name: 'b', labels: { 'node-role.kubernetes.io/master': 'x' } }, { name: 'c', labels: { 'alpha.service-controller.kubernetes.io/exclude-balancer': 'false' } }], taken: [], left: ['node a has the label node.kubernetes.io/exclude-from-external-load-balancers', 'node b has the label node-role.kubernetes.io/master', 'node c has the label alpha.service-controller.kubernetes.io/exclude-balancer'] },
  { name: 'of compute types only Fargate stays out', nodes: [{ name: 'a', labels: { 'eks.amazonaws.com/compute-type': 'fargate' } }, { name: 'b', labels: { 'eks.amazonaws.com/compute-type': 'ec2' } }], taken: ['b'], left: ['node a has the label eks.amazonaws.com/compute-type'] },
  { name: 'nodes that leave are not registered', nodes: [{ name: 'a', taints: [{ key: 'ToBeDeletedByClusterAutoscaler', effect: 'NoSchedule' }] }, { name: 'b', taints: [{ key: 'karpenter.sh/disrupted', effect: 'NoSchedule' }] }, { name: 'c', taints: [{ key: 'dedicated', effect: 'NoSchedule' }] }], taken: ['c'], left: ['node a is about to be removed (taint ToBeDeletedByClusterAutoscaler)', 'node b is about to be removed (taint karpenter.sh/disrupted)'] },
  { name: 'a selector takes nodes by their labels', nodes: [{ name: 'a', labels: { pool: 'edge' } }, { name: 'b', labels: { pool: 'web' } }], selector: { matchLabels: { pool: 'edge' } }, taken: ['a'], left: ['node b is not taken by the nodeSelector'] },
])('$name', async ({ nodes, selector, failOpen = false, taken, left }) => {
  const estate = await written(nodes.map((each) => JSON.stringify(node(each))).join('\n---\n'));
  const found = nodeTargets(nodesOf(estate, estate.resources[0]!.scope), selectorOf(selector), failOpen);
  expect(found.taken.map(({ name }) => name)).toEqual(taken);
  expect(found.left.map(({ who, why }) => `${who} ${why}`)).toEqual(left);
});

test.each<readonly [string | undefined, string]>([
  ['aws:///eu-west-1a/i-0123', 'i-0123'],
  ['i-0123', 'i-0123'],
  ['aws:///eu-west-1a/fargate-10.0.0.1', 'providerID aws:///eu-west-1a/fargate-10.0.0.1 is invalid for EC2 instances, node: a'],
  ['', 'providerID is not specified for node: a'],
  [undefined, 'providerID is not specified for node: a'],
])('a node of providerID %s', async (providerID, told) => {
  const estate = await written(JSON.stringify({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'a' }, spec: providerID === undefined ? {} : { providerID } }));
  const found = instanceOf(nodesOf(estate, estate.resources[0]!.scope)[0]!);
  expect(typeof found === 'string' ? found : found.says).toBe(told);
});

test.each<readonly [string, string | undefined]>([
  ['NodePort', undefined],
  ['LoadBalancer', undefined],
  ['ClusterIP', "service type must be either 'NodePort' or 'LoadBalancer': shop/web"],
])('a Service of type %s', async (type, says) => {
  const estate = await written(JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'shop' }, spec: { type, ports: [{ port: 80 }] } }));
  expect(withoutNodePorts(servicesOf(estate)[0]!)?.says).toBe(says);
});
