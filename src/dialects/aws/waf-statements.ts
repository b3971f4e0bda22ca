import type { Estate } from '../../resource/estate.ts';
import type { Json, JsonObject, Resource } from '../../resource/resource.ts';
import { text, words } from '../kubernetes/fields.ts';
import { blocks, count, referred } from './references.ts';

/** A condition of a rule of a web ACL, as Terraform's blocks say it. */
export type Statement =
  | { readonly if: 'text'; readonly on: Component; readonly transforms: readonly string[]; readonly test: TextTest }
  | { readonly if: 'size'; readonly on: Component; readonly transforms: readonly string[]; readonly operator: string; readonly size: number }
  | { readonly if: 'attack'; readonly on: Component; readonly transforms: readonly string[]; readonly attack: 'sqli' | 'xss' }
  /** `blocks` absent: no input holds the set, `name`. */
  | { readonly if: 'address'; readonly name: string; readonly blocks?: readonly string[]; readonly forwarded?: Forwarded }
  | { readonly if: 'label'; readonly key: string; readonly scope: 'label' | 'namespace' }
  | { readonly if: 'and' | 'or'; readonly of: readonly Statement[] }
  | { readonly if: 'not'; readonly of: Statement }
  | { readonly if: 'rate'; readonly limit: number; readonly window: number | undefined; readonly within?: Statement }
  /** Nothing that a file holds decides it. */
  | { readonly if: 'unknown'; readonly reason: string };

/** How a text is looked at: `regexes` fit somewhere in it, one of them is enough. */
export type TextTest =
  | { readonly is: 'EXACTLY' | 'STARTS_WITH' | 'ENDS_WITH' | 'CONTAINS' | 'CONTAINS_WORD'; readonly text: string }
  | { readonly is: 'regex'; readonly regexes: readonly string[] };

type Oversize = 'CONTINUE' | 'MATCH' | 'NO_MATCH';

/** The part of a request that is looked at. `names` of headers or cookies in lower case; absent: all of them. */
export type Component =
  | { readonly part: 'uri_path' | 'query_string' | 'all_query_arguments' | 'method' }
  | { readonly part: 'body' | 'json_body'; readonly oversize: Oversize }
  | { readonly part: 'single_header' | 'single_query_argument'; readonly name: string }
  | { readonly part: 'headers' | 'cookies'; readonly names?: readonly string[]; readonly scope: 'ALL' | 'KEY' | 'VALUE'; readonly oversize: Oversize }
  /** Not modelled. */
  | { readonly part: 'other'; readonly name: string };

/** The header that is taken for the client's address. */
interface Forwarded {
  readonly header: string;
  readonly position: 'FIRST' | 'LAST' | 'ANY';
  /** What holds where the header has no address. */
  readonly fallback: 'MATCH' | 'NO_MATCH';
}

/** The condition that a `statement` block says; groups of rules are none (web-acls.ts). */
export function statementOf(estate: Estate, owner: Resource, value: Json | undefined): Statement {
  const [block = {}] = blocks(value);
  for (const [key, inner] of Object.entries(block)) {
    const [said] = blocks(inner);
    if (said !== undefined) return kindOf(estate, owner, key, said);
  }
  return { if: 'unknown', reason: 'no input says its statement' };
}

function kindOf(estate: Estate, owner: Resource, key: string, said: JsonObject): Statement {
  const inner = (value: Json | undefined): readonly Statement[] => blocks(value).map((each) => statementOf(estate, owner, [each]));
  switch (key) {
    case 'and_statement':
    case 'or_statement':
      return { if: key === 'and_statement' ? 'and' : 'or', of: inner(said['statement']) };
    case 'not_statement':
      return { if: 'not', of: statementOf(estate, owner, said['statement']) };
    case 'byte_match_statement':
      return { if: 'text', ...lookedAt(said), test: { is: constraintOf(said['positional_constraint']), text: text(said['search_string']) ?? '' } };
    case 'regex_match_statement':
      return { if: 'text', ...lookedAt(said), test: { is: 'regex', regexes: [text(said['regex_string']) ?? ''] } };
    case 'regex_pattern_set_reference_statement': {
      const set = referred(estate, owner, 'aws_wafv2_regex_pattern_set', said['arn']);
      if (set === undefined) return { if: 'unknown', reason: `the regex pattern set ${text(said['arn']) ?? 'it names'} is in no input` };
      return { if: 'text', ...lookedAt(said), test: { is: 'regex', regexes: blocks(set.body['regular_expression']).flatMap((each) => text(each['regex_string']) ?? []) } };
    }
    case 'size_constraint_statement':
      return { if: 'size', ...lookedAt(said), operator: text(said['comparison_operator']) ?? 'GT', size: count(said['size']) ?? 0 };
    case 'sqli_match_statement':
    case 'xss_match_statement':
      return { if: 'attack', ...lookedAt(said), attack: key === 'sqli_match_statement' ? 'sqli' : 'xss' };
    case 'ip_set_reference_statement':
      return addressesOf(estate, owner, said);
    case 'label_match_statement':
      return { if: 'label', key: text(said['key']) ?? '', scope: text(said['scope']) === 'NAMESPACE' ? 'namespace' : 'label' };
    case 'rate_based_statement': {
      const [within] = blocks(said['scope_down_statement']);
      return { if: 'rate', limit: count(said['limit']) ?? 0, window: count(said['evaluation_window_sec']), ...(within === undefined ? {} : { within: statementOf(estate, owner, [within]) }) };
    }
    case 'geo_match_statement':
      return { if: 'unknown', reason: `the country that an address is in is in no file, and it asks for ${words(said['country_codes']).join(', ')}` };
    case 'asn_match_statement':
      return { if: 'unknown', reason: 'the network (ASN) that an address belongs to is in no file' };
    default:
      return { if: 'unknown', reason: `${key} is not modelled` };
  }
}

