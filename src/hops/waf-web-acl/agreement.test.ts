import { describe, expect, test } from 'vitest';
import { albPath, asking, fixed, redirect, type Alb, type Asked } from '../../../test/alb.ts';
import { differing, rehearsed } from '../../../test/up/estate.ts';
import { possible } from '../../engine/lookup.ts';
import { pointCarrier } from '../../engine/point.ts';
import { regionCarrier, regionOf } from '../../engine/region.ts';
import { createStore } from '../../engine/store.ts';
import { walk, type Way } from '../../engine/walk.ts';
import { arrive } from '../../path/arrive.ts';
import { pathOf, type Path } from '../../path/path.ts';
import { always } from '../../ir/match.ts';
import type { JsonObject, Resource } from '../../resource/resource.ts';

const alb: Alb = { listeners: { 80: {} }, rules: [{ condition: [{ path_pattern: [{ values: ['/old'] }] }], action: [redirect({ path: '/new' })] }, { condition: [{ path_pattern: [{ values: ['/fixed'] }] }], action: [fixed('200', 'ok')] }, {}] };
const resource = (type: string, name: string, body: JsonObject): Resource => ({ scope: 'default', type, name, body, locate: () => undefined });
const text = (field: JsonObject, search_string: string, positional_constraint: string, type = 'NONE'): JsonObject => ({ byte_match_statement: [{ search_string, positional_constraint, field_to_match: [field], text_transformation: [{ priority: 0, type }] }] });
const uri: JsonObject = { uri_path: [{}] };

const rules: readonly JsonObject[] = [
  { name: 'office', action: [{ allow: [{}] }], statement: [{ ip_set_reference_statement: [{ arn: '${aws_wafv2_ip_set.office.arn}' }] }] },
  { name: 'seen', action: [{ count: [{}] }], rule_label: [{ name: 'seen:api' }], statement: [text(uri, '/api/', 'STARTS_WITH')] },
  { name: 'common', override_action: [{ none: [{}] }], statement: [{ managed_rule_group_statement: [{ vendor_name: 'AWS', name: 'AWSManagedRulesCommonRuleSet', rule_action_override: [{ name: 'SizeRestrictions_BODY', action_to_use: [{ count: [{}] }] }] }] }] },
  { name: 'labelled', action: [{ block: [{ custom_response: [{ response_code: 429 }] }] }], statement: [{ and_statement: [{ statement: [{ label_match_statement: [{ scope: 'NAMESPACE', key: 'seen:' }] }, text({ single_query_argument: [{ name: 'debug' }] }, 'yes', 'EXACTLY', 'LOWERCASE')] }] }] },
  { name: 'admin', action: [{ block: [{}] }], statement: [text(uri, '/admin', 'CONTAINS')] },
];

function guarded(of: readonly JsonObject[] = rules): Path {
  const acl = resource('aws_wafv2_web_acl', 'edge', { name: 'edge', default_action: [{ allow: [{}] }], rule: of.map((rule, priority) => ({ priority, ...rule })) });
  const association = resource('aws_wafv2_web_acl_association', 'edge', { resource_arn: '${aws_lb.edge.arn}', web_acl_arn: '${aws_wafv2_web_acl.edge.arn}' });
  return pathOf([...albPath(alb).resources, acl, association, resource('aws_wafv2_ip_set', 'office', { name: 'office', addresses: ['192.0.2.0/24'] })]);
}

const curl = ['User-Agent', 'curl/8.5.0'] as const;
const asked: readonly (readonly [string, Asked])[] = [
  ['/', { headers: [curl] }],
  ['/', {}],
  ['/', { address: '192.0.2.9' }],
  ['/api/items?debug=YES', { headers: [curl] }],
  ['/api/items?debug=no', { headers: [curl] }],
  ['/old', { headers: [curl] }],
  ['/old', {}],
  ['/fixed', { headers: [['User-Agent', 'nmap']] }],
  ['/x/admin/', { headers: [curl] }],
  ['/a.log', { headers: [curl] }],
];

/** Where a redirect leads is told for one request, and not for a set of them. */
const told = (way: Way<unknown, unknown>): string => JSON.stringify([{ ...way.verdict, location: '' }, way.steps.map(({ op, origin }) => [op, origin.resource, origin.rule])]);

describe('requests through a web ACL', () => {
  test('a request takes the ways of the regions that it is in', () => {
    const path = guarded();
    const store = createStore();
    const regions = walk(path.program, regionCarrier(store), 'rules/edge/80', regionOf(store, always), { onward: false });
    expect(regions.length).toBeGreaterThan(5);
    for (const [url, more] of asked) {
      const arrival = arrive(path, asking(`http://edge.example.com${url}`, more));
      if (!('entry' in arrival)) throw new Error(url);
      const ways = walk(path.program, pointCarrier(), 'rules/edge/80', arrival.point, { onward: false });
      const fields = Object.fromEntries([...arrival.point.cells].filter(([, value]) => typeof value !== 'object' || value === null)) as Record<string, string | number>;
      const around = regions.filter((way) => possible(store, way.traffic.rest, fields));
      expect(ways.every(({ when }) => when.length === 0), url).toBe(true);
      for (const way of ways) expect(around.map(told), url).toContain(told(way));
      for (const way of around) if (way.when.length === 0) expect(ways.map(told), url).toContain(told(way));
    }
  }, 60_000);

  test('so does one that three groups of AWS look at, whose rules nobody can read', () => {
    const managed = ['AWSManagedRulesCommonRuleSet', 'AWSManagedRulesKnownBadInputsRuleSet', 'AWSManagedRulesSQLiRuleSet'].map((name): JsonObject => ({ name, override_action: [{ none: [{}] }], statement: [{ managed_rule_group_statement: [{ vendor_name: 'AWS', name }] }] }));
    const path = guarded(managed);
    const store = createStore();
    const regions = walk(path.program, regionCarrier(store), 'rules/edge/80', regionOf(store, always), { onward: false });
    const doubted = new Set<string>();
    for (const url of ['/', '/shop?id=7', '/shop?id=1%20union%20select%201', '/a/../../etc/passwd', '/?x=<script>alert(1)</script>', '/.git/config', '/x?q=${jndi:ldap://h/a}']) {
      const arrival = arrive(path, asking(`http://edge.example.com${url}`, { headers: [curl] }));
      if (!('entry' in arrival)) continue;
      const ways = walk(path.program, pointCarrier(), 'rules/edge/80', arrival.point, { onward: false });
      const fields = Object.fromEntries([...arrival.point.cells].filter(([, value]) => typeof value !== 'object' || value === null)) as Record<string, string | number>;
      const around = regions.filter((way) => possible(store, way.traffic.rest, fields)).map(told);
      for (const way of ways) expect(around, url).toContain(told(way));
      if (ways.some(({ when }) => when.length > 0)) doubted.add(url);
    }
    expect(doubted.has('/shop?id=1%20union%20select%201')).toBe(true);
    expect(doubted.has('/')).toBe(false);
  }, 60_000);

  test('sockets agree with the walk', async () => {
    const requests = asked.map(([url, more]) => asking(`http://edge.example.com${url}`, more));
    const here = await rehearsed(guarded(), requests);
    for (const request of requests) expect(await differing(here, request), JSON.stringify(request)).toBeUndefined();
  }, 60_000);
});
