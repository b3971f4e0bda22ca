import { portOf, type Service } from '../../../dialects/kubernetes/services.ts';
import { controllerHealthCheck as defaults } from '../../../facts/load-balancer-controller.ts';
import type { Json, JsonObject, Path } from '../../../resource/resource.ts';
import { body } from '../../controller.ts';
import { placesOf, type Annotations } from '../annotations.ts';
import { meant } from '../meant.ts';
import type { Place, Places } from '../place.ts';
import type { Drafting } from '../plan.ts';
import { nodePortOf } from '../stack.ts';
import { checkPortOf } from '../target-groups.ts';

/** How targets are asked for their health, in the model's spelling, and where each part was asked for (by paths of the spec). */
export interface HealthCheck {
  readonly config: JsonObject;
  /** `traffic-port`, a number, or unknown: the port of the nodes that nobody has written down. */
  readonly port: number | string | undefined;
  readonly places: Places;
}

const field = 'healthCheckConfig';

/** The health check of a target group; annotations are the Service's over the Ingress's. Refusals go to the drafting. */
export function healthCheckOf(drafting: Drafting, annotations: Annotations, service: Service, type: string, protocol: string, version: string): HealthCheck {
  const port = checkPort(drafting, annotations, service, type);
  const grpc = version === 'GRPC';
  const codes = annotations.text('success-codes') ?? (grpc ? defaults.grpcMatcher : defaults.matcher);
  const config = body({
    port: port ?? laterPort(service, annotations),
    protocol: checkProtocol(drafting, annotations, 'healthcheck-protocol', protocol),
    path: annotations.text('healthcheck-path') ?? (grpc ? defaults.grpcPath : defaults.path),
    matcher: grpc ? { grpcCode: codes } : { httpCode: codes },
    intervalSeconds: annotations.number('healthcheck-interval-seconds', 32) ?? defaults.interval,
    timeoutSeconds: annotations.number('healthcheck-timeout-seconds', 32) ?? defaults.timeout,
    healthyThresholdCount: annotations.number('healthy-threshold-count', 32) ?? defaults.healthy,
    unhealthyThresholdCount: annotations.number('unhealthy-threshold-count', 32) ?? defaults.unhealthy,
  });
  const places = placesOf(annotations, parts);
  return { config, port, places: [...places, ...places.slice(0, 1).map(([, place]): readonly [Path, Place] => [[field], place])] };
}

/** Annotations, by the part of the spec that each sets. */
const parts: Readonly<Record<string, Path>> = {
  'healthcheck-path': [field, 'path'],
  'healthcheck-port': [field, 'port'],
  'healthcheck-protocol': [field, 'protocol'],
  'success-codes': [field, 'matcher'],
  'healthcheck-interval-seconds': [field, 'intervalSeconds'],
  'healthcheck-timeout-seconds': [field, 'timeoutSeconds'],
  'healthy-threshold-count': [field, 'healthyThresholdCount'],
  'unhealthy-threshold-count': [field, 'unhealthyThresholdCount'],
};

/** HTTP or HTTPS, as an annotation says. */
export function checkProtocol(drafting: Drafting, annotations: Annotations, name: string, otherwise: string): string {
  const written = annotations.text(name) ?? otherwise;
  if (written === 'HTTP' || written === 'HTTPS') return written;
  drafting.refuse({ ...meant(annotations.place(name), written, ['HTTP', 'HTTPS']), at: annotations.place(name), message: `${name} is HTTP or HTTPS; "${written}" stands here`, says: 'healthCheckProtocol must be within [HTTP, HTTPS]' });
  return otherwise;
}

/** Names the node port that the cluster has yet to pick for a port of the Service. */
function laterPort(service: Service, annotations: Annotations): Json {
  const found = portOf(service, annotations.text('healthcheck-port') ?? '');
  return { $ref: nodePortOf(service.namespace, service.name, found?.port ?? 0) };
}

/** `traffic-port`, a number, or a port of the Service by name. */
function checkPort(drafting: Drafting, annotations: Annotations, service: Service, type: string): number | string | undefined {
  const written = annotations.text('healthcheck-port');
  if (written === undefined || written === defaults.port) return defaults.port;
  const { port, refused } = checkPortOf(drafting, service, written, annotations.place('healthcheck-port'), type);
  return refused === true ? defaults.port : port;
}
