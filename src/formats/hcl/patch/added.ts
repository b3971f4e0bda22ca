import type { Edit } from '../../../resource/edit.ts';
import { keyOf, type Resource } from '../../../resource/resource.ts';
import { endOf } from './members.ts';
import { membersText } from './print.ts';
import { blockOf, expressionFor } from './refer.ts';
import type { PlacedBlock, Sources } from './sources.ts';
import { isBlock, type Attempt } from './targets.ts';

/** A new block behind another, in its provider; else behind the last block of the resources of its scope. */
export function addedBlock({ resource, after }: Extract<Edit, { edit: 'add' }>, resources: readonly Resource[], sources: Sources): Attempt | undefined {
  const near = after === undefined ? resources.findLast(({ scope, type }) => scope === resource.scope && type.startsWith('aws_')) : resources.findLast((each) => keyOf(each) === keyOf(after));
  const place = near === undefined ? undefined : blockOf(near, sources);
  if (near === undefined || place === undefined) return undefined;
  const { file, block } = place;
  let failed = false;
  const refer = (reference: string): string => {
    const expression = expressionFor(reference, near, place, sources, resources);
    if (expression === undefined) failed = true;
    return expression ?? '""';
  };
  const provider = near.scope === resource.scope ? block.body.attributes.find(({ name }) => name === 'provider') : undefined;
  const first = provider === undefined ? '' : `  provider = ${file.text.slice(provider.value.start, provider.value.end)}\n`;
  const body = membersText(resource.body, '  ', refer, (path) => isBlock(resource.type, path));
  if (failed) return undefined;
  const text = `resource "${resource.type}" "${freeLabel(resource, place, sources)}" {\n${first}${body}}`;
  const end = endOf(file.text, block);
  return { file, splice: { start: end, end, text: `\n\n${text}` } };
}

/** A label that no block of the folder has. */
function freeLabel({ type, name }: Extract<Edit, { edit: 'add' }>['resource'], { file }: PlacedBlock, sources: Sources): string {
  const plain = name.replace(/[^A-Za-z0-9_-]+/g, '_').replace(/^(?![A-Za-z_])/, '_');
  const taken = new Set(sources.filesIn(file.name.replace(/[^/\\]*$/, '').replace(/[/\\]$/, '') || '.').flatMap(({ body }) => body.blocks.filter(({ labels }) => labels[0]?.text === type).map(({ labels }) => labels[1]?.text)));
  let label = plain;
  for (let number = 2; taken.has(label); number++) label = `${plain}_${number}`;
  return label;
}
