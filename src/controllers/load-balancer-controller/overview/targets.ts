import { arnOf } from '../../../dialects/aws/references.ts';
import { podAttribute, serviceAttribute } from '../../../dialects/aws/target-groups.ts';
import { record, text, whole } from '../../../dialects/kubernetes/fields.ts';
import type { Estate } from '../../../resource/estate.ts';
import type { Resource } from '../../../resource/resource.ts';
import { boundOf } from '../binding/bound.ts';
import type { ControllerFacts } from '../facts.ts';
import type { BindingView, TargetView } from './overview.ts';
import { from, remarkView } from './said.ts';

/** What is registered with target groups of one cluster, by the reference that attachments name a group with: another cluster may have a group of that name too. */
export function targetsIn(estate: Estate, scope: string): (group: string) => readonly TargetView[] {
  const byGroup = new Map<string, TargetView[]>();
  for (const resource of estate.ofType('aws_lb_target_group_attachment')) {
    if (resource.scope !== scope) continue;
    const arn = String(resource.body['target_group_arn']);
    byGroup.set(arn, [...(byGroup.get(arn) ?? []), targetView(resource)]);
  }
  return (group) => byGroup.get(arnOf('aws_lb_target_group', group)) ?? [];
}

/** The bindings that files hold, each with the group it names. */
export function bindingsOf(estate: Estate, facts: ControllerFacts): readonly BindingView[] {
  return estate.ofType('TargetGroupBinding').filter((each) => each.scope === facts.scope && each.derived === undefined).map((resource): BindingView => {
    const spec = record(resource.body['spec']);
    const { name, port } = record(spec['serviceRef']);
    const group = text(spec['targetGroupARN']) ?? text(spec['targetGroupName']);
    const { attachments, remarks, assumes } = boundOf(estate, facts, resource);
    return {
      namespace: resource.namespace ?? 'default',
      name: resource.name,
      ...(group === undefined ? {} : { group }),
      service: text(name) ?? '',
      port: String(port ?? ''),
      targetType: text(spec['targetType']) ?? '',
      targets: attachments.map(targetView),
      remarks: remarks.map(remarkView),
      assumptions: assumes,
      ...from([resource, ['metadata', 'name']]),
    };
  });
}

function targetView(resource: Resource): TargetView {
  const { target_id: id, port, availability_zone: zone, [podAttribute]: pod, [serviceAttribute]: service } = resource.body;
  const where = whole(port);
  const what = text(pod) !== undefined ? `pod ${text(pod)!}` : text(id) !== undefined ? text(id)! : text(service) !== undefined ? 'every node' : 'a target';
  return { what, ...(where === undefined ? {} : { port: where }), ...(text(zone) === undefined ? {} : { zone: text(zone)! }), ...from([resource, []]) };
}
