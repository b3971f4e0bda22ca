import { describe, expect, test } from 'vitest';
import type { Loaded } from '../../../src/cli/load.ts';
import { checkedOf } from '../../../src/cli/check.ts';
import { pathOf } from '../../../src/path/path.ts';
import type { Resource } from '../../../src/resource/resource.ts';
import { example } from '../played.ts';
import { traced } from '../xnat/reading.ts';

const url = 'https://app1.example.com/';

/** The estate without some of what it has, or with something else in it. */
async function changed(form: string, change: (resource: Resource) => Resource | undefined): Promise<Loaded> {
  const loaded = await example(`central-ingress/${form}`);
  return { ...loaded, path: pathOf(loaded.path.resources.flatMap((resource) => change(resource) ?? [])) };
}

function without(...names: readonly string[]): (resource: Resource) => Resource | undefined {
  return (resource) => (names.some((name) => `${resource.type}.${resource.name}`.startsWith(name)) ? undefined : resource);
}

/** What mends the first stop: of those who ask from anywhere, and of one that says its address. */
function mended(loaded: Loaded): Readonly<Record<'anyone' | 'one', readonly string[]>> {
  const first = (options: Readonly<Record<string, unknown>>): readonly string[] => (traced(loaded, { url, ...options }).answer.stops[0]?.mends ?? []).map(({ certainty, title }) => `${certainty}: ${title}`);
  return { anyone: first({}), one: first({ from: '203.0.113.10' }) };
}

describe('what is closed to clients on the internet is opened for all of them, unless one is named', () => {
  test.each(['plan', 'terraform'])('by the security group of the load balancer (%s)', async (form) => {
    const all = 'proved: allow tcp/443 from 0.0.0.0/0 (all of the internet) on aws_security_group alb';
    expect(mended(await changed(form, without('aws_vpc_security_group_ingress_rule.https')))).toEqual({ anyone: [all], one: ['proved: allow tcp/443 from 203.0.113.10/32 on aws_security_group alb', all] });
  });

  test.each(['plan', 'terraform'])('by the network ACL, on the way there (%s)', async (form) => {
    const loaded = await changed(form, without('aws_network_acl_rule.public_https'));
    const { anyone, one } = mended(loaded);
    // The address of the client that check asks with is an example, and nobody's.
    const check = checkedOf(loaded).findings.find(({ severity, witness }) => severity === 'error' && witness !== undefined)?.mends.map(({ certainty, title }) => `${certainty}: ${title}`);
    const all = expect.stringMatching(/^proved: add ingress entry 132 to network ACL public: allow tcp 443 from 0\.0\.0\.0\/0 \(all of the internet\)$/);
    expect({ anyone, one, check }).toEqual({ anyone: [all], one: [expect.stringMatching(/from 203\.0\.113\.10\/32$/), all], check: [all] });
  });

  test('by the network ACL, on the way back', async () => {
    const all = expect.stringMatching(/^proved: add egress entry 122 to network ACL public: allow tcp 1024-65535 to 0\.0\.0\.0\/0 \(all of the internet\)$/);
    expect(mended(await changed('terraform', without('aws_network_acl_rule.public_replies_to_clients')))).toEqual({ anyone: [all], one: [expect.stringMatching(/to 203\.0\.113\.10\/32$/), all] });
  });

  test('by a route table without a way out', async () => {
    const way = expect.stringMatching(/^proved: add 0\.0\.0\.0\/0 -> aws_internet_gateway\.internet to route table public /);
    expect(mended(await changed('terraform', without('aws_route.internet')))).toEqual({ anyone: [way], one: [way] });
  });

  test('by subnets that use the main table: they get the one that leads out', async () => {
    const way = expect.stringMatching(/^proved: associate aws_subnet public\["euw1-az1"\] and .* with route table public, which leads to aws_internet_gateway\.internet$/);
    expect(mended(await changed('terraform', without('aws_route_table_association.public')))).toEqual({ anyone: [way], one: [way] });
  });
});

test('rules for some clients are not made rules for all: who is meant besides is asked', async () => {
  const some = await changed('terraform', (resource) => (resource.type === 'aws_vpc_security_group_ingress_rule' && resource.name === 'https' ? { ...resource, body: { ...resource.body, cidr_ipv4: '198.51.100.0/24' } } : resource));
  const { anyone, one } = mended(some);
  expect(anyone).toEqual([expect.stringMatching(/^needs a value: allow tcp\/443 from clients that no rule names \(\S+\/32 stands for it; there are rules for 198\.51\.100\.0\/24\) on aws_security_group alb$/)]);
  expect(one).toEqual(['proved: allow tcp/443 from 203.0.113.10/32 on aws_security_group alb']);
});

test.each(['public_to_endpoints', 'public_replies_of_endpoints'])('without the three entries %s, one for each subnet of the endpoints is added', async (name) => {
  const { anyone } = mended(await changed('terraform', without(`aws_network_acl_rule.${name}`)));
  expect(anyone).toEqual([expect.stringMatching(/^proved: add (egress|ingress) entries \d+ and \d+ and \d+ to network ACL public: allow tcp [\d-]+ (to|from) 10\.12\.10\.0\/23 and 10\.12\.12\.0\/23 and 10\.12\.14\.0\/23$/)]);
});
