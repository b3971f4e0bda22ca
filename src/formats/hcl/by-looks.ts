import { basename } from 'node:path';
import { isTerraformFile } from './names.ts';

/** A block of Terraform's language, from its first letter on. */
const block = /^(?:resource|data|module|variable|provider|terraform|locals|output|moved|import|check|removed|ephemeral)[ \t]*(?:"[^"\n]*"[ \t]*){0,2}\{/;

/** Characters of a text that are looked at. */
const looked = 4096;

/** Whether a text that has no name of Terraform's is in Terraform's language: behind comments it begins with one of its blocks. */
export function looksLikeTerraform(text: string): boolean {
  const start = text.slice(0, looked);
  let at = 0;
  while (at < start.length) {
    if (/[\s\uFEFF]/.test(start[at]!)) at++;
    else if (start[at] === '#' || start.startsWith('//', at)) at = endOf(start, '\n', at);
    else if (start.startsWith('/*', at)) at = endOf(start, '*/', at + 2);
    else return block.test(start.slice(at));
  }
  return false;
}

function endOf(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found + mark.length;
}

/** Why a file in a language like Terraform's is not read, by its name; undefined: it is none of these. */
export function whyNotTerraform(path: string): string | undefined {
  const name = basename(path);
  if (/^(?:terragrunt(?:\.stack)?|root)\.hcl$/.test(name)) return 'a file of Terragrunt, which writes Terraform\'s files and runs it. Give its plan: terragrunt plan -out=tf.plan, terragrunt show -json tf.plan > plan.json';
  if (/\.tofu(?:\.json)?$/.test(name)) return 'a file that OpenTofu alone reads, before one of the same name that ends in .tf. Give its plan: tofu show -json PLAN';
  return undefined;
}

/** Why a file that was named itself and is in Terraform's language is not read: there it counts by its name. */
export function whyNotByName(path: string, text: string): string | undefined {
  if (isTerraformFile(path)) return undefined;
  const other = whyNotTerraform(path) ?? (/\.tf(?:test|mock|query|deploy|stack|component)\.hcl$/.test(path) ? 'a file of Terraform that makes nothing by itself: tests and the like are not read' : undefined);
  return other ?? (looksLikeTerraform(text) ? 'it is in Terraform\'s language, and Terraform reads files that end in .tf. Call it that' : undefined);
}
