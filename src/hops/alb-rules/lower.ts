import { fitsSomewhere, fitsTwice, headerFits, hostFits, instancesFit, pathFits, queryFits, rewriteOf, severalInstances, type Fits } from '../../dialects/aws/patterns.ts';
import { claimAt, factAt, tokenAt } from '../../dialects/istio/policies/tokens.ts';
import { albOwn, albPage, climbingPath, loginHeaders, loginReturn, stickyCookies, unnormalisedPath } from '../../facts/alb.ts';
import type { Cause } from '../../ir/cause.ts';
import type { Field } from '../../ir/field.ts';
import { all, always, any, every, is, not, present, type Match } from '../../ir/match.ts';
import { quoted } from '../../ir/quote.ts';
import type { Case, Op, Origin, Share, Value } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { ActionSpec, AlbRulesSpec, CheckSpec, ConditionSpec, RuleSpec, TransformSpec } from './spec.ts';

/** The first rule that takes the request decides; the default action comes last. */
export function lower(spec: AlbRulesSpec): Lowered {
  const { action, first } = spec.otherwise;
  const cases: readonly Case[] = [...spec.rules.map((rule) => ruleCase(spec, rule)), decided(spec, always, { conditions: [], first, transforms: [], action, origin: action.origin })];
  return { title: spec.title, dialler: 'load-balancer', ops: [{ op: 'switch', cases, origin: silent(action.origin) }] };
}

type Doing = Omit<RuleSpec, 'priority'>;

function ruleCase(spec: AlbRulesSpec, rule: RuleSpec): Case {
  return decided(spec, all(...rule.conditions.map((condition) => holds(condition, rule.origin))), rule);
}

/** The rule is told once: where it leads on by its case, where it answers by its answer, at the name of what is missing. */
function decided(spec: AlbRulesSpec, match: Match, { conditions, first, transforms, action, origin: told }: Doing): Case {
  const checks = first.flatMap((check) => checked(spec, check));
  if (action.do === 'forward') return { match, then: [...checks, ...forward(spec, action, transforms, conditions)], origin: told };
  const at = action.do === 'answer' && action.missing !== undefined ? action.origin.at : undefined;
  return { match, then: [...checks, ...answer(spec, action, at === undefined ? told : { ...told, at })], origin: silent(told) };
}

function silent({ note: _told, ...origin }: Origin): Origin {
  return origin;
}

function holds(condition: ConditionSpec, origin: Origin): Match {
  switch (condition.on) {
    case 'host-header':
      return fitting('host', hostFits(condition.values, condition.regexes), origin, 'Host');
    case 'path-pattern':
      return pathMatch(condition, origin);
    case 'http-header':
      return headerMatch(condition, origin);
    case 'query-string':
      return fitting('query.raw', queryFits(condition.pairs), origin, 'query');
    case 'http-request-method':
      return { field: 'method', in: condition.values.map((exact) => ({ exact })), origin };
    case 'source-ip':
      return { field: 'src.address', in: condition.values.map((cidr) => ({ cidr })), origin };
    case 'other':
      return { unknown: { reason: `${origin.rule} has the condition ${condition.name}, which is not modelled` } };
    default:
      return condition;
  }
}

/** What fits only by one of the readings that AWS leaves open is not known. */
function fitting(field: Field, { sure, perhaps }: Fits, origin: Origin, what: string): Match {
  const reason = `${origin.rule} compares the ${what} in a way that AWS does not publish in full, and it may or may not fit`;
  const open: Match = all({ field, in: perhaps, origin }, { unknown: { reason } });
  if (perhaps.length === 0) return { field, in: sure, origin };
  return sure.length === 0 ? open : any({ field, in: sure, origin }, open);
}

