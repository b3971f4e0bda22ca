import type { Generator } from '../fuzz/random.ts';

/** A random configuration that parses: all forms of the language, spaces, comments and line breaks where they are free. */
export function randomFile(random: Generator): string {
  return Array.from({ length: 1 + random.whole(4) }, () => randomItem(random, 0)).join('');
}

/** A random expression that parses. */
export function randomExpression(random: Generator, depth = 0): string {
  return expression(random, depth, false);
}

const names = ['a', 'b', 'c1', 'each', 'var', 'aws_lb', 'for', 'in', 'if', 'x-y', 'naïve', '_z', 'true', 'null', 'E5'];
const texts = ['', 'x', ' ', 'a b', '\\n', '\\"', '$', '%', '$$${', '%%{', '$${a}', 'é', '\\u00e9', '\\U0001F600', '~', '{', '}', '#', '//', '\\\\', '  \\t', '\u0301e'];
const operators = ['||', '&&', '==', '!=', '<', '>', '<=', '>=', '+', '-', '*', '/', '%'];

function randomItem(random: Generator, depth: number): string {
  const indent = '  '.repeat(depth);
  const kind = random.whole(depth > 2 ? 3 : 6);
  if (kind === 0) return `${indent}${random.pick(['# a', '// "b" {', '/* c\n = */', ''])}\n`;
  const name = `${random.pick(['a', 'b', 'name', 'x-y', 'naïve', '_', 'for'])}${random.whole(10_000)}`;
  if (kind < 4) return `${indent}${name}${gap(random)}=${gap(random)}${expression(random, 0, true)}${random.pick(['', ' ', ' # c', '/* d */'])}\n`;
  const labels = Array.from({ length: random.whole(3) }, () => random.pick(['"a"', ' b ', '"a-b.c"', '"$${x}"', '"\\""', ' _1 '])).join(' ');
  if (kind === 4) return `${indent}${name} ${labels}{${random.pick(['', ' ', ` x = ${expression(random, 2, false)} `])}}\n`;
  return `${indent}${name} ${labels}{${random.pick(['', ' ', ' # e'])}\n${Array.from({ length: random.whole(4) }, () => randomItem(random, depth + 1)).join('')}${indent}}${random.pick(['', ' ', ' # f'])}\n`;
}

/** `ends`: its line ends behind it, as a heredoc needs. */
function expression(random: Generator, depth: number, ends: boolean): string {
  if (ends && random.once(8)) return heredoc(random, depth);
  if (depth > 4) return simple(random);
  const inner = (): string => expression(random, depth + 1, false);
  const free = (): string => freeGap(random);
  switch (random.whole(16)) {
    case 0:
      return `${inner()}${gap(random)}?${gap(random)}${inner()}${gap(random)}:${gap(random)}${inner()}`;
    case 1:
    case 2:
      return `${inner()} ${random.pick(operators)} ${inner()}`;
    case 3:
      return `${random.pick(['-', '!', '- '])}${term(random, depth)}`;
    case 4:
      return `(${free()}${inner()}${free()})`;
    case 5:
      return `[${Array.from({ length: random.whole(4) }, () => `${free()}${inner()}${free()},`).join('')}${free()}]`;
    case 6:
      return `[${free()}${inner()}${free()}]`;
    case 7:
      return object(random, depth);
    case 8:
      return `[${free()}for ${random.pick(['v', 'k, v'])} in ${inner()}${free()}:${free()}${inner()}${random.once(2) ? ` if ${inner()}` : ''}${free()}]`;
    case 9:
      return `{${free()}for ${random.pick(['v', 'k, v'])} in ${inner()}${free()}:${free()}${inner()} => ${inner()}${random.once(3) ? '...' : ''}${random.once(2) ? ` if ${inner()}` : ''}${free()}}`;
    case 10:
    case 11:
      return quoted(random, depth);
    case 12:
    case 13:
      return term(random, depth);
    default:
      return simple(random);
  }
}

function object(random: Generator, depth: number): string {
  const inner = (): string => expression(random, depth + 1, false);
  const member = (end: string): string => `${random.pick(['a', '"b"', '(c)', '"d${e}"', '1', 'true', 'f.g', '(h).i', 'j[0]'])} ${random.pick(['=', ':'])} ${end === '\n' ? expression(random, depth + 1, true) : inner()}${end}`;
  return `{${random.pick(['', ' ', '\n', ' # c\n'])}${Array.from({ length: random.whole(4) }, () => member(random.pick([',', ', ', '\n', ',\n', ' # c\n']))).join('')}}`;
}

