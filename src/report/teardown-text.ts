import type { Obstacle, Teardown, Tie } from '../path/teardown.ts';
import { oneLine } from './escape.ts';
import { placeText } from './frame.ts';
import type { Paint } from './paint.ts';

type Stack = Teardown['steps'][number]['stack'];

/** The order for people: each step with what it waits for, and why. */
export function teardownText(teardown: Teardown, paint: Paint): string {
  const { steps, ties, ring } = teardown;
  const numbers = new Map(steps.map(({ stack }, index) => [stack, index + 1]));
  const waits = (stack: Stack): readonly string[] => ties.filter(({ then }) => then === stack).map((tie) => tieLine(tie, numbers.get(tie.first), paint));
  const blocks = steps.map(({ stack, obstacles }, index) => [paint.bold(`${String(index + 1).padStart(2)}  ${commandOf(stack)}`), ...obstacles.map((each) => obstacleLine(each, paint)), ...waits(stack)].join('\n'));
  const closed = ring.length === 0 ? [] : [ringText(ring, ties, paint)];
  return `${[...blocks, ...closed].join('\n\n')}\n`;
}

/** What a wrong order meets first. */
export function refusedText(refused: { readonly stack: Stack; readonly ties: readonly Tie[] }, paint: Paint): string {
  return `${[paint.red(`${commandOf(refused.stack)} is refused`), ...refused.ties.map((tie) => tieLine(tie, undefined, paint))].join('\n')}\n`;
}

function commandOf({ name, by }: Stack): string {
  if (by === 'kubectl') return oneLine(`kubectl delete ${name.replace(/^Service ([^/]+)\/(.+)$/, 'service -n $1 $2')}`);
  return oneLine(by === 'aws' ? `everything in ${name}` : `terraform destroy in ${name}`);
}

function tieLine({ first, by, text, says, at }: Tie, number: number | undefined, paint: Paint): string {
  const who = by === 'aws' ? 'AWS' : by === 'terraform' ? 'Terraform' : 'else';
  const after = number === undefined ? `while ${oneLine(first.name)} is there` : `after ${number}`;
  return `      ${after}: ${oneLine(text)}${at === undefined ? '' : paint.dim(`  ${placeText(at)}`)}\n        ${paint.dim(`${who}: ${oneLine(says)}`)}`;
}

function obstacleLine({ of, says, first, at }: Obstacle, paint: Paint): string {
  return `      ${paint.yellow(`before that, ${first}`)}: ${oneLine(of)}${at === undefined ? '' : paint.dim(`  ${placeText(at)}`)}\n        ${paint.dim(`AWS: ${says}`)}`;
}

function ringText(ring: readonly Stack[], ties: readonly Tie[], paint: Paint): string {
  const lines = ring.map((stack, index) => {
    const next = ring[(index + 1) % ring.length]!;
    const tie = ties.find(({ first, then }) => first === stack && then === next);
    return tie === undefined ? '' : tieLine(tie, undefined, paint);
  });
  return [paint.red(`no order: ${[...ring, ring[0]!].map(({ name }) => oneLine(name)).join(' has to go before ')}`), ...lines.filter((line) => line !== '')].join('\n');
}
