import { lastPriority } from '../../facts/alb.ts';
import type { Estate } from '../../resource/estate.ts';
import type { JsonObject, Path, Resource } from '../../resource/resource.ts';
import { text, words } from '../kubernetes/fields.ts';
import { actionsOf, type Action } from './actions.ts';
import { blocks, count } from './references.ts';

/** A rule of a listener as Terraform's attributes say it. */
export interface Rule {
  readonly resource: Resource;
  readonly priority: number;
  /** Nobody says the priority: the provider gives it the number behind the highest one that is there when it is made (aws_lb_listener_rule, `priority`). */
  readonly unnumbered?: true;
  readonly conditions: readonly Condition[];
  /** In the order in which they are performed; the last one is a forward, a redirect or an answer. */
  readonly actions: readonly Action[];
  /** Rewrites on the way to the target. */
  readonly transforms: readonly Transform[];
}

/** One condition: its values are alternatives, globs or regular expressions. `other` is a kind of condition that is not modelled. */
export type Condition =
  | { readonly on: 'host-header' | 'path-pattern'; readonly values: readonly string[]; readonly regexes: readonly string[] }
  | { readonly on: 'http-header'; readonly name: string; readonly values: readonly string[]; readonly regexes: readonly string[] }
  | { readonly on: 'http-request-method' | 'source-ip'; readonly values: readonly string[] }
  | { readonly on: 'query-string'; readonly pairs: readonly QueryPair[] }
  | { readonly on: 'other'; readonly name: string };

/** Without a key any key will do. */
export interface QueryPair {
  readonly key?: string;
  readonly value: string;
}

/** What fits the regular expression is replaced; `$1` is what its first group took. */
export interface Transform {
  readonly of: 'url' | 'host';
  /** Absent: no input says what is rewritten. */
  readonly rewrite?: { readonly regex: string; readonly replace: string };
  readonly path: Path;
}

/** A rule with everything that its blocks say. */
export function listenerRuleOf(estate: Estate, resource: Resource): Rule {
  const { priority, condition, action, transform } = resource.body;
  return {
    resource,
    priority: count(priority) ?? lastPriority,
    ...(count(priority) === undefined ? { unnumbered: true as const } : {}),
    conditions: blocks(condition).flatMap(conditionsOf),
    actions: actionsOf(estate, resource, action, 'action'),
    transforms: blocks(transform).map(transformOf),
  };
}

function conditionsOf(condition: JsonObject): readonly Condition[] {
  const pairs = blocks(condition['query_string']).flatMap(({ key, value }): readonly QueryPair[] => (text(value) === undefined ? [] : [{ value: text(value)!, ...((text(key) ?? '') === '' ? {} : { key: text(key)! }) }]));
  const others = Object.keys(condition).filter((name) => name !== 'query_string').flatMap((name) => blocks(condition[name]).map((block) => conditionOf(name, block)));
  return pairs.length === 0 ? others : [...others, { on: 'query-string', pairs }];
}

function conditionOf(name: string, block: JsonObject): Condition {
  const [values, regexes] = [words(block['values']), words(block['regex_values'])];
  switch (name) {
    case 'host_header':
      return { on: 'host-header', values, regexes };
    case 'path_pattern':
      return { on: 'path-pattern', values, regexes };
    case 'http_header':
      return { on: 'http-header', name: text(block['http_header_name']) ?? '', values, regexes };
    case 'http_request_method':
      return { on: 'http-request-method', values };
    case 'source_ip':
      return { on: 'source-ip', values };
    default:
      return { on: 'other', name };
  }
}

function transformOf(transform: JsonObject, index: number): Transform {
  const of = text(transform['type']) === 'host-header-rewrite' ? 'host' : 'url';
  const config = of === 'host' ? 'host_header_rewrite_config' : 'url_rewrite_config';
  const [rewrite] = blocks(transform[config]).flatMap((block) => blocks(block['rewrite']));
  const [regex, replace] = [text(rewrite?.['regex']), text(rewrite?.['replace'])];
  return { of, path: ['transform', index], ...(regex === undefined || replace === undefined ? {} : { rewrite: { regex, replace } }) };
}
