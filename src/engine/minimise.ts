import { intern, records } from './records.ts';
import type { Records } from './records.ts';

/**
 * A deterministic automaton being built: state 0 starts. Of each state an output, and the boundaries (first one 0) from
 * which on code units lead to the state beside them.
 */
export interface Draft {
  readonly outputs: number[];
  readonly at: number[][];
  readonly to: number[][];
}

/**
 * Makes the smallest automaton of the same outputs, states numbered by breadth, and outputs renamed to classes 0, 1, ...
 * by first visit. `record` is its integer form (see partition.ts); `labels[class]` is the output it had.
 */
export function minimise(draft: Draft): { readonly record: number[]; readonly labels: number[] } {
  const kept = shrink(draft);
  const classes = kept.cyclic ? refine(draft, kept.of) : kept.of;
  return written(draft, classes);
}

interface Kept {
  /** For each state the state that stands for it. */
  readonly of: Int32Array;
  readonly cyclic: boolean;
}

/**
 * Components in reverse topological order: a state alone in its component is compared with those behind it, its own
 * loop written as -1. States of larger components stand for themselves; `refine` deals with them.
 */
function shrink(draft: Draft): Kept {
  const of = new Int32Array(draft.outputs.length).fill(-1);
  const known = records();
  const owner: number[] = [];
  const loops = new Map<number, number>();
  let cyclic = false;
  const own = (signature: number[], state: number): number => {
    const found = intern(known, signature, 0, signature.length);
    return (owner[found] ??= state);
  };
  components(draft, (component) => {
    if (component.length > 1) {
      cyclic = true;
      for (const state of component) of[state] = state;
      return;
    }
    const state = component[0]!;
    const signature = signatureOf(draft, of, state, -2);
    for (const target of new Set(draft.to[state]!)) {
      const loop = target === state ? undefined : loops.get(of[target]!);
      if (loop === undefined) continue;
      const looped = signatureOf(draft, of, state, of[target]!);
      if (intern(known, looped, 0, looped.length) !== loop) continue;
      of[state] = of[target]!;
      return;
    }
    of[state] = own(signature, state);
    if (of[state] === state && draft.to[state]!.includes(state)) loops.set(state, intern(known, signature, 0, signature.length));
  });
  return { of, cyclic };
}

/** Output, then boundary and target in turn; neighbours with one target are one. `loop` counts as the state itself. */
function signatureOf(draft: Draft, of: Int32Array, state: number, loop: number): number[] {
  const [at, to] = [draft.at[state]!, draft.to[state]!];
  const signature = [draft.outputs[state]!];
  let last = -2;
  for (let edge = 0; edge < at.length; edge++) {
    const kept = to[edge] === state ? -1 : of[to[edge]!]!;
    const target = kept === loop ? -1 : kept;
    if (target === last) continue;
    signature.push(at[edge]!, target);
    last = target;
  }
  return signature;
}

/** Tarjan's strongly connected components, without recursion. */
function components(draft: Draft, found: (component: number[]) => void): void {
  const size = draft.outputs.length;
  const [index, low, edge] = [new Int32Array(size), new Int32Array(size), new Int32Array(size)];
  const stacked = new Uint8Array(size);
  const stack: number[] = [];
  const open: number[] = [0];
  let next = 1;
  while (open.length > 0) {
    const state = open.at(-1)!;
    if (index[state] === 0) {
      index[state] = low[state] = next++;
      stack.push(state);
      stacked[state] = 1;
    }
    const targets = draft.to[state]!;
    if (edge[state]! < targets.length) {
      const target = targets[edge[state]!++]!;
      if (index[target] === 0) open.push(target);
      else if (stacked[target] === 1) low[state] = Math.min(low[state]!, index[target]!);
      continue;
    }
    open.pop();
    const parent = open.at(-1);
    if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[state]!);
    if (low[state] !== index[state]) continue;
    const component = stack.splice(stack.lastIndexOf(state));
    for (const member of component) stacked[member] = 0;
    found(component);
  }
}

/** Moore's refinement of the states that stand for others, until no class divides. */
function refine(draft: Draft, of: Int32Array): Int32Array {
  const states = [...of.keys()].filter((state) => of[state] === state);
  const classes = new Int32Array(of.length);
  for (const state of states) classes[state] = draft.outputs[state]!;
  for (let before = 0; ; ) {
    const known: Records = records();
    const next = new Int32Array(of.length);
    for (const state of states) {
      const [at, to] = [draft.at[state]!, draft.to[state]!];
      const signature = [classes[state]!];
      let last = -1;
      for (let edge = 0; edge < at.length; edge++) {
        const target = classes[of[to[edge]!]!]!;
        if (target === last) continue;
        signature.push(at[edge]!, target);
        last = target;
      }
      next[state] = intern(known, signature, 0, signature.length);
    }
    classes.set(next);
    if (known.count === before) break;
    before = known.count;
  }
  const first = new Map<number, number>();
  for (const state of states) if (!first.has(classes[state]!)) first.set(classes[state]!, state);
  return of.map((kept) => (kept < 0 ? -1 : first.get(classes[kept]!)!));
}

function written(draft: Draft, of: Int32Array): { record: number[]; labels: number[] } {
  const order = [of[0]!];
  const place = new Map<number, number>([[of[0]!, 0]]);
  const labels: number[] = [];
  const classOf = new Map<number, number>();
  const [outputs, offsets, edges]: [number[], number[], number[]] = [[], [], []];
  for (let at = 0; at < order.length; at++) {
    const state = order[at]!;
    const output = draft.outputs[state]!;
    let known = classOf.get(output);
    if (known === undefined) classOf.set(output, (known = labels.push(output) - 1));
    outputs.push(known);
    offsets.push(edges.length / 2);
    let last = -1;
    for (let edge = 0; edge < draft.at[state]!.length; edge++) {
      const target = of[draft.to[state]![edge]!]!;
      if (target === last) continue;
      last = target;
      let number = place.get(target);
      if (number === undefined) place.set(target, (number = order.push(target) - 1));
      edges.push(draft.at[state]![edge]!, number);
    }
  }
  return { record: [labels.length, order.length, ...outputs, ...offsets, edges.length / 2, ...edges], labels };
}
