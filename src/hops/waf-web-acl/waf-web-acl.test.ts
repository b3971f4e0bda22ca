import { describe, expect, test } from 'vitest';
import { albPath, albResources, asking, fixed, redirect, saidOf, to, type Alb, type Asked } from '../../../test/alb.ts';
import { rule as misses } from '../../findings/web-acl-override-misses-rule/rule.ts';
import { mendsFor } from '../../mend/propose.ts';
import { pathOf, type Path } from '../../path/path.ts';
import { traceOf, type Trace } from '../../path/trace.ts';
import type { Json, JsonObject, Resource } from '../../resource/resource.ts';

const resource = (type: string, name: string, body: JsonObject): Resource => ({ scope: 'default', type, name, body, locate: () => undefined });

const alb: Alb = { listeners: { 80: {} }, rules: [{ condition: [{ path_pattern: [{ values: ['/old'] }] }], action: [redirect({ path: '/new' })] }, { condition: [{ path_pattern: [{ values: ['/fixed'] }] }], action: [fixed('200', 'ok')] }, {}] };

/** The path of a balancer with a web ACL of these rules before it. */
function guarded(rules: readonly JsonObject[], more: JsonObject = {}, others: readonly Resource[] = [], of: Alb = alb): Path {
  const acl = resource('aws_wafv2_web_acl', 'edge', { name: 'edge', scope: 'REGIONAL', default_action: [{ allow: [{}] }], rule: rules.map((rule, at) => ({ name: `rule-${at}`, priority: at, ...rule })), ...more });
  const association = resource('aws_wafv2_web_acl_association', 'edge', { resource_arn: '${aws_lb.edge.arn}', web_acl_arn: '${aws_wafv2_web_acl.edge.arn}' });
  return pathOf([...albPath(of).resources, acl, association, ...others]);
}

const block: JsonObject = { action: [{ block: [{}] }] };
const count: JsonObject = { action: [{ count: [{}] }] };
const allow: JsonObject = { action: [{ allow: [{}] }] };
const none = [{ priority: 0, type: 'NONE' }];

const bytes = (field: JsonObject, search: string, how = 'EXACTLY', transforms: readonly string[] = ['NONE']): JsonObject => ({
  byte_match_statement: [{ search_string: search, positional_constraint: how, field_to_match: [field], text_transformation: transforms.map((type, priority) => ({ type, priority })) }],
});
const uri: JsonObject = { uri_path: [{}] };
const group = (name: string, more: JsonObject = {}): JsonObject => ({ override_action: [{ none: [{}] }], statement: [{ managed_rule_group_statement: [{ vendor_name: 'AWS', name, ...more }] }] });
const common = (more: JsonObject = {}): JsonObject => ({ name: 'common', ...group('AWSManagedRulesCommonRuleSet', more) });

const curl = ['User-Agent', 'curl/8.5.0'] as const;
const ask = (url: string, more: Asked = {}): ReturnType<typeof asking> => asking(`http://edge.example.com${url}`, { headers: [curl], ...more });
const said = (path: Path, url: string, more: Asked = {}): string => saidOf(path, ask(url, more));

function traced(path: Path, url: string, more: Asked = {}): Trace {
  const trace = traceOf(path, ask(url, more));
  if ('wrong' in trace) throw new Error(trace.wrong);
  return trace;
}

/** The rule of every stop. */
const stops = (path: Path, url: string, more: Asked = {}): readonly string[] => traced(path, url, more).outcomes.flatMap(({ blockers }) => blockers.map(({ origin }) => origin.rule));

