import type { Container } from '../../dialects/kubernetes/containers.ts';
import { podsOf, type Pod } from '../../dialects/kubernetes/pods.ts';
import { containerResourceStable, idleSidecarCpu, tolerance } from '../../facts/autoscaling.ts';
import { proxyContainer } from '../../facts/injection.ts';
import type { Proposal } from '../../hops/kind.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { readerOf, type Reader } from '../../resource/reader.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import { quantity, quantityText } from '../quantity.ts';
import type { Finding, Rule } from '../rule.ts';

/** A percentage counts the requests of all containers, so a sidecar moves the point at which pods are added. */
export const rule: Rule = {
  name: 'autoscaler-counts-sidecar',
  severity: 'warning',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const owned = new Map<string, Map<string, Pod>>();
  for (const autoscaler of estate.ofType('HorizontalPodAutoscaler')) {
    const target = readerOf(autoscaler).get('spec', 'scaleTargetRef');
    const namespace = autoscaler.namespace ?? '';
    if (!owned.has(namespace)) owned.set(namespace, byOwner(estate, namespace));
    const pod = owned.get(namespace)?.get(`${target.get('kind').string() ?? ''}/${target.get('name').string() ?? ''}`);
    if (pod === undefined) continue;
    for (const metric of percentages(autoscaler)) {
      const sums = sumsOf(pod, metric);
      if (sums !== undefined && sums.own > sums.meant * (1 + tolerance)) yield found(autoscaler, pod, metric, sums);
    }
  }
}

/** One pod of each workload; of a Deployment's pods from a live cluster the ReplicaSet is the owner. */
function byOwner(estate: Estate, namespace: string): Map<string, Pod> {
  const pods = podsOf(estate, namespace).flatMap((pod): [string, Pod][] => (pod.owner === undefined ? [] : [[`${pod.owner.type}/${pod.owner.name}`, pod], ...(pod.owner.type === 'ReplicaSet' ? [[`Deployment/${pod.owner.name.replace(/-[^-]+$/, '')}`, pod] as [string, Pod]] : [])]));
  return new Map(pods);
}

/** A metric that is a percentage of the requests of all containers. */
interface Percentage {
  readonly resource: string;
  readonly percent: Reader;
  /** The whole metric, where this API version can also say the mend; undefined for versions that cannot. */
  readonly metric: Reader | undefined;
}

function percentages(autoscaler: Resource): readonly Percentage[] {
  const spec = readerOf(autoscaler).get('spec');
  const old = spec.get('targetCPUUtilizationPercentage');
  const all = spec.get('metrics').each().flatMap((metric): Percentage[] => {
    const resource = metric.get('resource', 'name').string();
    if (metric.get('type').string() !== 'Resource' || resource === undefined) return [];
    const target = metric.get('resource', 'target', 'averageUtilization');
    return target.there ? [{ resource, percent: target, metric }] : [{ resource, percent: metric.get('resource', 'targetAverageUtilization'), metric: undefined }];
  });
  return [...(old.there ? [{ resource: 'cpu', percent: old, metric: undefined }] : []), ...all].filter(({ percent }) => percent.there);
}

/** The arithmetic, in cores or bytes. */
interface Sums {
  readonly percent: number;
  readonly application: readonly Container[];
  /** What the application requests, and the sidecar. */
  readonly requested: number;
  readonly sidecar: number;
  /** Usage of the whole pod at which pods are added: without the sidecar, and with it. */
  readonly meant: number;
  readonly counted: number;
  /** What an idle sidecar uses of it. */
  readonly idle: number;
  /** What the application alone has to use until pods are added. */
  readonly own: number;
}

function sumsOf({ containers }: Pod, { resource, percent: written }: Percentage): Sums | undefined {
  const percent = written.number();
  const proxy = containers.find(({ name }) => name === proxyContainer);
  const application = containers.filter(({ name }) => name !== proxyContainer);
  const requests = application.map(({ requests: of }) => quantity(of[resource] ?? ''));
  const sidecar = quantity(proxy?.requests[resource] ?? '');
  if (percent === undefined || sidecar === undefined || requests.length === 0 || requests.includes(undefined)) return undefined;
  const requested = requests.reduce((sum: number, each) => sum + (each ?? 0), 0);
  const idle = resource === 'cpu' ? idleSidecarCpu / 1000 : 0;
  const [meant, counted] = [(percent * requested) / 100, (percent * (requested + sidecar)) / 100];
  return { percent, application, requested, sidecar, meant, counted, idle, own: counted - idle };
}

function found(autoscaler: Resource, pod: Pod, { resource, percent: at, metric }: Percentage, sums: Sums): Finding {
  const { percent, application, requested, sidecar, meant, counted, idle, own } = sums;
  const amount = (value: number): string => quantityText(value, resource);
  const name = application.length === 1 ? application[0]!.name : 'the application';
  const share = Math.round(((meant + idle) / (requested + sidecar)) * 100);
  const before = idle === 0 ? `${amount(meant)} is ${share} %` : `${amount(meant)} of ${name} and about ${amount(idle)} of an idle sidecar are ${share} %`;
  return findingAt(rule, { resource: autoscaler, path: at.path }, {
    message: `pods are added when one uses ${amount(counted)} of ${resource}, and not at ${amount(meant)}`,
    label: `of ${amount(requested)} (${name}) and ${amount(sidecar)} (${proxyContainer}) together`,
    because: [
      because(nameOf(autoscaler), `${percent} % of ${amount(requested + sidecar)} = ${amount(counted)}; before the sidecar came, ${percent} % of ${amount(requested)} = ${amount(meant)}`),
      because(nameOf(autoscaler), `at the old point ${before}: no pod is added`),
      because(nameOf(pod.resource), `${name} alone has to use ${amount(own)}, which is ${Math.round((own / requested) * 100)} % of its request`, { resource: pod.resource, path: application[0]!.path }),
    ],
    proposals: metric === undefined ? [] : mends(autoscaler, metric, resource, sums),
    // Every autoscaler of a mesh counts its sidecars; below the request itself pods are still added, if later.
    ...(own > requested ? {} : { severity: 'note' as const }),
  });
}

function mends(autoscaler: Resource, metric: Reader, resource: string, { percent, application, meant, idle }: Sums): readonly Proposal[] {
  const [only, ...others] = application;
  const whole = quantityText(meant + idle, resource);
  const byContainer: Proposal = {
    title: `look at container ${only?.name ?? ''} alone, ${percent} % of its own request (Kubernetes ${containerResourceStable} and newer)`,
    edits: [{ edit: 'set', of: autoscaler, path: metric.path, to: { type: 'ContainerResource', containerResource: { name: resource, container: only?.name ?? '', target: { type: 'Utilization', averageUtilization: percent } } } }],
    certainty: 'proposed',
  };
  const byValue: Proposal = {
    title: `say the amount in place of the percentage: ${whole}${idle === 0 ? '' : `, if your sidecars use ${quantityText(idle, resource)} when idle`}`,
    edits: [{ edit: 'set', of: autoscaler, path: [...metric.path, 'resource', 'target'], to: { type: 'AverageValue', averageValue: whole } }],
    certainty: 'needs a value',
  };
  return others.length === 0 ? [byContainer, byValue] : [byValue];
}
