import { hostFits, pathFits } from '../../dialects/aws/patterns.ts';
import type { Component, Statement } from '../../dialects/aws/waf-statements.ts';
import { fieldsOf, headerField, signsMatch, sizeMatch, textMatch, unknown } from '../../dialects/aws/waf-texts.ts';
import { attackSigns, hidingEscapes, managedGroups, type ManagedRule, type Signs } from '../../facts/managed-rule-groups.ts';
import { bodyInspected } from '../../facts/web-acl.ts';
import type { Field } from '../../ir/field.ts';
import { all, always, every, is, negated, never, not, present, some, type Match } from '../../ir/match.ts';
import type { Condition, RewriteSpec } from './spec.ts';

/** What a condition may ask: labels that rules before it have added, and whether the URL is rewritten before. */
export interface Around {
  /** `web ACL edge, rule limit`. */
  readonly rule: string;
  readonly labels: readonly { readonly label: string; readonly match: Match }[];
  /** Requests that a rule of the listener may rewrite; `never` if none does. */
  readonly rewritten: Match;
}

/** Where a statement holds. */
export function matchOf(statement: Statement, around: Around): Match {
  switch (statement.if) {
    case 'and':
      return every(statement.of.map((each) => matchOf(each, around)));
    case 'or':
      return some(statement.of.map((each) => matchOf(each, around)));
    case 'not':
      return negated(matchOf(statement.of, around));
    case 'text': {
      const where = `whether ${around.rule} takes it: it looks at ${inWords(statement.on)}`;
      if (isBody(statement.on)) return bodyMatch(statement.on, where);
      return rewritable(statement.on, textMatch(statement.on, statement.transforms, statement.test, where), around);
    }
    case 'size': {
      const where = `whether ${around.rule} takes it: it looks at the size of ${inWords(statement.on)}`;
      if (isBody(statement.on)) return bodySize(statement.on, statement.operator, statement.size, where);
      return rewritable(statement.on, sizeMatch(statement.on, statement.transforms, statement.operator, statement.size, where), around);
    }
    case 'attack': {
      const { signs, intent } = attackSigns[statement.attack];
      const where = unpublished(around.rule, intent, inWords(statement.on));
      if (isBody(statement.on)) return every([bodied, unknown(where)]);
      const fields = fieldsOf(statement.on);
      return fields === undefined ? unknown(where) : all(signsMatch(fields, patternsOf(signs)), unknown(where));
    }
    case 'address':
      return addressMatch(statement, around);
    case 'label':
      return some(around.labels.filter(({ label }) => named(label, statement.key, statement.scope)).map(({ match }) => match));
    // That the rate is not reached is an assumption (path/web-acl.ts).
    case 'rate':
      return never;
    case 'unknown':
      return unknown(`whether ${around.rule} takes it: ${statement.reason}`);
    default:
      return statement;
  }
}

/** Where a rule that AWS manages surely takes a request: by what AWS documents in full, or gives as an example. */
export function managedMatch(group: string, name: string, { rule, rewritten }: Around): Match {
  const managed = ruleIn(group, name);
  if (managed === undefined) return never;
  const { on, exact, surely } = managed;
  const sure = some([...(exact === undefined ? [] : [exactMatch(on, exact)]), ...(surely === undefined ? [] : [surelyMatch(on, surely)])]);
  const written = on === 'path' || on === 'query' || on === 'arguments';
  return written ? either(sure, rewritten, unknown(`whether ${rule} takes it: the load balancer rewrites the URL, and AWS does not say whether the web ACL sees it before or after`)) : sure;
}

/**
 * Where rules that AWS manages might take a request: AWS keeps the patterns to itself, and the text is not plainly harmless. All
 * rules of the list together: sets of requests cannot be told apart by dozens of such texts.
 */
