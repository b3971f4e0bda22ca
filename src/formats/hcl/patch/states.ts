import { argumentIn, blocksOf, type PlacedBlock, type Sources } from './sources.ts';

/**
 * How a root folder says what is declared in another one: by an output of that one, through the state of it that the folder
 * reads. `direct` is what the other folder itself calls it. Undefined: nothing leads there yet.
 */
export function throughState(direct: string, other: string, folder: string, sources: Sources): string | undefined {
  const output = blocksOf(sources, other, 'output').find((placed) => writtenIn(placed, 'value') === direct)?.block.labels[0]?.text;
  const states = blocksOf(sources, folder, 'data', 'terraform_remote_state');
  const kept = placesIn(sources, other);
  const state = states.find((placed) => states.length === 1 || kept.some((place) => writtenIn(placed, 'config')?.includes(place) === true))?.block.labels[1]?.text;
  if (output === undefined || state === undefined) return undefined;
  const outputs = `data.terraform_remote_state.${state}.outputs`;
  const shorter = blocksOf(sources, folder, 'locals').flatMap((placed) => placed.block.body.attributes.filter(({ name }) => writtenIn(placed, name) === outputs))[0]?.name;
  return `${shorter === undefined ? outputs : `local.${shorter}`}.${output}`;
}

/** What tells the state of a folder from those of others, as it is written: `"ingress/terraform.tfstate"`. */
function placesIn(sources: Sources, folder: string): readonly string[] {
  const backends = blocksOf(sources, folder, 'terraform').flatMap(({ file, block }) => block.body.blocks.flatMap((inner): readonly PlacedBlock[] => (inner.type === 'backend' ? [{ file, block: inner }] : [])));
  return backends.flatMap((placed) => ['key', 'prefix', 'path'].flatMap((name) => writtenIn(placed, name) ?? []));
}

function writtenIn(placed: PlacedBlock, name: string): string | undefined {
  const found = argumentIn(placed, name);
  return found === undefined ? undefined : placed.file.text.slice(found.expression.start, found.expression.end);
}
