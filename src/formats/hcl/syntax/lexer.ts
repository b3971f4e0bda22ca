import { lexBare, lexHeredoc, lexQuoted } from './lexer-template.ts';
import { abandon, endsBrace, endsBracket, innermost, lexerFor, opens, settle, type Lexer } from './nesting.ts';
import { add, token, type Tokens } from './tokens.ts';

/** The tokens of a configuration, or of a template on its own (`bare`), as hclsyntax cuts them (scan_tokens.rl). */
export function tokensOf(text: string, start: number, end: number, bare: boolean, lenient: boolean): Tokens {
  const lexer = lexerFor(text, start, end, lenient);
  let at = start;
  while (at < end) {
    const kind = innermost(lexer);
    if (kind === token.quote) at = lexQuoted(lexer, at);
    else if (kind === token.heredoc) at = lexHeredoc(lexer, at);
    else at = bare && kind === token.end ? lexBare(lexer, at) : lexCode(lexer, at);
  }
  abandon(lexer, 0);
  add(lexer.tokens, token.end, end, end);
  return lexer.tokens;
}

const heredocStart = /<<-?([\p{ID_Start}_][\p{ID_Continue}-]*)\r?\n/uy;
const wordStart = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;

/** Tokens up to where a template starts or goes on. */
function lexCode(lexer: Lexer, from: number): number {
  const { text, end, tokens } = lexer;
  let at = from;
  while (at < end) {
    const code = text.charCodeAt(at);
    const next = at + 1 < end ? text.charCodeAt(at + 1) : 0;
    if (isLetter(code)) {
      const start = at++;
      while (at < end && isWordPart(text.charCodeAt(at))) at++;
      if (at < end && text.charCodeAt(at) > 127) at = wordEnd(text, start);
      add(tokens, token.name, start, at);
      continue;
    }
    switch (code) {
      case 32:
      case 9:
        at++;
        continue;
      case 13:
        if (next !== 10) {
          add(tokens, token.foreign, at, ++at);
          continue;
        }
        at = lexNewline(lexer, at, at + 2);
        if (innermost(lexer) === token.heredoc) return at;
        continue;
      case 10:
        at = lexNewline(lexer, at, at + 1);
        if (innermost(lexer) === token.heredoc) return at;
        continue;
      case 35:
        at = lineEnd(text, at, end);
        continue;
      case 34:
        opens(lexer, token.quote, at, at + 1);
        return at + 1;
      case 123:
        opens(lexer, token.brace, at, ++at);
        continue;
      case 125:
        at++;
        if (endsBrace(lexer, at - 1, at)) return at;
        continue;
      case 91:
        opens(lexer, token.bracket, at, ++at);
        continue;
      case 93:
        endsBracket(lexer, at++, token.bracket, token.bracketEnd);
        continue;
      case 40:
        opens(lexer, token.paren, at, ++at);
        continue;
      case 41:
        endsBracket(lexer, at++, token.paren, token.parenEnd);
        continue;
      case 44:
        add(tokens, token.comma, at, ++at);
        continue;
      case 63:
        add(tokens, token.question, at, ++at);
        continue;
      case 43:
        add(tokens, token.plus, at, ++at);
        continue;
      case 45:
        add(tokens, token.minus, at, ++at);
        continue;
      case 42:
        add(tokens, token.times, at, ++at);
        continue;
      case 37:
        add(tokens, token.percent, at, ++at);
        continue;
      case 61:
        if (next === 61) add(tokens, token.equal, at, (at += 2));
        else if (next === 62) add(tokens, token.arrow, at, (at += 2));
        else add(tokens, token.equals, at, ++at);
        continue;
      case 33:
        if (next === 61) add(tokens, token.notEqual, at, (at += 2));
        else add(tokens, token.not, at, ++at);
        continue;
      case 62:
        if (next === 61) add(tokens, token.greaterOrEqual, at, (at += 2));
        else add(tokens, token.greater, at, ++at);
        continue;
      case 60:
        if (next === 60) {
          heredocStart.lastIndex = at;
          const found = heredocStart.exec(text);
          if (found !== null && heredocStart.lastIndex <= end) {
            opens(lexer, token.heredoc, at, heredocStart.lastIndex);
            lexer.line = heredocStart.lastIndex;
            return heredocStart.lastIndex;
          }
        }
        if (next === 61) add(tokens, token.lessOrEqual, at, (at += 2));
        else add(tokens, token.less, at, ++at);
        continue;
      case 38:
      case 124:
        if (next === code) add(tokens, code === 38 ? token.and : token.or, at, (at += 2));
        else add(tokens, token.foreign, at, ++at);
        continue;
      case 58:
        if (next === 58) add(tokens, token.doubleColon, at, (at += 2));
        else add(tokens, token.colon, at, ++at);
        continue;
      case 46:
        if (next === 46 && at + 2 < end && text.charCodeAt(at + 2) === 46) add(tokens, token.ellipsis, at, (at += 3));
        else add(tokens, token.dot, at, ++at);
        continue;
      case 126:
        if (next === 125) {
          at += 2;
          if (endsBrace(lexer, at - 2, at)) return at;
        } else add(tokens, token.foreign, at, ++at);
        continue;
      case 47:
        if (next === 47) at = lineEnd(text, at, end);
        else if (next === 42) at = commentEnd(lexer, at);
        else add(tokens, token.slash, at, ++at);
        continue;
      default:
        at = isDigit(code) ? lexNumber(lexer, at) : lexForeign(lexer, at);
    }
  }
  return at;
}

