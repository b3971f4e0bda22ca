import { handedOnProblems, schemaProblems } from '../dialects/kubernetes/schema.ts';
import { crossingProofs } from '../findings/proofs.ts';
import { judged, type Judged } from '../findings/judge.ts';
import { mendsFor } from '../mend/propose.ts';
import { proveGone, proveUnreported, type Mend } from '../mend/prove.ts';
import { writable } from '../mend/written.ts';
import { checkGithub, checkJson, checkJunit, checkMarkdown, checkSarif } from '../report/check-data.ts';
import { checkText, type Checked, type PatchedMend } from '../report/check-text.ts';
import { paintOf } from '../report/paint.ts';
import { complainOfNothing, load, type Loaded } from './load.ts';
import { complain, print } from './output.ts';
import { shown } from './shown.ts';
import { unreadTold } from './unread.ts';
import { ownVersion } from './version.ts';
import { written } from './written.ts';

/** The `check` verb. Exit status 0: nothing wrong; 1: a finding of severity error; 2: nothing could be read. */
export async function check(paths: readonly string[], options: Readonly<Record<string, unknown>>): Promise<number> {
  const format = String(options['format']);
  const printer = printers.get(format);
  if (printer === undefined) return complain(`--format ${format}: check prints ${[...printers.keys()].join(', ')}`);
  const at = typeof options['at'] === 'string' ? Date.parse(options['at']) : Date.now();
  if (Number.isNaN(at)) return complain(`--at ${String(options['at'])}: write a time such as 2026-08-22T12:00:00Z`);
  const loaded = await load(paths);
  if (loaded.inputs.resources.length === 0) return complainOfNothing(loaded);
  const checked = checkedOf(loaded, at);
  print(printer(checked));
  return checked.findings.some(({ severity }) => severity === 'error') ? 1 : 0;
}

const printers: ReadonlyMap<string, (checked: Checked) => string> = new Map<string, (checked: Checked) => string>([
  ['text', (checked) => checkText(checked, paintOf(process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined ? 'colour' : 'plain'))],
  ['json', (checked) => `${JSON.stringify(checkJson(checked), null, 2)}\n`],
  ['sarif', (checked) => `${JSON.stringify(checkSarif(checked, ownVersion()), null, 2)}\n`],
  ['junit', checkJunit],
  ['markdown', checkMarkdown],
  ['github', checkGithub],
]);

/** Judges everything that was read; certificates by a time in milliseconds since 1970, if one is given. */
export function checkedOf(loaded: Loaded, at?: number): Checked {
  const { path, inputs } = loaded;
  const typed = [...path.resources.flatMap((resource) => schemaProblems(resource)), ...handedOnProblems(path.estate.resources)];
  const all = judged(path, [...loaded.problems, ...typed], at);
  return shown(path.estate, {
    findings: withMends(loaded, all),
    assumptions: [],
    proofs: crossingProofs(path),
    unread: [...inputs.unread.map(({ file, reason }) => ({ what: file, reason })), ...unreadTold(path.resources)],
    resources: path.resources.length,
    files: inputs.files,
  });
}

/** Objects that may be built again for proofs: a proof builds the whole path once more. Beyond it mends are proposed unproved. */
const proofBudget = 60_000;

/** Findings in their order, each with its mends; errors are proved first. */
function withMends(loaded: Loaded, all: readonly Judged[]): Checked['findings'] {
  let proofs = Math.max(1, Math.floor(proofBudget / Math.max(1, loaded.path.resources.length)));
  const mends = new Map<Judged, readonly PatchedMend[]>();
  const urgent = [...all].sort((a, b) => Number(b.finding.severity === 'error') - Number(a.finding.severity === 'error'));
  for (const one of urgent) {
    const wanted = one.finding.proposals.length;
    mends.set(one, wanted === 0 ? [] : wanted <= proofs ? proved(loaded, one) : proposed(loaded, one));
    proofs -= Math.min(proofs, wanted);
  }
  return all.map((one) => ({ ...one.finding, mends: mends.get(one) ?? [] }));
}

function proved(loaded: Loaded, { finding, rule, met }: Judged): readonly PatchedMend[] {
  const { path } = loaded;
  const mends: readonly Mend[] = met !== undefined ? mendsFor(path, met.trace, met.blocker) : writable(path, finding.proposals).flatMap((proposal) => (rule === undefined ? (proveUnreported(path, finding, proposal) ?? []) : [proveGone(path, rule, finding, proposal)]));
  return mends.map((mend) => written(loaded, mend));
}

function proposed(loaded: Loaded, { finding }: Judged): readonly PatchedMend[] {
  const { path } = loaded;
  return writable(path, finding.proposals).map(({ title, certainty, edits }) => written(loaded, { title, certainty: certainty === 'needs a value' ? certainty : 'may change more', edits }));
}
