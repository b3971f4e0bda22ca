import type { Expression } from './syntax.ts';

/** `aws_lb.main` of an expression that is names and dots only. */
export function textOfTraversal(expression: Expression): string | undefined {
  return stepsOfTraversal(expression)?.join('.');
}

/** The names of an expression that is names and dots only. */
export function stepsOfTraversal(expression: Expression): readonly string[] | undefined {
  const names: string[] = [];
  for (let each = expression; ; each = each.of) {
    if (each.kind === 'name') return [...names, each.name].reverse();
    if (each.kind !== 'attribute') return undefined;
    names.push(each.name);
  }
}
