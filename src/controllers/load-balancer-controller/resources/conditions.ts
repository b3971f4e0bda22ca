import { list, record, text, words } from '../../../dialects/kubernetes/fields.ts';
import type { Json, JsonObject } from '../../../resource/resource.ts';
import { block } from './made.ts';

/** A condition of a rule as the provider's block; one of a field that it does not know keeps its name. */
export function conditionBlock(condition: Json): JsonObject {
  const spec = record(condition);
  const field = text(spec['field']) ?? '';
  const config = record(spec[configs[field] ?? '']);
  if (field === 'query-string') return { query_string: list(config['values']).map((pair) => block({ key: record(pair)['key'], value: record(pair)['value'] }) ?? {}) };
  const [values, regular] = [words(config['values']), words(config['regexValues'])];
  const name = field === 'http-header' ? { http_header_name: text(config['httpHeaderName']) ?? '' } : {};
  return { [field === '' ? 'unknown' : field.replaceAll('-', '_')]: [{ ...name, ...(values.length === 0 && regular.length > 0 ? {} : { values }), ...(regular.length === 0 ? {} : { regex_values: regular }) }] };
}

/** Where the values of a condition stand, by its field. */
const configs: Readonly<Record<string, string>> = {
  'host-header': 'hostHeaderConfig',
  'path-pattern': 'pathPatternConfig',
  'http-header': 'httpHeaderConfig',
  'http-request-method': 'httpRequestMethodConfig',
  'query-string': 'queryStringConfig',
  'source-ip': 'sourceIPConfig',
};

/** A transform of a rule as the provider's block. */
export function transformBlock(transform: Json): JsonObject {
  const { type, urlRewriteConfig, hostHeaderRewriteConfig } = record(transform);
  const rewrites = (config: Json | undefined): Json | undefined => (config === undefined ? undefined : [{ rewrite: list(record(config)['rewrites']).map((each) => ({ regex: record(each)['regex'] ?? '', replace: record(each)['replace'] ?? '' })) }]);
  return block({ type, url_rewrite_config: rewrites(urlRewriteConfig), host_header_rewrite_config: rewrites(hostHeaderRewriteConfig) }) ?? {};
}
