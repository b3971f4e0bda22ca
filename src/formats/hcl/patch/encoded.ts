import { isObject, type Json } from '../../../resource/resource.ts';
import type { Expression } from '../syntax/syntax.ts';
import type { Splice } from './layout.ts';
import { itemInserted } from './members.ts';
import { documentIn, type Refer } from './print.ts';
import { smallEdits } from './small.ts';

/**
 * How a document that `jsonencode` makes of what stands in its brackets gets one member more in one of its lists (`Statement`), so
 * that the others go on saying what they say in the words of their author; undefined: another change.
 */
export function memberEncoded(text: string, expression: Expression, before: Json | undefined, after: Json): ((refer: Refer) => Splice) | undefined {
  if (expression.kind !== 'call' || expression.name !== 'jsonencode' || typeof before !== 'string' || typeof after !== 'string') return undefined;
  const [object] = expression.arguments;
  const [one, other] = [documentIn(before), documentIn(after)];
  if (object?.kind !== 'object' || one === undefined || other === undefined) return undefined;
  const [small, ...more] = smallEdits({ document: one }, { edit: 'set', of: { scope: '', type: '', name: '' }, path: ['document'], to: other });
  if (small?.edit !== 'insert' || more.length > 0 || small.path.length !== 2 || !isObject(small.value)) return undefined;
  const list = object.items.find(({ key }) => key.kind === 'literal' && key.value === small.path[1])?.value;
  const { at, value } = small;
  return list?.kind !== 'tuple' || at > list.items.length ? undefined : (refer) => itemInserted(text, list, at, value, refer);
}
