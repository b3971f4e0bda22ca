import { gatewaysOnSince, profiles } from '../../facts/istio-charts.ts';
import { olderThan } from '../../dialects/aws/service-owner.ts';
import { flag, list, record, text } from '../../dialects/kubernetes/fields.ts';
import { layerAt, valuesOf, type Layer, type ValuePlace, type Values } from '../../dialects/kubernetes/values.ts';
import { isObject, type Json, type JsonObject, type Path, type Problem, type Resource } from '../../resource/resource.ts';
import { problemAt } from '../controller.ts';
import { environment } from './gateway.ts';
import { istiod } from './istiod.ts';
import type { Wish } from './object.ts';
import { overlaidBy } from './overlays.ts';
import { misshapenIn } from './misshapen.ts';
import { operatorGateway, type GatewayKey } from './operator-gateway.ts';

/**
 * What `istioctl install` and the operator make of an IstioOperator: its profile, `values` over it, `meshConfig` over these, and for each
 * gateway its component's name, labels and `k8s` settings (istio/istio, operator/pkg/translate).
 */
export function operatorOf(resource: Resource, problems: Problem[]): readonly Resource[] {
  const spec = record(resource.body['spec']);
  problems.push(...misshapenIn(resource));
  const named = text(spec['profile']) || 'default';
  const profile = Object.hasOwn(profiles, named) ? profiles[named] : undefined;
  if (profile === undefined) problems.push(problemAt(resource, ['spec', 'profile'], 'unreadable-setting', 'warning', `profile ${named} is in no release of Istio that is known here; the profile default is taken in its place`));
  const on = profile ?? profiles['default']!;
  const components = record(spec['components']);
  const layers: readonly Layer[] = [...demoOf(resource, named), layerAt(resource, ['spec', 'values']), moved(resource, ['spec', 'profile'], ['profile']), moved(resource, ['spec', 'revision'], ['revision']), moved(resource, ['spec', 'tag'], ['global', 'tag']), moved(resource, ['spec', 'meshConfig'], ['meshConfig'])];
  const values = valuesOf([...layers, pilotEnv(resource, components)]);
  const namespace = text(spec['namespace']) || text(values.get('global', 'istioNamespace')) || 'istio-system';
  const tag = values.get('global', 'tag');
  const version = typeof tag === 'string' || typeof tag === 'number' ? String(tag) : undefined;
  const place = [resource, ['spec', ...(spec['profile'] === undefined ? [] : ['profile'])]] as const;
  const own = (value: Path): ValuePlace => [resource, ['spec', 'values', ...value]];
  const pilot = flag(record(components['pilot'])['enabled']) ?? on.pilot;
  return [
    ...(pilot ? overlaidBy(resource, ['spec', 'components', 'pilot', 'k8s', 'overlays'], istiod({ values, place, own }, { namespace, version }), problems) : []),
    ...gateways.flatMap(([list, key, part]) =>
      componentsOf(components, list, key, on[part], { older: version !== undefined && olderThan(version, gatewaysOnSince), said: flag(values.get('gateways', key, 'enabled')) }).filter(({ enabled }) => enabled).flatMap(({ name, at, written }) => {
        const wish: Wish = { values: valuesOf([...layers, gatewayLayer(resource, key, name, at, written, values)]), place: at === undefined ? place : [resource, at], own };
        const made = operatorGateway(wish, key, { namespace: text(written['namespace']) || namespace, version, demo: named === 'demo', over: record(record(written['k8s'])['service']) }, problems);
        return at === undefined ? made : overlaidBy(resource, [...at, 'k8s', 'overlays'], made, problems);
      }),
    ),
  ];
}

const gateways: readonly (readonly [list: string, key: GatewayKey, profile: 'ingress' | 'egress'])[] = [
  ['ingressGateways', 'istio-ingressgateway', 'ingress'],
  ['egressGateways', 'istio-egressgateway', 'egress'],
];

interface Component {
  readonly name: string;
  readonly enabled: boolean;
  readonly written: JsonObject;
  /** Absent: only the profile has it. */
  readonly at?: Path;
}

