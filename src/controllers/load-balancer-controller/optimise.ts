import { list, record, text, words } from '../../dialects/kubernetes/fields.ts';
import type { JsonObject } from '../../resource/resource.ts';
import type { Port } from './listeners.ts';
import type { Draft } from './rules.ts';

/** Leaves out redirects that would lead to themselves, and what stands behind a redirect that takes it all already. */
export function withoutDeadRules(port: Port, drafts: readonly Draft[]): readonly Draft[] {
  const live: Draft[] = [];
  for (const draft of drafts) {
    if (isLoop(port, draft)) continue;
    if (live.some((earlier) => redirectOf(earlier) !== undefined && takesAllOf(earlier, draft))) continue;
    live.push(draft);
  }
  return live;
}

function redirectOf({ actions }: Draft): JsonObject | undefined {
  const action = actions.find(({ type }) => type === 'redirect');
  return action === undefined ? undefined : record(list(action['redirect'])[0]);
}

/** The redirect changes nothing of a request that came to this port. */
function isLoop({ port, protocol }: Port, draft: Draft): boolean {
  const redirect = redirectOf(draft);
  if (redirect === undefined) return false;
  const same = (part: string, ...values: readonly string[]): boolean => redirect[part] === undefined || values.includes(text(redirect[part]) ?? '');
  return same('protocol', '#{protocol}', protocol) && same('port', '#{port}', String(port)) && same('host', '#{host}') && same('path', '/#{path}') && same('query', '#{query}');
}

/** Only hosts and paths are compared, as sets of patterns; `/*` holds every path. */
function takesAllOf(earlier: Draft, later: Draft): boolean {
  if (earlier.conditions.some((block) => block['host_header'] === undefined && block['path_pattern'] === undefined)) return false;
  const covers = (field: 'host_header' | 'path_pattern'): boolean => {
    const [wide, narrow] = [valuesOf(earlier, field), valuesOf(later, field)];
    if (wide === undefined || (field === 'path_pattern' && wide.includes('/*'))) return true;
    return narrow !== undefined && narrow.every((value) => wide.includes(value));
  };
  return covers('host_header') && covers('path_pattern');
}

function valuesOf({ conditions }: Draft, field: 'host_header' | 'path_pattern'): readonly string[] | undefined {
  const block = conditions.find((each) => each[field] !== undefined);
  return block === undefined ? undefined : words(record(list(block[field])[0])['values']);
}
