import type { Estate } from '../../../resource/estate.ts';
import { readerOf, type Reader } from '../../../resource/reader.ts';
import { nameOf, valueAt, type Json, type JsonObject, type Path, type Resource } from '../../../resource/resource.ts';
import { record } from '../../kubernetes/fields.ts';
import { mergeHttpRoutes } from './delegates.ts';
import { sightOf } from '../mesh/exports.ts';
import { isRefused } from './refusals.ts';
import { semanticsOf } from './virtual-services.ts';

/** The HTTP routes of a VirtualService with those of its delegates in their places. */
export interface HttpRoutes {
  /** Each in the object that somebody wrote it in: what it takes from the root's route stands in it too. */
  readonly routes: readonly Reader[];
  readonly dropped: readonly DroppedRoute[];
}

/** A route that istiod leaves out when it merges delegates; it says so in its log only. */
export interface DroppedRoute {
  /** The route of the delegate, or of the root where the delegate is not there. */
  readonly route: Reader;
  /** The route that delegates. */
  readonly root: Reader;
  /** Why, as a clause: `its uri is not within that of the route that delegates`. */
  readonly reason: string;
}

/** What istiod makes of `spec.http` (istio/istio, model/virtualservice.go, mergeVirtualServices). */
export function httpRoutesOf(estate: Estate, virtualService: Resource): HttpRoutes {
  const written = readerOf(virtualService).get('spec', 'http').each();
  if (semanticsOf(virtualService) !== 'istio' || !written.some((route) => route.get('delegate').there)) return { routes: written, dropped: [] };
  const parts = written.map((route) => (route.get('delegate').there ? delegated(estate, virtualService, route) : { routes: [route], dropped: [] }));
  return { routes: parts.flatMap(({ routes }) => routes), dropped: parts.flatMap(({ dropped }) => dropped) };
}

function delegated(estate: Estate, root: Resource, route: Reader): HttpRoutes {
  const namespace = route.get('delegate', 'namespace').string() ?? '';
  const identity = { scope: root.scope, type: 'VirtualService', namespace: namespace === '' ? (root.namespace ?? '') : namespace, name: route.get('delegate', 'name').string() ?? '' };
  const delegate = estate.find(identity);
  const missing = delegate === undefined ? `there is no ${nameOf(identity)}` : whyNot(estate, root, delegate);
  if (delegate === undefined || missing !== undefined) return { routes: [], dropped: [{ route, root: route, reason: missing ?? '' }] };
  const own = readerOf(delegate).get('spec', 'http').each();
  const merged = mergeHttpRoutes(record(route.value), own.map(({ value }) => record(value)));
  return {
    routes: merged.flatMap((one, index) => ('route' in one ? [placed(own[index]!, route, one.route)] : [])),
    dropped: merged.flatMap((one, index) => ('conflict' in one ? [{ route: own[index]!, root: route, reason: `its ${one.conflict} is not within that of the route that delegates` }] : [])),
  };
}

function whyNot(estate: Estate, root: Resource, delegate: Resource): string | undefined {
  if (readerOf(delegate).get('spec', 'hosts').strings().length > 0) return `${nameOf(delegate)} has hosts of its own, so it is nobody's delegate`;
  if (isRefused(delegate)) return `the API server refuses ${nameOf(delegate)}`;
  return sightOf(estate, delegate, root.namespace ?? '') === undefined ? `${nameOf(delegate)} is not exported to namespace ${root.namespace ?? ''}` : undefined;
}

/** The merged route where the delegate has its own; what comes from the root's route is located there. */
function placed(own: Reader, root: Reader, merged: JsonObject): Reader {
  const { resource, path } = own;
  const index = Number(path.at(-1));
  const { spec } = resource.body as { readonly spec: JsonObject };
  const http = (spec['http'] as readonly Json[]).map((each, at) => (at === index ? merged : each));
  const body: JsonObject = { ...resource.body, spec: { ...spec, http } };
  const locate: Resource['locate'] = (at, part) => {
    const inside = at.slice(0, path.length).join('/') === path.join('/') ? at.slice(path.length) : [];
    return inside.length === 0 || stands(own, inside) || !stands(root, inside) ? resource.locate(at, part) : root.resource.locate([...root.path, ...inside], part);
  };
  return readerOf({ ...resource, body, locate }).get(...path);
}

function stands(route: Reader, inside: Path): boolean {
  return valueAt(route.value, inside) !== undefined;
}
