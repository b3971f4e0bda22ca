import { statefulDrops, statelessActions } from '../../../facts/network-gateways.ts';
import type { Estate } from '../../../resource/estate.ts';
import type { Resource } from '../../../resource/resource.ts';
import { text, words } from '../../kubernetes/fields.ts';
import { blocks, referred } from '../references.ts';
import { interfacesOf, type Interface } from './interfaces.ts';
import { networkKey, referredKey } from './keys.ts';

/** What stands behind an endpoint to which routes send packets to be looked at. */
export interface Inspection {
  /** The endpoint: the same for both directions of a connection, or whatever is stateful behind it loses it. */
  readonly key: string;
  readonly title: string;
  /** The firewall, else the endpoint. */
  readonly resource: Resource;
  readonly policy?: Resource;
  /**
   * What the policy does with every packet, whatever its rules say: `inspects`, or passes or drops all of them unseen.
   * Absent: it depends on rules that are not modelled.
   */
  readonly default: 'inspects' | 'passes unseen' | 'drops all';
  /** It has rule groups, of which nobody knows here what they pass. */
  readonly rules: boolean;
}

/** What is behind an interface of an inspection endpoint. */
export function inspectionAt(estate: Estate, { owner, subnet, resource }: Interface): Inspection | undefined {
  if (owner.kind !== 'inspection-endpoint') return undefined;
  const key = owner.key ?? networkKey(resource);
  const firewall = estate.ofType('aws_networkfirewall_firewall').find((each) => endpointsOf(estate, each).some((end) => end.endpoint === key || (subnet !== undefined && end.subnet === subnet)));
  if (firewall === undefined) return { key, title: key, resource: owner.resource ?? resource, default: 'inspects', rules: true };
  const policy = referred(estate, firewall, 'aws_networkfirewall_firewall_policy', firewall.body['firewall_policy_arn']);
  return { key, title: `firewall ${text(firewall.body['name']) ?? firewall.name}`, resource: firewall, ...(policy === undefined ? {} : { policy }), ...judged(policy) };
}

/** Keys of the VPCs in which something inspects what routes send to it. */
export function inspectingVpcs(estate: Estate): ReadonlySet<string> {
  return new Set([...interfacesOf(estate).values()].flatMap((each) => (each.owner.kind === 'inspection-endpoint' && each.vpc !== undefined ? [each.vpc] : [])));
}

/** The endpoints of a firewall, each with its subnet, as far as the inputs say. */
function endpointsOf(estate: Estate, firewall: Resource): readonly { readonly endpoint?: string; readonly subnet?: string }[] {
  const states = blocks(firewall.body['firewall_status']).flatMap((status) => blocks(status['sync_states'])).flatMap((state) => blocks(state['attachment']));
  const mapped = blocks(firewall.body['subnet_mapping']);
  return [...states, ...mapped].map((each) => {
    const [endpoint, subnet] = [referredKey(estate, firewall, each['endpoint_id']), referredKey(estate, firewall, each['subnet_id'])];
    return { ...(endpoint === undefined ? {} : { endpoint }), ...(subnet === undefined ? {} : { subnet }) };
  });
}

/** Stateless rules come first; what none of them takes meets the default actions (Network Firewall guide, "How AWS Network Firewall filters network traffic"). */
function judged(policy: Resource | undefined): Pick<Inspection, 'default' | 'rules'> {
  const [settings = {}] = blocks(policy?.body['firewall_policy']);
  const stateless = blocks(settings['stateless_rule_group_reference']).length > 0;
  const stateful = blocks(settings['stateful_rule_group_reference']).length > 0;
  const actions = words(settings['stateless_default_actions']);
  if (!stateless && actions.includes(statelessActions.pass)) return { default: 'passes unseen', rules: false };
  if (!stateless && actions.includes(statelessActions.drop)) return { default: 'drops all', rules: false };
  const dropping = words(settings['stateful_default_actions']).some((action) => statefulDrops.includes(action));
  if (!stateless && !stateful && actions.includes(statelessActions.inspect) && dropping) return { default: 'drops all', rules: false };
  return { default: 'inspects', rules: policy === undefined || stateless || stateful };
}