function term(random: Generator, depth: number): string {
  const inner = (): string => expression(random, depth + 1, false);
  const first = random.pick([
    () => random.pick(['a', 'var', 'aws_lb', 'naïve', 'x-y']),
    () => `(${inner()})`,
    () => `${random.pick(['f', 'length', 'p::x::f'])}(${freeGap(random)}${Array.from({ length: random.whole(3) }, inner).join(', ')}${freeGap(random)})`,
    () => `f(${inner()}${random.pick([',', '...', ''])}${freeGap(random)})`,
  ])();
  const steps = ['.a', '.b-c', '[0]', '["k"]', '.0', '[*]', '.*', '[a]', '[-1]', '[ "x${y}" ]', '[\n1\n]', '[(2)]'];
  let term = first;
  for (let left = random.whole(5); left > 0; left--) {
    const step = random.pick(steps);
    // `.0.0` is one number, and `.*.*` is refused.
    if (/^\.[0*]/.test(step) && /\.[0*][^[]*$/.test(term)) continue;
    term += step;
  }
  return term;
}

function simple(random: Generator): string {
  return random.pick([...names.filter((name) => name !== 'for'), '0', '1', '1.5', '2e3', '1E-2', '007', '"a"', '""', 'false', 'var.a', 'a.b.c', '[]', '{}', 'f()']);
}

function quoted(random: Generator, depth: number): string {
  return `"${pieces(random, depth, texts)}"`;
}

function pieces(random: Generator, depth: number, from: readonly string[]): string {
  const text = (): string => random.pick(from);
  const inner = (): string => expression(random, depth + 2, false);
  const open = (sign: string): string => `${sign}{${random.pick(['', '', '~'])}${freeGap(random)}`;
  const close = (): string => `${freeGap(random)}${random.pick(['', '', '~'])}}`;
  return Array.from({ length: random.whole(5) }, () => {
    const kind = random.whole(6);
    if (kind < 3) return text();
    if (kind < 5 || depth > 3) return `${open('$')}${inner()}${close()}`;
    if (random.once(2)) return `${open('%')}if ${inner()}${close()}${pieces(random, depth + 1, from)}${random.once(2) ? `${open('%')}else${close()}${text()}` : ''}${open('%')}endif${close()}`;
    return `${open('%')}for ${random.pick(['v', 'k, v'])} in ${inner()}${close()}${pieces(random, depth + 1, from)}${open('%')}endfor${close()}`;
  }).join('');
}

const lines = ['', ' ', '  a', 'b', '    c  ', '\td', '"', '\\n', '$', '$${x}', 'EOT2', ' %', '\n', '\n  ', '\n\n', '\n    ', '\nx', '\r\n '];

function heredoc(random: Generator, depth: number): string {
  const flush = random.once(2) ? '-' : '';
  const body = pieces(random, depth, lines);
  return `<<${flush}EOT\n${body}${body.endsWith('\n') || body === '' ? '' : '\n'}${random.pick(['', '  '])}EOT`;
}

function gap(random: Generator): string {
  return random.pick(['', ' ', ' ', '  ', '\t', ' /* g */ ']);
}

/** Where a line break means nothing. */
function freeGap(random: Generator): string {
  return random.pick(['', '', '', ' ', '\n', ' # h\n', '\n\n  ', '\r\n']);
}

/** A text with a few of its characters lost, doubled, moved or changed. */
export function damaged(random: Generator, text: string): string {
  let now = text;
  for (let left = 1 + random.whole(3); left > 0; left--) {
    const at = random.whole(now.length + 1);
    const hostile = random.pick(['"', '{', '}', '(', ')', '[', ']', '${', '%{', '~}', '\n', '=', ',', '.', '<<EOT\n', '\nEOT\n', '\\', '#', '/*', '*/', '::', '...', '=>', '?', ':', '-', '!', 'for ', ' in ', ' if ', '*', '0', 'a', ' ', '\t', "'", '`', ';', '&', '|', '%{ endif }', '%{ else }', '\r', 'é', '\u00a0', '\u2003', '\u0085', '1.2.3', '1e', '~', '\u0000', '\u2028']);
    switch (random.whole(4)) {
      case 0:
        now = now.slice(0, at) + now.slice(at + 1 + random.whole(3));
        break;
      case 1:
        now = now.slice(0, at) + hostile + now.slice(at + random.whole(2));
        break;
      case 2: {
        const from = random.whole(now.length + 1);
        now = now.slice(0, at) + now.slice(from, from + random.whole(12)) + now.slice(at);
        break;
      }
      default:
        now = now.slice(0, at) + hostile + now.slice(at);
    }
  }
  return now;
}
