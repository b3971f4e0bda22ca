import { describe, expect, test } from 'vitest';
import { opener } from '../../../test/balancer.ts';
import type { JsonObject } from '../../resource/resource.ts';
import { kind } from './kind.ts';
import type { Answer } from './spec.ts';

type Written = readonly [type: string, name: string, body: JsonObject];

const opened = opener(kind);
const edge: Written = ['aws_lb', 'edge', { name: 'edge', dns_name: 'edge-1234567890.eu-central-1.elb.amazonaws.com' }];
const inner: Written = ['aws_lb', 'inner', { name: 'inner', internal: true }];
const listener = (of: string): Written => ['aws_lb_listener', of, { load_balancer_arn: `\${aws_lb.${of}.arn}`, port: 443, protocol: 'HTTPS' }];
const zone = (name: string, ...vpcs: readonly string[]): Written => ['aws_route53_zone', `${name}${vpcs.join('')}`, { name: `${name}.`, zone_id: `Z${name}${vpcs.join('')}`, ...(vpcs.length === 0 ? {} : { vpc: vpcs.map((vpc_id) => ({ vpc_id })) }) }];
let count = 0;
const record = (of: string, name: string, body: JsonObject): Written => ['aws_route53_record', `r${count++}`, { zone_id: `Z${of}`, name, type: 'A', ...body }];
const alias = (name: string): JsonObject => ({ alias: [{ name, zone_id: 'Z215', evaluate_target_health: false }] });
const toEdge = alias('dualstack.EDGE-1234567890.eu-central-1.elb.amazonaws.com.');

function leading(answer: Answer | undefined): unknown {
  switch (answer?.leads) {
    case 'on':
      return answer.hop;
    case 'nowhere':
      return `${answer.kind} ${answer.cause}`;
    case 'one-of':
      return answer.shares.map(({ weight, answer: each }) => [weight, leading(each)]);
    case 'either':
      return { first: leading(answer.first), second: leading(answer.second) };
    case undefined:
      return undefined;
    default:
      return answer;
  }
}

/** What `HOST`, or `VIEW HOST`, leads to on port 443. */
function asked(question: string, ...resources: readonly Written[]): unknown {
  const [host = '', view = 'public'] = question.split(' ').toReversed();
  return leading(opened(edge, listener('edge'), inner, listener('inner'), ...resources).at(`name/${view}/${host}/443`)?.answer);
}

describe('which zone is asked', () => {
  const open = [zone('example.com'), record('example.com', 'www', toEdge)];
  const hidden = [zone('example.com', 'vpc-a'), record('example.comvpc-a', 'app', alias('${aws_lb.inner.dns_name}'))];

  test('the public one by the internet, and none where there is none', () => {
    expect(asked('www.example.com', ...open)).toBe('listener/edge/443');
    expect(asked('www.example.org', ...open)).toBeUndefined();
    expect(asked('app.example.com', ...hidden)).toBeUndefined();
  });

  test('the private one in its VPCs, also for names that only the public one has', () => {
    expect(asked('vpc=vpc-a app.example.com', ...open, ...hidden)).toBe('listener/inner/443');
    expect(asked('vpc=vpc-a www.example.com', ...open, ...hidden)).toBe('unresolved name-not-known');
    expect(asked('vpc=vpc-b www.example.com', ...open, ...hidden)).toBe('listener/edge/443');
  });

  test('the longest private one that the VPC is associated with, by whichever resource associates them', () => {
    const associated: Written = ['aws_route53_zone_association', 'a', { zone_id: 'Zdev.example.comvpc-b', vpc_id: 'vpc-a' }];
    const longer = [zone('dev.example.com', 'vpc-b'), record('dev.example.comvpc-b', 'app', toEdge)];
    expect(asked('vpc=vpc-a app.dev.example.com', ...hidden, ...longer)).toBe('unresolved name-not-known');
    expect(asked('vpc=vpc-a app.dev.example.com', ...hidden, ...longer, associated)).toBe('listener/edge/443');
    expect(asked('inside app.dev.example.com', ...hidden, ...longer)).toEqual({ first: 'listener/edge/443', second: 'unresolved name-not-known' });
    expect(asked('inside app.dev.example.com', ...longer, associated)).toBe('listener/edge/443');
  });

  test('one that is only looked up has records that no input holds', () => {
    const found: Written = ['aws_route53_zone', 'module.dns.data.main["a.example"]', { name: 'example.com', zone_id: 'Zexample.com' }];
    expect(asked('www.example.com', found, record('example.com', 'www', toEdge))).toBe('listener/edge/443');
    expect(asked('api.example.com', found, record('example.com', 'www', toEdge))).toEqual({ first: 'outside/api.example.com/443', second: 'unresolved name-not-known' });
  });

  test('a name below a label that the internet does not know exists in its VPCs only', () => {
    const own = [zone('corp.internal', 'vpc-a'), record('corp.internalvpc-a', '*', toEdge)];
    expect(asked('vpc=vpc-b a.corp.internal', ...own)).toBe('unresolved name-not-known');
    expect(asked('a.corp.internal', ...own)).toBe('unresolved name-not-known');
    expect(asked('inside a.corp.internal', ...own)).toBe('listener/edge/443');
  });
});

