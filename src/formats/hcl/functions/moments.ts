import { refused, type FunctionError } from './function.ts';

/** A point in time as a text says it, with the offset that it says it in. */
export interface Moment {
  /** Nanoseconds since 1970. */
  readonly at: bigint;
  /** Minutes east of Greenwich. */
  readonly offset: number;
}

const second = 1_000_000_000n;

/** RFC 3339, with what Terraform says of a text that is none. */
export function momentIn(text: string): Moment | FunctionError {
  const found = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d+)?(?:Z|([-+])(\d{2}):(\d{2}))$/.exec(text);
  if (found === null) return refused(`not a valid RFC3339 timestamp: ${problemOf(text)}`);
  const [year, month, day, hour, minute, whole] = found.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const wrong = month < 1 || month > 12 ? 'month' : day < 1 || day > days ? 'day' : hour > 23 ? 'hour' : minute > 59 ? 'minute' : whole > 59 ? 'second' : undefined;
  if (wrong !== undefined) return refused(`not a valid RFC3339 timestamp: ${wrong === 'month' ? `cannot use ${JSON.stringify(text.slice(7))} as month` : `${wrong} out of range`}`);
  const offset = found[8] === undefined ? 0 : (found[8] === '-' ? -1 : 1) * (Number(found[9]) * 60 + Number(found[10]));
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, whole);
  const parts = BigInt((found[7] ?? '.').slice(1, 10).padEnd(9, '0'));
  return { at: (BigInt(date.getTime()) / 1000n - BigInt(offset) * 60n) * second + parts, offset };
}

function problemOf(text: string): string {
  if (!/^\d{4}-/.test(text)) return `cannot use ${JSON.stringify(text)} as year`;
  if (!/^\d{4}-\d{2}-/.test(text)) return `cannot use ${JSON.stringify(text.slice(5))} as month`;
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return `cannot use ${JSON.stringify(text.slice(8))} as day of month`;
  return text[10] === 'T' ? `cannot use ${JSON.stringify(text)} as a time` : "missing required time introducer 'T'";
}

/** The parts of a moment in its own offset. */
export function partsOf({ at, offset }: Moment): Date {
  return new Date(Number((at / second + BigInt(offset) * 60n) * 1000n));
}

/** A moment as RFC 3339 has it, without fractions where there are none. */
export function momentText(moment: Moment): string {
  return `${partsOf(moment).toISOString().slice(0, 19)}${zone(moment.offset, ':') || 'Z'}`;
}

/** `+02:00`; nothing for Greenwich. */
export function zone(offset: number, between: string): string {
  if (offset === 0) return '';
  const size = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${between}${two(size % 60)}`;
}

/** Two digits at least. */
export function two(value: number): string {
  return String(value).padStart(2, '0');
}

const units: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, m: 6e10, h: 3.6e12 };

/** Go's ParseDuration, in nanoseconds. */
export function durationIn(text: string): bigint | FunctionError {
  const [, sign, body] = /^([-+]?)(.*)$/s.exec(text)!;
  if (body === '0') return 0n;
  if (body === '') return refused(`time: invalid duration ${JSON.stringify(text)}`);
  let sum = 0n;
  for (let rest = body!; rest !== ''; ) {
    const found = /^(\d+\.?\d*|\.\d+)([^\d.]*)/.exec(rest);
    if (found === null) return refused(`time: invalid duration ${JSON.stringify(text)}`);
    const [all, number, unit] = found as unknown as [string, string, string];
    if (unit === '') return refused(`time: missing unit in duration ${JSON.stringify(text)}`);
    if (!Object.hasOwn(units, unit)) return refused(`time: unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(text)}`);
    const [whole, part] = number.split('.');
    sum += BigInt(whole || '0') * BigInt(units[unit]!) + BigInt(Math.floor(Number(`0.${part || '0'}`) * units[unit]!));
    rest = rest.slice(all.length);
  }
  // Go's durations end at 2^63 nanoseconds.
  return sum >= 1n << 63n ? refused(`time: invalid duration ${JSON.stringify(text)}`) : sign === '-' ? -sum : sum;
}
