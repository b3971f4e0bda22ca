import { list, record, text, words } from '../../../dialects/kubernetes/fields.ts';
import type { Json, JsonObject } from '../../../resource/resource.ts';
import { body } from '../../controller.ts';
import { conditionConfigs } from '../stack.ts';

/** A condition of a rule as the provider's block; one of a field that it does not know keeps its name. */
export function conditionBlock(condition: Json): JsonObject {
  const spec = record(condition);
  const field = text(spec['field']) ?? '';
  const config = record(spec[conditionConfigs[field] ?? '']);
  if (field === 'query-string') return { query_string: list(config['values']).map((pair) => body({ key: record(pair)['key'], value: record(pair)['value'] })) };
  const [values, regular] = [words(config['values']), words(config['regexValues'])];
  const name = field === 'http-header' ? { http_header_name: text(config['httpHeaderName']) ?? '' } : {};
  return { [field === '' ? 'unknown' : field.replaceAll('-', '_')]: [{ ...name, ...(values.length === 0 && regular.length > 0 ? {} : { values }), ...(regular.length === 0 ? {} : { regex_values: regular }) }] };
}

/** A transform of a rule as the provider's block. */
export function transformBlock(transform: Json): JsonObject {
  const { type, urlRewriteConfig, hostHeaderRewriteConfig } = record(transform);
  const rewrites = (config: Json | undefined): Json | undefined => (config === undefined ? undefined : [{ rewrite: list(record(config)['rewrites']).map((each) => ({ regex: record(each)['regex'] ?? '', replace: record(each)['replace'] ?? '' })) }]);
  return body({ type, url_rewrite_config: rewrites(urlRewriteConfig), host_header_rewrite_config: rewrites(hostHeaderRewriteConfig) });
}
