import { controllerHealthCheck as defaults } from '../../../facts/load-balancer-controller.ts';
import type { Place, Places, Refusal } from '../place.ts';
import type { Drafting } from '../plan.ts';
import { checkProtocol } from './health-checks.ts';
import type { Member } from './group.ts';
import type { Port } from './ports.ts';

/** How the network load balancer in front asks the one behind for its health. */
export interface FrontendCheck {
  readonly port: number | string;
  readonly protocol: string;
  readonly path: string;
  readonly matcher: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThresholdCount: number;
  readonly unhealthyThresholdCount: number;
}

/** A TCP port in front, and the listener behind that it leads to. */
export interface FrontendListening {
  readonly port: number;
  readonly targetPort: number;
  readonly check: FrontendCheck;
  readonly place: Place;
  /** By paths of the target group's spec. */
  readonly places: Places;
}

/** The ports in front, smallest first: as mapped, else one for each listener behind. Members must agree on what they say of one port. */
export function frontendListenings(drafting: Drafting, members: readonly Member[], ports: readonly Port[]): readonly FrontendListening[] {
  const wishes = members.flatMap((member) => wishesOf(drafting, member, ports));
  return [...new Set(wishes.map(({ port }) => port))].sort((a, b) => a - b).map((port) => merged(drafting, wishes.filter((wish) => wish.port === port)));
}

interface Wish {
  readonly port: number;
  readonly targetPort: number;
  readonly check: FrontendCheck;
  /** What of the check the member says itself. */
  readonly explicit: ReadonlyMap<keyof FrontendCheck, Place>;
  readonly place: Place;
}

function wishesOf(drafting: Drafting, member: Member, ports: readonly Port[]): readonly Wish[] {
  const prefix = `failed to compute listenPort config for ingress: ${member.namespace}/${member.name}: `;
  const refuse = (refusal: Refusal): void => drafting.refuse(refusal.says === undefined ? refusal : { ...refusal, says: prefix + refusal.says });
  const own = ports.filter(({ members }) => members.includes(member) || members.some((each) => each.resource === member.resource)).map(({ port }) => port);
  const mapping = mappingOf(member, refuse);
  const place: Place = mapping.length > 0 ? member.annotations.place('frontend-nlb-listener-port-mapping') : member.annotations.place('enable-frontend-nlb');
  const { check, explicit } = checkOf({ ...drafting, refuse }, member);
  const wanted = mapping.length > 0 ? mapping : own.map((port) => [port, port] as const);
  return wanted.flatMap(([port, targetPort]): readonly Wish[] => {
    if (own.includes(targetPort)) return [{ port, targetPort, check, explicit, place }];
    drafting.remark({ name: 'frontend-port-leads-nowhere', severity: 'warning', at: place, message: `nothing listens on port ${port} of the network load balancer in front: it is mapped to port ${targetPort}, on which this Ingress does not listen` });
    return [];
  });
}

/** `80=443`: the port in front, and the one behind. */
function mappingOf({ annotations }: Member, refuse: (refusal: Refusal) => void): readonly (readonly [number, number])[] {
  const at = annotations.place('frontend-nlb-listener-port-mapping');
  const number = (text: string, whose: string): number | undefined => {
    if (/^[+-]?\d+$/.test(text)) return Number(text);
    refuse({ at, message: `frontend-nlb-listener-port-mapping: "${text}" is no port`, says: `invalid ${whose} listener port: ${text}` });
    return undefined;
  };
  return Object.entries(annotations.reporting(refuse).map('frontend-nlb-listener-port-mapping') ?? {}).flatMap(([front, behind]) => {
    const [port, target] = [number(front, 'NLB'), number(behind, 'ALB')];
    return port === undefined || target === undefined ? [] : [[port, target] as const];
  });
}

const names: Readonly<Record<keyof FrontendCheck, string>> = {
  intervalSeconds: 'frontend-nlb-healthcheck-interval-seconds',
  timeoutSeconds: 'frontend-nlb-healthcheck-timeout-seconds',
  healthyThresholdCount: 'frontend-nlb-healthcheck-healthy-threshold-count',
  unhealthyThresholdCount: 'frontend-nlb-healthcheck-unhealthy-threshold-count',
  protocol: 'frontend-nlb-healthcheck-protocol',
  path: 'frontend-nlb-healthcheck-path',
  matcher: 'frontend-nlb-healthcheck-success-codes',
  port: 'frontend-nlb-healthcheck-port',
};
const parts = Object.keys(names) as readonly (keyof FrontendCheck)[];

/** Its defaults are those of other target groups; the guide says 3 for both thresholds, the program takes 2 (model_build_frontend_nlb.go). */
function checkOf(drafting: Drafting, { annotations: outer }: Member): Pick<Wish, 'check' | 'explicit'> {
  const annotations = outer.reporting(drafting.refuse);
  const port = annotations.text(names.port) ?? defaults.port;
  const known = port === defaults.port || /^[+-]?\d+$/.test(port);
  if (!known) drafting.refuse({ at: annotations.place(names.port), message: `${names.port} is traffic-port or a number; "${port}" stands here`, says: 'failed to resolve healthCheckPort' });
  const check: FrontendCheck = {
    port: known && port !== defaults.port ? Number(port) : defaults.port,
    protocol: checkProtocol(drafting, annotations, names.protocol, 'HTTP'),
    path: annotations.text(names.path) ?? defaults.path,
    matcher: annotations.text(names.matcher) ?? defaults.matcher,
    intervalSeconds: annotations.number(names.intervalSeconds, 32) ?? defaults.interval,
    timeoutSeconds: annotations.number(names.timeoutSeconds, 32) ?? defaults.timeout,
    healthyThresholdCount: annotations.number(names.healthyThresholdCount, 32) ?? defaults.healthy,
    unhealthyThresholdCount: annotations.number(names.unhealthyThresholdCount, 32) ?? defaults.unhealthy,
  };
  return { check, explicit: new Map(parts.flatMap((part) => (annotations.text(names[part]) === undefined ? [] : [[part, annotations.place(names[part])]]))) };
}

/** What somebody says beats what nobody says; two who say different things, or lead to different ports, are refused. */
function merged(drafting: Drafting, wishes: readonly Wish[]): FrontendListening {
  const first = wishes[0]!;
  const explicit = new Map(first.explicit);
  let { check } = first;
  wishes.slice(1).forEach((wish, index) => {
    const conflict = (what: string, value: string | number, previous: string | number, at: Place): void =>
      drafting.refuse({ at, message: `port ${first.port} of the network load balancer in front: ${what} is ${value} here and ${previous} for another Ingress of the group`, says: `failed to merge NLB listenPort config for port: ${first.port}: conflicting ${what}, config ${index + 2}: ${value}, previous: ${previous}` });
    for (const part of parts) {
      const at = wish.explicit.get(part);
      if (explicit.has(part)) {
        if (at !== undefined && wish.check[part] !== check[part]) conflict(upstreamName(part), wish.check[part], check[part], at);
      } else {
        check = { ...check, [part]: wish.check[part] };
        if (at !== undefined) explicit.set(part, at);
      }
    }
    if (wish.targetPort !== first.targetPort) conflict('Target Port', wish.targetPort, first.targetPort, wish.place);
  });
  return { port: first.port, targetPort: first.targetPort, check, place: first.place, places: [...explicit].map(([part, place]) => [['healthCheckConfig', part], place]) };
}

function upstreamName(part: keyof FrontendCheck): string {
  return part === 'matcher' ? 'Matcher' : `${part.charAt(0).toUpperCase()}${part.slice(1)}`;
}
