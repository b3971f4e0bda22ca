/** A program and its arguments as a shell script has them; `input`: a here-document, or what the program before it writes. */
export interface Command {
  readonly words: readonly string[];
  readonly input?: { readonly text: string } | { readonly from: Command };
}

/** More of a script is not looked at. */
const longest = 64 * 1024;

/** The commands of a shell script, in order. Nothing of it is run; a word with something in it that a shell works out keeps it as it is written. */
export function commandsIn(script: string): readonly Command[] {
  const pass: Pass = { text: script.slice(0, longest).replace(/\\\r?\n/g, ' '), at: 0, waiting: [] };
  const commands: Command[] = [];
  let words: string[] = [];
  let before: Command | undefined;
  let document: { text: string } | undefined;
  const end = (piped: boolean): void => {
    const written = withoutSettings(words);
    const command: Command | undefined = written.length === 0 ? undefined : { words: written, ...(document !== undefined ? { input: document } : before !== undefined ? { input: { from: before } } : {}) };
    if (command !== undefined) commands.push(command);
    before = piped ? command : undefined;
    words = [];
    document = undefined;
  };
  while (pass.at < pass.text.length) {
    const rest = pass.text.slice(pass.at, pass.at + 3);
    if (/^[ \t\r]/.test(rest)) pass.at++;
    else if (rest.startsWith('#')) pass.at = lineEnd(pass.text, pass.at);
    else if (rest.startsWith('\n')) {
      pass.at++;
      readDocuments(pass);
      end(false);
    } else if (/^(?:&&|\|\||;;)/.test(rest)) {
      pass.at += 2;
      end(false);
    } else if (/^[;&(){}](?=\s|$|;)|^[;&()]/.test(rest)) {
      pass.at++;
      end(false);
    } else if (rest.startsWith('|')) {
      pass.at++;
      end(true);
    } else if (rest.startsWith('<<<')) {
      pass.at += 3;
      skipBlanks(pass);
      document = { text: word(pass) };
    } else if (rest.startsWith('<<')) {
      pass.at += rest[2] === '-' ? 3 : 2;
      skipBlanks(pass);
      document = { text: '' };
      pass.waiting.push({ mark: word(pass), tabs: rest[2] === '-', into: document });
    } else if (/^\d?>|^</.test(rest)) {
      pass.at += /^\d?(?:>>|>&|>|<)/.exec(pass.text.slice(pass.at))![0].length;
      skipBlanks(pass);
      word(pass);
    } else words.push(word(pass));
  }
  end(false);
  return commands;
}

interface Pass {
  readonly text: string;
  at: number;
  /** Here-documents that begin behind the next line break. */
  readonly waiting: { readonly mark: string; readonly tabs: boolean; readonly into: { text: string } }[];
}

function readDocuments(pass: Pass): void {
  for (const { mark, tabs, into } of pass.waiting.splice(0)) {
    const lines: string[] = [];
    while (pass.at < pass.text.length) {
      const end = lineEnd(pass.text, pass.at);
      const line = pass.text.slice(pass.at, end).replace(/\r$/, '');
      pass.at = Math.min(end + 1, pass.text.length);
      if ((tabs ? line.replace(/^\t+/, '') : line).trimEnd() === mark) break;
      lines.push(tabs ? line.replace(/^\t+/, '') : line);
    }
    into.text = lines.map((line) => `${line}\n`).join('');
  }
}

/** One word: quotes are taken off, and `${...}` and `$(...)` in it stay as they are. */
function word(pass: Pass): string {
  const { text } = pass;
  let found = '';
  while (pass.at < text.length && !/[\s;|&()<>]/.test(text[pass.at]!)) {
    const sign = text[pass.at]!;
    if (sign === "'" || sign === '"') {
      const end = closing(text, pass.at, sign);
      const inner = text.slice(pass.at + 1, end);
      found += sign === "'" ? inner : inner.replace(/\\(["\\$`])/g, '$1');
      pass.at = end + 1;
    } else if (sign === '$' && (text[pass.at + 1] === '{' || text[pass.at + 1] === '(')) {
      const end = balanced(text, pass.at + 1);
      found += text.slice(pass.at, end);
      pass.at = end;
    } else if (sign === '\\') {
      found += text[pass.at + 1] ?? '';
      pass.at += 2;
    } else {
      found += sign;
      pass.at++;
    }
  }
  // A sign that no word begins with must not stop the pass.
  if (found === '' && pass.at < text.length && /[<>]/.test(text[pass.at]!)) pass.at++;
  return found;
}

function closing(text: string, start: number, quote: string): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\' && quote === '"') at++;
    else if (text[at] === quote) return at;
  }
  return text.length;
}

function balanced(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === '{' || text[at] === '(') depth++;
    else if ((text[at] === '}' || text[at] === ')') && --depth === 0) return at + 1;
  }
  return text.length;
}

function skipBlanks(pass: Pass): void {
  while (/[ \t]/.test(pass.text[pass.at] ?? '')) pass.at++;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

/** Words in front of a program that are no program: settings of its environment, and what runs another one. */
function withoutSettings(words: readonly string[]): readonly string[] {
  const first = words.findIndex((each) => !/^[A-Za-z_]\w*=/.test(each) && !leading.has(each));
  return first === -1 ? [] : words.slice(first);
}

const leading: ReadonlySet<string> = new Set(['sudo', 'env', 'exec', 'time', 'then', 'do', 'else', 'if', 'while', 'until', '!', '{', '}', 'fi', 'done', 'command', 'nohup']);
