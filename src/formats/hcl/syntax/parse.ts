import type { SourceFile } from '../../source.ts';
import { readExpression } from './expression.ts';
import { tokensOf } from './lexer.ts';
import { readBody } from './parse-body.ts';
import { fail, peek, type Reader } from './reader.ts';
import type { Expression, HclFile, Mistake } from './syntax.ts';
import { readBareTemplate } from './template.ts';
import { token, type Tokens } from './tokens.ts';
import { shownNext } from './words.ts';

/** A file of Terraform's language (HCL native syntax). What does not parse is left out as narrowly as can be, and told. */
export function parseHcl(file: SourceFile): HclFile {
  const strict = tokensOf(file.text, startOf(file), file.text.length, false, false);
  const parsed = parseFile(file, strict);
  if (parsed.mistakes.length === 0 || !strict.unbalanced) return parsed;
  const lenient = parseFile(file, tokensOf(file.text, startOf(file), file.text.length, false, true));
  return lenient.mistakes.length === 0 ? parsed : lenient;
}

function startOf({ text }: SourceFile): number {
  return text.charCodeAt(0) === 0xfeff ? 1 : 0;
}

function parseFile(file: SourceFile, tokens: Tokens): HclFile {
  const reader = readerOf(file, tokens);
  return { file, body: readBody(reader, token.end), mistakes: reader.mistakes };
}

/** A template on its own: a file that templatefile() reads, a text inside a document. */
export function parseTemplate(file: SourceFile, start: number, end: number): { readonly expression: Expression; readonly mistakes: readonly Mistake[] } {
  const reader = readerOf(file, tokensOf(file.text, start, end, true, false));
  const expression = readBareTemplate(reader);
  return { expression: reader.mistakes.length === 0 ? expression : { kind: 'broken', start, end }, mistakes: reader.mistakes };
}

/** An expression on its own: a reference that a JSON file holds as text. */
export function parseExpression(file: SourceFile, start: number, end: number): { readonly expression: Expression; readonly mistakes: readonly Mistake[] } {
  const reader = readerOf(file, tokensOf(file.text, start, end, false, false));
  const expression = readExpression(reader);
  if (peek(reader) !== token.end) fail(reader, `Invalid expression: it ends here, and there is ${shownNext(reader)}`);
  return { expression: reader.mistakes.length === 0 ? expression : { kind: 'broken', start, end }, mistakes: reader.mistakes };
}

function readerOf(file: SourceFile, tokens: Tokens): Reader {
  return { file, text: file.text, tokens, mistakes: [], wrong: 0, at: 0, last: 0, newlines: true, depth: 0, height: 0, failed: -1, expression: readExpression };
}
