import type { TargetGroup } from '../../dialects/aws/target-groups.ts';
import type { Probe } from '../../dialects/kubernetes/containers.ts';
import type { Proposal } from '../../hops/kind.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { because, findingAt, listed } from '../finding.ts';
import { annotated, groupsOf, annotationPath, podsBehind } from '../groups.ts';
import type { Finding, Rule } from '../rule.ts';

/** A health check that no successful answer passes: only redirects do. */
export const rule: Rule = {
  name: 'health-check-accepts-only-redirects',
  severity: 'warning',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const group of groupsOf(estate)) {
    const { enabled, matcher } = group.check;
    if (enabled && matcher.length > 0 && matcher.every(({ from, to }) => from >= 300 && to <= 400)) yield found(estate, group);
  }
}

function found(estate: Estate, group: TargetGroup): Finding {
  const { path, matcher } = group.check;
  const codes = listed(matcher.map(({ from, to }) => (to === from + 1 ? from : `${from}-${to - 1}`)));
  const probe = probeBehind(estate, group);
  return findingAt(rule, annotated(group, 'success-codes') ?? { resource: group.resource, path: ['health_check', 0, 'matcher'] }, {
    message: `targets of ${group.name} are healthy while they redirect, whether or not the page behind the redirect works`,
    label: `the answer to ${path} has to be ${codes}`,
    because: probe === undefined ? [] : [because(nameOf(probe.pod), `its own ${probe.name} probe asks for ${probe.path ?? '/'}`, { resource: probe.pod, path: probe.at })],
    proposals: probe?.path === undefined ? [] : mends(group, probe.path),
  });
}

/** What a program behind the group is asked by its own kubelet. */
function probeBehind(estate: Estate, group: TargetGroup): (Probe & { readonly pod: Resource }) | undefined {
  for (const { containers, resource } of podsBehind(estate, group)) {
    const probe = containers.flatMap(({ probes }) => probes).find(({ action }) => action === 'httpGet');
    if (probe !== undefined) return { ...probe, pod: resource };
  }
  return undefined;
}

function mends(group: TargetGroup, path: string): readonly Proposal[] {
  const of = annotated(group, 'success-codes')?.resource;
  if (of === undefined) return [];
  return [
    {
      title: `ask for what the probe asks for: ${path}, and take 200`,
      edits: [
        { edit: 'set', of, path: annotationPath('success-codes'), to: '200' },
        { edit: 'set', of, path: annotationPath('healthcheck-path'), to: path },
      ],
      certainty: 'proposed',
    },
  ];
}