function constraintOf(value: Json | undefined): Exclude<TextTest['is'], 'regex'> {
  const known = (['EXACTLY', 'STARTS_WITH', 'ENDS_WITH', 'CONTAINS', 'CONTAINS_WORD'] as const).find((each) => each === value);
  return known ?? 'CONTAINS';
}

function lookedAt(said: JsonObject): { readonly on: Component; readonly transforms: readonly string[] } {
  const transforms = blocks(said['text_transformation']).toSorted((a, b) => (count(a['priority']) ?? 0) - (count(b['priority']) ?? 0));
  return { on: componentOf(said['field_to_match']), transforms: transforms.flatMap(({ type }) => text(type) ?? []) };
}

function componentOf(value: Json | undefined): Component {
  const [block = {}] = blocks(value);
  for (const [part, inner] of Object.entries(block)) {
    const [said] = blocks(inner);
    if (said === undefined) continue;
    switch (part) {
      case 'uri_path':
      case 'query_string':
      case 'all_query_arguments':
      case 'method':
        return { part };
      case 'body':
      case 'json_body':
        return { part, oversize: oversizeOf(said) };
      case 'single_header':
      case 'single_query_argument':
        return { part, name: (text(said['name']) ?? '').toLowerCase() };
      case 'headers':
      case 'cookies':
        return several(part, said);
      default:
        return { part: 'other', name: part };
    }
  }
  return { part: 'other', name: 'a part that no input says' };
}

function several(part: 'headers' | 'cookies', said: JsonObject): Component {
  const [pattern = {}] = blocks(said['match_pattern']);
  if (words(pattern[`excluded_${part}`]).length > 0) return { part: 'other', name: `${part} but ${words(pattern[`excluded_${part}`]).join(', ')}` };
  const names = words(pattern[`included_${part}`]).map((name) => (part === 'headers' ? name.toLowerCase() : name));
  const scope = (['KEY', 'VALUE'] as const).find((each) => each === said['match_scope']) ?? 'ALL';
  return { part, scope, oversize: oversizeOf(said), ...(names.length === 0 ? {} : { names }) };
}

/** CONTINUE where nothing is said (WAFV2 API reference, Body). */
function oversizeOf({ oversize_handling: said }: JsonObject): Oversize {
  return said === 'MATCH' || said === 'NO_MATCH' ? said : 'CONTINUE';
}

function addressesOf(estate: Estate, owner: Resource, said: JsonObject): Statement {
  const set = referred(estate, owner, 'aws_wafv2_ip_set', said['arn']);
  const [config] = blocks(said['ip_set_forwarded_ip_config']);
  const position = (['LAST', 'ANY'] as const).find((each) => each === config?.['position']) ?? 'FIRST';
  const fallback = config?.['fallback_behavior'] === 'MATCH' ? 'MATCH' : 'NO_MATCH';
  const held = set?.body['addresses'];
  return {
    if: 'address',
    name: text(set?.body['name']) ?? set?.name ?? text(said['arn']) ?? 'a set of addresses',
    ...(Array.isArray(held) ? { blocks: words(held) } : {}),
    ...(config === undefined ? {} : { forwarded: { header: (text(config['header_name']) ?? 'x-forwarded-for').toLowerCase(), position, fallback } }),
  };
}
