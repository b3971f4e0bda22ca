import { lostReading, obstacles } from '../facts/deletion-texts.ts';
import type { Estate } from '../resource/estate.ts';
import { isLookedUp, nameOf, type Position, type Resource } from '../resource/resource.ts';
import { text } from '../dialects/kubernetes/fields.ts';
import { decided } from '../dialects/aws/references.ts';
import { needsOf, type Need } from '../dialects/aws/deletion/needs.ts';
import { folderOf, stacksOf, type Stack } from '../dialects/aws/deletion/stacks.ts';

/** Why one stack goes before another. */
export interface Tie {
  readonly first: Stack;
  readonly then: Stack;
  readonly by: Need['by'];
  /** `aws_vpc_endpoint a is connected to aws_vpc_endpoint_service b` */
  readonly text: string;
  readonly says: string;
  readonly at?: Position;
}

/** What stands in the way of a stack even when it is its turn. */
export interface Obstacle {
  /** What it is called. */
  readonly of: string;
  readonly at?: Position;
  readonly says: string;
  readonly first: string;
}

/** The order in which stacks can go. */
export interface Teardown {
  readonly steps: readonly { readonly stack: Stack; readonly obstacles: readonly Obstacle[] }[];
  readonly ties: readonly Tie[];
  /** Stacks of which each waits for the next one, and the last for the first: none of them can go as a whole. */
  readonly ring: readonly Stack[];
}

/** Roles that Terraform's providers take on, and where that is written. */
export type AssumedRoles = readonly { readonly role: string; readonly at: Position }[];

/** Works out in which order everything can be deleted, and why. */
export function teardownOf(estate: Estate, assumed: AssumedRoles): Teardown {
  const stacks = stacksOf(estate.resources).filter(({ by, resources }) => by !== 'kubectl' || resources.some(isBalanced));
  const owner = new Map(stacks.flatMap((stack) => stack.resources.map((resource) => [resource, stack] as const)));
  const ties = distinct([...needsOf(estate).flatMap((need) => tie(need, owner)), ...roleTies(stacks, assumed)]);
  const { ordered, ring } = sorted(stacks.filter(({ resources }) => resources.some((each) => !isLookedUp(each))), ties);
  return { steps: ordered.map((stack) => ({ stack, obstacles: obstaclesIn(stack) })), ties, ring };
}

/** The first stack of an order that cannot go yet, and what is still there; undefined: every one can. Stacks that the order leaves out stay. */
export function refusedFirst({ ties }: Teardown, order: readonly Stack[]): { readonly stack: Stack; readonly ties: readonly Tie[] } | undefined {
  const gone = new Set<Stack>();
  for (const stack of order) {
    const held = ties.filter((each) => each.then === stack && !gone.has(each.first));
    if (held.length > 0) return { stack, ties: held };
    gone.add(stack);
  }
  return undefined;
}

function isBalanced({ body }: Resource): boolean {
  const spec = body['spec'];
  return spec !== null && typeof spec === 'object' && !Array.isArray(spec) && text((spec as Resource['body'])['type']) === 'LoadBalancer';
}

function tie({ first, then, path, how, by, says }: Need, owner: ReadonlyMap<Resource, Stack>): readonly Tie[] {
  const [one, other] = [owner.get(first), owner.get(then)];
  if (one === undefined || other === undefined || one === other) return [];
  const at = first.locate(path);
  return [{ first: one, then: other, by, text: `${nameOf(first)} ${how} ${nameOf(then)}`, says, ...(at === undefined ? {} : { at }) }];
}

/** A provider that takes on a role needs it until everything of its stack is gone. */
function roleTies(stacks: readonly Stack[], assumed: AssumedRoles): readonly Tie[] {
  return assumed.flatMap(({ role, at }) => {
    const first = stacks.find(({ name }) => name === folderOf(at.file));
    const having = stacks.filter((stack) => stack !== first && stack.resources.some((each) => each.type === 'aws_iam_role' && !isLookedUp(each) && text(each.body['name']) === role));
    return first === undefined ? [] : having.map((then): Tie => ({ first, then, by: 'terraform', text: `Terraform works there as role ${role}`, says: lostReading.role, at }));
  });
}

/** One tie of two stacks for each thing that is said; what AWS refuses tells more than what Terraform cannot read. */
function distinct(ties: readonly Tie[]): readonly Tie[] {
  const kept = new Map<string, Tie>();
  for (const each of ties) {
    const key = JSON.stringify([each.first.name, each.then.name, each.says]);
    if (!kept.has(key)) kept.set(key, each);
  }
  const all = [...kept.values()];
  return all.filter((each) => each.by !== 'terraform' || each.says !== lostReading.state || !all.some((other) => other.first === each.first && other.then === each.then && other !== each));
}

function sorted(stacks: readonly Stack[], ties: readonly Tie[]): { readonly ordered: readonly Stack[]; readonly ring: readonly Stack[] } {
  const waiting = [...stacks];
  const ordered: Stack[] = [];
  while (waiting.length > 0) {
    const index = waiting.findIndex((stack) => !ties.some(({ first, then }) => then === stack && waiting.includes(first)));
    if (index < 0) return { ordered, ring: ringOf(waiting, ties) };
    ordered.push(...waiting.splice(index, 1));
  }
  return { ordered, ring: [] };
}

/** Follows ties backwards until a stack comes twice. */
function ringOf(waiting: readonly Stack[], ties: readonly Tie[]): readonly Stack[] {
  const walked: Stack[] = [];
  let at = waiting[0]!;
  while (!walked.includes(at)) {
    walked.unshift(at);
    at = ties.find(({ first, then }) => then === at && waiting.includes(first))!.first;
  }
  return walked.slice(0, walked.indexOf(at) + 1);
}

function obstaclesIn({ resources }: Stack): readonly Obstacle[] {
  return resources.filter((each) => !isLookedUp(each)).flatMap((resource) => obstacles.filter(({ of, unless, when }) => of.test(resource.type) && (decided(resource.body[unless]) === true) !== when).map(({ says, first }): Obstacle => {
    const at = resource.locate([]);
    return { of: nameOf(resource), says, first, ...(at === undefined ? {} : { at }) };
  }));
}
