import { record } from '../../../dialects/kubernetes/fields.ts';
import type { Estate } from '../../../resource/estate.ts';
import type { Resource } from '../../../resource/resource.ts';
import { annotationsOf } from '../annotations.ts';
import type { ControllerFacts } from '../facts.ts';
import { drafting, type Drafting, type Plan } from '../plan.ts';
import type { Piece } from '../stack.ts';
import { addOnsOf } from './add-ons.ts';
import { balancerOf } from './balancer.ts';
import { remarkCertificates } from './certificate-remarks.ts';
import { remarkForwards } from './forward-remarks.ts';
import { frontendOf } from './frontend.ts';
import type { Group, GroupDrafting } from './group.ts';
import { reportingTo } from './groups.ts';
import { listenerOf } from './listeners.ts';
import { remarkPorts } from './port-remarks.ts';
import { portsOf } from './ports.ts';
import { rulesOf } from './rules.ts';
import { sslRedirectOf } from './ssl-redirect.ts';
import { targetGroupsOf } from './target-groups.ts';

/**
 * Everything that the controller makes of one group of Ingresses, with every reason against it: it makes nothing as soon as there
 * is one. `taken` holds stand-ins for names that are not known, of other groups too.
 */
export function buildGroup(estate: Estate, facts: ControllerFacts, asWritten: Group, taken: Set<string> = new Set()): Plan {
  const draft = drafting(estate, facts);
  const group = reportingTo(asWritten, draft.refuse);
  for (const refusal of asWritten.refusals) draft.refuse(refusal);
  for (const resource of group.inactive) refuseProtected(draft, resource);
  const pieces = group.members.length === 0 ? [] : piecesOf(draft, group, taken);
  const { refusals, remarks } = draft;
  return {
    kind: 'ingress-group',
    id: group.id,
    members: group.members.map(({ resource }) => resource),
    ...(refusals.length === 0 ? { stack: { id: group.id, pieces } } : {}),
    refusals,
    remarks,
    assumptions: draft.assumed(),
  };
}

/** In the order of the controller's own builder, so that its first error is the first here. */
function piecesOf(draft: Drafting, group: Group, taken: Set<string>): readonly Piece[] {
  const { ports, pieces: certificates } = portsOf(draft, group.members);
  const balancer = balancerOf(draft, group, group.members, ports);
  const groups = targetGroupsOf(draft, group, balancer, taken);
  const shared: GroupDrafting = { ...draft, group, listenings: ports, targetGroup: groups.of };
  const unread = group.members.filter((member) => !ports.some(({ members }) => members.some(({ resource }) => resource === member.resource)));
  const redirect = sslRedirectOf(shared, ports, unread);
  const listeners = ports.flatMap((port) => listenerOf(shared, port, redirect));
  // A member whose ports cannot be read is on none: its rules are judged all the same, so that every mistake is told at once.
  const lost = group.members.filter(({ resource }) => !ports.some(({ members }) => members.some((each) => each.resource === resource)));
  rulesOf(shared, { port: 443, protocol: 'HTTPS', members: lost, place: [group.members[0]!.resource, []] }, undefined);
  const addOns = addOnsOf(draft, group.members);
  const frontend = frontendOf(draft, group, group.members, ports, balancer);
  remarkPorts(draft, group.members, ports, redirect);
  remarkCertificates(draft, ports, certificates);
  remarkForwards(draft, [...listeners, ...groups.pieces]);
  return [...certificates, ...balancer.pieces, ...listeners, ...groups.pieces, ...addOns, ...frontend];
}

/** An Ingress that is being deleted, and asks for protection against that. */
function refuseProtected(draft: Drafting, resource: Resource): void {
  const metadata = record(resource.body['metadata']);
  if (metadata['deletionTimestamp'] === undefined || metadata['deletionTimestamp'] === null) return;
  const annotations = annotationsOf(resource, draft.refuse);
  const value = annotations.map('load-balancer-attributes')?.['deletion_protection.enabled'];
  if (value === undefined || /^(0|f|F|false|FALSE|False)$/.test(value)) return;
  const at = annotations.place('load-balancer-attributes');
  if (/^(1|t|T|true|TRUE|True)$/.test(value)) draft.refuse({ at, message: `Ingress ${resource.namespace}/${resource.name} is being deleted, and its load balancer is protected against that (deletion_protection.enabled=true)`, says: `deletion_protection is enabled, cannot delete the ingress: ${resource.name}` });
  else draft.refuse({ at, message: `deletion_protection.enabled is true or false; "${value}" stands here`, says: `strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax` });
}
