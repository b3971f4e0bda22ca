import type { SourceFile } from '../../source.ts';
import type { Mentions } from './mentions.ts';
import type { Report } from '../values/scope.ts';
import type { Span } from '../syntax/syntax.ts';
import type { Telling } from './told.ts';
import type { Mention } from '../syntax/walk.ts';
import type { ModuleInstance } from '../modules/world.ts';

/** Something that is worked out from others. */
interface Node {
  readonly name: string;
  readonly file: SourceFile;
  readonly span: Span;
  readonly on: readonly string[];
}

/** Tells each circle of things that wait for each other, through the modules of a root. */
export function cyclesTold(root: ModuleInstance, mentionsOf: (module: ModuleInstance) => readonly Mentions[], report: Report, mute: Telling['mute']): void {
  const nodes = new Map<string, Node>();
  gather(root, mentionsOf, nodes);
  for (const circle of circlesIn(nodes)) {
    if (circle.length === 1) continue;
    const members = circle.map((key) => nodes.get(key)!).sort((a, b) => (a.file.name < b.file.name ? -1 : a.file.name > b.file.name ? 1 : a.span.start - b.span.start));
    const [first] = members;
    for (const { name, file, span } of members) if (/(?:^|\.)local\.[\w-]+$/.test(name)) mute(file, span);
    const places = members.map(({ file, span }) => `${file.name}:${file.position(span.start, span.start).line}`);
    report({ name: 'plan-ends-with-error', severity: 'error', message: `Cycle: ${members.map(({ name }) => name).join(', ')}. Each waits for another one of them (${places.join(', ')})`, file: first!.file, span: first!.span });
  }
}

function gather(module: ModuleInstance, mentionsOf: (module: ModuleInstance) => readonly Mentions[], nodes: Map<string, Node>): void {
  const prefix = module.steps.map(({ name }) => `module.${name}.`).join('');
  const children = new Map(module.children().map((child) => [child.steps.at(-1)!.name, child]));
  const around = module.call === undefined ? [] : [prefix];
  for (const { owner, file, span, mentions, byArgument } of mentionsOf(module)) {
    if (owner.startsWith('provider.')) continue;
    if (byArgument === undefined) {
      // What a caller says of a variable is told with the call.
      if (!owner.startsWith('var.')) nodes.set(prefix + owner, { name: prefix + owner, file, span, on: [...targets(mentions, prefix, children), ...(/^(?:local|output)\./.test(owner) ? [] : around)] });
      continue;
    }
    const child = `${prefix}${owner}.`;
    const repeats = ['count', 'for_each', 'depends_on'].flatMap((name) => byArgument.get(name) ?? []);
    nodes.set(child, { name: `${prefix}${owner}`, file, span, on: [...targets(repeats, prefix, children), ...around] });
    for (const [argument, found] of byArgument) nodes.set(`${child}var.${argument}`, { name: `${child}var.${argument}`, file, span, on: targets(found, prefix, children) });
  }
  for (const child of children.values()) gather(child, mentionsOf, nodes);
}

function targets(mentions: readonly Mention[], prefix: string, children: ReadonlyMap<string, ModuleInstance>): readonly string[] {
  return mentions.flatMap(({ name, steps }): readonly string[] => {
    const [first, second] = steps;
    if (first === undefined) return [];
    if (name === 'data') return [`${prefix}data.${first}.${second ?? ''}`];
    if (name !== 'module') return [`${prefix}${name}.${first}`];
    const output = steps.slice(1).find((step) => step !== undefined);
    const child = children.get(first);
    const outputs = output === undefined ? [...(child?.declared.outputs.keys() ?? [])] : [output];
    return [`${prefix}module.${first}.`, ...outputs.map((each) => `${prefix}module.${first}.output.${each}`)];
  });
}

/** Groups of nodes of which each leads to each (Tarjan), without recursion. */
function circlesIn(nodes: ReadonlyMap<string, Node>): readonly (readonly string[])[] {
  const found: string[][] = [];
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  for (const start of nodes.keys()) {
    if (index.has(start)) continue;
    const work: { readonly key: string; next: number }[] = [];
    const enter = (key: string): void => {
      index.set(key, index.size);
      low.set(key, index.get(key)!);
      stack.push(key);
      onStack.add(key);
      work.push({ key, next: 0 });
    };
    enter(start);
    for (let top = work.at(-1); top !== undefined; top = work.at(-1)) {
      const { key } = top;
      const target = nodes.get(key)!.on[top.next++];
      if (target === undefined) {
        work.pop();
        const above = work.at(-1);
        if (above !== undefined) low.set(above.key, Math.min(low.get(above.key)!, low.get(key)!));
        if (low.get(key) === index.get(key)) found.push(stackedUpTo(key, stack, onStack));
      } else if (nodes.has(target)) {
        if (!index.has(target)) enter(target);
        else if (onStack.has(target)) low.set(key, Math.min(low.get(key)!, index.get(target)!));
      }
    }
  }
  return found;
}

function stackedUpTo(key: string, stack: string[], onStack: Set<string>): string[] {
  const group: string[] = [];
  for (let each = stack.pop(); each !== undefined; each = stack.pop()) {
    onStack.delete(each);
    group.push(each);
    if (each === key) break;
  }
  return group;
}