function lexNewline(lexer: Lexer, at: number, behind: number): number {
  add(lexer.tokens, token.newline, at, behind);
  lexer.line = behind;
  if (lexer.lenient) settle(lexer);
  return behind;
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
}

function isWordPart(code: number): boolean {
  return isLetter(code) || isDigit(code) || code === 45;
}

/** Digits, dots and exponents, up to the last digit of them: whether they are a number is seen when it is read. */
function lexNumber({ text, tokens, end }: Lexer, at: number): number {
  let behind = at + 1;
  while (behind < end) {
    const code = text.charCodeAt(behind);
    if (isDigit(code) || code === 46) behind++;
    else if (code === 101 || code === 69) {
      const signed = text.charCodeAt(behind + 1) === 43 || text.charCodeAt(behind + 1) === 45 ? 2 : 1;
      if (behind + signed >= end || !isDigit(text.charCodeAt(behind + signed))) break;
      behind += signed + 1;
    } else break;
  }
  while (text.charCodeAt(behind - 1) === 46) behind--;
  add(tokens, token.number, at, behind);
  return behind;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** A name in another script, or a character that nothing starts with. */
function lexForeign({ text, tokens }: Lexer, at: number): number {
  const end = wordEnd(text, at);
  const behind = end > at ? end : at + ((text.codePointAt(at) as number) > 0xffff ? 2 : 1);
  add(tokens, end > at ? token.name : token.foreign, at, behind);
  return behind;
}

function wordEnd(text: string, at: number): number {
  wordStart.lastIndex = at;
  return wordStart.test(text) ? wordStart.lastIndex : at;
}

/** Where the line of a comment ends; its line break is a token. */
function lineEnd(text: string, at: number, end: number): number {
  const found = text.indexOf('\n', at);
  if (found === -1 || found >= end) return end;
  return text.charCodeAt(found - 1) === 13 ? found - 1 : found;
}

function commentEnd(lexer: Lexer, at: number): number {
  const { text, end, tokens } = lexer;
  const found = text.indexOf('*/', at + 2);
  if (found !== -1 && found + 2 <= end) {
    const within = text.slice(at, found).lastIndexOf('\n');
    if (within !== -1) lexer.line = at + within + 1;
    return found + 2;
  }
  add(tokens, token.foreign, at, at + 2);
  return end;
}