export function perhapsMatch(rules: readonly Extract<Condition, { is: 'managed' }>[], acl: string): Match {
  const byField = new Map<Field, { readonly signs: Set<string>; readonly names: Set<string>; readonly intents: Set<string>; readonly part: string }>();
  for (const { group, rule } of rules) {
    const managed = ruleIn(group, rule);
    if (managed?.signs === undefined) continue;
    for (const field of managedFields[managed.on]) {
      const known = byField.get(field) ?? { signs: new Set<string>(), names: new Set<string>(), intents: new Set<string>(), part: partsInWords[managed.on] };
      patternsOf(managed.signs).forEach((sign) => known.signs.add(sign));
      known.names.add(group);
      known.intents.add(managed.intent);
      byField.set(field, known);
    }
  }
  return some([...byField].map(([field, { signs, names, intents, part }]) => every([signsMatch([field], [...signs]), unknown(unpublished(`a rule of ${[...names].join(', ')} of web ACL ${acl}`, [...intents].join('; '), part))])));
}

function ruleIn(group: string, name: string): ManagedRule | undefined {
  return managedGroups[group]?.rules?.find((each) => each.name === name);
}

const managedFields: Readonly<Record<ManagedRule['on'], readonly Field[]>> = {
  path: ['path'],
  query: ['query.raw'],
  arguments: ['query.raw'],
  cookie: ['header(cookie)'],
  // Nobody states what is in a body: that it is nothing of the kind is an assumption (path/web-acl.ts).
  body: [],
  headers: ['header(user-agent)', 'header(referer)', 'header(x-api-version)'],
  'user-agent': ['header(user-agent)'],
  host: ['host'],
  method: ['method'],
  client: [],
};

const partsInWords: Readonly<Record<ManagedRule['on'], string>> = { path: 'the path', query: 'the query', arguments: 'the query', cookie: 'the cookies', body: 'the body', headers: 'the headers', 'user-agent': 'User-Agent', host: 'Host', method: 'the method', client: 'the address' };

const sizes: Readonly<Partial<Record<ManagedRule['on'], Field>>> = { path: 'path.bytes', query: 'query.bytes', cookie: 'cookie.bytes', body: 'body.bytes' };

function exactMatch(on: ManagedRule['on'], exact: NonNullable<ManagedRule['exact']>): Match {
  const [field] = managedFields[on];
  if ('absent' in exact) return not(present(field!));
  if ('value' in exact) return is(field!, exact.value);
  return { field: sizes[on]!, in: [{ from: exact.above + 1, to: 2 ** 31 }] };
}

function surelyMatch(on: ManagedRule['on'], surely: string): Match {
  const head = on === 'arguments' ? '(?s:.*)=[^&]*' : '(?s:.*)';
  return some(managedFields[on].map((field): Match => ({ field, in: [{ regex: `${head}(?:${surely})(?s:.*)`, ignoreCase: true }] })));
}

/** Each character plainly and escaped, escapes that may hide one, and the words. */
function patternsOf({ characters, words }: Signs): readonly string[] {
  const codes = [...characters].map((character) => character.charCodeAt(0).toString(16).padStart(2, '0'));
  return [...(codes.length === 0 ? [] : [`[${codes.map((code) => `\\x${code}`).join('')}]`]), ...codes.map((code) => `%${code}`), hidingEscapes, ...(words === undefined ? [] : [words])];
}

function unpublished(rule: string, intent: string, part: string): string {
  return `whether ${rule} takes it: AWS says that it looks for ${intent}, and not by which patterns, and ${part} of this request might be that`;
}

/** Before the rewriting or after it. */
function rewritable(on: Component, match: Match, { rule, rewritten }: Around): Match {
  if (!['uri_path', 'query_string', 'all_query_arguments', 'single_query_argument'].includes(on.part) || rewritten === never) return match;
  return some([every([match, negated(rewritten)]), every([rewritten, unknown(`whether ${rule} takes it: the load balancer rewrites the URL, and AWS does not say whether the web ACL sees it before or after`)])]);
}

function either(match: Match, when: Match, open: Match): Match {
  return when === never || match === never ? match : some([every([match, negated(when)]), every([match, when, open])]);
}

/** Requests whose URL a rule of the listener may rewrite. */
export function rewrittenBy(rewrites: readonly RewriteSpec[]): Match {
  return some(
    rewrites.map(({ hosts, paths }) => {
      const [host, path] = [hostFits(hosts.values, hosts.regexes), pathFits(paths.values, paths.regexes)];
      const fitting = (field: Field, { sure, perhaps }: typeof host, said: RewriteSpec['hosts']): Match => (said.values.length + said.regexes.length === 0 ? always : { field, in: [...sure, ...perhaps] });
      return every([fitting('host', host, hosts), fitting('path', path, paths)]);
    }),
  );
}

