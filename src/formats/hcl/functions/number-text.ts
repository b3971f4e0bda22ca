/**
 * A number as Terraform prints it: no exponent, no `.0`. Terraform counts with 512 bits and we with doubles, so a fraction is
 * rounded to the 15 digits that a double is sure of (`0.1 + 0.2` is `0.3` there, too).
 */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'Inf' : '-Inf';
  const [, sign, whole, fraction, exponent] = /^(-?)(\d+)(?:\.(\d+))?(?:e([-+]\d+))?$/.exec(Number.isInteger(value) ? wholeText(value) : String(Number(value.toPrecision(15)))) ?? [];
  const digits = `${whole ?? '0'}${fraction ?? ''}`;
  const point = (whole ?? '0').length + Number(exponent ?? 0);
  if (point <= 0) return `${sign ?? ''}0.${'0'.repeat(-point)}${digits}`;
  return point >= digits.length ? `${sign ?? ''}${digits}${'0'.repeat(point - digits.length)}` : `${sign ?? ''}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** JavaScript has an exponent from 1e21 on; up to there all digits. */
function wholeText(value: number): string {
  return Number.isSafeInteger(value) || !isExact(value) ? String(value) : value.toExponential();
}

/** Whether a double is surely the number that Terraform has; above 2^53 only those of few digits are, such as 1e21. */
export function isExact(value: number): boolean {
  return !Number.isInteger(value) || Number.isSafeInteger(value) || digitsOf(value).length <= 15;
}

function digitsOf(value: number): string {
  return Math.abs(value).toExponential().split('e')[0]!.replace('.', '');
}

/** The number that a text says, as cty reads it; undefined where it is none. */
export function numberIn(text: string): number | undefined {
  if (!/^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value + 0 : undefined;
}
