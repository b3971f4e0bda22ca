import type { Place, Refusal } from './place.ts';

/**
 * What to write in place of a value that is none of those allowed: the one that it is but for capitals, or but for one slip of the
 * keyboard. Numbers are no slips: ipv6 is not a mistyped ipv4. Nothing where several are as near.
 */
export function meant([resource, path]: Place, written: string, values: readonly string[]): Pick<Refusal, 'instead'> {
  const folded = written.trim().toLowerCase();
  const same = values.filter((value) => value.toLowerCase() === folded);
  const near = same.length > 0 ? same : values.filter((value) => oneSlip(folded, value.toLowerCase()) && digitsOf(value) === digitsOf(written));
  const [only] = near;
  return only === undefined || near.length > 1 ? {} : { instead: { title: `write ${only}`, at: [resource, path], to: only } };
}

function digitsOf(value: string): string {
  return value.replace(/\D/g, '');
}

/** One character more, less or another, or two neighbours swapped. */
function oneSlip(written: string, value: string): boolean {
  let head = 0;
  while (head < written.length && written[head] === value[head]) head++;
  let tail = 0;
  while (tail < Math.min(written.length, value.length) - head && written.at(-1 - tail) === value.at(-1 - tail)) tail++;
  const [one, other] = [written.slice(head, written.length - tail), value.slice(head, value.length - tail)];
  return Math.max(one.length, other.length) < 2 || (one.length === 2 && one === [...other].reverse().join(''));
}
