import type { Json, JsonObject } from '../../resource/resource.ts';
import { list, text, words } from '../../dialects/kubernetes/fields.ts';
import { member } from './annotations.ts';

/** The patterns that a path of an Ingress becomes; a text says why it becomes none. */
export function pathPatterns(path: string, pathType: string): readonly string[] | { readonly wrong: string } {
  const wild = /[*?]/.test(path);
  if (pathType === 'Exact') return wild ? { wrong: `the exact path ${path} holds a wildcard: only ImplementationSpecific paths may` } : [path];
  if (pathType !== 'Prefix') return [path];
  if (wild) return { wrong: `the prefix path ${path} holds a wildcard: only ImplementationSpecific paths may` };
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? ['/*'] : [trimmed, `${trimmed}/*`];
}

/** Exact paths first, then prefixes from long to short, then the others as written; within one rule of one Ingress. */
export function pathOrder(a: { readonly path: string; readonly pathType: string }, b: { readonly path: string; readonly pathType: string }): number {
  const rank = (type: string): number => (type === 'Exact' ? 0 : type === 'Prefix' ? 1 : 2);
  return rank(a.pathType) - rank(b.pathType) || (a.pathType === 'Prefix' ? b.path.length - a.path.length : 0);
}

/** A rule's conditions in Terraform's form: what an annotation adds comes first, then one host and one path condition. */
export function conditionBlocks(host: string | undefined, patterns: readonly string[], added: Json | undefined): readonly JsonObject[] {
  const blocks: JsonObject[] = [];
  const hosts = host === undefined || host === '' ? [] : [host];
  const paths = [...patterns];
  for (const condition of list(added)) {
    const field = text(member(condition, 'field')) ?? '';
    const config = member(condition, configs[field] ?? '');
    const regular = words(member(config, 'regexValues'));
    if (field === 'host-header' && regular.length === 0) hosts.push(...words(member(config, 'values')));
    else if (field === 'path-pattern' && regular.length === 0) paths.push(...words(member(config, 'values')));
    else blocks.push(otherBlock(field, config, regular));
  }
  if (hosts.length > 0) blocks.push({ host_header: [{ values: hosts }] });
  if (paths.length > 0) blocks.push({ path_pattern: [{ values: paths }] });
  return blocks.length > 0 ? blocks : [{ path_pattern: [{ values: ['/*'] }] }];
}

const configs: Readonly<Record<string, string>> = {
  'host-header': 'hostHeaderConfig',
  'path-pattern': 'pathPatternConfig',
  'http-header': 'httpHeaderConfig',
  'http-request-method': 'httpRequestMethodConfig',
  'query-string': 'queryStringConfig',
  'source-ip': 'sourceIPConfig',
};

function otherBlock(field: string, config: Json | undefined, regular: readonly string[]): JsonObject {
  const key = field.replaceAll('-', '_');
  const values = words(member(config, 'values'));
  if (regular.length > 0) return { [key]: [{ regex_values: regular }] };
  if (field === 'http-header') return { [key]: [{ http_header_name: text(member(config, 'httpHeaderName')) ?? '', values }] };
  if (field === 'query-string') return { [key]: list(member(config, 'values')).map((pair) => ({ key: text(member(pair, 'key')) ?? '', value: text(member(pair, 'value')) ?? '' })) };
  return { [key === '' ? 'unknown' : key]: [{ values }] };
}
