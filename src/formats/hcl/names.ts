import { basename } from 'node:path';

/** Whether a file is one of Terraform's by its name: Terraform itself tells them by nothing else. */
export function isTerraformFile(path: string): boolean {
  return isConfiguration(path) || isVariables(path) || basename(path) === lockName || isModuleList(path);
}

/** Whether a file holds blocks of Terraform's language, in its own syntax or as JSON. */
export function isConfiguration(path: string): boolean {
  return /\.tf(?:\.json)?$/.test(path);
}

/** Whether a file gives variables their values. */
export function isVariables(path: string): boolean {
  return /\.tfvars(?:\.json)?$/.test(path);
}

/** Whether Terraform reads such a file of the root folder without being told. */
export function isLoadedByItself(path: string): boolean {
  return /^terraform\.tfvars(?:\.json)?$|\.auto\.tfvars(?:\.json)?$/.test(basename(path));
}

/** Which version of each provider `terraform init` has chosen. */
export const lockName = '.terraform.lock.hcl';

/** Where `terraform init` keeps what it fetched, beside the root folder's files. */
export const dataFolder = '.terraform';

/** Which module call leads to which folder, as `terraform init` has written it down: `.terraform/modules/modules.json`. */
export function isModuleList(path: string): boolean {
  return /(?:^|[\\/])\.terraform[\\/]modules[\\/]modules\.json$/.test(path);
}
