import type { Edit } from '../resource/edit.ts';
import { keyOf, type Identity, type Resource } from '../resource/resource.ts';
import { declaredBy, editedFiles, type Rereading } from './hcl/patch/edited.ts';
import { isConfiguration } from './hcl/names.ts';

/** Edits of what Terraform's files declare. */
export interface TerraformEdits {
  /** Those edits, and where the resource of each stands. */
  readonly of: ReadonlyMap<Edit, string>;
  /** The texts that say exactly that; absent: there are none. */
  readonly files?: ReadonlyMap<string, string>;
  /** Why there are none. */
  readonly why?: string;
  /** Others would change with what is edited. */
  readonly shared?: true;
}

/** What edits make of Terraform's files; undefined: none of them is about what such a file declares. */
export function terraformEdits(terraform: Rereading | undefined, resources: readonly Resource[], edits: readonly Edit[]): TerraformEdits | undefined {
  if (terraform === undefined) return undefined;
  const declared = new Set(declaredBy(terraform).map(keyOf));
  const placeOf = (identity: Identity): string | undefined => {
    const at = declared.has(keyOf(identity)) ? resources.findLast((each) => keyOf(each) === keyOf(identity))?.locate([]) : undefined;
    return at === undefined ? undefined : `${at.file}:${at.line}`;
  };
  const of = new Map<Edit, string>();
  for (const edit of edits) {
    const identity = edit.edit !== 'add' ? edit.of : (standing(edit.after, edits) ?? resources.findLast(({ scope, type, locate }) => scope === edit.resource.scope && type.startsWith('aws_') && isConfiguration(locate([])?.file ?? '')));
    const place = identity === undefined || (edit.edit === 'add' && edit.after === undefined && !edit.resource.type.startsWith('aws_')) ? undefined : placeOf(identity);
    if (place !== undefined) of.set(edit, edit.edit === 'add' ? `new, behind ${place}` : place);
  }
  if (of.size === 0) return undefined;
  const edited = editedFiles(terraform, [...of.keys()]);
  return 'files' in edited ? { of, files: edited.files } : { of, why: whyNot(edited.others), ...(edited.others.length > 0 ? { shared: true } : {}) };
}

/** What stands there already: an edit may be behind what another one adds. */
function standing(after: Identity | undefined, edits: readonly Edit[]): Identity | undefined {
  const added = after === undefined ? undefined : edits.find((edit) => edit.edit === 'add' && keyOf(edit.resource) === keyOf(after));
  return added?.edit === 'add' ? added.after : after;
}

function whyNot(others: readonly string[]): string {
  if (others.length === 0) return 'no patch: there is no one place in the files that says this';
  const [first, second, ...rest] = others;
  const named = second === undefined ? first! : rest.length === 0 ? `${first!} and ${second}` : `${first!}, ${second} and ${rest.length} more`;
  return `no patch: the same lines say it for ${named}, which would change with it`;
}
