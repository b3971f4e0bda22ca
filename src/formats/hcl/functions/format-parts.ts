import { refused, type FunctionError } from './function.ts';

/** A verb of a format: `%[2]-5.1f`. */
export interface Verb {
  readonly written: string;
  readonly at: number;
  readonly flags: string;
  readonly width: number | undefined;
  readonly precision: number | undefined;
  /** The argument it shows, counted from 1. */
  readonly argument: number;
  readonly verb: string;
}

const most = 10_000;

/** The texts and verbs of a format, one after the other (cty's format_fsm.rl). */
export function formatParts(format: string): readonly (string | Verb)[] | FunctionError {
  const parts: (string | Verb)[] = [];
  let argument = 1;
  // Go counts in bytes.
  for (let [at, bytes] = [0, 0]; at < format.length; ) {
    const next = format.indexOf('%', at);
    if (next !== at) parts.push(format.slice(at, next < 0 ? undefined : next));
    if (next < 0) break;
    bytes += Buffer.byteLength(format.slice(at, next));
    if (format[next + 1] === '%') {
      parts.push('%');
      bytes += 2;
      at = next + 2;
      continue;
    }
    const found = /^%([-+ #0]*)(\d+)?(?:\.(\d+))?(?:\[(\d+)\])?([a-zA-Z])?/.exec(format.slice(next, next + 60))!;
    const [written, flags, width, precision, index, verb] = found;
    const end = next + written.length;
    if (verb === undefined) return refused(end >= format.length ? `invalid format string starting at offset ${bytes + written.length}` : `unrecognized format character '${format[end]!}' at offset ${bytes + written.length}`);
    if (!/[vtbdoxXeEfgGsq]/.test(verb)) return refused(`unsupported format verb '${verb}' in ${JSON.stringify(written)} at offset ${bytes}`);
    if (Number(width ?? 0) > most || Number(precision ?? 0) > most) return refused(`the width of ${JSON.stringify(written)} is more than ${most}`);
    if (index !== undefined) argument = Number(index);
    parts.push({ written, at: bytes, flags: flags!, width: width === undefined ? undefined : Number(width), precision: precision === undefined ? undefined : Number(precision), argument: argument++, verb });
    bytes += written.length;
    at = end;
  }
  return parts;
}
