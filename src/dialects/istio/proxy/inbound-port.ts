import type { Estate } from '../../../resource/estate.ts';
import type { Pod } from '../../kubernetes/pods.ts';
import { readerOf } from '../../../resource/reader.ts';
import { serviceTargetsOf, type ServiceTarget } from '../services/instances.ts';
import { istiodSetting } from '../mesh/istiod.ts';
import { meshOf } from '../mesh/mesh.ts';
import { composePeerAuthentication, modeAt, peerPoliciesFor } from '../policies/peer-authentication.ts';
import { speaksHttp2, type Protocol } from './protocol.ts';
import { sidecarScopeOf, type IngressListener, type OwnTls } from '../services/sidecar-scope.ts';

/** How a pod's proxy takes connections to one of the pod's ports. */
export interface InboundPort {
  readonly protocol: Protocol;
  /** Services and ServiceEntries that lead to this port; none and no `ingress`: the port is undeclared, and connections pass by the catch-all chains. */
  readonly services: readonly string[];
  /** Set where Services disagree on the protocol and the older one wins, but nobody says which is older. */
  readonly doubt?: string;
  /** The listener of a Sidecar object that says it instead of Services. */
  readonly ingress?: IngressListener;
  /** TLS of its own that the sidecar ends: the protocol is what is inside. */
  readonly ownTls?: OwnTls;
  /** Set where HTTP2 or GRPC was declared: the program is asked in HTTP/2. */
  readonly http2?: true;
}

/**
 * The ports of the pod's own Services decide, the oldest first; where a Sidecar object lists ingress listeners, these
 * decide alone, and every other port is undeclared (istio/istio, core/listener_inbound, buildInboundChainConfigs).
 */
export function inboundPort(estate: Estate, pod: Pod, port: number): InboundPort {
  const { ingress } = sidecarScopeOf(estate, pod);
  if (ingress.length > 0) {
    const own = ingress.find((listener) => listener.port === port);
    if (own === undefined) return { protocol: 'auto', services: [] };
    const ownTls = ownTlsAt(estate, pod, own);
    const inside = own.declared === 'HTTPS' ? 'http' : 'tcp';
    return { protocol: ownTls !== undefined && own.protocol === 'tls' ? inside : own.protocol, services: [], ingress: own, ...spoken(own.declared), ...(ownTls === undefined ? {} : { ownTls }) };
  }
  const { targets, orderKnown } = serviceTargetsOf(estate, pod);
  const leading = targets.filter(({ targetPort }) => targetPort === port);
  const services = [...new Set(leading.map(({ resource }) => `${resource.namespace ?? ''}/${resource.name}`))];
  const protocols = new Set(leading.map(({ protocol }) => protocol));
  const protocol = leading[0]?.protocol ?? 'auto';
  const first = leading[0];
  const said = first === undefined ? {} : spoken(declaredAt(first));
  if (protocols.size < 2 || orderKnown) return { protocol, services, ...said };
  return { protocol, services, ...said, doubt: `Services ${services.join(' and ')} give port ${port} different protocols (${[...protocols].join(', ')}); the older Service decides, and no file says which that is` };
}

/** A listener's own TLS counts where istiod is told so, and where the port takes no mutual TLS (istio/istio, core/listener_inbound). */
function ownTlsAt(estate: Estate, pod: Pod, { tls, port }: IngressListener): OwnTls | undefined {
  if (tls === undefined || istiodSetting(estate, pod.resource.scope, 'ENABLE_TLS_ON_SIDECAR_INGRESS') !== 'true') return undefined;
  const { rootNamespace } = meshOf(estate);
  return modeAt(composePeerAuthentication(rootNamespace, peerPoliciesFor(estate, pod, rootNamespace)), port).mode === 'DISABLE' ? tls : undefined;
}

/** The word for the protocol: of a ServiceEntry `protocol`, of a Service appProtocol, else its port's name up to the first `-`. */
function declaredAt({ resource, path }: ServiceTarget): string {
  const port = readerOf(resource).get(...path);
  const application = port.get('appProtocol').string();
  if (application === 'kubernetes.io/h2c') return 'HTTP2';
  const word = resource.type === 'ServiceEntry' ? port.get('protocol').string() : (application ?? port.get('name').string());
  return (word ?? '').toUpperCase();
}

function spoken(declared: string): Pick<InboundPort, 'http2'> {
  return speaksHttp2(declared) ? { http2: true } : {};
}
