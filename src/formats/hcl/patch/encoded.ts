import { isObject, type Json, type JsonObject } from '../../../resource/resource.ts';
import type { SourceFile } from '../../source.ts';
import type { Expression } from '../syntax/syntax.ts';
import { textOfTraversal } from '../syntax/traversal.ts';
import type { Splice } from './layout.ts';
import { blockAdded, itemInserted } from './members.ts';
import { blockText, documentIn, type Refer } from './print.ts';
import { smallEdits } from './small.ts';
import type { Sources } from './sources.ts';

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
  return list?.kind !== 'tuple' || list.items.length === 0 || at > list.items.length ? undefined : (refer) => itemInserted(text, list, at, value, refer);
}

/** The same of a document that a data source `aws_iam_policy_document` of the folder makes: a `statement` block more. */
export function statementAdded(sources: Sources, folder: string, expression: Expression, before: Json | undefined, after: Json): { readonly file: SourceFile; readonly splice: (refer: Refer) => Splice } | undefined {
  const [, label] = /^data\.aws_iam_policy_document\.([\w-]+)\.json$/.exec(textOfTraversal(expression) ?? '') ?? [];
  const [one, other] = [before, after].map((text) => (typeof text === 'string' ? documentIn(text) : undefined));
  if (label === undefined || one === undefined || other === undefined) return undefined;
  const [small, ...more] = smallEdits({ document: one }, { edit: 'set', of: { scope: '', type: '', name: '' }, path: ['document'], to: other });
  const body = small?.edit === 'insert' && more.length === 0 && small.path[1] === 'Statement' && isObject(small.value) ? statementIn(small.value) : undefined;
  const found = sources.filesIn(folder).flatMap(({ file, body: all }) => all.blocks.filter(({ type, labels }) => type === 'data' && labels[0]?.text === 'aws_iam_policy_document' && labels[1]?.text === label).map((block) => ({ file, block })))[0];
  if (body === undefined || found === undefined) return undefined;
  const { file, block } = found;
  return { file, splice: (refer) => blockAdded(file.text, block.body, block.start, 'statement', (indent) => blockText('statement', body, indent, refer, ([name, ...inner]) => inner.length === 0 && (name === 'principals' || name === 'condition'))) };
}

/** A statement of a policy in the words of the data source; undefined for one that has more in it. */
function statementIn({ Effect: effect, Action: action, Resource: resource, Principal: principal, Condition: condition, ...others }: JsonObject): JsonObject | undefined {
  if (effect !== 'Allow' || Object.keys(others).length > 0 || !isObject(principal) || (condition !== undefined && !isObject(condition))) return undefined;
  const listed = (value: Json | undefined): Json => (Array.isArray(value) ? value : [value ?? null]);
  return {
    actions: listed(action),
    resources: listed(resource),
    principals: Object.entries(principal).map(([type, identifiers]) => ({ type, identifiers: listed(identifiers) })),
    condition: Object.entries(condition ?? {}).flatMap(([test, values]) => (isObject(values) ? Object.entries(values).map(([variable, each]) => ({ test, variable, values: listed(each) })) : [])),
  };
}
