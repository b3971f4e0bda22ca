import type { TargetGroup } from '../../dialects/aws/target-groups.ts';
import { serviceAt, type Service } from '../../dialects/kubernetes/services.ts';
import type { Proposal } from '../../hops/kind.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import { annotated, groupsOf, annotationPath } from '../groups.ts';
import type { Finding, Rule } from '../rule.ts';

/** A cookie keeps clients at a node, and behind the node any pod may answer. */
export const rule: Rule = {
  name: 'stickiness-on-instance-targets',
  severity: 'warning',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const group of groupsOf(estate)) {
    if (group.stickiness === undefined || group.type !== 'instance') continue;
    const service = serviceBehind(estate, group);
    // With the Local policy a node hands on to its own pods only.
    if (service?.externalTrafficPolicy !== 'Local') yield found(group, service);
  }
}

function serviceBehind(estate: Estate, { targets }: TargetGroup): Service | undefined {
  const [namespace = '', name = ''] = targets.find(({ service }) => service !== undefined)?.service?.split('/') ?? [];
  return serviceAt(estate, namespace, name);
}

function found(group: TargetGroup, service: Service | undefined): Finding {
  return findingAt(rule, annotated(group, 'target-group-attributes') ?? { resource: group.resource, path: ['stickiness'] }, {
    message: `clients of ${group.name} are sent to another pod from one request to the next, and are logged out where a pod keeps the session`,
    label: 'the cookie names a node, not a pod',
    because: [
      because(`target group ${group.name}`, 'has targets of type instance: nodes, each on the same port', { resource: group.resource, path: ['target_type'] }),
      because(service === undefined ? 'kube-proxy' : nameOf(service.resource), 'on the node, any ready pod of the cluster is picked, whoever asks'),
    ],
    proposals: mends(group),
  });
}

function mends(group: TargetGroup): readonly Proposal[] {
  const of = annotated(group, 'target-type')?.resource;
  return of === undefined ? [] : [{ title: 'let the targets be pods: target type ip', edits: [{ edit: 'set', of, path: annotationPath('target-type'), to: 'ip' }], certainty: 'proposed' }];
}
