import { routedClaim } from '../../dialects/istio/tokens.ts';
import type { Pattern } from '../../ir/pattern.ts';
import { takes } from '../../ir/text.ts';
import type { Reader } from '../../resource/reader.ts';
import type { ConditionSpec } from './spec.ts';

/** How paths are compared: as raw text, or by whole segments where istiod made the VirtualService of an Ingress or a Gateway API route. */
export type Prefixes = 'text' | 'segments';

/** The conditions of one match; all of them have to hold (istio/istio, core/route, TranslateRouteMatch). */
export function conditionsOf(match: Reader, prefixes: Prefixes): readonly ConditionSpec[] {
  const one = (name: string, field: string): readonly ConditionSpec[] => (match.get(name).there ? [{ field, ...compared(match.get(name)) }] : []);
  const named = (name: string, field: (key: string) => string): readonly ConditionSpec[] => match.get(name).keys().map((key) => ({ field: field(key), ...compared(match.get(name, key)) }));
  return [
    ...path(match, prefixes),
    ...one('scheme', 'scheme'),
    ...one('method', 'method'),
    ...one('authority', 'host'),
    ...named('headers', headerField),
    ...named('queryParams', (key) => `query(${key})`),
    ...named('withoutHeaders', headerField).map((condition): ConditionSpec => ({ ...condition, not: true })),
  ];
}

/** The path comes without its query, as in Envoy's own matchers. */
function path(match: Reader, prefixes: Prefixes): readonly ConditionSpec[] {
  const uri = match.get('uri');
  const fold = match.get('ignoreUriCase').boolean() === true ? ({ ignoreCase: true } as const) : {};
  const { is } = compared(uri);
  if (is === undefined || ('prefix' in is && is.prefix === '/')) return [];
  if ('prefix' in is && prefixes === 'segments') return [{ field: 'path', is: { segments: is.prefix.replace(/\/$/, '') } }];
  return [{ field: 'path', is: 'regex' in is ? is : { ...is, ...fold } }];
}

/** The field that a header of a match or of a change is. */
export function headerField(name: string): string {
  const claim = routedClaim(name);
  if (claim !== undefined) return `claim(${claim})`;
  const lower = name.toLowerCase();
  const pseudo: Readonly<Record<string, string>> = { 'x-forwarded-for': 'forwarded', ':authority': 'host', host: 'host', ':method': 'method', ':path': 'path.raw', ':scheme': 'scheme' };
  return pseudo[lower] ?? `header(${lower})`;
}

/** `exact`, `prefix` or `regex`, which matches in full. An empty one, and the pattern `*`, mean that the field is there at all. */
function compared(match: Reader): { readonly is?: Pattern } {
  const [exact, prefix, regex] = [match.get('exact').string(), match.get('prefix').string(), match.get('regex').string()];
  if (exact !== undefined) return { is: { exact } };
  if (prefix !== undefined) return { is: { prefix } };
  return regex === undefined || regex === '*' ? {} : { is: { regex } };
}

/** Whether every request meets the conditions as istiod sees it: routes that do go last on a gateway, and end a list (IsCatchAllRoute). */
export function takesEverything(conditions: readonly ConditionSpec[]): boolean {
  return conditions.every(({ field, is }) => field === 'path' && is !== undefined && 'regex' in is && is.regex === '.*');
}

/** A condition in words: `the path begins with /api`. */
export function described({ field, is, not }: ConditionSpec): string {
  const what = subject(field);
  if (is === undefined) return `there is ${not === true ? 'no' : 'a'} ${what}`;
  return `the ${what} ${not === true ? 'is none that ' : ''}${relation(is)}`;
}

function subject(field: string): string {
  const family = /^(header|query|claim)\((.*)\)$/.exec(field);
  if (family !== null) return `${family[1] === 'query' ? 'query parameter' : family[1]} ${family[2]}`;
  return field === 'host' ? 'Host' : field === 'forwarded' ? 'header x-forwarded-for' : field.replace('.raw', '');
}

function relation(is: Pattern): string {
  const fold = 'ignoreCase' in is && is.ignoreCase === true ? ' in any case' : '';
  if ('exact' in is) return `is ${is.exact}${fold}`;
  if ('prefix' in is) return `begins with ${is.prefix}${fold}`;
  if ('segments' in is) return `is ${is.segments} or below it`;
  return 'regex' in is ? `fits ${is.regex}` : 'is there';
}

/** Conditions that a request does not meet; `values` are its fields by name. What cannot be decided counts as met. */
export function unmet(conditions: readonly ConditionSpec[], values: Readonly<Record<string, string | number | undefined>>): readonly ConditionSpec[] {
  return conditions.filter(({ field, is, not }) => {
    const value = values[field];
    const met = value === undefined ? false : is === undefined ? true : (takes(is, value) ?? true);
    return not === true ? met || (value === undefined && missingCounts(field, is)) : !met;
  });
}

/** Envoy takes a header that is not there for an empty one, where it must not match (treat_missing_header_as_empty); a claim it does not. */
export function missingCounts(field: string, is: Pattern | undefined): boolean {
  return !field.startsWith('claim(') && is !== undefined && takes(is, '') === true;
}
