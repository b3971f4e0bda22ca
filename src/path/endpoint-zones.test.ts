import { expect, test } from 'vitest';
import { requestOf } from '../cli/ask.ts';
import { readInputs } from '../formats/inputs.ts';
import { embeddedIn } from '../formats/embedded.ts';
import type { Resource } from '../resource/resource.ts';
import { pathOf } from './path.ts';
import { traceOf } from './trace.ts';


async function assumed(change: (resource: Resource) => Resource): Promise<readonly string[]> {
  const inputs = await readInputs(['examples/central-ingress/as-published']);
  const path = pathOf([...inputs.resources, ...embeddedIn(inputs.resources, inputs.files, [])].map(change));
  const asked = requestOf({ url: 'http://central.example.com/internet' });
  const trace = 'wrong' in asked ? asked : traceOf(path, asked);
  return 'wrong' in trace ? [trace.wrong] : trace.assumptions.filter(({ name }) => name === 'endpoint-zone-is-served').map(({ text }) => text);
}

test('zones of which two accounts only say the names are taken to be the same, and that is said once', async () => {
  expect(await assumed((resource) => resource)).toEqual(['module.endpoint.aws_vpc_endpoint.endpoint is in zones that aws_vpc_endpoint_service.nginx-ingress-public serves: the ids of the zones of its load balancer are in no input, and names of zones mean other zones in another account']);
});

test('an endpoint that AWS has made is in zones that it took', async () => {
  expect(await assumed((resource) => (resource.type === 'aws_vpc_endpoint' ? { ...resource, body: { ...resource.body, state: 'available' } } : resource))).toEqual([]);
});