/** Exact for paths in normal form. How the balancer normalises others is not published: of those `/*` is sure, and beginnings that nothing behind them can change. */
function pathMatch({ values, regexes }: Extract<ConditionSpec, { on: 'host-header' | 'path-pattern' }>, origin: Origin): Match {
  const written = fitting('path', pathFits(values, regexes), origin, 'path');
  if (values.some((value) => value === '/*' || value === '*')) return written;
  const unsure: Match = { field: 'path', in: [{ regex: unnormalisedPath }] };
  const reason = `${origin.rule} compares the path after a normalisation that AWS does not publish, and this path is not in normal form`;
  const heads = values.flatMap((value) => (/^[^*?]*\*$/.test(value) && !new RegExp(`^${unnormalisedPath}$`).test(value.slice(0, -1)) ? [{ prefix: value.slice(0, -1) }] : []));
  const begun: Match = all({ field: 'path', in: heads, origin }, not({ field: 'path', in: [{ regex: climbingPath }] }));
  return any(all(written, not(unsure)), ...(heads.length === 0 ? [] : [begun]), all(unsure, { unknown: { reason } }));
}

/** Where one of several instances of a header ends cannot be told once they are joined. */
function headerMatch({ name, values, regexes }: Extract<ConditionSpec, { on: 'http-header' }>, origin: Origin): Match {
  const lower = name.toLowerCase();
  const field: Field = lower === 'x-forwarded-for' ? 'forwarded' : `header(${lower})`;
  const several: Match = { field, in: [severalInstances] };
  const { sure, perhaps } = instancesFit(values, regexes);
  const reason = `${origin.rule} compares every instance of the header ${name} by itself, and this one may hold several`;
  const alone = all(fitting(field, headerFits(values, regexes), origin, `header ${name}`), not(several));
  return any(alone, ...(sure.length === 0 ? [] : [{ field, in: sure, origin }]), all(several, { field, in: perhaps, origin }, { unknown: { reason } }));
}

/** Who the client is, before anything else is done for it. */
function checked(spec: AlbRulesSpec, check: CheckSpec): readonly Op[] {
  return check.do === 'login' ? loggedIn(spec, check) : [tokenGood(check)];
}

/** Whether a session cookie is still good, the balancer alone knows: it holds the key (ALB guide, "Authenticate users"). */
function loggedIn(spec: AlbRulesSpec, login: Extract<CheckSpec, { do: 'login' }>): readonly Op[] {
  const { cookie, otherwise, origin } = login;
  const good = `whether the session in cookie ${cookie}-0 is still good: nobody but the load balancer can read it`;
  const back = `the load balancer reads what the identity provider sends to ${loginReturn}: it lets the client in with a cookie and sends it back (302), or answers 401 or 561`;
  const told: readonly Op[] = loginHeaders.map((name): Op => ({ op: 'set', field: `header(${name})`, to: { unknown: 'what the identity provider says of who is logged in', live: 'nothing' }, origin }));
  const { status, cause, why } = albOwn.denied;
  const denied: readonly Op[] = [{ op: 'stop', verdict: { kind: 'answered', status, cause, ...page(status) }, origin: { ...origin, note: why } }];
  const sent: readonly Op[] = [{ op: 'stop', verdict: { kind: 'answered', status: 302, cause: 'redirected', ...page(302), ...loginUrl(spec, login) }, origin: { ...origin, note: `nobody is logged in: the client is sent to the identity provider${login.endpoint === undefined ? '' : ` at ${login.endpoint}`}` } }];
  const nobody = otherwise === 'allow' ? [] : otherwise === 'deny' ? denied : sent;
  const cases: readonly Case[] = [
    { match: all(is('path', loginReturn), { unknown: { reason: back } }), then: [{ op: 'stop', verdict: { kind: 'answered', status: 302, cause: 'redirected' }, origin: { ...origin, note: back } }], origin },
    { match: all(present(`cookie(${cookie}-0)`), { unknown: { reason: good } }), then: told, origin },
    { match: always, then: nobody, origin },
  ];
  return [{ op: 'switch', cases, origin }];
}

/** The part of the URL that the configuration settles; `state` is made up for each login. */
function loginUrl({ port }: AlbRulesSpec, { endpoint, clientId, scope, extra }: Extract<CheckSpec, { do: 'login' }>): { readonly location?: string } {
  if (endpoint === undefined || clientId === undefined) return {};
  const back = `https%3A%2F%2F{host}${port === 443 ? '' : `%3A${port}`}${encodeURIComponent(loginReturn)}`;
  const query = Object.entries({ ...extra, client_id: clientId, response_type: 'code', scope }).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  const location = `${endpoint}?${[...query, `redirect_uri=${back}`].join('&')}`;
  return /[{}]/.test(location.replace('{host}', '')) ? {} : { location };
}

