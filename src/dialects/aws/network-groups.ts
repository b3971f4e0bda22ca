import { alwaysPreserving } from '../../facts/network-load-balancer.ts';
import { networkGroupCheck } from '../../facts/nlb.ts';
import type { Estate } from '../../resource/estate.ts';
import type { JsonObject, Resource } from '../../resource/resource.ts';
import { text } from '../kubernetes/fields.ts';
import { blocks, count, decided } from './references.ts';
import { matcherOf, minimumOf, nameOfGroup, targetsOf, type Target, type TargetGroup } from './target-groups.ts';

/** A target group of a Network Load Balancer as Terraform's attributes say it. */
export interface NetworkGroup {
  readonly resource: Resource;
  readonly name: string;
  readonly protocol: 'TCP' | 'TLS' | 'UDP' | 'TCP_UDP';
  readonly type: 'instance' | 'ip' | 'alb';
  /** Absent: each target brings its own. */
  readonly port?: number;
  readonly check?: NetworkCheck;
  readonly targets: readonly Target[];
  /** Absent: as the balancer has it. */
  readonly crossZone?: boolean;
  /** Targets see the client's own address. */
  readonly keeps: boolean;
  /** Where that is said; absent: it is the default of the type and protocol. */
  readonly keepsSaid?: true;
  /** A PROXY protocol header of version 2 is written in front of each connection. */
  readonly preamble: boolean;
  readonly minimum: TargetGroup['minimum'];
}

/** Seconds and counts. */
export interface NetworkCheck {
  readonly protocol: 'TCP' | 'HTTP' | 'HTTPS';
  /** Absent: the port of the target itself. */
  readonly port?: number;
  /** The port is one that Kubernetes chooses when the Service is made: the load balancer controller says every other. */
  readonly later?: true;
  readonly path: string;
  readonly interval: number;
  readonly timeout: number;
  readonly healthy: number;
  readonly unhealthy: number;
  /** Half-open ranges of status codes. */
  readonly matcher: readonly { readonly from: number; readonly to: number }[];
}

/** The group with its targets. */
export function networkGroupOf(estate: Estate, resource: Resource): NetworkGroup {
  const { body } = resource;
  const protocol = protocolOf(text(body['protocol']));
  const type = typeOf(text(body['target_type']));
  const [port, crossZone, said] = [count(body['port']), decided(body['load_balancing_cross_zone_enabled']), decided(body['preserve_client_ip'])];
  const check = checkOf(blocks(body['health_check'])[0] ?? {}, type, resource.derived?.by === 'load-balancer-controller');
  return {
    resource,
    name: nameOfGroup(resource),
    protocol,
    type,
    targets: targetsOf(estate, resource),
    keeps: keeps(type, protocol, said),
    ...(said === undefined || type === 'alb' ? {} : { keepsSaid: true }),
    preamble: type !== 'alb' && decided(body['proxy_protocol_v2']) === true,
    minimum: minimumOf(blocks(body['target_group_health'])[0] ?? {}),
    ...(port === undefined ? {} : { port }),
    ...(crossZone === undefined ? {} : { crossZone }),
    ...(check === undefined ? {} : { check }),
  };
}

/** NLB guide, "Client IP preservation": on for instances, off for addresses with TCP and TLS; datagrams always keep it, and so does an ALB as target. */
function keeps(type: NetworkGroup['type'], protocol: string, said: boolean | undefined): boolean {
  return type === 'alb' || alwaysPreserving.has(protocol) || (said ?? type === 'instance');
}

function protocolOf(written: string | undefined): NetworkGroup['protocol'] {
  switch (written) {
    case 'TLS':
      return 'TLS';
    case 'UDP':
    case 'QUIC':
      return 'UDP';
    case 'TCP_UDP':
    case 'TCP_QUIC':
      return 'TCP_UDP';
    default:
      return 'TCP';
  }
}

function typeOf(written: string | undefined): NetworkGroup['type'] {
  return written === 'ip' || written === 'alb' ? written : 'instance';
}

function checkOf(check: JsonObject, type: NetworkGroup['type'], planned: boolean): NetworkCheck | undefined {
  if (decided(check['enabled']) === false) return undefined;
  const written = text(check['protocol']) ?? (type === 'alb' ? 'HTTP' : networkGroupCheck.protocol);
  const protocol = written === 'HTTP' || written === 'HTTPS' ? written : 'TCP';
  const port = text(check['port']) ?? networkGroupCheck.port;
  return {
    protocol,
    ...(planned && text(check['port']) === undefined ? { later: true } : {}),
    ...(/^\d+$/.test(port) ? { port: Number(port) } : {}),
    path: text(check['path']) ?? networkGroupCheck.path,
    interval: count(check['interval']) ?? networkGroupCheck.interval,
    timeout: count(check['timeout']) ?? networkGroupCheck.timeout[protocol],
    healthy: count(check['healthy_threshold']) ?? networkGroupCheck.healthy,
    unhealthy: count(check['unhealthy_threshold']) ?? networkGroupCheck.unhealthy,
    matcher: matcherOf(text(check['matcher']) ?? networkGroupCheck.matcher),
  };
}
