import type { Pattern } from '../../ir/pattern.ts';
import type { Reader } from '../../resource/reader.ts';
import { headerField } from './lower.ts';
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

/** `exact`, `prefix` or `regex`, which matches in full. An empty one, and the pattern `*`, mean that the field is there at all. */
function compared(match: Reader): { readonly is?: Pattern } {
  const [exact, prefix, regex] = [match.get('exact').string(), match.get('prefix').string(), match.get('regex').string()];
  if (exact !== undefined) return { is: { exact } };
  if (prefix !== undefined) return { is: { prefix } };
  return regex === undefined || regex === '*' ? {} : { is: { regex } };
}