function isBody(on: Component): on is Extract<Component, { part: 'body' | 'json_body' }> {
  return on.part === 'body' || on.part === 'json_body';
}

const bodied: Match = { field: 'body.bytes', in: [{ from: 1, to: 2 ** 31 }] };
const oversized: Match = { field: 'body.bytes', in: [{ from: bodyInspected + 1, to: 2 ** 31 }] };

/** Of a body whose text nobody states only the size is known; beyond 8 KB it is not looked at, and `oversize` decides. */
function bodyMatch(on: Extract<Component, { part: 'body' | 'json_body' }>, where: string): Match {
  const content = every([bodied, unknown(`${where}, and what is in it is in no file`)]);
  if (on.oversize === 'CONTINUE') return content;
  return on.oversize === 'MATCH' ? some([oversized, every([not(oversized), content])]) : every([not(oversized), content]);
}

function bodySize(on: Extract<Component, { part: 'body' | 'json_body' }>, operator: string, size: number, where: string): Match {
  const ranges: Readonly<Record<string, readonly (readonly [from: number, to: number])[]>> = { GT: [[size + 1, 2 ** 31]], GE: [[size, 2 ** 31]], LT: [[0, size]], LE: [[0, size + 1]], EQ: [[size, size + 1]], NE: [[0, size], [size + 1, 2 ** 31]] };
  const compared: Match = { field: 'body.bytes', in: (ranges[operator] ?? []).map(([from, to]) => ({ from, to })) };
  if (on.oversize === 'MATCH') return some([oversized, every([not(oversized), compared])]);
  if (on.oversize === 'NO_MATCH') return every([not(oversized), compared]);
  // Of a longer body 8,192 bytes are looked at: whether its own size counts is not published where that matters.
  const settled = size < bodyInspected ? some([compared, every([oversized, operator === 'GT' || operator === 'GE' || operator === 'NE' ? always : never])]) : every([not(oversized), compared]);
  return size < bodyInspected ? settled : some([settled, every([oversized, compared, unknown(`${where}, of which 8 KB are looked at, and oversize_handling is CONTINUE`)])]);
}

function addressMatch({ name, blocks, forwarded }: Extract<Statement, { if: 'address' }>, { rule }: Around): Match {
  if (blocks === undefined) return unknown(`whether ${rule} takes it: the IP set ${name} is in no input`);
  const cidrs = blocks.map((cidr) => ({ cidr }));
  if (forwarded === undefined) return { field: 'src.address', in: cidrs };
  const field = headerField(forwarded.header);
  const several: Match = { field, in: [{ glob: '*,*' }] };
  const readable: Match = { field, in: [{ cidr: '0.0.0.0/0' }, { cidr: '::/0' }] };
  const fallback = forwarded.fallback === 'MATCH' ? [every([present(field), not(several), not(readable)])] : [];
  // Without the header the rule is not applied at all (WAFV2 API reference, IPSetForwardedIPConfig).
  return some([{ field, in: cidrs }, ...fallback, every([several, unknown(`whether ${rule} takes it: it looks at the ${forwarded.position === 'ANY' ? 'addresses' : `${forwarded.position.toLowerCase()} address`} of ${forwarded.header}, and there are several`)])]);
}

/** A key without the prefix means the labels of the same web ACL or group ("Label match rule statement"). */
function named(label: string, key: string, scope: 'label' | 'namespace'): boolean {
  const asked = key.replace(/^awswaf:(?:[0-9]{12}:)?/, '');
  const own = label.replace(/^(?:webacl|rulegroup):[^:]*:/, '');
  return scope === 'label' ? label === asked || label.endsWith(`:${asked}`) : label.startsWith(asked) || own.startsWith(asked);
}

function inWords(on: Component): string {
  switch (on.part) {
    case 'single_header':
      return `header ${on.name}`;
    case 'single_query_argument':
      return `argument ${on.name}`;
    case 'headers':
    case 'cookies':
      return on.names === undefined ? `all ${on.part}` : `${on.part} ${on.names.join(', ')}`;
    case 'other':
      return on.name;
    default:
      return `the ${on.part.replaceAll('_', ' ')}`;
  }
}