describe('which record answers', () => {
  const of = (...records: readonly (readonly [name: string, body: JsonObject])[]): readonly Written[] => [zone('example.com'), ...records.map(([name, body]) => record('example.com', name, body))];

  test('names are relative or whole, the apex is empty, and escapes of the API are characters', () => {
    const records = of(['', toEdge], ['whole.example.com.', toEdge], ['\\052.wild.example.com.', toEdge]);
    expect(['example.com', 'whole.example.com', 'any.wild.example.com'].map((host) => asked(host, ...records))).toEqual(['listener/edge/443', 'listener/edge/443', 'listener/edge/443']);
    expect(asked('wild.example.com', ...records)).toBe('unresolved name-not-known');
  });

  test('a wildcard takes any number of labels, but nothing at or below a name that there is', () => {
    const records = of(['*', toEdge], ['b', { records: ['192.0.2.1'] }], ['x.y', { type: 'TXT', records: ['hello'] }]);
    expect(asked('a.example.com', ...records)).toBe('listener/edge/443');
    expect(asked('c.d.e.example.com', ...records)).toBe('listener/edge/443');
    expect(asked('b.example.com', ...records)).toBe('outside/192.0.2.1/443');
    expect(['a.b.example.com', 'y.example.com', 'x.y.example.com', 'z.y.example.com'].map((host) => asked(host, ...records))).toEqual(Array(4).fill('unresolved name-not-known'));
  });

  test('other names are followed, in the zone or out of it, and not for ever', () => {
    const records = of(['a', { type: 'CNAME', records: ['b.example.com.'] }], ['b', alias('c.example.com')], ['c', toEdge], ['d', { type: 'CNAME', records: ['shop.example.net'] }], ['e', { type: 'CNAME', records: ['f.example.com'] }], ['f', { type: 'CNAME', records: ['e.example.com'] }]);
    expect(asked('a.example.com', ...records)).toBe('listener/edge/443');
    expect(asked('d.example.com', ...records)).toBe('outside/shop.example.net/443');
    expect(asked('e.example.com', ...records)).toBe('unresolved name-not-known');
  });

  test('an alias inside a zone stays in it', () => {
    const records = [zone('example.com', 'vpc-a'), zone('b.example.com'), record('example.comvpc-a', 'a', alias('b.example.com')), record('example.comvpc-a', 'b', toEdge)];
    expect(asked('vpc=vpc-a a.example.com', ...records)).toBe('listener/edge/443');
  });

  test('names that the zone leaves to other servers are not known', () => {
    const records = of(['dev', { type: 'NS', records: ['ns1.example.net'] }], ['*', toEdge], ['', { type: 'NS', records: ['ns-1.awsdns-01.org'] }]);
    expect(asked('a.dev.example.com', ...records)).toEqual({ first: 'outside/a.dev.example.com/443', second: 'unresolved name-not-known' });
    expect(asked('a.example.com', ...records)).toBe('listener/edge/443');
  });

  test('a record of a zone that is in no input says what there is and never what there is not', () => {
    const beside = record('elsewhere', 'app.example.com', { fqdn: 'app.example.com', ...toEdge });
    expect(asked('app.example.com', beside)).toBe('listener/edge/443');
    expect(asked('inside app.example.com', beside)).toBe('listener/edge/443');
    expect(asked('api.example.com', beside)).toBeUndefined();
  });
});

