import type { Unread } from '../formats/kubernetes.ts';
import type { Problem } from '../resource/resource.ts';
import { oneLine } from '../report/escape.ts';
import { placeText } from '../report/frame.ts';

/** Writes an answer to standard output. */
export function print(text: string): void {
  process.stdout.write(text);
}

/** Says on standard error why there is no answer; the result is the exit status for that. */
export function complain(message: string, problems: readonly Problem[] = [], unread: readonly Unread[] = []): number {
  process.stderr.write(`sallyport: ${oneLine(message)}\n`);
  const errors = problems.filter(({ severity }) => severity === 'error');
  for (const { severity, message: text, at } of (errors.length > 0 ? errors : problems).slice(0, 20)) {
    process.stderr.write(`  ${severity}: ${oneLine(text)}${at === undefined ? '' : `  ${placeText(at)}`}\n`);
  }
  for (const { file, reason } of unread.slice(0, 20)) process.stderr.write(`  ${oneLine(file)}: ${oneLine(reason)}\n`);
  return 2;
}