/** RS256, the issuer, a date that is still good, and the claims asked for (ALB guide, "Verify JWTs"). */
function tokenGood({ issuer, claims, origin }: Extract<CheckSpec, { do: 'token' }>): Op {
  const place = { in: 'header', name: 'authorization' } as const;
  const good = every([
    { field: 'header(authorization)', in: [{ prefix: 'bearer ', ignoreCase: true }] },
    is(tokenAt(place), 'read'),
    is(claimAt(place, 'iss'), issuer),
    present(factAt(place, 'text exp')),
    not(is(factAt(place, 'expired'), 'true')),
    not(is(factAt(place, 'early'), 'true')),
    ...claims.map(({ name, format, values }) => claimHolds(claimAt(place, name), format, values)),
  ]);
  const { status, cause, why } = albOwn.token;
  const refused: Op = { op: 'stop', verdict: { kind: 'answered', status, cause, ...page(status) }, origin: { ...origin, note: `${why}: it has to be of ${issuer}, in date, and signed with a key of the issuer` } };
  return { op: 'switch', origin, cases: [{ match: good, then: [], origin }, { match: always, then: [refused], origin }] };
}

/** Of several values one is enough where the claim is one text; whether a list needs all of them is not published. */
function claimHolds(field: Field, format: string, values: readonly string[]): Match {
  const each = values.map((value): Match => (format === 'space-separated-values' ? { field, in: [{ regex: `(?s:(?:.* )?${quoted(value)}(?: .*)?)` }] } : is(field, value)));
  if (format === 'single-string' || each.length === 1) return any(...each);
  return any(all(...each), all(any(...each), { unknown: { reason: 'the token has some of the values asked for, and AWS does not say whether it needs all' } }));
}

type Forward = Extract<ActionSpec, { do: 'forward' }>;

function forward(spec: AlbRulesSpec, { groups, sticky, origin: told }: Forward, transforms: readonly TransformSpec[], conditions: readonly ConditionSpec[]): readonly Op[] {
  const origin = silent(told);
  const host = transforms.find(({ of }) => of === 'host');
  const url = transforms.find(({ of }) => of === 'url');
  return [...forwarded(spec, origin), ...(host === undefined ? hostToTarget(spec, hostsOf(conditions), origin) : hostRewritten(spec, host)), ...(url === undefined ? [] : urlRewritten(url)), ...groupOf(spec, groups, sticky, origin)];
}

/** Headers that the balancer adds (ALB guide, "HTTP headers and Application Load Balancers"). */
function forwarded({ forwardedFor, clientPort, protocol, port }: AlbRulesSpec, origin: Origin): readonly Op[] {
  const set = (field: Field, to: Value): Op => ({ op: 'set', field, to, origin });
  return [
    ...(forwardedFor === 'preserve' ? [] : forwardedFor === 'remove' ? [set('forwarded', { absent: true })] : clientPort === true ? withClientPort(origin) : [set('forwarded', { append: 'src.address' })]),
    set('header(x-forwarded-proto)', { literal: protocol.toLowerCase() }),
    set('header(x-forwarded-port)', { literal: String(port) }),
    set('header(x-amzn-trace-id)', { unknown: 'the load balancer makes up a trace id for each request', live: 'trace-id' }),
  ];
}

/** With a port the last entry is no bare address, and who reads it may not take it for one; an IPv6 address stands in brackets. */
function withClientPort(origin: Origin): readonly Op[] {
  const set = (to: Value): readonly Op[] => [{ op: 'set', field: 'forwarded', to, origin }];
  const listed = (entry: string): readonly Op[] => [{ op: 'switch', origin, cases: [{ match: present('forwarded'), then: set({ template: `{forwarded},${entry}` }), origin }, { match: always, then: set({ template: entry }), origin }] }];
  const open = set({ unknown: 'X-Forwarded-For ends in the client\'s address and port, which no file holds', live: 'client-and-port' });
  const known: Op = { op: 'switch', origin, cases: [{ match: { field: 'src.address', in: [{ cidr: '::/0' }] }, then: listed('[{src.address}]:{src.port}'), origin }, { match: always, then: listed('{src.address}:{src.port}'), origin }] };
  return [{ op: 'switch', origin, cases: [{ match: present('src.port'), then: [known], origin }, { match: always, then: open, origin }] }];
}