describe('the order of rules', () => {
  const path = (...rules: readonly JsonObject[]): Path => guarded(rules.map((rule, at) => ({ priority: 10 - at, ...rule })));

  test('the smallest priority decides, wherever it is written', () => {
    expect(said(path({ ...block, statement: [bytes(uri, '/a')] }, { ...allow, statement: [bytes(uri, '/a')] }), '/a')).toBe('web');
    expect(said(path({ ...allow, statement: [bytes(uri, '/a')] }, { ...block, statement: [bytes(uri, '/a')] }), '/a')).toBe('403');
  });

  test('a rule that counts lets requests go on to the next one, and says so', () => {
    const both = path({ ...block, statement: [bytes(uri, '/a')] }, { ...count, statement: [bytes(uri, '/', 'STARTS_WITH')] });
    expect(said(both, '/a')).toBe('403');
    expect(traced(both, '/a').outcomes[0]!.steps.flatMap(({ origin }) => (origin.resource.includes('wafv2') && origin.note !== undefined ? [`${origin.rule}: ${origin.note}`] : []))).toEqual(['rule-1: counted, and let go on, by web ACL edge', 'rule-0: blocked (403) by web ACL edge']);
  });

  test('a redirect and a fixed answer come after the web ACL', () => {
    const all = path({ ...block, statement: [bytes(uri, '/', 'STARTS_WITH')] });
    expect(['/old', '/fixed', '/'].map((url) => said(all, url))).toEqual(['403', '403', '403']);
    expect(['/old', '/fixed'].map((url) => said(path(), url))).toEqual(['301 http://edge.example.com:80/new', '200']);
  });

  test('every rule that would block is named, with the ones behind it', () => {
    const two = guarded([{ ...block, statement: [bytes(uri, '/a')] }, { ...block, statement: [bytes({ method: [{}] }, 'GET')] }]);
    expect(stops(two, '/a')).toEqual(['rule-0', 'rule-1']);
    expect(stops(two, '/b')).toEqual(['rule-1']);
  });

  test('where no rule decides the default action does', () => {
    const closed = guarded([{ ...allow, statement: [bytes(uri, '/open')] }], { default_action: [{ block: [{ custom_response: [{ response_code: 418 }] }] }] });
    expect([said(closed, '/open'), said(closed, '/x')]).toEqual(['web', '418']);
    expect(stops(closed, '/x')).toEqual(['Default_Action']);
  });

  test('a CAPTCHA and a challenge are answered, unless the client has a token', () => {
    const puzzles = guarded([{ action: [{ captcha: [{}] }], statement: [bytes(uri, '/a')] }, { action: [{ challenge: [{}] }], statement: [bytes(uri, '/b')] }]);
    expect([said(puzzles, '/a'), said(puzzles, '/b'), said(puzzles, '/c')]).toEqual(['405', '202', 'web']);
    expect(said(puzzles, '/a', { headers: [curl, ['Cookie', 'aws-waf-token=x']] })).toBe('?405 | ?web');
  });
});

