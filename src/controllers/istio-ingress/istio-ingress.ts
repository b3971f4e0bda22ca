import { meshOf } from '../../dialects/istio/mesh/mesh.ts';
import { record, text, texts } from '../../dialects/kubernetes/fields.ts';
import { gatewayLabel, ingressClassAnnotation, ingressDefaults, istioIngressController } from '../../facts/istio-ingress.ts';
import { clusterDomain } from '../../facts/kubernetes.ts';
import type { Estate } from '../../resource/estate.ts';
import { readerOf } from '../../resource/reader.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Controller } from '../controller.ts';
import { convertedIngresses } from './convert.ts';

/** istiod's Ingress controller: Ingresses of Istio's class become a Gateway each, and a VirtualService a host. */
export const istioIngress: Controller = {
  name: 'istio-ingress',
  reads: ['Ingress', 'IngressClass', 'Service', 'MeshConfig'],
  make: (estate, problems) => {
    const ingresses = estate.ofType('Ingress');
    if (ingresses.length === 0) return [];
    const mesh = meshSettings(estate);
    const scopes = [...new Set(ingresses.map(({ scope }) => scope))].sort();
    return scopes.flatMap((scope) => {
      const own = ingresses.filter((ingress) => ingress.scope === scope && isIstios(estate, ingress, mesh));
      return convertedIngresses(estate, own, { domain: clusterDomain, selector: mesh.selector }, problems);
    });
  },
};

interface MeshSettings {
  readonly mode: string;
  readonly ingressClass: string;
  readonly selector: Readonly<Record<string, string>>;
}

function meshSettings(estate: Estate): MeshSettings {
  const { resource } = meshOf(estate);
  const config = resource === undefined ? undefined : readerOf(resource);
  const [selector, service] = [config?.get('ingressSelector').string() ?? '', config?.get('ingressService').string() ?? ingressDefaults.service];
  const usual = service === '' || service === ingressDefaults.service ? ingressDefaults.gatewayLabel : service;
  return {
    mode: config?.get('ingressControllerMode').string() ?? ingressDefaults.mode,
    ingressClass: config?.get('ingressClass').string() ?? ingressDefaults.class,
    selector: { [gatewayLabel]: selector === '' ? usual : selector },
  };
}

/** Whether an Ingress is Istio's: by annotation, by its class, or by having neither where the mesh says DEFAULT (shouldProcessIngressWithClass). */
function isIstios(estate: Estate, ingress: Resource, { mode, ingressClass }: MeshSettings): boolean {
  const annotated = texts(record(ingress.body['metadata'])['annotations'])[ingressClassAnnotation];
  const name = text(record(ingress.body['spec'])['ingressClassName']);
  const written = name === undefined ? undefined : estate.find({ scope: ingress.scope, type: 'IngressClass', name });
  // istiod waits for the class before it looks at the annotation.
  if (name !== undefined && written === undefined) return false;
  if (annotated !== undefined) return mode !== 'OFF' && annotated === ingressClass;
  if (written !== undefined) return text(record(written.body['spec'])['controller']) === istioIngressController;
  return mode === 'DEFAULT';
}
