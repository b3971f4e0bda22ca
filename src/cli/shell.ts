/** Words of a command line: quotes of all three kinds, backslashes, line continuations. Undefined: a quote stays open. */
export function shellWords(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let at = 0;
  while (at < line.length) {
    const character = line[at]!;
    const opening = character === '$' && line[at + 1] === "'" ? "$'" : character;
    if (opening === "'" || opening === '"' || opening === "$'") {
      const quoted = quotedAt(line, at + opening.length, opening);
      if (quoted === undefined) return undefined;
      word = (word ?? '') + quoted.text;
      at = quoted.end;
    } else if (character === '\\') {
      const next = line[at + 1];
      if (next === '\r' && line[at + 2] === '\n') at++;
      else if (next !== undefined && next !== '\n') word = (word ?? '') + next;
      at += 2;
    } else {
      if (/\s/.test(character)) {
        if (word !== undefined) words.push(word);
        word = undefined;
      } else word = (word ?? '') + character;
      at++;
    }
  }
  return word === undefined ? words : [...words, word];
}

/** The text of a quote that opens before `start`, and where the line goes on behind it. */
function quotedAt(line: string, start: number, opening: string): { readonly text: string; readonly end: number } | undefined {
  const closing = opening.at(-1);
  let text = '';
  for (let at = start; at < line.length; at++) {
    const character = line[at]!;
    if (character === closing) return { text, end: at + 1 };
    if (character !== '\\' || opening === "'") text += character;
    else if (opening === '"') text += '"\\$`'.includes(line[at + 1] ?? ' ') ? line[++at]! : character;
    else {
      const [written, meant] = escapeAt(line.slice(at + 1));
      text += meant;
      at += written;
    }
  }
  return undefined;
}

/** How many characters an escape of `$'...'` has behind its backslash, and what it means (bash manual, ANSI-C quoting). */
function escapeAt(rest: string): readonly [written: number, meant: string] {
  const code = /^(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8}))/.exec(rest);
  const number = Number.parseInt(code?.[1] ?? code?.[2] ?? code?.[3] ?? '', 16);
  if (code !== null && number <= 0x10ffff) return [code[0].length, String.fromCodePoint(number)];
  const named: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
  const [first = ''] = rest;
  return [1, named[first] ?? first];
}
