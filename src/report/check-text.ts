import type { CrossingProof } from '../findings/proofs.ts';
import type { Finding, Severity } from '../findings/rule.ts';
import type { Mend, Proof } from '../mend/prove.ts';
import type { Written } from './answer.ts';
import { oneLine } from './escape.ts';
import { frame, placeText, type Files } from './frame.ts';
import type { Paint } from './paint.ts';
import { writtenLines } from './written.ts';
import { requestText, verdictWord } from './words.ts';

/** A mend with what it writes. */
export type PatchedMend = Mend & Written;

/** Findings with what a report needs beside them. */
export interface Checked {
  readonly findings: readonly (Finding & { readonly mends: readonly PatchedMend[] })[];
  readonly assumptions: readonly { readonly name: string; readonly text: string; readonly layer: string }[];
  readonly proofs: readonly CrossingProof[];
  /** Inputs of which nothing is said, with the reason; `beside`: the type of what no answer lacks. */
  readonly unread: readonly { readonly what: string; readonly reason: string; readonly beside?: string }[];
  /** Objects that were judged. */
  readonly resources: number;
  readonly files: Files;
}

/** Findings for people: errors last, so that they stand at the prompt; then a count. */
export function checkText(checked: Checked, paint: Paint): string {
  const ordered = [...checked.findings].sort((a, b) => rank(a.severity) - rank(b.severity));
  const blocks = ordered.map((finding) => findingText(finding, checked.files, paint).join('\n'));
  const unread = checked.unread.length === 0 ? [] : [['not judged:', ...summary(checked.unread)].join('\n')];
  return `${[...blocks, ...proofText(checked, paint), ...unread, countText(checked)].join('\n\n')}\n`;
}

function rank(severity: Severity): number {
  return severity === 'note' ? 0 : severity === 'warning' ? 1 : 2;
}

function findingText(finding: Checked['findings'][number], files: Files, paint: Paint): readonly string[] {
  const colour = finding.severity === 'error' ? paint.red : finding.severity === 'warning' ? paint.yellow : paint.blue;
  const place = finding.at === undefined ? [] : frame(files, finding.at, oneLine(finding.label ?? ''), paint);
  return [
    `${colour(`${finding.severity}[${finding.name}]`)}: ${oneLine(finding.message)}`,
    ...place,
    ...finding.because.map(({ rule, text, at }) => `   ${paint.blue('=')} ${oneLine(rule).padEnd(28)}  ${oneLine(text)}${at === undefined ? '' : paint.dim(`  ${placeText(at)}`)}`),
    ...finding.mends.slice(0, 1).flatMap((mend) => mendText(mend, paint)),
    `  more: sallyport explain ${finding.name}`,
  ];
}

/** What the request gets then; where another stop stands behind this one the answer may be the same, and that one is told. */
function provedText({ before, after, request, remaining: [next] }: Proof): string {
  const [was, is] = [verdictWord(before), verdictWord(after)];
  if (was !== is || next === undefined) return `${was} becomes ${is} for ${requestText(request)}`;
  return `${requestText(request)} gets further, and still gets ${is}: ${next.origin.note ?? `${next.origin.resource} ${next.origin.rule}`}`;
}

function mendText(mend: PatchedMend, paint: Paint): readonly string[] {
  const { proof } = mend;
  const told = proof === undefined ? 'applied to the model, this finding is gone and no other of its name appears' : provedText(proof);
  const proved = mend.certainty === 'proved' ? [`   ${paint.blue('=')} proof: ${oneLine(told)}`] : [];
  return [
    ` ${paint.green(`mend (${mend.certainty})`)}: ${oneLine(mend.title)}`,
    ...writtenLines(mend).map((line) => `     ${line}`),
    ...proved,
  ];
}

/** The crossings of ways from outside, weakest first. */
function proofText({ proofs }: Checked, paint: Paint): readonly string[] {
  if (proofs.length === 0) return [];
  const words = { plain: paint.red('plain'), encrypted: `${paint.yellow('encrypted')}, peer not verified`, verified: `${paint.green('encrypted')}, peer verified` };
  return [['crossings from outside:', ...proofs.map(({ from, to, sealed }) => `  ${oneLine(from)} -> ${oneLine(to)}: ${words[sealed]}`)].join('\n')];
}

/** Unread things by reason, so that a thousand objects of one unknown kind are one line; what no answer lacks is counted. */
function summary(unread: Checked['unread']): readonly string[] {
  const byReason = new Map<string, string[]>();
  const counts = new Map<string, number>();
  for (const { what, reason, beside } of unread) {
    if (beside === undefined) byReason.set(reason, [...(byReason.get(reason) ?? []), what]);
    else counts.set(beside, (counts.get(beside) ?? 0) + 1);
  }
  const lines = [...byReason].map(([reason, whats]) => `  ${oneLine(whats.slice(0, 3).join(', '))}${whats.length > 3 ? ` and ${whats.length - 3} more` : ''}: ${oneLine(reason)}`);
  const most = [...counts].sort(([, a], [, b]) => b - a);
  const rest = most.slice(4).reduce((sum, [, count]) => sum + count, 0);
  const counted = [...most.slice(0, 4).map(([type, count]) => `${count} ${oneLine(type)}`), ...(rest === 0 ? [] : [`${rest} of other types`])];
  return counted.length === 0 ? lines : [...lines, `  counted only, because no request meets them: ${counted.join(', ')}`];
}

function countText({ findings, resources }: Checked): string {
  const count = (severity: Severity): number => findings.filter((finding) => finding.severity === severity).length;
  const plural = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
  return `${plural(count('error'), 'error')}, ${plural(count('warning'), 'warning')}, ${plural(count('note'), 'note')} in ${plural(resources, 'object')}`;
}
