import { changesOf } from '../formats/changes.ts';
import { patchOf } from '../formats/patch.ts';
import { terraformEdits } from '../formats/terraform-edits.ts';
import type { Written } from '../report/answer.ts';
import type { Edit } from '../resource/edit.ts';
import type { Loaded } from './load.ts';

/** What edits write: into the user's files, and of resources that snapshots alone hold. */
export function writtenBy({ path, inputs }: Loaded, edits: readonly Edit[]): Written {
  const terraform = terraformEdits(inputs.terraform, path.resources, edits);
  return { patch: patchOf(inputs.files, path.resources, edits, terraform).patch, changes: changesOf(path.resources, edits, terraform) };
}
