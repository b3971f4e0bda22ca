import { list, record, text, words } from '../../../dialects/kubernetes/fields.ts';
import type { JsonObject } from '../../../resource/resource.ts';
import type { Annotations } from '../annotations.ts';
import type { Shape } from '../decoded.ts';
import type { Refusal } from '../place.ts';
import { conditionConfigs } from '../stack.ts';
import { configOf } from './config.ts';

const values: Shape = { list: 'string' };

/** What `conditions.NAME` may hold (pkg/ingress/config_types.go). */
export const conditionsShape: Shape = {
  list: {
    fields: {
      field: 'string',
      hostHeaderConfig: { fields: { regexValues: values, values } },
      httpHeaderConfig: { fields: { httpHeaderName: 'string', regexValues: values, values } },
      httpRequestMethodConfig: { fields: { values } },
      pathPatternConfig: { fields: { regexValues: values, values } },
      queryStringConfig: { fields: { values: { list: { fields: { key: 'string', value: 'string' } } } } },
      sourceIPConfig: { fields: { values } },
    },
  },
};

/** The conditions that an annotation adds to the rules of one backend; undefined where they are refused. */
export function writtenConditions(annotations: Annotations, name: string, refuse: (refusal: Refusal) => void): readonly JsonObject[] | undefined {
  if (annotations.text(name) === undefined) return [];
  const written = configOf(annotations, name, conditionsShape, refuse);
  if (written === undefined) return undefined;
  const found = list(written).map(record);
  const at = annotations.place(name);
  const failures = found.map(failureOf).filter((each) => each !== undefined);
  for (const says of failures) refuse({ at, message: `${String(at[1].at(-1))}: ${inWords(says)}`, says });
  return failures.length > 0 ? undefined : found;
}

/** What the host and the path of a rule ask for, before an annotation adds to it. */
export interface Asked {
  readonly host: string | undefined;
  readonly patterns: readonly string[];
  readonly expressions: readonly string[];
}

/** A rule's conditions: what an annotation adds of other kinds first, then one for hosts and one for paths; or why there are none. */
export function ruleConditions({ host, patterns, expressions }: Asked, added: readonly JsonObject[]): readonly JsonObject[] | { readonly wrong: string } {
  const others: JsonObject[] = [];
  const hosts = { values: host === undefined || host === '' ? [] : [host], regexValues: [] as string[] };
  const paths = { values: [...patterns], regexValues: [...expressions] };
  for (const condition of added) {
    const field = text(condition['field']) ?? '';
    const part = conditionConfigs[field];
    if (part === undefined) continue;
    const config = record(condition[part]);
    const into = field === 'host-header' ? hosts : field === 'path-pattern' ? paths : undefined;
    into?.values.push(...words(config['values']));
    into?.regexValues.push(...words(config['regexValues']));
    if (into === undefined) others.push({ field, [part]: config });
  }
  for (const [what, { values: plain, regexValues }] of [['host', hosts], ['path', paths]] as const) {
    if (plain.length > 0 && regexValues.length > 0) return { wrong: `${what} condition must specify exactly one of Values and RegexValues, got both Values [${plain.join(' ')}] and RegexValues [${regexValues.join(' ')}]` };
  }
  const found = [...others, ...blocks('host-header', hosts), ...blocks('path-pattern', paths)];
  return found.length > 0 ? found : [{ field: 'path-pattern', pathPatternConfig: { values: ['/*'] } }];
}

/** How many values ALB counts in a condition. */
export function valuesIn(condition: JsonObject): number {
  const config = record(condition[conditionConfigs[text(condition['field']) ?? ''] ?? '']);
  return list(config['values']).length + list(config['regexValues']).length;
}

/** Whether the controller passes a condition over without a word. */
export function isPassedOver(condition: JsonObject): boolean {
  return conditionConfigs[text(condition['field']) ?? ''] === undefined;
}

function blocks(field: string, { values: plain, regexValues }: { readonly values: readonly string[]; readonly regexValues: readonly string[] }): readonly JsonObject[] {
  const part = conditionConfigs[field]!;
  if (plain.length > 0) return [{ field, [part]: { values: plain } }];
  return regexValues.length > 0 ? [{ field, [part]: { regexValues } }] : [];
}

function failureOf(condition: JsonObject): string | undefined {
  const field = text(condition['field']) ?? '';
  const part = conditionConfigs[field];
  if (part === undefined) return undefined;
  if (condition[part] === undefined) return `missing ${part}`;
  const why = configFailure(field, record(condition[part]));
  return why === undefined ? undefined : `invalid ${part}: ${why}`;
}

function configFailure(field: string, config: JsonObject): string | undefined {
  const plain = list(config['values']);
  if (field === 'query-string') {
    if (plain.length === 0) return 'Values cannot be empty';
    return plain.some((each) => (text(record(each)['value']) ?? '') === '') ? 'value cannot be empty' : undefined;
  }
  if (field === 'http-request-method' || field === 'source-ip') return plain.length === 0 ? 'values cannot be empty' : undefined;
  const regular = list(config['regexValues']);
  if (plain.length === 0 && regular.length === 0) return 'values or regexValues must be specified';
  return plain.length > 0 && regular.length > 0 ? 'precisely one of values and regexValues can be specified' : undefined;
}

function inWords(says: string): string {
  const [, missing] = /^missing (\w+)$/.exec(says) ?? [];
  if (missing !== undefined) return `a condition has no ${missing}`;
  const [, part = '', why = ''] = /^invalid (\w+): (.*)$/.exec(says) ?? [];
  if (why.startsWith('precisely')) return `${part} has both values and regexValues, and only one of them is taken`;
  return why === 'value cannot be empty' ? `a pair in ${part} has no value` : `${part} has no values`;
}
