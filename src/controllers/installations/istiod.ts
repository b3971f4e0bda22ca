import { istiodPorts, previewMesh } from '../../facts/istio-charts.ts';
import { meshDefaults } from '../../facts/istio.ts';
import { injectLabel } from '../../facts/injection.ts';
import { record, text } from '../../dialects/kubernetes/fields.ts';
import { overlaid } from '../../dialects/kubernetes/values.ts';
import type { JsonObject, Resource } from '../../resource/resource.ts';
import { body } from '../controller.ts';
import { environment } from './gateway.ts';
import { installed, type Wish } from './object.ts';

/**
 * What the chart istiod makes that others look at: the control plane's Deployment with its settings, its Service and account, the
 * mesh's config, and the injector's values.
 */
export function istiod(wish: Wish, { namespace, version }: { readonly namespace: string; readonly version: string | undefined }): readonly Resource[] {
  const { values, place } = wish;
  const revision = text(values.get('revision')) ?? '';
  const suffix = revision === '' ? '' : `-${revision}`;
  const labels = { app: 'istiod', istio: revision === '' ? 'pilot' : 'istiod', 'istio.io/rev': revision === '' ? 'default' : revision };
  const selector = { app: 'istiod', ...(revision === '' ? { istio: 'pilot' } : { 'istio.io/rev': revision }) };
  const metadata = (name: string): JsonObject => ({ name, namespace, labels });
  const profile = text(values.get('profile')) ?? text(values.get('global', 'profile'));
  const own = meshOf(wish, namespace, suffix);
  const mesh = overlaid(profile === 'preview' ? overlaid(own, previewMesh) : own, record(values.get('meshConfig')));
  const tag = text(values.get('pilot', 'tag')) ?? textOf(values.get('global', 'tag')) ?? version;
  const container = body({ name: 'discovery', image: tag === undefined ? 'istio/pilot' : `istio/pilot:${tag}`, env: environment(values.get('pilot', 'env')), ports: [{ containerPort: 8080, protocol: 'TCP' }, { containerPort: 15010, protocol: 'TCP' }, { containerPort: 15017, protocol: 'TCP' }] });
  const pod = { metadata: { labels: { ...labels, [injectLabel]: 'false' } }, spec: { serviceAccountName: `istiod${suffix}`, containers: [container] } };
  const injected = Object.fromEntries(['global', 'revision', 'sidecarInjectorWebhook', 'istio_cni'].flatMap((name) => (values.get(name) === undefined ? [] : [[name, values.get(name)!]])));
  return [
    installed(wish, 'ServiceAccount', 'v1', { metadata: metadata(`istiod${suffix}`) }, []),
    installed(wish, 'Deployment', 'apps/v1', { metadata: metadata(`istiod${suffix}`), spec: { selector: { matchLabels: selector }, template: pod } }, [[['spec', 'template', 'spec', 'containers', 0, 'env'], ['pilot', 'env']]]),
    installed(wish, 'Service', 'v1', { metadata: metadata(`istiod${suffix}`), spec: { selector, ports: istiodPorts.map((each) => ({ ...each })) } }, []),
    installed(wish, 'ConfigMap', 'v1', { metadata: metadata(`istio${suffix}`), data: { mesh: JSON.stringify(mesh) } }, [[['data', 'mesh'], ['meshConfig']]]),
    installed(wish, 'ConfigMap', 'v1', { metadata: metadata(`istio-sidecar-injector${suffix}`), data: { values: JSON.stringify(injected) } }, []),
    {
      scope: place[0].scope,
      type: 'MeshConfig',
      namespace,
      name: `istio${suffix}`,
      body: mesh,
      derived: { by: 'installations', from: place[0], path: place[1] },
      locate: (path, part) => {
        const [from, at] = values.place('meshConfig', ...path) ?? place;
        return from.locate(at, part);
      },
    },
  ];
}

/** What the chart itself writes into the mesh's config (templates/configmap.yaml). */
function meshOf({ values }: Wish, namespace: string, suffix: string): JsonObject {
  return {
    trustDomain: text(values.get('global', 'trustDomain')) || meshDefaults.trustDomain,
    rootNamespace: text(values.get('global', 'istioNamespace')) ?? namespace,
    enablePrometheusMerge: true,
    defaultConfig: { discoveryAddress: `istiod${suffix}.${namespace}.svc:15012` },
  };
}

/** A tag that is written without quotes may be a number. */
function textOf(value: ReturnType<Wish['values']['get']>): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
