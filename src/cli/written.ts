import { changesOf } from '../formats/changes.ts';
import { patchOf } from '../formats/patch.ts';
import { terraformEdits } from '../formats/terraform-edits.ts';
import type { Mend } from '../mend/prove.ts';
import type { Written } from '../report/answer.ts';
import type { Edit } from '../resource/edit.ts';
import type { Loaded } from './load.ts';

/** What edits write: into the user's files, and of resources that no file says for themselves. */
export function writtenBy({ path, inputs }: Loaded, edits: readonly Edit[]): Written & { readonly shared: boolean } {
  const terraform = terraformEdits(inputs.terraform, path.resources, edits);
  return { patch: patchOf(inputs.files, path.resources, edits, terraform).patch, changes: changesOf(path.resources, edits, terraform), shared: terraform?.shared === true };
}

/** A mend with what it writes. It is proved for one of those that a block makes; who writes that changes them all. */
export function written<M extends Pick<Mend, 'certainty' | 'edits'>>(loaded: Loaded, mend: M): M & Written {
  const { patch, changes, shared } = writtenBy(loaded, mend.edits);
  return { ...mend, certainty: shared && mend.certainty === 'proved' ? 'may change more' : mend.certainty, patch, changes };
}