/**
 * The profile's gateway and the written ones, joined by name. `values.gateways.NAME.enabled` says it for the usual gateway of older
 * releases (ValuesEnablementPathMap), and turns all of the kind on in newer ones (operator/pkg/component, AltEnablementPath).
 */
function componentsOf(components: JsonObject, kind: string, usual: string, on: boolean, { older, said }: { readonly older: boolean; readonly said: boolean | undefined }): readonly Component[] {
  const enabled = (name: string, written: boolean | undefined): boolean => {
    if (older && name === usual && said !== undefined) return said;
    return (!older && said === true) || (written ?? (name === usual ? on : !older));
  };
  const own = list(components[kind]).flatMap((member, index): readonly Component[] => {
    if (!isObject(member)) return [];
    const written = member;
    const name = text(written['name']) ?? usual;
    return [{ name, written, enabled: enabled(name, flag(written['enabled'])), at: ['spec', 'components', kind, index] }];
  });
  return own.some(({ name }) => name === usual) ? own : [{ name: usual, enabled: enabled(usual, undefined), written: {} }, ...own];
}

/** A component's own settings as the values they stand for: `k8s` is laid over what the chart makes, so it wins. */
function gatewayLayer(resource: Resource, key: GatewayKey, name: string, at: Path | undefined, written: JsonObject, values: Values): Layer {
  const k8s = record(written['k8s']);
  const service = record(k8s['service']);
  const { replicaCount, ...rest } = k8s;
  const settings = Object.fromEntries(['podAnnotations', 'serviceAnnotations', 'resources'].flatMap((field) => (rest[field] === undefined ? [] : [[field, rest[field]!]])));
  const env = rest['env'] === undefined ? {} : { env: [...list(environment(values.get('gateways', key, 'env'))).filter((each) => !list(rest['env']).some((own) => record(own)['name'] === record(each)['name'])), ...list(rest['env'])] };
  const members: JsonObject = { ...service, ...settings, ...env, ...(written['label'] === undefined ? {} : { labels: written['label'] }), ...(at === undefined ? {} : { name }), ...(replicaCount === undefined ? {} : { replicaCount, autoscaleEnabled: false }) };
  return {
    body: { gateways: { [key]: members } },
    place: (path) => {
      const [, , field, ...deeper] = path;
      if (field === undefined || at === undefined) return [resource, at ?? ['spec']];
      if (field === 'labels') return [resource, [...at, 'label', ...deeper]];
      if (field === 'name') return [resource, [...at, 'name']];
      return [resource, [...at, 'k8s', ...(service[String(field)] === undefined ? [] : ['service']), field === 'autoscaleEnabled' ? 'replicaCount' : field, ...deeper]];
    },
  };
}

/** A member of the spec as the value it stands for. */
function moved(resource: Resource, from: Path, to: readonly string[]): Layer {
  const value = from.reduce<Json | undefined>((found, step) => record(found)[String(step)], resource.body);
  return {
    body: value === undefined ? {} : (to.reduceRight<Json>((inner, step) => ({ [step]: inner }), value) as JsonObject),
    place: (path) => [resource, [...from, ...path.slice(to.length)]],
  };
}

/** components.pilot.k8s.env, a list as a container has it, as values.pilot.env. */
function pilotEnv(resource: Resource, components: JsonObject): Layer {
  const env = list(record(record(components['pilot'])['k8s'])['env']).map(record).flatMap(({ name, value }) => (typeof name === 'string' && value !== undefined ? [[name, value] as const] : []));
  return { body: env.length === 0 ? {} : { pilot: { env: Object.fromEntries(env) } }, place: () => [resource, ['spec', 'components', 'pilot', 'k8s', 'env']] };
}

/** What the profile demo asks of sidecars (manifests/profiles/demo.yaml). */
function demoOf(resource: Resource, profile: string): readonly Layer[] {
  return profile === 'demo' ? [{ body: { global: { proxy: { resources: { requests: { cpu: '10m', memory: '40Mi' } } } } }, place: () => [resource, ['spec', 'profile']] }] : [];
}
