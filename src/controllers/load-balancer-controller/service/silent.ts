import { classOf, rangesOf, said, targetAttributes, preservesClientAddress } from '../../../dialects/aws/service-annotations.ts';
import { unreadAnnotations } from '../../../dialects/aws/unread-annotations.ts';
import { listenerAttributes, loadBalancerAttributes, targetGroupAttributes } from '../../../facts/elb-attributes.ts';
import { networkPrefix, oldAnnotations } from '../../../facts/network-load-balancer.ts';
import { remarkUnknown } from '../attribute-keys.ts';
import { field, named, type ServiceDrafting } from './drafting.ts';
import { mergesProtocols } from './listeners.ts';
import type { Balancer } from './load-balancer.ts';
import { existingOf } from './scheme.ts';
import { sourceRangesOf } from './security-groups.ts';

/** What the controller does with a Service, or leaves undone, without a word. */
export function remarkSilent(drafting: ServiceDrafting, balancer: Balancer): void {
  const { service } = drafting;
  for (const { key, message } of unreadAnnotations(service, { by: 'load-balancer-controller', why: '', path: [] })) drafting.remark({ name: 'service-annotation-not-read', severity: 'warning', at: [service.resource, ['metadata', 'annotations', key]], message });
  remarkOld(drafting);
  remarkName(drafting);
  remarkRanges(drafting, balancer);
  remarkPorts(drafting);
  remarkAttributes(drafting);
}

/** Keys that the API does not know: the controller hands them on as they are. */
function remarkAttributes(drafting: ServiceDrafting): void {
  const { annotations, service } = drafting;
  const names = Object.keys(service.annotations).filter((key) => key.startsWith(networkPrefix)).map((key) => key.slice(networkPrefix.length));
  for (const name of names) {
    const known = name === 'attributes' ? loadBalancerAttributes : name.startsWith('listener-attributes.') ? listenerAttributes : /^target-group-attributes(\.|$)/.test(name) ? targetGroupAttributes : undefined;
    if (known !== undefined) for (const key of Object.keys(annotations.map(name) ?? {})) remarkUnknown(drafting, key, annotations.place(name), known);
  }
}

function remarkOld({ annotations, service, remark }: ServiceDrafting): void {
  for (const [name, successor] of Object.entries(oldAnnotations)) {
    if (annotations.text(name) !== undefined) remark({ name: 'service-annotation-out-of-date', severity: 'note', at: annotations.place(name), message: `${networkPrefix}${name} is deprecated; its successor is ${networkPrefix}${successor}${name === 'internal' && annotations.text('scheme') !== undefined ? `, which Service ${named(service)} has too, and which counts` : ''}` });
  }
  if (said(service, 'type') !== 'nlb-ip') return;
  const hides = said(service, 'nlb-target-type') === 'instance' ? `, and hides ${networkPrefix}nlb-target-type: instance` : '';
  remark({ name: 'service-annotation-out-of-date', severity: 'note', at: annotations.place('type'), message: `${networkPrefix}type: nlb-ip is deprecated${hides}; its successor is ${classOf(service) === undefined ? 'loadBalancerClass service.k8s.aws/nlb' : 'the loadBalancerClass that stands here'} with ${networkPrefix}nlb-target-type: ip` });
}

/** A load balancer cannot be renamed, and the controller finds its own by tags: a name that is written later has no effect. */
function remarkName(drafting: ServiceDrafting): void {
  const { annotations, service } = drafting;
  const existing = existingOf(drafting);
  const written = annotations.text('name');
  if (written === undefined || existing === undefined || existing.name === '' || existing.name === written) return;
  drafting.remark({ name: 'load-balancer-name-not-changed', severity: 'warning', at: annotations.place('name'), message: `the load balancer of Service ${named(service)} is called ${existing.name} and stays so: a name that is written after it was made has no effect` });
}

/** Ranges go into the security group that the controller makes. Without that group they are looked at where targets see the client's address, and nowhere else. */
function remarkRanges(drafting: ServiceDrafting, balancer: Balancer): void {
  const { annotations, service } = drafting;
  const asked = sourceRangesOf(drafting);
  if (asked === undefined || rangesOf(service).includes('0.0.0.0/0')) return;
  const given = (annotations.list('security-groups') ?? []).length > 0;
  const seen = service.ports.some((port) => preservesClientAddress(targetAttributes(service, port), pods(drafting) ? 'ip' : 'instance', port.protocol));
  if (!given && (balancer.guarded.groups.length > 0 || seen)) return;
  const why = given ? `it has security groups of yours (${annotations.text('security-groups') ?? ''}), and the controller writes no rule into those` : 'it has no security group, and its targets do not see where connections come from';
  drafting.remark({ name: 'source-ranges-not-enforced', severity: 'error', at: asked.place, message: `the load balancer of Service ${named(service)} takes connections from everywhere, and not from ${asked.ranges.join(', ')} only: ${why}` });
}

function pods({ annotations, facts }: ServiceDrafting): boolean {
  return annotations.text('type') === 'nlb-ip' || (annotations.text('nlb-target-type') ?? facts.flags.defaultTargetType) === 'ip';
}

/** In the controller's model a listener is its number: of two ports with one number the last is left, with the target group of the first. */
function remarkPorts(drafting: ServiceDrafting): void {
  const { service } = drafting;
  if (mergesProtocols(drafting)) return;
  for (const [index, port] of service.ports.entries()) {
    const earlier = service.ports.slice(0, index).find((each) => each.port === port.port && each.protocol !== port.protocol);
    if (earlier !== undefined) drafting.remark({ name: 'port-in-two-protocols', severity: 'error', at: field(service, ...port.path), message: `one listener stands for ${earlier.protocol} and ${port.protocol} port ${port.port} of Service ${named(service)}: it takes ${port.protocol} and leads to a target group for ${earlier.protocol}, which AWS refuses` });
  }
}
