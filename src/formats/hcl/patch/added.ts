import type { Edit, NewResource } from '../../../resource/edit.ts';
import { keyOf, type Resource } from '../../../resource/resource.ts';
import { carrierOf, carrierOfFile } from './documents.ts';
import { endOf } from './members.ts';
import { expressionText, membersText } from './print.ts';
import { blockOf, namedBy, referringAt, standpointOf, type Named, type Standpoint } from './refer.ts';
import type { PlacedBlock, Sources } from './sources.ts';
import { isBlock, type Attempt } from './targets.ts';

/** A new block behind another, in its provider; else behind the last block of the resources of its scope. */
export function addedBlock({ resource, after }: Extract<Edit, { edit: 'add' }>, resources: readonly Resource[], sources: Sources): Attempt | undefined {
  const near = after === undefined ? resources.findLast(({ scope, type }) => scope === resource.scope && type.startsWith('aws_')) : resources.findLast((each) => keyOf(each) === keyOf(after));
  const carrier = near === undefined || resource.apiVersion === undefined ? undefined : (carrierOf(near, sources) ?? carrierOfFile(near, sources));
  const place = near === undefined ? undefined : (carrier ?? blockOf(near, sources));
  const own = near === undefined ? undefined : namedBy(near.name);
  if (near === undefined || place === undefined || own === undefined) return undefined;
  const { file, block } = place;
  if (resource.apiVersion !== undefined && carrier === undefined) return undefined;
  const type = carrier?.type ?? resource.type;
  const referring = referringAt(withoutRound(standpointOf(near, own, place)), sources, resources);
  const provider = near.scope === resource.scope ? block.body.attributes.find(({ name }) => name === 'provider') : undefined;
  const first = provider === undefined ? '' : `  provider = ${file.text.slice(provider.value.start, provider.value.end)}\n`;
  const document = carrier === undefined ? undefined : expressionText(resource.body, '  ', referring.refer);
  const body = document === undefined ? membersText(resource.body, '  ', referring.refer, (path) => isBlock(type, path)) : `  ${carrier!.argument} = ${carrier!.type === 'kubectl_manifest' ? `yamlencode(${document})` : document}\n`;
  if (referring.failed) return undefined;
  const text = `${looksUp(resource) ? 'data' : 'resource'} "${type}" "${freeLabel({ ...resource, type }, callsOf(near.name, own), place, sources)}" {${first === '' && body === '' ? '' : `\n${first}${body}`}}`;
  const end = endOf(file.text, block);
  return { file, splice: { start: end, end, text: `\n\n${text}` }, extras: referring.extras };
}

/** A new block is one resource, whatever the one beside it makes. */
function withoutRound({ round: _round, ...from }: Standpoint): Standpoint {
  return from;
}

/** What stands in front of a resource's own name. */
function callsOf(name: string, own: Named): string {
  return name.slice(0, name.lastIndexOf(own.key === undefined ? own.name : `${own.name}[`)).replace(/(?<=^|\.)data\.$/, '');
}

/** What only asks is a data source. */
function looksUp({ name }: NewResource): boolean {
  return namedBy(name)?.data === true;
}

/** A label that no block of the folder has. */
function freeLabel({ type, name }: NewResource, calls: string, { file }: PlacedBlock, sources: Sources): string {
  // Names of new resources begin with those of others: of these the calls that lead to the module are not said again.
  const own = [calls, calls.replace(/[^\w-]+/g, '_')].find((prefix) => prefix !== '' && name.startsWith(prefix)) ?? '';
  const plain = name.slice(own.length).replace(/^data\./, '').replace(/[^A-Za-z0-9_-]+/g, '_').replace(/^(?![A-Za-z_])/, '_');
  const taken = new Set(sources.filesIn(file.name.replace(/[^/\\]*$/, '').replace(/[/\\]$/, '') || '.').flatMap(({ body }) => body.blocks.filter(({ labels }) => labels[0]?.text === type).map(({ labels }) => labels[1]?.text)));
  let label = plain;
  for (let number = 2; taken.has(label); number++) label = `${plain}_${number}`;
  return label;
}
