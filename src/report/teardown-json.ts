import type { Teardown, Tie } from '../path/teardown.ts';
import type { Json } from '../resource/resource.ts';

type Stack = Teardown['steps'][number]['stack'];

/** Version 1 of what `teardown --format json` prints (docs/reference/teardown.schema.json): the order for programs, and where an order was asked about, what is refused of it first. */
export function teardownJson({ steps, ties, ring }: Teardown, refused?: { readonly stack: Stack; readonly ties: readonly Tie[] }): string {
  const value = {
    version: 1,
    steps: steps.map(({ stack, obstacles }) => ({ stack: stack.name, by: stack.by, resources: stack.resources.length, obstacles: obstacles.map(({ of, says, first }) => ({ of, says, first })) })),
    ties: ties.map(tieJson),
    ring: ring.map(({ name }) => name),
    ...(refused === undefined ? {} : { refused: { stack: refused.stack.name, ties: refused.ties.map(tieJson) } }),
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

function tieJson({ first, then, by, text, says, at }: Tie): Json {
  return { first: first.name, then: then.name, by, text, says, ...(at === undefined ? {} : { at: { ...at } }) };
}
