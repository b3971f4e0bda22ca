import { Document, Scalar, visit } from 'yaml';
import type { Json } from '../resource/resource.ts';
import { keyText, notJson, resolved } from './scalar.ts';

/** How a document is laid out, so that what is added looks like what stands there. */
export interface Layout {
  /** Spaces a level. */
  readonly indent: number;
  /** Whether dashes stand deeper than the key they belong to. */
  readonly indentedLists: boolean;
  /** JSON: every string quoted, no comments. */
  readonly json: boolean;
  /** Whether flow maps are written `{ a: 1 }` rather than `{a: 1}`. */
  readonly padded: boolean;
}

/** A value over several lines, without indentation of its own; a scalar or an empty container is one line. */
export function blockLines(value: Json, layout: Layout): string[] {
  if (layout.json) return JSON.stringify(value, undefined, layout.indent).split('\n');
  return printed(value, layout, 'block').split('\n');
}

/** A value on one line, as it can stand between brackets. */
export function flowText(value: Json, layout: Layout): string {
  if (layout.json) return JSON.stringify(value);
  return printed([value], layout, 'flow').slice(1, -1).trim();
}

/** A scalar or empty container on one line, as it can stand behind a key. */
export function leafText(value: Json, layout: Layout): string {
  if (layout.json || (typeof value === 'string' && value.includes('\n'))) return JSON.stringify(value);
  return printed(value, layout, 'block');
}

/** A key as it is written in front of its colon. */
export function keyWritten(name: string, layout: Layout, style: 'block' | 'flow'): string {
  if (layout.json) return JSON.stringify(name);
  const line = printed({ [name]: 1 }, layout, style);
  return style === 'block' ? line.slice(0, line.lastIndexOf(':')) : line.slice(line.indexOf('{') + 1, line.lastIndexOf(':')).trim();
}

function printed(value: Json, layout: Layout, style: 'block' | 'flow'): string {
  const document = new Document(value);
  visit(document, {
    Collection: (_key, found) => {
      if (style === 'flow') found.flow = true;
    },
    Scalar: (key, found) => {
      if (key === 'key') writeKey(found);
      else if (typeof found.value === 'string' && (resolved(found.value) !== found.value || (style === 'flow' && found.value.includes('\n')))) found.type = Scalar.QUOTE_DOUBLE;
    },
  });
  const text = document.toString({ indent: layout.indent, indentSeq: layout.indentedLists, lineWidth: 0, flowCollectionPadding: layout.padded });
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}

/** Ports stand as keys without quotes, as people write them; keys that would be read as something else are quoted. */
function writeKey(key: Scalar): void {
  if (typeof key.value !== 'string') return;
  const value = resolved(key.value);
  if (value === key.value) return;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value !== 0 && keyText(value) === key.value) key.value = value;
  else if (value === notJson || value !== key.value) key.type = Scalar.QUOTE_DOUBLE;
}