const withPort: Match = { field: 'host', in: [{ regex: '.*:[0-9]+' }] };

/** Behind a default port Host loses its port, behind any other it has one (ALB guide, "Load balancer attributes": host header preservation). */
function hostToTarget({ preservesHost, port }: AlbRulesSpec, hosts: readonly string[], origin: Origin): readonly Op[] {
  if (preservesHost === true) return [];
  const usual = port === 80 || port === 443;
  const set = (to: Value): Op => ({ op: 'set', field: 'host', to, origin });
  // Hosts that the rule names are told as they are: what is made of other texts a set of requests only knows by name.
  const named = hosts.map((host): Case => ({ match: { field: 'host', in: [usual ? { prefix: `${host}:` } : { exact: host }] }, then: [set({ literal: usual ? host : `${host}:${port}` })], origin }));
  const others: Case = { match: usual ? withPort : all(present('host'), not(withPort)), then: [set(usual ? { pattern: ':[0-9]+$', rewrite: '' } : { template: `{host}:${port}` })], origin };
  return [{ op: 'switch', origin, cases: [...named, others, { match: always, then: [], origin }] }];
}

/** The hosts that a rule names without wildcards. */
function hostsOf(conditions: readonly ConditionSpec[]): readonly string[] {
  return conditions.flatMap((condition) => (condition.on === 'host-header' ? condition.values.filter((value) => !/[*?]/.test(value)).map((value) => value.toLowerCase()) : []));
}

/** What a Host with a port becomes is not published. */
function hostRewritten({ preservesHost, port }: AlbRulesSpec, { rewrite, origin }: TransformSpec): readonly Op[] {
  const reason = `${origin.rule} rewrites the Host, and what becomes of this one is not known`;
  const open: Op = { op: 'set', field: 'host', to: { unknown: reason }, origin };
  const to = rewrite === undefined ? 'unknown' : rewriteOf(rewrite);
  if (rewrite === undefined || to === 'unknown' || (port !== 80 && port !== 443 && preservesHost === undefined)) return [open];
  const known: Op = { op: 'set', field: 'host', to, origin };
  if ('literal' in to) return [known];
  return [{ op: 'switch', origin, cases: [{ match: any(withPort, ...twice('host', rewrite.regex)), then: [open], origin }, { match: always, then: [known], origin }] }];
}

/** Path and query, as one text; an escape in it may come out decoded (kubernetes-sigs/aws-load-balancer-controller, issue 4579). */
function urlRewritten({ rewrite, origin }: TransformSpec): readonly Op[] {
  const reason = `${origin.rule} rewrites the URL, and what becomes of this one is not known`;
  const set = (field: Field, value: Value): Op => ({ op: 'set', field, to: value, origin });
  const open = [set('path.raw', { unknown: reason }), set('path', { unknown: reason }), set('query.raw', { unknown: reason })];
  const to = rewrite === undefined ? 'unknown' : rewriteOf(rewrite);
  if (rewrite === undefined || to === 'unknown') return open;
  const again = [set('path', { copy: 'path.raw' }), set('path', { call: 'without-query' }), set('query.raw', { copy: 'path.raw' }), set('query.raw', { pattern: '^[^?]*', rewrite: '' })];
  const known = 'head' in to ? [set('path', to), set('path.raw', to)] : [set('path.raw', to), ...again];
  if ('literal' in to) return known;
  const escaped = all({ field: 'path.raw', in: [{ glob: '*%*' }] }, { field: 'path.raw', in: [fitsSomewhere(rewrite.regex)] });
  return [{ op: 'switch', origin, cases: [{ match: any(escaped, ...twice('path.raw', rewrite.regex)), then: open, origin }, { match: always, then: known, origin }] }];
}

function twice(field: Field, regex: string): readonly Match[] {
  const pattern = fitsTwice(regex);
  return pattern === undefined ? [] : [{ field, in: [pattern] }];
}

