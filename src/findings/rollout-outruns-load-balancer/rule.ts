import { controllerProgramIn } from '../../dialects/aws/controller-program.ts';
import { targetGroupOf, type TargetGroup } from '../../dialects/aws/target-groups.ts';
import { list, record, text, texts, whole } from '../../dialects/kubernetes/fields.ts';
import { truthIn } from '../../dialects/kubernetes/go-values.ts';
import { podAt, type Pod } from '../../dialects/kubernetes/pods.ts';
import { readinessGateFlag, readinessGateLabel, readinessGatePrefix } from '../../facts/target-draining.ts';
import type { Proposal } from '../../hops/kind.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { because, findingAt, listed } from '../finding.ts';
import type { Finding, Reason, Rule } from '../rule.ts';
import { endOf, longer, type End } from './ends.ts';
import { labelled } from './gate-label.ts';
import { wishOf, workloadOf } from './workload.ts';

/** Pods stop before the load balancer has stopped sending, or old ones go before the targets of new ones are healthy. */
export const rule: Rule = {
  name: 'rollout-outruns-load-balancer',
  severity: 'note',
  aliases: [],
  find,
};

/** A workload whose pods are targets by their own address. */
interface Registered {
  readonly workload: Resource;
  readonly pod: Pod;
  readonly group: TargetGroup;
  /** The pod's port. */
  readonly port: number | undefined;
}

function* find({ estate }: Path): Iterable<Finding> {
  for (const registered of registeredIn(estate)) {
    const { workload, pod, group, port } = registered;
    const wish = wishOf(estate, workload, pod);
    const end = endOf(pod, port);
    // Somebody waits on purpose, and the kubelet cuts it short: that is wrong whatever else is wanted.
    if (end?.cut !== undefined) yield found(registered, end, undefined, undefined);
    else if (wish !== undefined) {
      const early = ungated(estate, workload, pod, group);
      if (end !== undefined || early !== undefined) yield found(registered, end, early, wish);
    }
  }
}

/** One target of each workload, those whose pods come and go together. */
function registeredIn(estate: Estate): Iterable<Registered> {
  const known = new Map<Resource, Registered>();
  for (const resource of estate.ofType('aws_lb_target_group')) {
    if (resource.body['target_type'] !== 'ip') continue;
    const group = targetGroupOf(estate, resource);
    for (const { pod: named, port } of group.targets) {
      const [namespace = '', name = ''] = named?.split('/') ?? [];
      const pod = named === undefined ? undefined : podAt(estate, namespace, name);
      const workload = pod === undefined ? undefined : workloadOf(estate, pod);
      if (pod !== undefined && workload !== undefined && !known.has(workload)) known.set(workload, { workload, pod, group, port });
    }
  }
  return known.values();
}

/** Nothing holds a rollout until targets are healthy. */
interface Ungated {
  readonly namespace: Resource;
  readonly why: string;
  /** The label would end it. */
  readonly byLabel: boolean;
}

function ungated(estate: Estate, workload: Resource, { namespace: name, resource: { scope, body } }: Pod, { check }: TargetGroup): Ungated | undefined {
  const namespace = estate.find({ scope, type: 'Namespace', name });
  if (namespace === undefined) return undefined;
  const gates = list(record(body['spec'])['readinessGates']).map((gate) => text(record(gate)['conditionType']) ?? '');
  const waits = whole(record(workload.body['spec'])['minReadySeconds']) ?? 0;
  if (gates.some((gate) => gate.startsWith(readinessGatePrefix)) || waits >= check.interval) return undefined;
  const off = truthIn(controllerProgramIn(estate, scope)?.flags.get(readinessGateFlag)?.value) === false;
  if (!off && texts(record(namespace.body['metadata'])['labels'])[readinessGateLabel] === 'enabled') return undefined;
  // One check that passes is enough for a new target ("Health checks for Application Load Balancer target groups").
  const needs = `a new target gets nothing before it has passed a health check, and there is one every ${check.interval} s`;
  return { namespace, byLabel: !off, why: off ? `${needs}, and pods do not wait for it: the controller is started with --${readinessGateFlag}=false` : `has no label ${readinessGateLabel}: enabled: ${needs}, and old pods go as soon as new ones are ready by themselves` };
}

function found({ workload, pod, group }: Registered, end: End | undefined, early: Ungated | undefined, wish: Reason | undefined): Finding {
  const application = ['HTTP', 'HTTPS'].includes(text(group.resource.body['protocol']) ?? '');
  const fail = `${application ? 'some requests' : 'some connections'} ${end?.cut === undefined ? 'may ' : ''}${application ? 'get 502, 503 or 504' : 'fail'}`;
  const why = [...(end === undefined ? [] : [end.what]), ...(early === undefined ? [] : ['old pods go before the load balancer sends to new ones'])];
  const template = workload.derived === undefined && pod.resource !== workload;
  const at = end?.path ?? ['spec'];
  return findingAt(rule, { resource: workload, path: at, part: 'key' }, {
    message: `during each rollout of ${nameOf(workload)} ${fail}: ${listed(why)}`,
    label: end?.label ?? 'is rolled out without a word from the load balancer',
    ...(end?.cut === undefined ? {} : { severity: 'warning' as const }),
    because: [
      ...(end === undefined ? [] : [because(`target group ${group.name}`, 'is told that a pod goes at the same moment as the pod itself, and takes some seconds to stop sending to it'), because(nameOf(workload), end.why, { resource: workload, path: at })]),
      ...(early === undefined ? [] : [because(nameOf(early.namespace), early.why, { resource: early.namespace, path: ['metadata'] })]),
      ...(wish === undefined ? [] : [wish]),
    ],
    proposals: template ? mends(workload, end, early) : [],
  });
}

/** One for both halves: either alone leaves the other. */
function mends(workload: Resource, end: End | undefined, early: Ungated | undefined): readonly Proposal[] {
  const parts = [...(end === undefined ? [] : [longer(workload, end)]), ...(early?.byLabel === true ? [labelled(early.namespace)] : [])];
  return parts.length === 0 ? [] : [{ title: parts.map(({ title }) => title).join('; '), edits: parts.flatMap(({ edits }) => edits), certainty: 'proposed' }];
}
