import type { Estate } from '../../resource/estate.ts';
import type { Json, JsonObject, Path, Resource } from '../../resource/resource.ts';
import { list, record, text } from './fields.ts';
import { layerAt, layerOfSet, valuesOf, type Layer, type Values } from './values.ts';

/** A chart that somebody installs. */
export interface Release {
  /** What says so. */
  readonly resource: Resource;
  readonly scope: string;
  readonly name: string;
  readonly namespace: string;
  /** The last word of the chart's name: `gateway` of `istio/gateway`. */
  readonly chart: string;
  /** The chart as written, with its repository in front where one is named. */
  readonly source: string;
  readonly version?: string;
  readonly values: Values;
  /** Where the chart is named. */
  readonly at: Path;
  /** Sources of values that the inputs do not hold, in words. */
  readonly unread: readonly string[];
}

/**
 * Every chart that the inputs install: `releases` of a sallyport.yaml, Flux' HelmReleases, Argo CD's Applications, and Terraform's
 * helm_release. The same estate always gives the same list.
 */
export function releasesOf(estate: Estate): readonly Release[] {
  const known = found.get(estate);
  if (known !== undefined) return known;
  const releases = [
    ...estate.ofType('Release').map(ofSettings),
    ...estate.ofType('HelmRelease').filter((each) => each.apiVersion?.startsWith('helm.toolkit.fluxcd.io/') === true).flatMap((each) => ofFlux(estate, each)),
    ...estate.ofType('Application').filter((each) => each.apiVersion?.startsWith('argoproj.io/') === true).flatMap((each) => ofArgo(estate, each)),
    ...estate.ofType('helm_release').flatMap((each) => ofTerraform(estate, each)),
  ];
  found.set(estate, releases);
  return releases;
}

/** Types that say what is installed. */
export const releaseTypes = ['Release', 'HelmRelease', 'HelmRepository', 'HelmChart', 'OCIRepository', 'Application', 'helm_release', 'HelmValues'] as const;

const found = new WeakMap<Estate, readonly Release[]>();

function ofSettings(resource: Resource): Release {
  const { body } = resource;
  const layers = list(body['values']).map((_, index) => layerAt(resource, ['values', index]));
  return release(resource, { name: resource.name, namespace: resource.namespace ?? 'default', chart: text(body['chart']) ?? '', repository: text(body['repository']), version: text(body['version']), layers, at: ['chart'] });
}

/** Flux names a release after its target namespace and itself, unless it is told a name (HelmRelease API, releaseName). */
function ofFlux(estate: Estate, resource: Resource): readonly Release[] {
  const spec = record(resource.body['spec']);
  const chart = chartOfFlux(estate, resource, spec);
  if (chart === undefined) return [];
  const target = text(spec['targetNamespace']);
  const sources = list(spec['valuesFrom']).map(record).map(({ kind, name, valuesKey, targetPath }) => {
    const holder = kind === 'ConfigMap' ? estate.find({ scope: resource.scope, type: 'ConfigMap', name: text(name) ?? '', ...(resource.namespace === undefined ? {} : { namespace: resource.namespace }) }) : undefined;
    const layers = targetPath === undefined && holder !== undefined ? texted(estate, holder, record(holder.body['data'])[text(valuesKey) ?? 'values.yaml']) : [];
    return { layers, says: `${text(kind) ?? 'ConfigMap'} ${text(name) ?? ''}` };
  });
  return [
    release(resource, {
      name: text(spec['releaseName']) ?? (target === undefined ? resource.name : `${target}-${resource.name}`),
      namespace: target ?? resource.namespace ?? 'default',
      chart: chart.name,
      repository: chart.repository,
      version: chart.version,
      layers: [...sources.flatMap(({ layers }) => layers), layerAt(resource, ['spec', 'values'])],
      at: chart.at,
      unread: sources.filter(({ layers }) => layers.length === 0).map(({ says }) => says),
    }),
  ];
}

interface FluxChart {
  readonly name: string;
  readonly repository: string | undefined;
  readonly version: string | undefined;
  readonly at: Path;
}

