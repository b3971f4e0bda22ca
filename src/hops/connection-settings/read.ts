import { connectionSettingsOf } from '../../dialects/istio/proxy/connection-settings.ts';
import { atPodPorts, protocolAt } from '../../dialects/istio/proxy/pod-ports.ts';
import { proxyAt } from '../../dialects/istio/proxy/proxy.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Opened } from '../kind.ts';
import type { SettingsSpec } from './spec.ts';

/** Answers for ports and chains that carry HTTP, where the proxy was told anything. */
export function read(estate: Estate): Opened<SettingsSpec> {
  return atPodPorts(estate, (_estate, mesh, pod, port, chain) => {
    const proxy = proxyAt(estate, pod, port);
    if (proxy !== 'gateway' && proxy !== 'sidecar') return undefined;
    const settings = connectionSettingsOf(estate, mesh, pod, proxy);
    if (settings === undefined || protocolAt(estate, pod, port, chain) !== 'http') return undefined;
    return { ...settings, port, proxy: `${proxy === 'gateway' ? 'gateway' : 'sidecar of'} ${pod.namespace}/${pod.name}` };
  });
}
