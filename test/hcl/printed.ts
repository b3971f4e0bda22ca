import type { Block, Body, Expression, HclFile, TemplatePart } from '../../src/formats/hcl/syntax/syntax.ts';

type Printed = null | boolean | number | string | readonly Printed[] | { readonly [key: string]: Printed };

/** A file as hcl2json prints it: blocks by their labels, what is worked out as the text that is written. */
export function printedFile({ file, body }: HclFile): Printed {
  return printedBody(body, file.text);
}

function printedBody(body: Body, source: string): Printed {
  const printed: Record<string, Printed> = {};
  for (const block of body.blocks) addBlock(printed, block, source);
  for (const { name, value } of body.attributes) printed[name] = printedValue(value, source);
  return printed;
}

function addBlock(into: Record<string, Printed>, { type, labels, body }: Block, source: string): void {
  let at = into;
  const names = [type, ...labels.map(({ text }) => text)];
  for (const name of names.slice(0, -1)) at = (at[name] ??= {}) as Record<string, Printed>;
  const last = names[names.length - 1] as string;
  ((at[last] ??= []) as Printed[]).push(printedBody(body, source));
}

function printedValue(value: Expression, source: string): Printed {
  const written = source.slice(value.start, value.end);
  if (written.startsWith('(')) return `\${${written}}`;
  switch (value.kind) {
    case 'literal':
      return typeof value.value === 'string' ? escaped(value.value) : value.value;
    case 'template':
      return value.parts.length === 1 && value.parts[0]?.kind === 'interpolation' ? printedValue(value.parts[0].value, source) : printedTemplate(value.parts, source);
    case 'tuple':
      return value.items.map((item) => printedValue(item, source));
    case 'object':
      return Object.fromEntries(value.items.map(({ key, value: member }) => [printedKey(key, source), printedValue(member, source)]));
    case 'unary':
      return value.operator === '-' && value.of.kind === 'literal' && typeof value.of.value === 'number' && source[value.of.start] !== '(' ? -value.of.value : `\${${written}}`;
    default:
      return `\${${written}}`;
  }
}

function printedKey(key: Expression, source: string): string {
  // As in `providers = { aws.west = aws }`: written bare, so it is printed bare.
  if (key.kind !== 'name' && isTraversal(key) && !source.startsWith('(', key.start)) return source.slice(key.start, key.end);
  return String(printedValue(key, source));
}

/** A name and steps from it that are written out. */
function isTraversal(value: Expression): boolean {
  if (value.kind === 'attribute') return isTraversal(value.of);
  return value.kind === 'name' || (value.kind === 'index' && value.key.kind === 'literal' && isTraversal(value.of));
}

function printedTemplate(parts: readonly TemplatePart[], source: string): string {
  return parts.map((part) => printedPart(part, source)).join('');
}

function printedPart(part: TemplatePart, source: string): string {
  switch (part.kind) {
    case 'text':
      return escaped(part.text);
    case 'interpolation':
      return printedInner(part.value, source);
    case 'if':
      return `%{if ${source.slice(part.condition.start, part.condition.end)}}${printedTemplate(part.then, source)}${printedElse(printedTemplate(part.otherwise, source))}%{endif}`;
    default:
      return `%{for ${part.keyName === undefined ? '' : `${part.keyName}, `}${part.valueName} in ${source.slice(part.in.start, part.in.end)}}${printedTemplate(part.body, source)}%{endfor}`;
  }
}

/** What is worked out inside a text: a condition is printed as a directive, and what is known as itself. */
function printedInner(value: Expression, source: string): string {
  const written = source.slice(value.start, value.end);
  const first = value.kind === 'conditional' ? value.condition.start : value.start;
  if (first > value.start || (written.startsWith('(') && value.kind !== 'conditional')) return `\${${written}}`;
  if (value.kind === 'literal') return typeof value.value === 'string' ? escaped(value.value) : String(value.value);
  if (value.kind === 'template') return printedTemplate(value.parts, source);
  if (value.kind !== 'conditional') return `\${${written}}`;
  const { condition, then, otherwise } = value;
  return `%{if ${source.slice(condition.start, condition.end)}}${printedInner(then, source)}${printedElse(printedInner(otherwise, source))}%{endif}`;
}

function printedElse(otherwise: string): string {
  return otherwise === '' ? '' : `%{else}${otherwise}`;
}

function escaped(text: string): string {
  return text.replace(/([$%])\{/g, '$1$1{');
}
