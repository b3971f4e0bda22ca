import type { Gathered } from '../../kubernetes.ts';
import { remember } from '../../kubernetes.ts';
import type { Stretch } from '../../secret.ts';
import type { SourceFile } from '../../source.ts';
import type { Declared } from '../modules/declared.ts';
import type { ValuesFile } from '../modules/given.ts';
import { textOfTraversal } from '../syntax/traversal.ts';
import type { Block, Body, Expression, HclFile, TemplatePart } from '../syntax/syntax.ts';
import { isVariables } from '../names.ts';
import { argumentOfBlock, isSensitive } from '../modules/variables.ts';

/** Arguments that hold a secret in all providers that have them. */
const secret = /(?:^|_)(?:password|passphrase|secret|secret_string|secret_binary|secret_key|private_key|client_secret|client_key|auth_token|api_key|access_key|token)(?:_wo)?$/;

/** Whether an argument of a resource is a secret: not printed, and not kept. A parameter says of itself whether it is one. */
export function isSecretArgument(type: string, name: string, block: Block): boolean {
  if (type === 'aws_ssm_parameter' && name === 'value') return !/^String(?:List)?$/.test(literalText(argumentOfBlock(block, 'type')?.value));
  return secret.test(name);
}

/** Notes where files hold secrets in so many words: sensitive variables with all that gives them a value, and arguments that are secrets. */
export function secretsRemembered(folders: ReadonlyMap<string, Declared>, values: readonly ValuesFile[], calledFrom: (declared: Declared, call: string) => Declared | undefined, into: Gathered['secrets']): void {
  const marked = new Map<Declared, Set<string>>([...folders.values()].map((declared) => [declared, sensitiveIn(declared)]));
  for (const declared of folders.values()) {
    const own = marked.get(declared)!;
    for (const [kind, blocks] of [['resource', declared.managed], ['data', declared.data], ['provider', declared.providers]] as const) for (const { file, block } of blocks.values()) inBody(block.body, (name) => (kind === 'resource' ? isSecretArgument(block.labels[0]?.text ?? '', name, block) : secret.test(name)), file, own, into);
  }
  // A secret that a module is given may come from a variable of the caller's.
  for (let more = true, rounds = 0; more && rounds < 32; rounds++) {
    more = false;
    for (const declared of folders.values()) {
      for (const [name, { file, block }] of declared.calls) {
        const inner = calledFrom(declared, name);
        const names = inner === undefined ? undefined : marked.get(inner);
        for (const attribute of block.body.attributes) if (names?.has(`var.${attribute.name}`) === true && hidden(attribute.value, file, marked.get(declared)!, into)) more = true;
      }
    }
  }
  for (const declared of folders.values()) {
    const own = marked.get(declared)!;
    for (const [name, { file, block }] of declared.variables) if (own.has(`var.${name}`)) hideIn(argumentOfBlock(block, 'default')?.value, file, into);
    for (const [name, { file, attribute }] of declared.locals) if (own.has(`local.${name}`) || (attribute.value.kind === 'call' && attribute.value.name === 'sensitive')) hideIn(attribute.value, file, into);
  }
  const everywhere = new Set([...marked.values()].flatMap((names) => [...names]));
  for (const { parsed } of values) for (const { name, value } of parsed.body.attributes) if (everywhere.has(`var.${name}`)) hideIn(value, parsed.file, into);
  brokenSecretsRemembered([...values.map(({ parsed }) => parsed), ...[...folders.values()].flatMap(({ files }) => files)], (name) => everywhere.has(`var.${name}`), into);
}

/** Hides what may be a secret in files that do not parse as a whole: behind the name of one, up to the next name. */
function brokenSecretsRemembered(files: readonly HclFile[], isSecretVariable: (name: string) => boolean, into: Gathered['secrets']): void {
  for (const { file, mistakes } of files) {
    if (mistakes.length === 0) continue;
    let at = 0;
    let hides = false;
    for (const line of file.text.split('\n')) {
      const named = /^\s*"?([\w-]+)"?\s*[=:]/.exec(line);
      if (named !== null) hides = secret.test(named[1]!) || (isVariables(file.name) && isSecretVariable(named[1]!));
      else if (/^\s*[}\])]*\s*$|\{\s*$/.test(line)) hides = false;
      if (hides) remember(into, file, [[at + (named?.[0].length ?? 0), at + line.length]]);
      at += line.length + 1;
    }
  }
}

/** Takes out of sentences the secrets that files hold: what is written in them as it stands there. */
export function withoutSecrets(secrets: Gathered['secrets']): (message: string) => string {
  const words = new Set<string>();
  for (const [{ text }, stretches] of secrets) for (const [start, end] of stretches) words.add(text.slice(start, end).replace(/^"|"$/g, '').trim());
  const long = [...words].filter(({ length }) => length >= shortest).sort((a, b) => b.length - a.length);
  return (message) => long.reduce((shown, word) => (shown.includes(word) ? shown.replaceAll(word, '(a secret)') : shown), message);
}

/** Characters: what is shorter is a word of the sentence as well. */
const shortest = 4;

function sensitiveIn({ variables }: Declared): Set<string> {
  return new Set([...variables].flatMap(([name, { block }]) => (isSensitive(block) ? [`var.${name}`] : [])));
}

function inBody(body: Body, isSecret: (name: string) => boolean, file: SourceFile, marked: Set<string>, into: Gathered['secrets']): void {
  for (const { name, value } of body.attributes) if (isSecret(name) || (value.kind === 'call' && value.name === 'sensitive')) hidden(value, file, marked, into);
  for (const block of body.blocks) inBody(block.body, isSecret, file, marked, into);
}

/** Hides what is written, or marks the variable or local value that is named; whether that is a new one. */
function hidden(expression: Expression, file: SourceFile, marked: Set<string>, into: Gathered['secrets']): boolean {
  const named = /^(?:var|local)\.[^.]+/.exec(textOfTraversal(expression) ?? '')?.[0];
  if (named === undefined) {
    hideIn(expression, file, into);
    return false;
  }
  const isNew = !marked.has(named);
  marked.add(named);
  return isNew;
}

function hideIn(expression: Expression | undefined, file: SourceFile, into: Gathered['secrets']): void {
  if (expression !== undefined) remember(into, file, stretchesIn(expression));
}

/** Texts and numbers that are written in an expression, and not the names in it. */
function stretchesIn(expression: Expression): readonly Stretch[] {
  switch (expression.kind) {
    case 'literal':
      return typeof expression.value === 'string' || typeof expression.value === 'number' ? [[expression.start, expression.end]] : [];
    case 'template':
      return expression.parts.flatMap(inPart);
    case 'tuple':
      return expression.items.flatMap(stretchesIn);
    case 'object':
      return expression.items.flatMap(({ value }) => stretchesIn(value));
    case 'call':
      return expression.arguments.flatMap(stretchesIn);
    case 'conditional':
      return [...stretchesIn(expression.condition), ...stretchesIn(expression.then), ...stretchesIn(expression.otherwise)];
    case 'binary':
      return [...stretchesIn(expression.left), ...stretchesIn(expression.right)];
    case 'for':
      return [...stretchesIn(expression.in), ...stretchesIn(expression.value)];
    default:
      return [];
  }
}

function inPart(part: TemplatePart): readonly Stretch[] {
  if (part.kind === 'text') return [[part.start, part.end]];
  return part.kind === 'interpolation' ? stretchesIn(part.value) : [];
}

function literalText(expression: Expression | undefined): string {
  return expression?.kind === 'literal' ? String(expression.value) : '';
}
