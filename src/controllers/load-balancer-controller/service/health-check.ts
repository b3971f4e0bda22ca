import { localHealthCheck, networkHealthCheck } from '../../../facts/network-load-balancer.ts';
import { record, whole } from '../../../dialects/kubernetes/fields.ts';
import { portOf } from '../../../dialects/kubernetes/services.ts';
import type { JsonObject } from '../../../resource/resource.ts';
import { body } from '../../controller.ts';
import { isOn } from '../settings/gates.ts';
import { checkPortOf } from '../target-groups.ts';
import { meant } from '../meant.ts';
import { field, named, type ServiceDrafting } from './drafting.ts';

/** How targets are asked whether they live. */
export interface HealthCheck {
  readonly spec: JsonObject;
  readonly protocol: string;
  readonly interval: number;
  /** `traffic-port`, or a number. Undefined: Kubernetes chooses it when the Service is made. */
  readonly port: string | number | undefined;
}

/** Annotations, over the defaults for this type of target: nodes of a Service with externalTrafficPolicy Local are asked what kube-proxy says. */
export function healthCheckOf(drafting: ServiceDrafting, targetType: 'instance' | 'ip'): HealthCheck {
  const { annotations, facts, service } = drafting;
  const local = targetType === 'instance' && service.externalTrafficPolicy === 'Local' && service.type === 'LoadBalancer';
  const defaults = local ? localHealthCheck : networkHealthCheck;
  const protocol = protocolOf(drafting, defaults.protocol);
  const advanced = isOn(facts, 'NLBHealthCheckAdvancedConfig');
  const http = protocol !== 'TCP';
  const port = portNumber(drafting, targetType, local);
  const interval = annotations.number('healthcheck-interval') ?? defaults.interval;
  const timeout = advanced ? (annotations.number('healthcheck-timeout') ?? defaults.timeout) : defaults.timeout;
  const spec = body({
    port,
    protocol,
    path: http ? (annotations.text('healthcheck-path') ?? defaults.path) : undefined,
    matcher: http && advanced ? { httpCode: annotations.text('healthcheck-success-codes') ?? networkHealthCheck.matcher } : undefined,
    intervalSeconds: interval,
    timeoutSeconds: timeout,
    healthyThresholdCount: annotations.number('healthcheck-healthy-threshold') ?? defaults.healthy,
    unhealthyThresholdCount: annotations.number('healthcheck-unhealthy-threshold') ?? defaults.unhealthy,
  });
  return { spec, protocol, interval, port };
}

/** Annotations of health checks, by the member that each sets. */
export const healthCheckAnnotations = {
  'healthcheck-port': ['healthCheckConfig', 'port'],
  'healthcheck-protocol': ['healthCheckConfig', 'protocol'],
  'healthcheck-path': ['healthCheckConfig', 'path'],
  'healthcheck-success-codes': ['healthCheckConfig', 'matcher'],
  'healthcheck-interval': ['healthCheckConfig', 'intervalSeconds'],
  'healthcheck-timeout': ['healthCheckConfig', 'timeoutSeconds'],
  'healthcheck-healthy-threshold': ['healthCheckConfig', 'healthyThresholdCount'],
  'healthcheck-unhealthy-threshold': ['healthCheckConfig', 'unhealthyThresholdCount'],
} as const;

function protocolOf({ annotations, reject }: ServiceDrafting, otherwise: string): string {
  const written = annotations.text('healthcheck-protocol') ?? otherwise;
  const protocol = written.toUpperCase();
  if (protocol === 'TCP' || protocol === 'HTTP' || protocol === 'HTTPS') return protocol;
  reject(annotations.place('healthcheck-protocol'), `health checks of a network load balancer speak TCP, HTTP or HTTPS; "${written}" stands here`, `unsupported health check protocol ${written}`, meant(annotations.place('healthcheck-protocol'), written, ['TCP', 'HTTP', 'HTTPS']));
  return otherwise;
}

function portNumber(drafting: ServiceDrafting, targetType: 'instance' | 'ip', local: boolean): string | number | undefined {
  const { annotations, service } = drafting;
  const written = annotations.text('healthcheck-port');
  if (written === undefined && local) return nodePortOfChecks(drafting);
  if (written === undefined || written === networkHealthCheck.port) return networkHealthCheck.port;
  const { port, refused } = checkPortOf(drafting, service, written, annotations.place('healthcheck-port'), targetType);
  if (port === undefined && refused !== true) drafting.assume(`the node port of port ${portOf(service, written)?.port ?? written} of Service ${named(service)} is chosen when the Service is made`);
  return port;
}

/** The port on which kube-proxy of each node says whether it has pods of the Service. */
function nodePortOfChecks({ service, assume }: ServiceDrafting): number | undefined {
  const [resource, path] = field(service, 'spec', 'healthCheckNodePort');
  const port = whole(record(resource.body['spec'])[String(path.at(-1))]);
  if (port === undefined) assume(`the health check port of Service ${named(service)} (spec.healthCheckNodePort) is chosen when the Service is made`);
  return port;
}
