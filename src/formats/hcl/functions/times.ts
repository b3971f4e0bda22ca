import { isRefused, refused, type Definitions, type FunctionError } from './function.ts';
import { durationIn, momentIn, momentText, partsOf, two, zone, type Moment } from './moments.ts';

/** Functions of points in time that are written down; those of the clock are withheld. */
export const times: Definitions = {
  formatdate: { takes: [{ name: 'format', is: 'string' }, { name: 'time', is: 'string' }], run: ([format, time]) => formatted(format as string, momentIn(time as string)) },
  timeadd: { takes: [{ name: 'timestamp', is: 'string' }, { name: 'duration', is: 'string' }], run: ([time, duration]) => later(momentIn(time as string), duration as string) },
  timecmp: { takes: [{ name: 'timestamp_a', is: 'string' }, { name: 'timestamp_b', is: 'string' }], run: ([one, other]) => compared(momentIn(one as string), momentIn(other as string)) },
};

function later(time: Moment | FunctionError, text: string): string | FunctionError {
  if (isRefused(time)) return time;
  const duration = durationIn(text);
  if (isRefused(duration)) return duration;
  const moment = { at: (time as Moment).at + (duration as bigint), offset: (time as Moment).offset };
  const { at } = moment;
  // Years beyond four digits have no RFC 3339 form.
  return at > 253_402_300_799_000_000_000n || at < -62_167_219_200_000_000_000n ? refused('the result is beyond the year 9999') : momentText(moment);
}

function compared(one: Moment | FunctionError, other: Moment | FunctionError): number | FunctionError {
  if (isRefused(one)) return refused(one.message, 0);
  if (isRefused(other)) return refused(other.message, 1);
  return one.at < other.at ? -1 : one.at > other.at ? 1 : 0;
}

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** What each verb shows; a number of letters that has no meaning gets the sentence of `rules`. */
function shown(verb: string, moment: Moment): string | undefined {
  const date = partsOf(moment);
  const hour = date.getUTCHours();
  const half = hour % 12 === 0 ? 12 : hour % 12;
  switch (verb) {
    case 'YYYY':
      return String(date.getUTCFullYear()).padStart(4, '0');
    case 'YY':
      return two(date.getUTCFullYear() % 100);
    case 'M':
    case 'MM':
      return padded(verb, date.getUTCMonth() + 1);
    case 'MMM':
      return months[date.getUTCMonth()]!.slice(0, 3);
    case 'MMMM':
      return months[date.getUTCMonth()];
    case 'D':
    case 'DD':
      return padded(verb, date.getUTCDate());
    case 'EEE':
      return days[date.getUTCDay()]!.slice(0, 3);
    case 'EEEE':
      return days[date.getUTCDay()];
    case 'h':
    case 'hh':
      return padded(verb, hour);
    case 'H':
    case 'HH':
      return padded(verb, half);
    case 'AA':
      return hour >= 12 ? 'PM' : 'AM';
    case 'aa':
      return hour >= 12 ? 'pm' : 'am';
    case 'm':
    case 'mm':
      return padded(verb, date.getUTCMinutes());
    case 's':
    case 'ss':
      return padded(verb, date.getUTCSeconds());
    case 'Z':
      return zone(moment.offset, ':') || 'Z';
    case 'ZZZ':
      return zone(moment.offset, '') || 'UTC';
    case 'ZZZZ':
      return zone(moment.offset, '') || '+0000';
    case 'ZZZZZ':
      return zone(moment.offset, ':') || '+00:00';
    default:
      return undefined;
  }
}

const rules: Readonly<Record<string, string>> = {
  Y: 'year must either be "YY" or "YYYY"',
  M: 'month must be "M", "MM", "MMM", or "MMMM"',
  D: 'day of month must either be "D" or "DD"',
  E: 'day of week must either be "EEE" or "EEEE"',
  h: '24-hour must either be "h" or "hh"',
  H: '12-hour must either be "H" or "HH"',
  A: 'must be "AA"',
  a: 'must be "aa"',
  m: 'minute must either be "m" or "mm"',
  s: 'second must either be "s" or "ss"',
  Z: 'timezone must be Z, ZZZ, ZZZZ, or ZZZZZ',
};

function formatted(format: string, time: Moment | FunctionError): string | FunctionError {
  if (isRefused(time)) return refused(time.message, 1);
  let out = '';
  for (const [part] of format.matchAll(/'(?:[^']|'')*'?|([a-zA-Z])\1*|[^a-zA-Z']+/g)) {
    if (part.startsWith("'")) {
      if (part.length === 1 || !part.endsWith("'")) return refused("unterminated literal '", 0);
      out += part.slice(1, -1).replaceAll("''", "'");
    } else if (!/^[a-zA-Z]/.test(part)) out += part;
    else {
      const text = shown(part, time as Moment);
      const rule = rules[part[0]!];
      if (text === undefined) return refused(`invalid date format verb ${JSON.stringify(part)}${rule === undefined ? '' : `: ${rule}`}`, 0);
      out += text;
    }
  }
  return out;
}

function padded(verb: string, value: number): string {
  return verb.length === 2 ? two(value) : String(value);
}
