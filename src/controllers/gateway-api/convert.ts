import { list, record, text } from '../../dialects/kubernetes/fields.ts';
import type { Estate } from '../../resource/estate.ts';
import { valueAt, type JsonObject, type Path, type Resource } from '../../resource/resource.ts';
import { made } from '../controller.ts';
import { ancestorsOf } from './ancestors.ts';
import { backendsOf } from './backends.ts';
import { classStatuses } from './classes.ts';
import type { Status } from './conditions.ts';
import { policyRules, type MadeDestinationRule } from './destination-rules.ts';
import { gatewaysOf } from './gateways.ts';
import { poolStatuses } from './inference-pools.ts';
import type { Attachment } from './parents.ts';
import { policiesOf } from './policies.ts';
import { routesOf, virtualServiceBody, type MadeRoutes } from './routes.ts';
import type { MadeGateway } from './servers.ts';
import type { Settings } from './settings.ts';
import { worldOf } from './world.ts';

/** What istiod makes of the Gateway API objects of one cluster, and what it says about them. */
export interface Converted {
  readonly resources: readonly Resource[];
  readonly statuses: readonly Status[];
}

export const controllerName = 'gateway-api';

/** Converts Gateways, routes and policies into Istio's own objects, as istiod does (pilot/pkg/config/kube/gateway). */
export function converted(estate: Estate, scope: string, settings: Settings): Converted {
  const world = worldOf(estate, scope, settings);
  const gateways = gatewaysOf(world);
  const routes = routesOf(world, gateways.made.map(({ parent }) => parent));
  const ancestors = ancestorsOf(world);
  const policies = policiesOf(world, ancestors);
  const backends = backendsOf(world, ancestors);
  return {
    resources: [
      ...gateways.made.filter(({ valid }) => valid).map(gatewayResource),
      ...routes.made.map(routesResource),
      ...[...policyRules(policies.policies), ...backends.rules].map(ruleResource),
    ],
    statuses: [...classStatuses(world), ...counted(gateways.statuses, routes.attachments), ...routes.statuses, ...policies.statuses, ...backends.statuses, ...poolStatuses(world)],
  };
}

/** How many routes each listener has. istiod counts by namespace and name: a Gateway and a ListenerSet of one name share counts. */
function counted(statuses: readonly Status[], attachments: readonly Attachment[]): readonly Status[] {
  const counts = new Map<string, number>();
  for (const { to, parent } of attachments) {
    const key = `${to.namespace}/${to.name}/${parent.section}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return statuses.map((each) => {
    const { namespace, name } = each.resource;
    const listeners = list(each.status['listeners']).map((listener): JsonObject => ({ ...record(listener), attachedRoutes: counts.get(`${namespace}/${name}/${text(record(listener)['name']) ?? ''}`) ?? 0 }));
    return listeners.length === 0 ? each : { ...each, status: { ...each.status, listeners } };
  });
}

/** A server stands where its listener does, its parts where the listener has them. */
function gatewayResource({ owner, path, body }: MadeGateway): Resource {
  return made({ by: controllerName, from: owner, path }, 'Gateway', 'networking.istio.io/v1', body, (asked, part) => {
    const field = { tls: 'tls', port: 'port', hosts: 'hostname' }[String(asked[3])];
    const there = field !== undefined && valueAt(owner.body, [...path, field]) !== undefined;
    return owner.locate(there ? [...path, field] : path, part);
  });
}

/** A rule stands where its route has it, its match and its backends where these are. */
function routesResource(routes: MadeRoutes): Resource {
  const { section, rules, routes: from } = routes;
  const ruleAt = (path: Path): MadeRoutes['rules'][number] | undefined => (path[0] === 'spec' && path[1] === section && typeof path[2] === 'number' ? rules[path[2]] : undefined);
  return made({ by: controllerName, from: from[0]!, path: ['spec'], of: (path) => ruleAt(path)?.route }, 'VirtualService', 'networking.istio.io/v1', virtualServiceBody(routes), (path, part) => {
    const rule = ruleAt(path);
    if (rule === undefined) return from[0]!.locate(path[1] === 'hosts' ? ['spec', 'hostnames'] : ['spec'], part);
    if (path[3] === 'match' && rule.match !== undefined) return rule.route.locate(rule.match, part);
    return rule.route.locate(path[3] === 'route' ? [...rule.path, 'backendRefs'] : rule.path, part);
  });
}

function ruleResource({ from, path, body }: MadeDestinationRule): Resource {
  return made({ by: controllerName, from, path }, 'DestinationRule', 'networking.istio.io/v1', body);
}
