import { list, record, text, texts } from '../../../dialects/kubernetes/fields.ts';
import { nearest } from '../../../dialects/kubernetes/nearest.ts';
import { annotationPort, annotationPrefix } from '../../../facts/load-balancer-controller.ts';
import { flagKinds } from '../../../facts/load-balancer-flags.ts';
import type { Json, Resource } from '../../../resource/resource.ts';
import { unread } from '../decoded.ts';
import { jsonMistake } from '../json-mistake.ts';
import type { Remark } from '../place.ts';
import { annotationFamilies, annotationsReadFrom } from './annotation-names.ts';
import { actionShape } from './actions.ts';
import { authShapes } from './auth.ts';
import { conditionsShape } from './conditions.ts';
import { transformsShape } from './transforms.ts';

/** Annotations of an Ingress or a Service that are meant for the controller, and that it passes over without a word. */
export function ignoredAnnotations(resource: Resource, type: 'Ingress' | 'Service'): readonly Remark[] {
  const written = texts(record(resource.body['metadata'])['annotations']);
  return Object.entries(written).flatMap(([key, value]) => {
    const slash = key.indexOf('/');
    const [prefix, name] = [key.slice(0, slash + 1), key.slice(slash + 1)];
    const meant = prefix === annotationPrefix ? prefix : nearest(prefix, [annotationPrefix]);
    if (meant === undefined) return [];
    const at = [resource, ['metadata', 'annotations', key]] as const;
    if (prefix !== annotationPrefix) return [{ name: 'unknown-annotation', severity: 'warning', at, message: `${key} is passed over: the controller reads ${annotationPrefix}${name}` } as const];
    const message = unknown(name, type) ?? (type === 'Ingress' ? unused(resource, name, value) : undefined);
    if (message === undefined) return members(name, value).map((text) => ({ name: 'unknown-annotation', severity: 'warning', at, message: `in ${key} ${text}` }) as const);
    return [{ name: name === 'actions.ssl-redirect' && /^\d+$/.test(value) ? 'ssl-redirect-written-as-action' : 'unknown-annotation', severity: 'warning', at, message } as const];
  });
}

function unknown(name: string, type: 'Ingress' | 'Service'): string | undefined {
  const known = annotationsReadFrom(type);
  if (known.includes(name) || annotationFamilies(type).some((family) => name.startsWith(family) && name.length > family.length)) return undefined;
  if (type === 'Service' && (annotationsReadFrom('Ingress').includes(name) || annotationFamilies('Ingress').some((family) => name.startsWith(family)))) return `${annotationPrefix}${name} is passed over: the controller reads it from Ingresses, not from Services`;
  if (Object.hasOwn(flagKinds, name)) return `${annotationPrefix}${name} is passed over: ${name} is a flag with which the controller is started (--${name}), for all of its load balancers`;
  const near = nearest(name, [...known, ...annotationFamilies(type)]);
  return `${annotationPrefix}${name} is passed over: the controller has no such annotation${near === undefined ? '' : `; ${near} is one`}`;
}

/** What of a JSON annotation is passed over. */
function members(name: string, value: string): readonly string[] {
  const shape = authShapes[name] ?? (name.startsWith('actions.') ? actionShape : name.startsWith('conditions.') ? conditionsShape : name.startsWith('transforms.') ? transformsShape : undefined);
  if (shape === undefined || jsonMistake(value) !== undefined) return [];
  return unread(JSON.parse(value) as Json, shape).map(({ path, name: written, known }) => {
    const near = nearest(written, known);
    return `${path} is passed over: the controller reads ${near ?? known.join(', ')}${near === undefined ? '' : ' there'}`;
  });
}

/** `actions.NAME`, `conditions.NAME` and `transforms.NAME` belong to a backend of that name. */
function unused(ingress: Resource, name: string, value: string): string | undefined {
  const [, family = '', of = ''] = /^(actions|conditions|transforms)\.(.+)$/s.exec(name) ?? [];
  if (family === '') return undefined;
  const backends = backendsOf(ingress);
  const named = backends.filter((each) => each.name === of);
  if (named.some(({ port }) => family !== 'actions' || port === annotationPort)) return undefined;
  if (name === 'actions.ssl-redirect' && /^\d+$/.test(value)) return `nothing redirects to HTTPS: ${annotationPrefix}${name} is an action for a backend called ssl-redirect, which this Ingress has not; ${annotationPrefix}ssl-redirect: "${value}" redirects`;
  const near = nearest(of, backends.map((each) => each.name));
  const has = named.length > 0 ? `the backend ${of} has the port ${String(named[0]!.port)}, and ${annotationPort} makes it an action` : `this Ingress has no backend ${of}${near === undefined ? '' : `; ${near} is one`}`;
  return `${annotationPrefix}${name} is passed over: ${has}`;
}

function backendsOf(ingress: Resource): readonly { readonly name: string; readonly port: number | string }[] {
  const spec = record(ingress.body['spec']);
  const paths = list(spec['rules']).flatMap((rule) => list(record(record(rule)['http'])['paths'])).map((path) => record(path)['backend']);
  return [spec['defaultBackend'], spec['backend'], ...paths].flatMap((value) => {
    const { service, serviceName, servicePort } = record(value);
    const name = text(record(service)['name']) ?? text(serviceName);
    const { name: byName, number } = record(record(service)['port']);
    const port = text(byName) ?? number ?? servicePort;
    return name === undefined ? [] : [{ name, port: typeof port === 'number' ? port : (text(port) ?? 0) }];
  });
}
