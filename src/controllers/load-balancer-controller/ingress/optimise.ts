import { record, text, words } from '../../../dialects/kubernetes/fields.ts';
import type { JsonObject } from '../../../resource/resource.ts';
import type { Listening, RuleDraft } from './group.ts';

type Rule = Pick<RuleDraft, 'conditions' | 'actions'>;

/**
 * Leaves out redirects that would lead to themselves, and what stands behind a redirect that takes it all already. Other rules
 * that hide later ones are kept (pkg/ingress/rule_optimizer.go).
 */
export function withoutDeadRules<T extends Rule>(listening: Pick<Listening, 'port' | 'protocol'>, rules: readonly T[]): readonly T[] {
  const live: T[] = [];
  const redirects: T[] = [];
  for (const rule of rules) {
    if (leadsToItself(listening, rule) || redirectBefore(rule, redirects) !== undefined) continue;
    live.push(rule);
    if (redirectOf(rule) !== undefined) redirects.push(rule);
  }
  return live;
}

/** The redirect among earlier rules that takes everything that a rule would take. */
export function redirectBefore<T extends Rule>(rule: Rule, earlier: readonly T[]): T | undefined {
  return earlier.find((each) => redirectOf(each) !== undefined && takesAllOf(each.conditions, rule.conditions));
}

/** Whether a rule sends a request back to where it came from. */
export function leadsToItself({ port, protocol }: Pick<Listening, 'port' | 'protocol'>, rule: Rule): boolean {
  const redirect = redirectOf(rule);
  if (redirect === undefined) return false;
  const same = (part: string, ...values: readonly string[]): boolean => redirect[part] === undefined || values.includes(text(redirect[part]) ?? '');
  const { hosts, paths } = patternsOf(rule.conditions);
  return same('host', '#{host}', ...hosts) && same('path', '/#{path}', ...paths) && same('port', '#{port}', String(port)) && same('protocol', '#{protocol}', protocol) && same('query', '#{query}');
}

/** Whether conditions on hosts and paths only, compared as sets of patterns, take every request that others take. */
export function takesAllOf(wide: readonly JsonObject[], narrow: readonly JsonObject[]): boolean {
  if (wide.some(({ field }) => field !== 'host-header' && field !== 'path-pattern')) return false;
  const [all, few] = [patternsOf(wide), patternsOf(narrow)];
  const covers = (outer: ReadonlySet<string>, inner: ReadonlySet<string>): boolean => outer.size === 0 || (inner.size > 0 && [...inner].every((each) => outer.has(each)));
  return covers(all.hosts, few.hosts) && (all.paths.has('/*') || covers(all.paths, few.paths));
}

function redirectOf({ actions }: Rule): JsonObject | undefined {
  const action = actions.find(({ type }) => type === 'redirect');
  return action === undefined ? undefined : record(action['redirectConfig']);
}

/** Regular expressions are told from patterns by a sign that no pattern begins with. */
function patternsOf(conditions: readonly JsonObject[]): { readonly hosts: ReadonlySet<string>; readonly paths: ReadonlySet<string> } {
  const all = (field: string, part: string): ReadonlySet<string> =>
    new Set(conditions.filter((each) => each['field'] === field).map((each) => record(each[part])).flatMap((config) => [...words(config['values']), ...words(config['regexValues']).map((each) => `~${each}`)]));
  return { hosts: all('host-header', 'hostHeaderConfig'), paths: all('path-pattern', 'pathPatternConfig') };
}
