import { list, record, text } from '../../../dialects/kubernetes/fields.ts';
import type { JsonObject } from '../../../resource/resource.ts';
import type { Annotations } from '../annotations.ts';
import type { Shape } from '../decoded.ts';
import type { Refusal } from '../place.ts';
import { configOf } from './config.ts';

const rewrites: Shape = { fields: { rewrites: { list: { fields: { regex: 'string', replace: 'string' } } } } };

/** What `transforms.NAME` may hold (pkg/ingress/config_types.go). */
export const transformsShape: Shape = { list: { fields: { type: 'string', hostHeaderRewriteConfig: rewrites, urlRewriteConfig: rewrites } } };

const configs: Readonly<Record<string, string>> = { 'url-rewrite': 'urlRewriteConfig', 'host-header-rewrite': 'hostHeaderRewriteConfig' };

/** What an annotation rewrites in the requests of one backend; undefined where it is refused. */
export function writtenTransforms(annotations: Annotations, name: string, refuse: (refusal: Refusal) => void): readonly JsonObject[] | undefined {
  if (annotations.text(name) === undefined) return [];
  const written = configOf(annotations, name, transformsShape, refuse);
  if (written === undefined) return undefined;
  const found = list(written).map(record);
  const at = annotations.place(name);
  const failures = found.map(failureOf).filter((each) => each !== undefined);
  for (const { message, says } of failures) refuse({ at, message: `${String(at[1].at(-1))}: ${message}`, says });
  if (failures.length > 0) return undefined;
  return found.map((each) => {
    const type = text(each['type']) ?? '';
    const part = configs[type] ?? '';
    return { type, [part]: { rewrites: list(record(each[part])['rewrites']).map(record).map(({ regex, replace }) => ({ regex: regex ?? '', replace: replace ?? '' })) } };
  });
}

function failureOf(transform: JsonObject): { readonly message: string; readonly says: string } | undefined {
  const type = text(transform['type']) ?? '';
  const part = configs[type];
  if (part === undefined) return { message: `the type of a transform is "${type}"; url-rewrite and host-header-rewrite are what the controller takes`, says: `unknown transform type: ${type}` };
  if (transform[part] === undefined) return { message: `a ${type} has no ${part}`, says: `missing ${part}` };
  return list(record(transform[part])['rewrites']).length === 0 ? { message: `${part} has no rewrites`, says: `${part}.rewrites cannot be empty` } : undefined;
}
