import { pathText, type Json, type Path, type Problem, type Resource } from '../../resource/resource.ts';
import { list, record, text } from './fields.ts';

/**
 * What an API server refuses of an Ingress that has the right shape: a port of a backend by name or by number and not both,
 * paths that begin with a slash, something to serve (kubernetes, pkg/apis/networking/validation/validation.go,
 * validateIngressServiceBackend, validateHTTPIngressPath, validateIngressSpec).
 */
export function ingressProblems(resource: Resource): Problem[] {
  if (resource.type !== 'Ingress' || resource.apiVersion !== 'networking.k8s.io/v1') return [];
  const spec = record(resource.body['spec']);
  const paths = list(spec['rules']).flatMap((rule, at) => list(record(record(rule)['http'])['paths']).map((path, index) => [record(path), ['spec', 'rules', at, 'http', 'paths', index]] as const));
  const backends: readonly (readonly [Json | undefined, Path])[] = [[spec['defaultBackend'], ['spec', 'defaultBackend']], ...paths.map(([{ backend }, path]) => [backend, [...path, 'backend']] as const)];
  const nothing = spec['defaultBackend'] === undefined && list(spec['rules']).length === 0;
  return [
    ...(nothing ? [told(resource, ['spec'], 'missing-field', 'spec has neither rules nor a defaultBackend: the API server refuses the Ingress (either `defaultBackend` or `rules` must be specified)')] : []),
    ...paths.flatMap(([{ path, pathType }, at]) => pathProblems(resource, text(path), text(pathType), at)),
    ...backends.flatMap(([backend, at]) => portProblems(resource, backend, at)),
  ];
}

function pathProblems(resource: Resource, path: string | undefined, type: string | undefined, at: Path): readonly Problem[] {
  const free = type === 'ImplementationSpecific' && (path === undefined || path === '');
  if (free || type === undefined || path?.startsWith('/') === true) return [];
  if (path === undefined) return [told(resource, at, 'missing-field', `${pathText(at)} needs path, which begins with a slash where pathType is ${type}: the API server refuses the Ingress without it`)];
  return [told(resource, [...at, 'path'], 'unknown-value', `${pathText([...at, 'path'])} is "${path}", and the API server refuses it: a path begins with a slash (must be an absolute path)`)];
}

function portProblems(resource: Resource, backend: Json | undefined, at: Path): readonly Problem[] {
  const { service } = record(backend);
  if (service === undefined || service === null) return [];
  const path: Path = [...at, 'service', 'port'];
  const { name, number } = record(record(service)['port']);
  const [named, numbered] = [(text(name) ?? '') !== '', number !== undefined && number !== null && number !== 0];
  if (named && numbered) return [told(resource, path, 'unknown-value', `${pathText(path)} has a name and a number, and the API server refuses it (cannot set both port name & port number): keep one`)];
  return named || numbered ? [] : [told(resource, [...at, 'service'], 'missing-field', `${pathText([...at, 'service'])} names no port: the API server refuses the Ingress (port name or number is required)`)];
}

function told(resource: Resource, path: Path, name: string, message: string): Problem {
  const at = resource.locate(path);
  return { name, severity: 'error', message, resource, ...(at === undefined ? {} : { at }) };
}
