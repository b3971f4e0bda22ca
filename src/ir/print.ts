import type { Match } from './match.ts';
import type { Pattern } from './pattern.ts';
import type { Case, Hop, Op, Origin, Value, Verdict } from './program.ts';

/** A hop as a listing: one line an op, indented by nesting, with its rule and line at the right. */
export function printHop(hop: Hop): string {
  return [`${hop.id}   ; ${hop.title}`, ...hop.ops.flatMap((op) => printOp(op, 1))].join('\n');
}

function printOp(op: Op, depth: number): readonly string[] {
  const head = (text: string): string => line(depth, text, op.origin);
  switch (op.op) {
    case 'switch':
      return [head('switch'), ...op.cases.flatMap((one) => printCase(one, depth + 1))];
    case 'pick':
      return [
        head(`pick ${op.bind}${op.by === undefined ? '' : ` by ${'cookie' in op.by ? `cookie ${op.by.cookie}` : op.by.hash}`}${op.again === undefined ? '' : `, again ${op.again.attempts} times on ${printMatch(op.again.on)}`}`),
        ...op.among.flatMap((share) => [line(depth + 1, `${share.value} weight ${share.weight}${share.health === undefined ? '' : ` (${share.health})`}`, share.origin), ...share.then.flatMap((then) => printOp(then, depth + 2))]),
      ];
    case 'set':
      return [head(`set ${op.field} = ${printValue(op.to)}`)];
    case 'goto':
      return [head(`goto ${op.hop}`)];
    case 'dial':
      return [head(`dial ${op.hop}`), ...op.reply.flatMap((one) => printCase(one, depth + 1, 'reply'))];
    case 'stop':
      return [head(`stop ${printVerdict(op.verdict)}`), ...(op.instead ?? []).flatMap((then) => printOp(then, depth + 1))];
    default:
      return op;
  }
}

function printCase(one: Case, depth: number, word = 'case'): readonly string[] {
  return [line(depth, `${word} ${printMatch(one.match)}`, one.origin), ...one.then.flatMap((op) => printOp(op, depth + 1))];
}

function line(depth: number, text: string, origin: Origin): string {
  const place = origin.at === undefined ? '' : ` ${origin.at.file}:${origin.at.line}`;
  const indented = `${'  '.repeat(depth)}${text}`;
  return origin.rule === '' ? indented : `${indented.padEnd(72)} ; ${origin.rule}${place}`;
}

/** A condition in one line: `host in {a.example} and not method in {GET}`. */
export function printMatch(match: Match): string {
  if ('field' in match) return `${match.field} in {${match.in.map(printPattern).join(', ')}}`;
  if ('all' in match) return match.all.length === 0 ? 'always' : match.all.map(inner).join(' and ');
  if ('any' in match) return match.any.length === 0 ? 'never' : match.any.map(inner).join(' or ');
  if ('not' in match) return `not ${inner(match.not)}`;
  return `unknown "${match.unknown.reason}"`;
}

function inner(match: Match): string {
  const compound = ('all' in match && match.all.length > 1) || ('any' in match && match.any.length > 1);
  return compound ? `(${printMatch(match)})` : printMatch(match);
}

/** A pattern as a word or two, for reading. */
export function printPattern(pattern: Pattern): string {
  const folded = 'ignoreCase' in pattern && pattern.ignoreCase === true ? ' (any case)' : '';
  if ('exact' in pattern) return `${pattern.exact}${folded}`;
  if ('prefix' in pattern) return `${pattern.prefix}...${folded}`;
  if ('suffix' in pattern) return `...${pattern.suffix}${folded}`;
  if ('segments' in pattern) return `${pattern.segments}[/...]`;
  if ('glob' in pattern) return `glob ${pattern.glob}${folded}`;
  if ('regex' in pattern) return `regex ${pattern.regex}${folded}`;
  if ('from' in pattern) return pattern.to === pattern.from + 1 ? String(pattern.from) : `${pattern.from}-${pattern.to - 1}`;
  return 'cidr' in pattern ? pattern.cidr : 'anything';
}

/** A verdict as truth tables write it: `answered 403 policy-denied`. */
export function printVerdict(verdict: Verdict): string {
  const detail = verdict.kind === 'delivered' ? verdict.workload : verdict.kind === 'answered' ? String(verdict.status) : '';
  const cause = 'cause' in verdict && verdict.cause !== undefined ? verdict.cause : '';
  return [verdict.kind, detail, cause].filter((part) => part !== '').join(' ');
}

function printValue(value: Value): string {
  if ('literal' in value) return JSON.stringify(value.literal);
  if ('absent' in value) return 'nothing';
  if ('copy' in value) return value.copy;
  if ('append' in value) return `itself, ${value.append}`;
  if ('nth' in value) return `entry ${value.nth} from the right of ${value.of}`;
  if ('head' in value) return `itself with head ${value.head} as ${value.with}`;
  if ('pattern' in value) return `itself with every /${value.pattern}/ as ${value.rewrite}`;
  if ('plus' in value) return `itself plus ${value.plus}`;
  if ('template' in value) return `"${value.template}"`;
  if ('call' in value) return `${value.call}(itself)`;
  if ('unknown' in value) return `unknown "${value.unknown}"`;
  if ('push' in value) return `open TLS ${JSON.stringify(value.push)}`;
  return `end TLS ${JSON.stringify(value.pop)}`;
}