/** The chart of a template, of a HelmChart, or of the address of an OCIRepository; the repository is its address where the inputs hold it, else its name. */
function chartOfFlux(estate: Estate, from: Resource, spec: JsonObject): FluxChart | undefined {
  const named = (reference: JsonObject): Resource | undefined => {
    const namespace = text(reference['namespace']) ?? from.namespace;
    return estate.find({ scope: from.scope, type: text(reference['kind']) ?? '', name: text(reference['name']) ?? '', ...(namespace === undefined ? {} : { namespace }) });
  };
  const ofSpec = (chart: JsonObject, at: Path): FluxChart | undefined => {
    const [name, source] = [text(chart['chart']), record(chart['sourceRef'])];
    return name === undefined ? undefined : { name, repository: text(record(named(source)?.body['spec'])['url']) ?? text(source['name']), version: text(chart['version']), at };
  };
  const reference = record(spec['chartRef']);
  if (text(reference['name']) === undefined) return ofSpec(record(record(spec['chart'])['spec']), ['spec', 'chart', 'spec', 'chart']);
  const at: Path = ['spec', 'chartRef', 'name'];
  const target = record(named(reference)?.body['spec']);
  const url = text(target['url']);
  const held = url === undefined ? ofSpec(target, at) : { name: url, repository: undefined, version: text(record(target['ref'])['tag']), at };
  // A name alone does not say which chart it is.
  return held ?? { name: `${text(reference['kind']) ?? ''} ${text(reference['name']) ?? ''}`, repository: undefined, version: undefined, at };
}

/** Values as text, then as an object, then single parameters (Argo CD, "Helm"). A source without a chart is a folder, and not a release. */
function ofArgo(estate: Estate, resource: Resource): readonly Release[] {
  const spec = record(resource.body['spec']);
  const sources: readonly [Json, Path][] = spec['sources'] === undefined ? [[spec['source'] ?? null, ['spec', 'source']]] : list(spec['sources']).map((source, index) => [source, ['spec', 'sources', index]]);
  return sources.flatMap(([written, at]) => {
    const source = record(written);
    const helm = record(source['helm']);
    const chart = text(source['chart']);
    if (chart === undefined) return [];
    const parameters = list(helm['parameters']).map(record).map(({ name, value, forceString }, index) => layerOfSet(text(name) ?? '', value ?? '', [resource, [...at, 'helm', 'parameters', index]], forceString === true));
    const unread = list(helm['valueFiles']).flatMap((file) => text(file) ?? []);
    return [
      release(resource, {
        name: text(helm['releaseName']) ?? resource.name,
        namespace: text(record(spec['destination'])['namespace']) ?? 'default',
        chart,
        repository: text(source['repoURL']),
        version: text(source['targetRevision']),
        layers: [...texted(estate, resource, helm['values']), layerAt(resource, [...at, 'helm', 'valuesObject']), ...parameters],
        at: [...at, 'chart'],
        unread,
      }),
    ];
  });
}

/** Terraform's Helm provider: `values` are texts, later ones win; then come `set` and `set_list`; `set_sensitive` is not shown. */
function ofTerraform(estate: Estate, resource: Resource): readonly Release[] {
  const { body } = resource;
  const chart = text(body['chart']);
  if (chart === undefined) return [];
  const sets = list(body['set']).map(record).map(({ name, value, type }, index) => layerOfSet(text(name) ?? '', value ?? '', [resource, ['set', index]], type === 'string'));
  const lists = list(body['set_list']).map(record).map(({ name, value }, index) => layerOfSet(text(name) ?? '', value ?? [], [resource, ['set_list', index]], true));
  return [
    release(resource, {
      name: text(body['name']) ?? resource.name,
      namespace: text(body['namespace']) ?? 'default',
      chart,
      repository: text(body['repository']),
      version: text(body['version']),
      layers: [...list(body['values']).flatMap((value) => texted(estate, resource, value)), ...sets, ...lists],
      at: ['chart'],
    }),
  ];
}

/** Values that are written as a text of YAML: formats read it as a resource that is named by the text. */
function texted(estate: Estate, { scope, namespace }: Resource, value: Json | undefined): readonly Layer[] {
  const written = text(value);
  if (written === undefined) return [];
  const held = estate.find({ scope, type: 'HelmValues', name: written, ...(namespace === undefined ? {} : { namespace }) });
  return held === undefined ? [] : [layerAt(held, [])];
}

interface Said {
  readonly name: string;
  readonly namespace: string;
  readonly chart: string;
  readonly repository: string | undefined;
  readonly version: string | undefined;
  readonly layers: readonly Layer[];
  readonly at: Path;
  readonly unread?: readonly string[];
}

function release(resource: Resource, { name, namespace, chart, repository, version, layers, at, unread = [] }: Said): Release {
  return {
    resource,
    scope: resource.scope,
    name,
    namespace,
    chart: chart.split('/').at(-1)!,
    source: repository === undefined || repository === '' ? chart : `${repository.replace(/\/$/, '')}/${chart}`,
    values: valuesOf(layers),
    at,
    unread,
    ...(version === undefined || version === '' ? {} : { version: version.replace(/^v/, '') }),
  };
}
