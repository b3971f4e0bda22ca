import { proxyContainer } from '../../facts/injection.ts';
import { defaultIngressGateway } from '../../facts/istio-installation.ts';
import { saysHowIstioIsInstalled } from '../../dialects/istio/mesh/installers.ts';
import { carries } from '../../dialects/kubernetes/labels.ts';
import { podsOf } from '../../dialects/kubernetes/pods.ts';
import { servicesOf } from '../../dialects/kubernetes/services.ts';
import type { Estate } from '../../resource/estate.ts';
import { readerOf } from '../../resource/reader.ts';
import type { Resource } from '../../resource/resource.ts';
import { made, type Controller, type Derivation } from '../controller.ts';

/**
 * The ingress gateway of Istio's default installation, where a Gateway selects it, the inputs hold no such pod, and
 * they do not say how Istio is installed: most people keep that apart. That it is there is an assumption and listed as one.
 */
export const istioInstallation: Controller = {
  name: 'istio-installation',
  reads: ['Gateway', 'Pod', 'Service'],
  make: (estate) => {
    const { labels } = defaultIngressGateway;
    const gateway = estate.ofType('Gateway').find((each) => wants(each));
    if (gateway === undefined || saysHowIstioIsInstalled(estate) || podsOf(estate).some((pod) => carries(pod.labels, selectorOf(gateway)))) return [];
    const by: Derivation = { by: 'istio-installation', from: gateway, path: ['spec', 'selector'] };
    const served = servicesOf(estate).some(({ selector }) => Object.keys(selector).length > 0 && carries(labels, selector));
    return [pod(by), ...(served || taken(estate) ? [] : [service(by)])];
  },
};

/** A selector that the default gateway's labels meet, and nothing else is meant. */
function wants(gateway: Resource): boolean {
  const selector = selectorOf(gateway);
  const istio = gateway.apiVersion === undefined || gateway.apiVersion.startsWith('networking.istio.io/');
  return istio && Object.keys(selector).length > 0 && carries(defaultIngressGateway.labels, selector);
}

function selectorOf(gateway: Resource): Readonly<Record<string, string>> {
  return readerOf(gateway).get('spec', 'selector').map();
}

function taken(estate: Estate): boolean {
  const { namespace, name } = defaultIngressGateway;
  return estate.ofType('Service', namespace).some((each) => each.name === name);
}

function pod(by: Derivation): Resource {
  const { namespace, name, serviceAccount, labels, ports } = defaultIngressGateway;
  return made(by, 'Pod', 'v1', {
    metadata: { namespace, name, labels },
    spec: { serviceAccountName: serviceAccount, containers: [{ name: proxyContainer, ports: ports.map(({ targetPort }) => ({ containerPort: targetPort })) }] },
  });
}

function service(by: Derivation): Resource {
  const { namespace, name, labels, ports } = defaultIngressGateway;
  return made(by, 'Service', 'v1', { metadata: { namespace, name, labels }, spec: { type: 'LoadBalancer', selector: labels, ports: ports.map((port) => ({ ...port })) } });
}
