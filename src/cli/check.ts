import { schemaProblems } from '../dialects/kubernetes/schema.ts';
import { crossingProofs } from '../findings/proofs.ts';
import { judged, type Judged } from '../findings/judge.ts';
import { patchOf } from '../formats/patch.ts';
import { mendsFor } from '../mend/propose.ts';
import { proveGone, type Mend } from '../mend/prove.ts';
import { nameOf } from '../resource/resource.ts';
import { checkGithub, checkJson, checkJunit, checkMarkdown, checkSarif } from '../report/check-data.ts';
import { checkText, type Checked, type PatchedMend } from '../report/check-text.ts';
import { paintOf } from '../report/paint.ts';
import { load, type Loaded } from './load.ts';
import { complain, print } from './output.ts';
import { unreadOf } from './unread.ts';
import { ownVersion } from './version.ts';

/** The `check` verb. Exit status 0: nothing wrong; 1: a finding of severity error; 2: nothing could be read. */
export async function check(paths: readonly string[], options: Readonly<Record<string, unknown>>): Promise<number> {
  const format = String(options['format']);
  const printer = printers.get(format);
  if (printer === undefined) return complain(`--format ${format}: check prints ${[...printers.keys()].join(', ')}`);
  const loaded = await load(paths);
  if (loaded.inputs.resources.length === 0) return complain('no resource could be read from the inputs', loaded.problems);
  const checked = checkedOf(loaded);
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

/** Judges everything that was read. */
export function checkedOf(loaded: Loaded): Checked {
  const { path, inputs } = loaded;
  const typed = path.resources.flatMap((resource) => schemaProblems(resource));
  const all = judged(path, [...loaded.problems, ...typed]);
  return {
    findings: all.map((one, index) => ({ ...one.finding, mends: mendsOf(loaded, one, index) })),
    assumptions: [],
    proofs: crossingProofs(path),
    unread: [...inputs.unread.map(({ file, reason }) => ({ what: file, reason })), ...unreadOf(path.resources).map((resource) => ({ what: nameOf(resource), reason: `sallyport does not read ${resource.apiVersion ?? ''} ${resource.type}` }))],
    resources: path.resources.length,
    files: inputs.files,
  };
}

/** Mends of findings beyond this number are proposed without a proof: each proof builds the whole path again. */
const proofLimit = 25;

function mendsOf({ path, inputs }: Loaded, { finding, rule, met }: Judged, index: number): readonly PatchedMend[] {
  const patched = (mend: Mend): PatchedMend => ({ ...mend, patch: patchOf(inputs.files, path.resources, mend.edits).patch });
  if (met !== undefined) return mendsFor(path, met.trace, met.blocker).map(patched);
  if (rule === undefined) return [];
  return finding.proposals.map((proposal) => {
    if (index < proofLimit) return patched(proveGone(path, rule, finding, proposal));
    return patched({ title: proposal.title, certainty: proposal.certainty === 'needs a value' ? 'needs a value' : 'may change more', edits: proposal.edits });
  });
}
