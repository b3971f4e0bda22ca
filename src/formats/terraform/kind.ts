import { isObject, type JsonObject } from '../../resource/resource.ts';
import type { ParsedDocument } from '../yaml.ts';

/** What Terraform or OpenTofu wrote: `terraform show -json` of a plan or a state, or the state file itself. */
export type Written = 'plan' | 'state' | 'raw-state';

/** What a document of Terraform is, by what it holds; undefined for all others. */
export function writtenBy({ value }: Pick<ParsedDocument, 'value'>): Written | undefined {
  if (!isObject(value) || value['kind'] !== undefined || value['apiVersion'] !== undefined) return undefined;
  if ('format_version' in value) return ['planned_values', 'resource_changes', 'configuration', 'prior_state', 'errored'].some((key) => key in value) ? 'plan' : 'terraform_version' in value || 'values' in value ? 'state' : undefined;
  return 'lineage' in value && ('serial' in value || 'terraform_version' in value) ? 'raw-state' : undefined;
}

/** Whether a document is a line of what `terraform plan -json` says while it works, which is no plan. */
export function isProgress({ value }: Pick<ParsedDocument, 'value'>): boolean {
  return isObject(value) && typeof value['@level'] === 'string' && typeof value['@message'] === 'string';
}

/** What to ask for instead of such lines, told once a file. */
export const progressReason = 'these are the messages of terraform plan -json, and not the plan. Ask terraform plan -out=PLAN, then terraform show -json PLAN';

/** Why a document is not read, where its version is another one than the one that is. */
export function otherVersion(written: Written, value: JsonObject): string | undefined {
  if (written === 'raw-state') return value['version'] === 4 ? undefined : `it is a state of version ${shown(value['version'])}, and version 4 is read (Terraform from 0.12 on, and OpenTofu). terraform show -json of it is read, too`;
  const version = value['format_version'];
  const major = typeof version === 'string' ? /^(\d+)\.(\d+)/.exec(version) : null;
  const fine = major !== null && (major[1] === '1' || (major[1] === '0' && ['1', '2'].includes(major[2]!)));
  return fine ? undefined : `its format_version is ${shown(version)}, and 1.x is read (terraform show -json from Terraform 1.0 on; 0.1 and 0.2 of older ones)`;
}

function shown(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value);
}
