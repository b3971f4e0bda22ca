import { selects } from '../../dialects/istio/policies/attachment.ts';
import { meshOf } from '../../dialects/istio/mesh/mesh.ts';
import { groupBy, inCreationOrder } from '../../dialects/istio/mesh/order.ts';
import { podsWith } from '../../dialects/kubernetes/pods.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { readerOf } from '../../resource/reader.ts';
import { keyOf, nameOf, type Resource } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** Of several PeerAuthentications for the same pods only the oldest one counts. */
export const rule: Rule = {
  name: 'peer-authentication-ignored',
  severity: 'warning',
  aliases: ['KIA0002', 'KIA0003'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const { rootNamespace } = meshOf(estate);
  const policies = estate.ofType('PeerAuthentication');
  const whole = groupBy(policies.filter((policy) => !selects(policy)), (policy) => `${policy.scope}\n${policy.namespace ?? ''}`);
  for (const rivals of whole.values()) yield* losing(rivals, 'the whole namespace');
  const selecting = policies.filter(selects);
  for (const policy of selecting.filter(({ namespace }) => namespace === rootNamespace)) yield inRoot(policy, rootNamespace);
  for (const [pod, rivals] of overlapping(estate, selecting.filter(({ namespace }) => namespace !== rootNamespace))) yield* losing(rivals, pod);
}

/** Policies that meet on a pod, each set of them once, with one such pod. */
function overlapping(estate: Estate, policies: readonly Resource[]): readonly (readonly [pod: string, rivals: readonly Resource[]])[] {
  const byPod = new Map<string, Resource[]>();
  for (const policy of policies) {
    for (const pod of podsWith(estate, policy.scope, policy.namespace ?? '', readerOf(policy).get('spec', 'selector', 'matchLabels').map())) {
      const key = `${policy.scope}\n${pod.namespace}/${pod.name}`;
      const met = byPod.get(key);
      if (met === undefined) byPod.set(key, [policy]);
      else met.push(policy);
    }
  }
  const sets = new Map<string, readonly [string, readonly Resource[]]>();
  for (const [pod, rivals] of byPod) {
    const key = rivals.map(keyOf).join('\n\n');
    if (rivals.length > 1 && !sets.has(key)) sets.set(key, [pod.slice(pod.indexOf('\n') + 1), rivals]);
  }
  return [...sets.values()];
}

function* losing(rivals: readonly Resource[], about: string): Iterable<Finding> {
  const { resources, known } = inCreationOrder(rivals);
  const [oldest, ...younger] = resources;
  if (oldest === undefined || younger.length === 0) return;
  if (!known) yield undecided(resources, about);
  else for (const policy of younger) yield decided(policy, oldest, about);
}

function decided(policy: Resource, oldest: Resource, about: string): Finding {
  return findingAt(rule, { resource: policy, path: ['metadata', 'creationTimestamp'] }, {
    message: `${nameOf(policy)} changes nothing: ${nameOf(oldest)} is older`,
    label: 'younger, so it is not heard',
    because: [because(nameOf(oldest), `says ${said(oldest)} for ${about}, and of several only the oldest counts`, { resource: oldest, path: ['metadata', 'creationTimestamp'] })],
    proposals: [{ title: `remove ${nameOf(policy)}, which nobody hears`, edits: [{ edit: 'remove', of: policy, path: [] }], certainty: 'proposed' }],
  });
}

/** Git does not hold the age of an object, so every one of them may be the one that counts. */
function undecided(policies: readonly Resource[], about: string): Finding {
  const [first, ...others] = policies as readonly [Resource, ...Resource[]];
  const last = others.at(-1) ?? first;
  return findingAt(rule, { resource: last, path: ['metadata', 'name'] }, {
    message: `${policies.length} PeerAuthentications are for ${about}, and only the one that was created first counts`,
    label: 'no file says which is the oldest',
    because: policies.map((policy) => because(nameOf(policy), `if this is the oldest: ${said(policy)}`, { resource: policy, path: ['spec', 'mtls', 'mode'] })),
    proposals: policies.map((kept) => ({
      title: `keep ${nameOf(kept)} (${said(kept)}) and remove the rest`,
      edits: policies.filter((policy) => policy !== kept).map((policy) => ({ edit: 'remove', of: policy, path: [] }) as const),
      certainty: 'needs a value',
    })),
  });
}

function inRoot(policy: Resource, rootNamespace: string): Finding {
  return findingAt(rule, { resource: policy, path: ['spec', 'selector'], part: 'key' }, {
    message: `${nameOf(policy)} changes nothing`,
    label: `not heard in the root namespace ${rootNamespace}`,
    because: [because(nameOf(policy), 'has a selector; in the root namespace only a policy for the whole mesh counts')],
  });
}

function said(policy: Resource): string {
  return readerOf(policy).get('spec', 'mtls', 'mode').string() ?? 'what is inherited';
}