/** The balancer itself goes on: its groups are no further connection. */
function groupOf({ balancer }: AlbRulesSpec, groups: Forward['groups'], sticky: true | undefined, origin: Origin): readonly Op[] {
  const goto = (group: string): Op => ({ op: 'goto', hop: `group/${balancer}/${group}`, origin });
  if (groups.length === 1) return [goto(groups[0]!.group)];
  if (groups.every(({ weight }) => weight === 0)) return nowhere('all its target groups have weight 0', origin);
  const among = groups.map(({ group, weight }): Share => ({ value: group, weight, then: [goto(group)], origin: { ...origin, note: `weight ${weight} goes to target group ${group}` } }));
  const by = sticky === undefined ? {} : { by: { cookie: 'AWSALBTG', issued: stickyCookies('AWSALBTG') } };
  return [{ op: 'pick', bind: 'target', among, origin, ...by }];
}

function answer(spec: AlbRulesSpec, action: Exclude<ActionSpec, Forward>, origin: Origin): readonly Op[] {
  switch (action.do) {
    case 'redirect':
      return redirect(spec, action, origin);
    case 'answer':
      return [{ op: 'stop', verdict: { kind: 'answered', status: action.status, cause: action.cause, body: action.body, ...(action.contentType === undefined ? {} : { type: action.contentType }) }, origin }];
    case 'other':
      if (action.maker !== undefined) return nowhere(`${action.name} is in no file; ${action.maker} may make it, and what that makes is not known`, origin);
      return action.elsewhere ? nowhere('the inputs do not hold its target group', origin, 'group-not-in-input') : nowhere(`it has the action ${action.name}, which is not modelled`, origin);
    default:
      return action;
  }
}

function nowhere(why: string, origin: Origin, cause: Cause = 'destination-unknown'): readonly Op[] {
  const stop: Op = { op: 'stop', verdict: { kind: 'unresolved', cause }, origin };
  const quiet = silent(origin);
  return [{ op: 'switch', origin: quiet, cases: [{ match: { unknown: { reason: `where ${origin.rule} leads: ${why}` } }, then: [stop], origin: quiet }, { match: always, then: [stop], origin: quiet }] }];
}

/** `#{host}` is without its port, `#{path}` without its first slash, `#{query}` without its question mark (ALB guide, "Redirect actions"). */
function redirect({ protocol, port }: AlbRulesSpec, { status, ...to }: Extract<ActionSpec, { do: 'redirect' }>, origin: Origin): readonly Op[] {
  const parts = { protocol: to.protocol ?? '#{protocol}', host: to.host ?? '#{host}', port: to.port ?? '#{port}', path: to.to ?? '/#{path}', query: to.query ?? '#{query}' };
  const plain = parts.path.replaceAll('/#{path}', '').includes('#{path}') || parts.query.includes('#{path}');
  const whole = parts.query === '#{query}' && !parts.path.includes('#{query}');
  const scheme = parts.protocol.replace('#{protocol}', protocol).toLowerCase();
  const query = whole ? '#{query}' : parts.query === '' ? '' : `?${parts.query}`;
  const path = plain ? parts.path : parts.path.replaceAll('/#{path}', '#{path}');
  const text = `${scheme}://${parts.host}:${parts.port}${path}${query}`;
  const fields = { '#{protocol}': protocol.toLowerCase(), '#{host}': '{host}', '#{port}': String(port), '#{path}': '{path}', '#{query}': '{query.raw}' };
  const location = Object.entries(fields).reduce((url, [token, field]) => url.replaceAll(token, field), text);
  const strip = (field: Field, pattern: string): Op => ({ op: 'set', field, to: { pattern, rewrite: '' }, origin: silent(origin) });
  const odd = /[{}]/.test(text.replace(/#\{(protocol|host|port|path|query)\}/g, ''));
  return [
    ...(text.includes('#{host}') ? [strip('host', ':[0-9]+$')] : []),
    ...(plain ? [strip('path', '^/')] : []),
    ...(whole || !text.includes('#{query}') ? [] : [strip('query.raw', '^\\?')]),
    { op: 'stop', verdict: { kind: 'answered', status, cause: 'redirected', ...page(status), ...(odd ? {} : { location }) }, origin },
  ];
}

function page(status: number): { readonly body?: string } {
  const body = albPage(status);
  return body === undefined ? {} : { body };
}
