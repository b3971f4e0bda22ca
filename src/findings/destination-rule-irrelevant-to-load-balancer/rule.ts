import { podsWith } from '../../dialects/kubernetes/pods.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf } from '../../resource/resource.ts';
import { destinations, trafficPolicies } from '../destinations.ts';
import { because, findingAt } from '../finding.ts';
import { groupsOf } from '../groups.ts';
import type { Finding, Rule } from '../rule.ts';

/** A DestinationRule sets TLS for a Service whose pods a load balancer dials; the load balancer reads none. */
export const rule: Rule = {
  name: 'destination-rule-irrelevant-to-load-balancer',
  severity: 'note',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  let dialled: ReadonlyMap<string, string> | undefined;
  for (const { rule: written, service } of destinations(estate)) {
    const tls = trafficPolicies(written).map((policy) => policy.get('tls')).find(({ there }) => there);
    if (tls === undefined) continue;
    dialled ??= podsDialled(estate);
    const pod = podsWith(estate, service.resource.scope, service.namespace, service.selector).find(({ namespace, name }) => dialled?.has(`${namespace}/${name}`) === true);
    const group = pod === undefined ? undefined : dialled.get(`${pod.namespace}/${pod.name}`);
    if (group === undefined) continue;
    yield findingAt(rule, { resource: written, path: tls.path, part: 'key' }, {
      message: `requests through the load balancer do not follow ${nameOf(written)}`,
      label: 'read by sidecars of clients, and by nobody else',
      because: [
        because(`target group ${group}`, `dials the pods of ${service.name} directly, as the Ingress says, and never with a mesh certificate`),
        because('automatic mTLS', 'does for clients in the mesh what this rule is for: mTLS to pods that take it'),
      ],
    });
  }
}

/** Pods that are targets of a load balancer, with the group that says so. */
function podsDialled(estate: Estate): ReadonlyMap<string, string> {
  return new Map(groupsOf(estate).flatMap(({ name, targets }) => targets.flatMap(({ pod }): [string, string][] => (pod === undefined ? [] : [[pod, name]]))));
}
