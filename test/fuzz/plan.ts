import type { Json } from '../../src/resource/resource.ts';
import { centralPlan, servicePlan } from '../terraform/central.ts';
import type { Generator } from './random.ts';

/** A plan of Terraform in which parts are of other types, gone, doubled or strange. */
export function hostilePlan(random: Generator, strange: readonly string[]): string {
  let plan: Json = random.once(2) ? centralPlan() : servicePlan();
  for (let times = 1 + random.whole(12); times > 0; times--) plan = changed(random, plan, strange);
  return JSON.stringify(plan, null, random.pick([0, 2]));
}

/** One part somewhere below is another: of another type, gone, doubled or one of the strange words. */
export function changed(random: Generator, value: Json, strange: readonly string[]): Json {
  if (value === null || typeof value !== 'object' || random.once(12)) return random.pick<Json>([null, true, 7, -1, [], {}, [[]], random.pick(strange), { references: [random.pick(strange)] }, { references: ['module.net.vpc_id', 'var.x', 'each.value', 'aws_vpc.this["'] }]);
  if (Array.isArray(value)) {
    const members = value as readonly Json[];
    const at = random.whole(members.length + 1);
    const member = members[at];
    if (member === undefined) return [...members, ...members.slice(0, 1)];
    return random.once(8) ? members.filter((_, index) => index !== at) : members.map((each, index) => (index === at ? changed(random, each, strange) : each));
  }
  const entries = Object.entries(value);
  const at = random.whole(entries.length + 1);
  if (entries[at] === undefined) return { ...value, [random.pick(strange)]: random.pick(strange) };
  return Object.fromEntries(entries.flatMap(([key, member], index): [string, Json][] => (index !== at ? [[key, member]] : random.once(10) ? [] : [[random.once(12) ? random.pick(strange) : key, changed(random, member, strange)]])));
}