describe('where it leads', () => {
  const www = (body: JsonObject): readonly Written[] => [zone('example.com'), record('example.com', 'www', body)];

  test('an internal load balancer is out of reach of the internet, and a port without a listener drops', () => {
    expect(asked('www.example.com', ...www(alias('${aws_lb.inner.dns_name}')))).toBe('dropped not-routable');
    expect(leading(opened(edge, listener('edge'), ...www(toEdge)).at('name/public/www.example.com/80')?.answer)).toBe('dropped no-listener');
  });

  test('a load balancer that has yet to be made is known by the name in its DNS name', () => {
    expect(asked('vpc=v www.example.com', ...www(alias('internal-inner-92142121.eu-west-1.elb.amazonaws.com')))).toBe('listener/inner/443');
    expect(asked('www.example.com', ...www(alias('edge-77.eu-central-1.elb.amazonaws.com')))).toEqual({ first: 'outside/edge-77.eu-central-1.elb.amazonaws.com/443', second: 'unresolved name-not-known' });
  });

  test('an interface endpoint, by its DNS names or by reference', () => {
    const endpoint: Written = ['aws_vpc_endpoint', 'hub', { id: 'vpce-1', dns_entry: [{ dns_name: 'vpce-1-abc.vpce-svc-2.eu-central-1.vpce.amazonaws.com', hosted_zone_id: 'Z2' }] }];
    expect(asked('www.example.com', endpoint, ...www({ type: 'CNAME', records: ['vpce-1-abc.vpce-svc-2.eu-central-1.vpce.amazonaws.com'] }))).toBe('endpoint/vpce-1/443');
    expect(asked('www.example.com', endpoint, ...www(alias('${aws_vpc_endpoint.hub.dns_entry[0].dns_name}')))).toBe('endpoint/vpce-1/443');
  });

  test('several answers: by weight, in equal parts, or by what nobody knows', () => {
    const two = (first: JsonObject, second: JsonObject): unknown => asked('www.example.com', zone('example.com'), record('example.com', 'www', { ...toEdge, set_identifier: 'a', ...first }), record('example.com', 'www', { records: ['192.0.2.9'], set_identifier: 'b', ...second }));
    const [e, o] = ['listener/edge/443', 'outside/192.0.2.9/443'];
    expect(two({ weighted_routing_policy: [{ weight: 9 }] }, { weighted_routing_policy: [{ weight: 0 }] })).toEqual([[9, e], [0, o]]);
    expect(two({ weighted_routing_policy: [{ weight: 0 }] }, { weighted_routing_policy: [{ weight: 0 }] })).toEqual([[1, e], [1, o]]);
    expect(two({ multivalue_answer_routing_policy: true }, { multivalue_answer_routing_policy: true })).toEqual([[1, e], [1, o]]);
    expect(two({ latency_routing_policy: [{ region: 'eu-west-1' }] }, { latency_routing_policy: [{ region: 'us-east-1' }] })).toEqual({ first: e, second: o });
    expect(two({ failover_routing_policy: [{ type: 'SECONDARY' }] }, { failover_routing_policy: [{ type: 'PRIMARY' }], health_check_id: 'hc' })).toEqual({ first: o, second: e });
    expect(two({ failover_routing_policy: [{ type: 'SECONDARY' }] }, { failover_routing_policy: [{ type: 'PRIMARY' }] })).toBe(o);
    expect(asked('www.example.com', ...www({ records: ['192.0.2.1', '192.0.2.2'] }))).toEqual([[1, 'outside/192.0.2.1/443'], [1, 'outside/192.0.2.2/443']]);
  });
});

test('the nearest name of the zone is told: by a slip, or by the same first label', () => {
  const near = (host: string): string | undefined => {
    const spec = opened(zone('example.com'), record('example.com', 'netbox.cluster', { records: ['10.0.0.1'] })).at(`name/public/${host}/443`)!;
    return kind.explain?.(spec, { cause: 'name-not-known', attribute: undefined, resource: '', dialler: 'client', request: {} });
  };
  expect(near('netbx.cluster.example.com')).toBe('the zone has netbox.cluster.example.com: ask for that, or add a record for netbx.cluster.example.com');
  expect(near('netbox.example.com')).toContain('the zone has netbox.cluster.example.com');
});
