/** Where a text stops being YAML, and why, in words that say what to change. */
export interface Reason {
  readonly offset: number;
  readonly reason: string;
}

const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** A better account of an error of the YAML parser, which knows where it stopped and seldom what was meant. */
export function reasonFor(text: string, offset: number, said: string): Reason {
  const conflict = /^(?:<<<<<<<|=======|>>>>>>>)(?: |$)/m.exec(text);
  if (conflict !== null) return { offset: conflict.index, reason: 'a merge conflict is not resolved here' };
  const at = Math.min(offset, text.length);
  const prompt = /^(?:\[?[\w@.:~\- ]*\]?[$#%>] ?)aws .*$/m.exec(text);
  if (prompt !== null && text.slice(0, prompt.index).trim() === '') return { offset: prompt.index, reason: 'a command of a shell stands here, and not what it answers. Delete this line' };
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const line = lineAt(text, start);
  if (said.includes('non-printable') || said.includes('null byte')) return unprintableAt(text, at);
  if (said.startsWith('tab characters')) return { offset: at, reason: 'a tab indents this line, and YAML takes spaces only. Replace the tab by spaces' };
  if (said.startsWith('nesting exceeded')) return { offset: at, reason: 'values are nested deeper here than any object of Kubernetes' };
  if (said.startsWith('name of an alias')) return { offset: at - 1, reason: '* by itself needs quotes: "*"' };
  if (said.startsWith('missed comma')) return { offset: at, reason: 'a comma is missing before this' };
  if (said.startsWith('unknown escape')) return { offset: at, reason: `\\${text[at] ?? ''} means nothing in double quotes. Write \\\\${text[at] ?? ''}, or use single quotes` };
  if (said.startsWith('deficient indentation') || said.includes('end of the')) return unclosed(text, start) ?? outside(text, at, start, line);
  if (said.startsWith('can not read a block mapping entry') || said.startsWith("expected ':'")) return withoutColon(text, at, start);
  if (said.startsWith('bad indentation')) return misplaced(text, at, start, line);
  return { offset: at, reason: said };
}

function unprintableAt(text: string, near: number): Reason {
  const found = unprintable.exec(text);
  const offset = found?.index ?? near;
  const code = (text.charCodeAt(offset) || 0).toString(16).padStart(2, '0');
  return { offset, reason: `a control character (\\x${code}) stands here. Delete it` };
}

/** Something stands on a line, or at an indentation, where nothing can. */
function misplaced(text: string, at: number, start: number, line: string): Reason {
  const sign = text[at] ?? '';
  if ('%@`'.includes(sign) && sign !== '') return { offset: at, reason: `text that starts with ${sign} needs quotes` };
  const indent = indentOf(line);
  const isKey = start + indent >= at || (sign === ':' && line.indexOf(':') === at - start);
  if (isKey && indent > 0) {
    const above = lineAbove(text, start);
    if (above !== undefined && /^\s*[^#\s][^:]*: +[^\s#|>&!]/.test(above.line) && indentOf(above.line) < indent) {
      return { offset: start + indent, reason: 'this line is indented below a line that already has a value. Give it the indentation of the line above, or take that value away' };
    }
    return { offset: start + indent, reason: `this line is indented by ${indent}, and no line above that it could belong to is. Line it up with its neighbours` };
  }
  if (/:\s.*:\s|:\s.*:$/.test(line.trim())) return { offset: at, reason: 'a second ": " stands on this line. Quote the value, or put it on a line of its own' };
  return { offset: at, reason: 'more text stands behind the value. Quote the whole value' };
}

/** A quote or bracket of an earlier line that is still open. */
function unclosed(text: string, start: number): Reason | undefined {
  for (let from = start; from >= 0; ) {
    const line = withoutComment(lineAt(text, from));
    for (const quote of ['"', "'"]) {
      if ((line.split(quote).length - 1) % 2 === 1 && new RegExp(`(?:^|[\\s:,[{-])${quote}`).test(line)) {
        return { offset: from + line.indexOf(quote), reason: `the ${quote} that opens here is never closed` };
      }
    }
    for (const [open, close] of [['[', ']'], ['{', '}']] as const) {
      if (line.split(open).length > line.split(close).length) return { offset: from + line.lastIndexOf(open), reason: `the ${open} that opens here is not closed before the next key` };
    }
    if (from === 0) return undefined;
    from = startAbove(text, from);
  }
  return undefined;
}

function outside(text: string, at: number, start: number, line: string): Reason {
  const above = lineAbove(text, start);
  if (above !== undefined && /^\s*[A-Za-z][\w.-]*:[^\s/]/.test(above.line)) return { offset: above.start + indentOf(above.line), reason: 'a colon needs a space behind it to end a key' };
  if (/^\s*[A-Za-z][\w.-]*:[^\s/]/.test(line)) return { offset: start + indentOf(line), reason: 'a colon needs a space behind it to end a key' };
  return { offset: at, reason: 'this does not belong to what stands above it. A new document starts with ---' };
}

function withoutColon(text: string, at: number, start: number): Reason {
  for (let found = lineOf(text, start); found !== undefined; found = lineAbove(text, found.start)) {
    if (found.line.trim() === '' || found.line.trim().startsWith('#')) continue;
    if (/^\s*(?:- )?[^:]*$/.test(found.line)) return { offset: found.start + indentOf(found.line), reason: 'a key without a colon stands here, among keys that have one' };
    if (found.start < start) break;
  }
  return { offset: at, reason: 'a key without a colon stands here, among keys that have one' };
}

interface Line {
  readonly start: number;
  readonly line: string;
}

/** The nearest line above with something on it. */
function lineAbove(text: string, start: number): Line | undefined {
  for (let from = start; from > 0; ) {
    from = startAbove(text, from);
    const found = lineOf(text, from);
    if (found !== undefined && found.line.trim() !== '' && !found.line.trim().startsWith('#')) return found;
  }
  return undefined;
}

/** Where the line above starts. An index below 0 would count as 0, and an empty first line would be its own line above. */
function startAbove(text: string, start: number): number {
  return start < 2 ? 0 : text.lastIndexOf('\n', start - 2) + 1;
}

function lineOf(text: string, start: number): Line | undefined {
  return start >= text.length ? undefined : { start, line: lineAt(text, start) };
}

function lineAt(text: string, start: number): string {
  const end = text.indexOf('\n', start);
  return text.slice(start, end === -1 ? text.length : end).replace(/\r$/, '');
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function withoutComment(line: string): string {
  return line.replace(/(?:^|\s)#.*$/, '');
}