describe('rule groups of AWS', () => {
  test('a request without User-Agent is blocked by the common rules, with the rule inside the group', () => {
    const path = guarded([common()]);
    expect(said(path, '/api/v1/items')).toBe('web');
    expect(said(path, '/api/v1/items', { headers: [] })).toBe('403');
    expect(stops(path, '/', { headers: [] })).toEqual(['common/NoUserAgent_HEADER']);
  });

  test('a group that is overridden to count blocks nothing', () => {
    expect(said(guarded([{ ...common(), override_action: [{ count: [{}] }] }]), '/', { headers: [] })).toBe('web');
  });

  test('one rule of a group is overridden, in both spellings', () => {
    const override = { rule_action_override: [{ name: 'NoUserAgent_HEADER', action_to_use: [{ count: [{}] }] }] };
    expect(said(guarded([common(override)]), '/', { headers: [] })).toBe('web');
    expect(said(guarded([common({ excluded_rule: [{ name: 'NoUserAgent_HEADER' }] })]), '/', { headers: [] })).toBe('web');
    expect(said(guarded([common({ rule_action_override: [{ name: 'NoUserAgent_Header', action_to_use: [{ count: [{}] }] }] })]), '/', { headers: [] })).toBe('403');
  });

  test('a scope-down statement leaves requests out', () => {
    expect(said(guarded([common({ scope_down_statement: [{ not_statement: [{ statement: [bytes(uri, '/in')] }] }] })]), '/in', { headers: [] })).toBe('web');
  });

  test.each([
    ['a body of 8,192 bytes', '/', { method: 'POST', headers: [curl, ['Content-Length', '8192']] }, []],
    ['a body of 9,000 bytes', '/', { method: 'POST', headers: [curl, ['Content-Length', '9000']] }, ['common/SizeRestrictions_BODY']],
    ['a path of 1,024 bytes', `/${'a'.repeat(1023)}`, {}, []],
    ['a path of 1,025 bytes', `/${'a'.repeat(1024)}`, {}, ['common/SizeRestrictions_URIPATH']],
    ['a query of 2,048 bytes', `/?${'a'.repeat(2048)}`, {}, []],
    ['a query of 2,049 bytes', `/?${'a'.repeat(2049)}`, {}, ['common/SizeRestrictions_QUERYSTRING']],
    ['cookies of 10,241 bytes', '/', { headers: [curl, ['Cookie', 'a'.repeat(10_241)]] }, ['common/SizeRestrictions_Cookie_HEADER']],
    ['a scanner', '/', { headers: [['User-Agent', 'Nmap Scripting Engine']] }, ['common/UserAgent_BadBots_HEADER']],
    ['a climbing query', '/?file=../../etc/passwd', {}, ['common/GenericLFI_QUERYARGUMENTS']],
    ['a log file', '/var/app.log', {}, ['common/RestrictedExtensions_URIPATH']],
    ['a URL of an address', '/?next=http://192.0.2.1/x', {}, ['common/GenericRFI_QUERYARGUMENTS']],
  ] satisfies readonly (readonly [string, string, Asked, readonly string[]])[])('%s', (_, url, more: Asked, blocked) => {
    expect(stops(guarded([common()]), url, more)).toEqual(blocked);
    if (blocked.length === 0) expect(said(guarded([common()]), url, more)).toBe('web');
  });

  test('what AWS does not publish is unknown where the text might be meant, and not where it cannot', () => {
    const path = guarded([common(), group('AWSManagedRulesKnownBadInputsRuleSet'), group('AWSManagedRulesSQLiRuleSet'), group('AWSManagedRulesLinuxRuleSet'), group('AWSManagedRulesAmazonIpReputationList'), group('AWSManagedRulesBotControlRuleSet')]);
    for (const url of ['/api/v1/items?page=2&sort=name', '/data/projects', '/csp/sys/UtilHome.csp', '/javascript/app.min.js?v=1.2.3', '/a%20b?q=x+y', '/files/scan.dcm', '/update/delete?from=2026-01-01T10:00:00Z']) expect(said(path, url), url).toBe('web');
    expect(said(path, '/', { headers: [['User-Agent', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)'], ['Accept', '*/*']] })).toBe('web');
    expect(said(path, '/?q=<script>')).toBe('?403 | ?web');
    expect(traced(path, '/?q=%3Cscript%3E').outcomes.flatMap(({ when }) => when).join()).toMatch(/whether a rule of AWSManagedRulesCommonRuleSet.* takes it: AWS says that it looks for .*cross-site scripting/);
  });

  test('bad inputs: a host of localhost, PROPFIND and web-inf', () => {
    const path = guarded([{ name: 'inputs', ...group('AWSManagedRulesKnownBadInputsRuleSet') }]);
    expect(stops(path, '/', { method: 'PROPFIND' })).toEqual(['inputs/PROPFIND_METHOD']);
    expect(stops(path, '/WEB-INF/web.xml')).toEqual(['inputs/ExploitablePaths_URIPATH']);
    expect(stops(path, '/', { headers: [curl, ['Host', 'localhost:8080']] })).toEqual(['inputs/Host_localhost_HEADER']);
  });

  test('labels of a rule that counts decide a later rule', () => {
    const counting = common({ rule_action_override: [{ name: 'SizeRestrictions_BODY', action_to_use: [{ count: [{}] }] }] });
    const label: JsonObject = { label_match_statement: [{ scope: 'LABEL', key: 'awswaf:managed:aws:core-rule-set:SizeRestrictions_Body' }] };
    const elsewhere: JsonObject = { name: 'elsewhere', ...block, statement: [{ and_statement: [{ statement: [label, { not_statement: [{ statement: [bytes(uri, '/upload')] }] }] }] }] };
    const large: Asked = { method: 'POST', headers: [curl, ['Content-Length', '9000']] };
    const path = guarded([counting, elsewhere]);
    expect([said(path, '/upload', large), said(path, '/other', large), said(path, '/other')]).toEqual(['web', '403', 'web']);
    expect(stops(path, '/other', large)).toEqual(['elsewhere']);
  });
});

describe('own statements', () => {
  const blocks = (statement: JsonObject, url: string, more: Asked = {}): string => said(guarded([{ ...block, statement: [statement] }]), url, more);

  test.each([
    ['EXACTLY', '/a', { '/a': '403', '/ab': 'web', '/A': 'web' }],
    ['STARTS_WITH', '/a', { '/a': '403', '/ab': '403', '/b/a': 'web' }],
    ['ENDS_WITH', '/a', { '/a': '403', '/b/a': '403', '/ab': 'web' }],
    ['CONTAINS', 'a', { '/bab': '403', '/b': 'web' }],
    ['CONTAINS_WORD', 'a', { '/b/a/c': '403', '/bab': 'web', '/a': '403', '/b_a': 'web' }],
  ])('%s %s', (how, search, wanted) => {
    expect(Object.fromEntries(Object.keys(wanted).map((url) => [url, blocks(bytes(uri, search, how), url)]))).toEqual(wanted);
  });

  test('after LOWERCASE capital letters of the request fit, and those of the search string never do', () => {
    expect([blocks(bytes(uri, '/admin', 'STARTS_WITH', ['LOWERCASE']), '/ADMIN/x'), blocks(bytes(uri, '/Admin', 'STARTS_WITH', ['LOWERCASE']), '/Admin')]).toEqual(['403', 'web']);
  });

  test('an escape is decoded where the rule asks for it', () => {
    const decoding = bytes(uri, '/admin', 'STARTS_WITH', ['URL_DECODE', 'LOWERCASE']);
    expect(['/%61dmin', '/%41DMIN', '/%2561dmin', '/b%20c'].map((url) => stops(guarded([{ ...block, statement: [decoding] }]), url))).toEqual([['rule-0'], ['rule-0'], [], []]);
    expect(blocks(decoding, '/b+c')).toBe('?403 | ?web');
    expect(stops(guarded([{ ...block, statement: [bytes(uri, '/admin', 'STARTS_WITH')] }]), '/%61dmin')).toEqual([]);
  });

  test('a transformation that is not modelled is unknown where it changes the text, and else not', () => {
    const statement = bytes(uri, '/a', 'STARTS_WITH', ['HTML_ENTITY_DECODE']);
    expect([blocks(statement, '/a'), blocks(statement, '/b'), blocks(statement, '/&#97;')]).toEqual(['403', 'web', '?403 | ?web']);
    expect(blocks(bytes(uri, 'x', 'CONTAINS', ['BASE64_DECODE']), '/a')).toBe('?403 | ?web');
  });

  test('query arguments are compared one by one, their names in any case', () => {
    const one: JsonObject = { single_query_argument: [{ name: 'Role' }] };
    const all: JsonObject = { all_query_arguments: [{}] };
    expect([blocks(bytes(one, 'admin'), '/?x=1&role=admin'), blocks(bytes(one, 'admin'), '/?role=administrator'), blocks(bytes(one, 'admin'), '/?xrole=admin'), blocks(bytes(all, 'admin'), '/?a=b&c=admin&d'), blocks(bytes(all, 'c'), '/?c=admin')]).toEqual(['403', 'web', 'web', '403', 'web']);
    expect([blocks(bytes({ query_string: [{}] }, 'a=1', 'STARTS_WITH'), '/?a=1'), blocks(bytes({ query_string: [{}] }, 'a=1'), '/')]).toEqual(['403', 'web']);
  });

  test('headers and cookies', () => {
    const header = (value: string): Asked => ({ headers: [curl, ['X-Team', value]] });
    expect([blocks(bytes({ single_header: [{ name: 'X-Team' }] }, 'a'), '/', header('a')), blocks(bytes({ single_header: [{ name: 'x-team' }] }, 'a'), '/', header('b'))]).toEqual(['403', 'web']);
    const cookies: JsonObject = { cookies: [{ match_pattern: [{ all: [{}] }], match_scope: 'VALUE', oversize_handling: 'CONTINUE' }] };
    const cookie = (value: string): Asked => ({ headers: [curl, ['Cookie', value]] });
    expect([blocks(bytes(cookies, 'bad', 'CONTAINS'), '/', cookie('a=1; b=xbadx')), blocks(bytes(cookies, 'bad', 'CONTAINS'), '/', cookie('bad=1')), blocks(bytes(cookies, 'bad', 'CONTAINS'), '/')]).toEqual(['403', 'web', 'web']);
  });

  test('sizes', () => {
    const size = (field: JsonObject, comparison_operator: string, bytesOf: number): JsonObject => ({ size_constraint_statement: [{ comparison_operator, size: bytesOf, field_to_match: [field], text_transformation: none }] });
    expect([blocks(size(uri, 'GT', 4), '/abc'), blocks(size(uri, 'GT', 3), '/abc'), blocks(size(uri, 'LE', 4), '/abc'), blocks(size(uri, 'EQ', 4), '/abc'), blocks(size(uri, 'LT', 4), '/abc'), blocks(size(uri, 'NE', 4), '/abc')]).toEqual(['web', '403', '403', '403', 'web', 'web']);
    expect([blocks(size(uri, 'GT', 600), `/${'a'.repeat(600)}`), blocks(size(uri, 'GT', 600), `/${'a'.repeat(599)}`)]).toEqual(['403', 'web']);
  });

  test('a body beyond 8 KB is what oversize_handling says, and its text is in no file', () => {
    const body = (oversize_handling: string): JsonObject => bytes({ body: [{ oversize_handling }] }, 'x', 'CONTAINS');
    const sent = (length: number): Asked => ({ method: 'POST', headers: [curl, ['Content-Length', String(length)]] });
    expect([blocks(body('MATCH'), '/', sent(9000)), blocks(body('NO_MATCH'), '/', sent(9000)), blocks(body('CONTINUE'), '/', sent(9000)), blocks(body('MATCH'), '/', sent(10)), blocks(body('MATCH'), '/')]).toEqual(['403', 'web', '?403 | ?web', '?403 | ?web', 'web']);
  });

  test('addresses, also those that a header tells', () => {
    const set = resource('aws_wafv2_ip_set', 'office', { name: 'office', addresses: ['203.0.113.0/24'] });
    const from = (more: JsonObject = {}): Path => guarded([{ ...block, statement: [{ ip_set_reference_statement: [{ arn: '${aws_wafv2_ip_set.office.arn}', ...more }] }] }], {}, [set]);
    const forwarded = from({ ip_set_forwarded_ip_config: [{ header_name: 'X-Forwarded-For', position: 'FIRST', fallback_behavior: 'MATCH' }] });
    const told = (value: string): Asked => ({ address: '192.0.2.1', headers: [curl, ['X-Forwarded-For', value]] });
    expect([said(from(), '/'), said(from(), '/', { address: '192.0.2.1' })]).toEqual(['403', 'web']);
    expect([said(forwarded, '/', told('203.0.113.7')), said(forwarded, '/', told('198.51.100.7')), said(forwarded, '/', told('unknown')), said(forwarded, '/', told('203.0.113.7, 10.0.0.1')), said(forwarded, '/')]).toEqual(['403', 'web', '403', '?403 | ?web', 'web']);
    expect(blocks({ ip_set_reference_statement: [{ arn: 'arn:aws:wafv2:ipset/x' }] }, '/')).toBe('?403 | ?web');
  });

  test('regular expressions fit anywhere', () => {
    const set = resource('aws_wafv2_regex_pattern_set', 'paths', { name: 'paths', regular_expression: [{ regex_string: '^/a[0-9]+$' }, { regex_string: 'secret' }] });
    const path = guarded([{ ...block, statement: [{ regex_pattern_set_reference_statement: [{ arn: '${aws_wafv2_regex_pattern_set.paths.arn}', field_to_match: [uri], text_transformation: none }] }] }], {}, [set]);
    expect(['/a12', '/a12x', '/x/secrets', '/b'].map((url) => said(path, url))).toEqual(['403', 'web', '403', 'web']);
    expect(blocks({ regex_match_statement: [{ regex_string: '^id=[0-9]+$', field_to_match: [{ query_string: [{}] }], text_transformation: none }] }, '/?id=7')).toBe('403');
  });

  test('countries are in no file', () => {
    const path = guarded([{ ...block, statement: [{ geo_match_statement: [{ country_codes: ['DE', 'FR'] }] }] }]);
    expect(traced(path, '/').outcomes.flatMap(({ when }) => when)[0]).toContain('the country that an address is in is in no file, and it asks for DE, FR');
  });

  test('a rule group of the account is asked where it stands', () => {
    const own = resource('aws_wafv2_rule_group', 'own', { name: 'own', rule: [{ name: 'no-admin', priority: 1, ...block, statement: [bytes(uri, '/admin')] }] });
    const reference = (more: JsonObject): Json => [{ rule_group_reference_statement: [{ arn: '${aws_wafv2_rule_group.own.arn}', ...more }] }];
    const path = (more: JsonObject = {}): Path => guarded([{ name: 'ours', override_action: [{ none: [{}] }], statement: reference(more) }], {}, [own]);
    expect(stops(path(), '/admin')).toEqual(['ours/no-admin']);
    expect(said(path({ rule_action_override: [{ name: 'no-admin', action_to_use: [{ count: [{}] }] }] }), '/admin')).toBe('web');
  });
});

test('where a rule of the listener rewrites the URL, a rule about the path is not known', () => {
  const rewriting: Alb = { listeners: { 80: {} }, rules: [{ condition: [{ path_pattern: [{ values: ['/v1/*'] }] }], transform: [{ type: 'url-rewrite', url_rewrite_config: [{ rewrite: [{ regex: '^/v1/(.*)', replace: '/$1' }] }] }], action: [to('web')] }, {}] };
  const path = guarded([{ ...block, statement: [bytes(uri, '/v1/', 'STARTS_WITH')] }], {}, [], rewriting);
  expect([said(path, '/v1/a'), said(path, '/v2')]).toEqual(['?403 | ?web', 'web']);
});

describe('mends', () => {
  const mends = (path: Path, url: string, more: Asked): readonly (readonly [string, string])[] => {
    const trace = traced(path, url, more);
    return trace.outcomes.flatMap(({ blockers }) => blockers.flatMap((blocker) => mendsFor(path, trace, blocker).map(({ title, certainty }) => [title, certainty] as const)));
  };

  test('the rule of a group counts, or the path is left out of the group', () => {
    expect(mends(guarded([common()]), '/upload', { method: 'POST', headers: [curl, ['Content-Length', '9000']] })).toEqual([
      ['let SizeRestrictions_BODY of web ACL edge count instead of blocking; the other rules of its group go on blocking', 'proved'],
      ['leave /upload out of the whole group by a scope-down statement of web ACL edge; other paths stay as they are', 'proved'],
    ]);
  });
});

test('what is attached to no balancer of the inputs changes nothing', () => {
  const acl = resource('aws_wafv2_web_acl', 'edge', { default_action: [{ block: [{}] }] });
  expect(saidOf(pathOf([...albPath(alb).resources, acl]), ask('/'))).toBe('web');
  expect(albResources(alb).length).toBeGreaterThan(0);
});

test('an override of a rule that the group does not have is told, with the one that was meant', () => {
  const overriding = (name: string): readonly string[] => [...(misses.find?.(guarded([common({ rule_action_override: [{ name, action_to_use: [{ count: [{}] }] }] })])) ?? [])].map(({ label, proposals }) => `${label}; ${proposals.map(({ title }) => title).join()}`);
  expect([overriding('NoUserAgent_HEADER'), overriding('NoUserAgent_Header'), overriding('Nothing')]).toEqual([[], ['the group has NoUserAgent_HEADER; write NoUserAgent_HEADER'], ['is the name of no rule of the group; ']]);
});

test('what a web ACL is taken to let in is said, once it lets in', () => {
  const names = (path: Path, more: Asked = {}): readonly string[] => traced(path, '/', more).assumptions.map(({ name }) => name).filter((name) => /web-acl|unpublished|rate|agent/.test(name));
  const rate: JsonObject = { ...block, statement: [{ rate_based_statement: [{ limit: 100, aggregate_key_type: 'IP' }] }] };
  expect(names(guarded([common(), rate]))).toEqual(['unpublished-rules-take-nothing', 'rate-not-reached']);
  expect(names(guarded([common(), rate]), { headers: [] })).toEqual([]);
  expect(names(guarded([common()]), { headers: [], agent: 'assumed' })).toEqual(['unpublished-rules-take-nothing', 'client-sends-user-agent']);
  expect(names(guarded([], { default_action: null, rule_json: '[]' }))).toEqual(['web-acl-lets-in']);
});
