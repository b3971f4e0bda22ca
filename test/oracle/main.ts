import { curl } from './curl.ts';
import { nodeTls, openssl } from './certificates.ts';
import { kubectl } from './kubectl.ts';
import { versionOf, type Oracle } from './oracle.ts';
import { terraform } from './terraform.ts';

const oracles: readonly Oracle[] = [curl, kubectl, nodeTls, openssl, terraform];

/** Real programs that later kinds will be held against. */
const waiting: readonly (Pick<Oracle, 'program' | 'version'> & { readonly reason: string })[] = [
  { program: 'nginx', version: ['-v'], reason: 'no kind speaks for nginx yet' },
];

/** `oracle`: the same questions to real programs and to us. What is not on this machine is skipped, and said. */
async function main(): Promise<number> {
  let differing = 0;
  for (const oracle of oracles) {
    const version = versionOf(oracle);
    if (version === undefined) {
      console.log(`skipped: ${oracle.program} is not on this machine (${oracle.about})`);
      continue;
    }
    const truths = await oracle.truths();
    const wrong = truths.filter(({ theirs, ours }) => theirs !== ours);
    differing += wrong.length;
    console.log(`${oracle.program} (${version.slice(0, 40)}), ${oracle.about}: ${truths.length - wrong.length}/${truths.length}`);
    for (const { what, theirs, ours } of wrong) console.log(`  ${what}\n    ${oracle.program}: ${theirs}\n    ours: ${ours}`);
  }
  for (const { reason, ...program } of waiting) {
    const version = versionOf(program);
    console.log(`skipped: ${program.program} ${version === undefined ? 'is not on this machine' : `is present (${version})`}, and ${reason}`);
  }
  return differing === 0 ? 0 : 1;
}

process.exitCode = await main();
