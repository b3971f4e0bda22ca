import type { Position } from '../../../resource/resource.ts';
import type { ControllerFacts } from '../facts.ts';
import type { Plan } from '../plan.ts';
import { fatesOf, type Fate } from '../replacement.ts';
import { placeOf } from '../stack.ts';
import { tagPrefixes } from '../tags.ts';

/** What happens to something that exists, in a sentence. `severe`: clients notice. */
export interface FateTold {
  readonly text: string;
  readonly severe: boolean;
  readonly from?: Position;
}

/** What becomes of the load balancers and target groups that `facts.aws` knows, when the plan is applied; undefined where it knows none of them. */
export function fatesTold(facts: ControllerFacts, { kind, stack, members }: Plan): readonly FateTold[] | undefined {
  if (stack === undefined) return undefined;
  const fates = fatesOf(facts, stack, tagPrefixes[kind]);
  if (fates === undefined) return undefined;
  const [first] = members;
  const at = first?.locate(['metadata', 'name']);
  return [
    ...fates.fates.flatMap(told),
    ...fates.made.map((piece): FateTold => ({ text: `${piece.type === 'AWS::ElasticLoadBalancingV2::LoadBalancer' ? 'a load balancer' : `the target group ${piece.id}`} is made: nothing that exists has its tags`, severe: false, ...position(placeOf(piece, [])[0].locate(placeOf(piece, [])[1])) })),
    ...fates.deleted.map(({ what, name, dnsName }): FateTold => ({ text: `${what} ${name} is deleted: nothing asks for it any more${dnsName === undefined ? '' : `; ${dnsName} leads nowhere`}`, severe: true, ...position(at) })),
  ];
}

function told({ piece, name, what, replacedFor, nameTaken, keepsName, tagsRemoved }: Fate): readonly FateTold[] {
  const from = (field: string): { readonly from?: Position } => {
    const [resource, path] = placeOf(piece, [field]);
    return position(resource.locate(path));
  };
  const [first] = replacedFor;
  const anew = what === 'load balancer' ? 'the new one has another DNS name, and records that name the old one lead nowhere' : 'targets register with the new one and drain from the old';
  return [
    ...(first === undefined ? [] : [{ text: `${what} ${name} is made anew, because ${replacedFor.map(({ field, from: before, to }) => `${field} ${before} cannot become ${to}`).join(' and ')}: ${anew}${nameTaken ? '; the old one still has the name, so it is deleted first and nothing answers in between' : ''}`, severe: true, ...from(first.field) }]),
    ...(keepsName === undefined ? [] : [{ text: `${what} ${name} keeps its name: a name never changes`, severe: false, ...from('name') }]),
    ...(tagsRemoved.length === 0 ? [] : [{ text: `${what} ${name} loses the tags ${tagsRemoved.join(', ')}`, severe: false, ...from('tags') }]),
  ];
}

function position(at: Position | undefined): { readonly from?: Position } {
  return at === undefined ? {} : { from: at };
}
