import type { Proposal } from '../hops/kind.ts';
import type { Path } from '../path/path.ts';
import type { Edit } from '../resource/edit.ts';
import { identityOf, keyOf, type Resource } from '../resource/resource.ts';

/**
 * Proposals that change files: what changes an object that an installer makes is said where its values stand. One that needs a
 * change of what no file says is left out.
 */
export function writable({ resources, estate }: Path, proposals: readonly Proposal[]): readonly Proposal[] {
  const held = new Set(resources.map(keyOf));
  const texts = new Set(estate.resources.filter(({ type }) => textTypes.has(type)).map(keyOf));
  const inFile = (edit: Edit): Edit | undefined => {
    if (edit.edit !== 'add' && texts.has(keyOf(edit.of))) return undefined;
    if (edit.edit === 'add' || held.has(keyOf(edit.of))) return edit;
    const { derived } = estate.find(edit.of) ?? {};
    // An object that an edit before this one adds or renames is not there yet.
    if (derived === undefined) return edit;
    const written = derived.written?.(edit.path);
    if (written === undefined || !isInFile(written.at[0]) || !held.has(keyOf(written.at[0])) || (!written.said && edit.edit !== 'set')) return undefined;
    return { ...edit, of: identityOf(written.at[0]), path: written.at[1] };
  };
  return proposals.flatMap((proposal) => {
    const edits = proposal.edits.map(inFile);
    return edits.every((edit) => edit !== undefined) ? [{ ...proposal, edits }] : [];
  });
}

/** Documents that other objects hold as texts: their lines are known, and not rewritten. */
const textTypes: ReadonlySet<string> = new Set(['MeshConfig', 'ProxyConfigText', 'HelmValues']);

/** Whether a file can be changed there: texts that other objects hold are none. */
function isInFile({ apiVersion, source }: Resource): boolean {
  return apiVersion !== undefined || source !== undefined;
}
