import type { Estate } from '../../../resource/estate.ts';
import type { Reader } from '../../../resource/reader.ts';
import { endpointsOf } from '../../kubernetes/endpoints.ts';
import { podAt } from '../../kubernetes/pods.ts';
import { portOf, serviceAt, type Service } from '../../kubernetes/services.ts';
import { serviceOfHost } from '../mesh/hosts.ts';
import { meshOf } from '../mesh/mesh.ts';
import { composePeerAuthentication, modeAt, peerAuthenticationsFor } from './peer-authentication.ts';
import { proxyAt } from '../proxy/proxy.ts';

/** Where a JWT rule's keys come from; istiod fetches what is not written in the rule (JwksFetchMode: istiod). */
export type Keys =
  | { readonly from: 'rule'; readonly jwks: string }
  /** Nothing in the inputs speaks against it. */
  | { readonly from: 'fetched' }
  /** The inputs show that istiod cannot fetch them: then no token has a key. */
  | { readonly from: 'nowhere'; readonly why: string }
  | { readonly from: 'unknown'; readonly why: string };

/** The keys of a rule: written there, or fetched from its jwksUri, or from where its issuer says. */
export function keysOf(estate: Estate, rule: Reader): Keys {
  const jwks = rule.get('jwks').string() ?? '';
  if (jwks !== '') return { from: 'rule', jwks };
  const uri = rule.get('jwksUri').string() ?? '';
  const [, scheme, host = '', port] = /^(https?):\/\/([^/:?#]+)(?::(\d+))?/i.exec(uri) ?? [];
  const name = serviceOfHost(host.toLowerCase().replace(/\.svc$/, '.svc.cluster.local'));
  return name === undefined ? { from: 'fetched' } : inCluster(estate, name, port === undefined ? (scheme === 'https' ? 443 : 80) : Number(port));
}

function inCluster(estate: Estate, { namespace, name }: { readonly namespace: string; readonly name: string }, port: number): Keys {
  const called = `Service ${namespace}/${name}`;
  const service = serviceAt(estate, namespace, name);
  if (service === undefined) return { from: 'unknown', why: `whether istiod gets the keys is in no file: ${called}, which has them, is not in the inputs` };
  const found = portOf(service, port);
  if (found === undefined) return { from: 'nowhere', why: `istiod gets no keys: ${called} has no port ${port}` };
  const ready = endpointsOf(estate, service, found).filter((endpoint) => endpoint.ready);
  if (ready.length === 0) return { from: 'nowhere', why: `istiod gets no keys: ${called} has no ready endpoint` };
  return strict(estate, service, ready) ? { from: 'nowhere', why: `istiod gets no keys: it asks without mTLS, and the pods of ${called} take nothing else` } : { from: 'fetched' };
}

/** istiod has no sidecar: pods whose sidecar insists on mTLS reset its connection. */
function strict(estate: Estate, service: Service, ready: ReturnType<typeof endpointsOf>): boolean {
  const { rootNamespace } = meshOf(estate);
  return ready.every((endpoint) => {
    const pod = podAt(estate, service.namespace, endpoint.pod?.split('/')[1] ?? '');
    if (pod === undefined || proxyAt(estate, pod, endpoint.port) !== 'sidecar') return false;
    return modeAt(composePeerAuthentication(rootNamespace, peerAuthenticationsFor(estate, pod, rootNamespace)), endpoint.port).mode === 'STRICT';
  });
}
