import { isBlock, isByFirstAddress, meantBlock } from '../../../dialects/aws/addresses.ts';
import { list, record, text } from '../../../dialects/kubernetes/fields.ts';
import type { Json, Path, Resource } from '../../../resource/resource.ts';
import { pathText } from '../../../resource/resource.ts';
import type { Refusal } from '../place.ts';

/** Why the API server does not take an IngressClassParams: what the controller's webhook answers (webhooks/elbv2/ingressclassparams_validator.go). */
export function classParamsRefusals(params: Resource): readonly Refusal[] {
  const spec = record(params.body['spec']);
  const blocks = list(spec['inboundCIDRs']).flatMap((each, index) => blockRefusal(params, text(each) ?? '', ['spec', 'inboundCIDRs', index]));
  return [...blocks, ...subnetRefusals(params, spec['subnets'])];
}

function blockRefusal(params: Resource, written: string, path: Path): readonly Refusal[] {
  const refusal = (message: string, detail: string): readonly Refusal[] => [{ at: [params, path], message, says: `${pathText(path)}: Invalid value: ${JSON.stringify(written)}: ${detail}` }];
  const meant = meantBlock(written);
  if (!isBlock(written)) return refusal(`"${written}" is no block of addresses${meant === undefined ? '' : `; ${meant} is one`}`, `Could not be parsed as a CIDR${meant === undefined ? '' : ` (did you mean "${meant}")`}`);
  return isByFirstAddress(written) ? [] : refusal(`${written} is an address inside the block ${meant}, and not a block`, `Network contains bits outside prefix (did you mean "${meant}")`);
}

function subnetRefusals(params: Resource, written: Json | undefined): readonly Refusal[] {
  if (written === undefined || written === null) return [];
  const path: Path = ['spec', 'subnets'];
  const { ids, tags } = record(written);
  const [named, tagged] = [ids !== undefined && ids !== null, tags !== undefined && tags !== null];
  if (!named && !tagged) return [{ at: [params, path], message: 'subnets names neither ids nor tags', says: 'spec.subnets: Required value: must have either `ids` or `tags`' }];
  if (named && tagged) return [{ at: [params, [...path, 'tags']], message: 'subnets names ids and tags, and one of them only is taken', says: 'spec.subnets.tags: Forbidden: may not have both `ids` and `tags` set' }];
  if (named) return repeated(params, list(ids), [...path, 'ids'], 'spec.subnets.ids');
  const keys = Object.entries(record(tags));
  if (keys.length === 0) return [{ at: [params, [...path, 'tags']], message: 'tags of subnets names no tag', says: 'spec.subnets.tags: Required value: must have at least one tag key' }];
  return keys.flatMap(([key, values]) => repeated(params, list(values), [...path, 'tags', key], `spec.subnets.tags[${key}]`));
}

function repeated(params: Resource, values: readonly Json[], path: Path, field: string): readonly Refusal[] {
  return values.flatMap((value, index) => (values.indexOf(value) === index ? [] : [{ at: [params, [...path, index]] as const, message: `${String(value)} stands twice`, says: `${field}[${index}]: Duplicate value: ${JSON.stringify(value)}` }]));
}
