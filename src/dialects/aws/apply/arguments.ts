import { providerTypes } from '../../../facts/terraform-aws.ts';
import type { Resource } from '../../../resource/resource.ts';
import { nearest } from '../../kubernetes/nearest.ts';
import { isSaid, type Refusal } from './refusal.ts';

/** Arguments that nearly every type has, and what inputs add of their own. */
const everywhere: ReadonlySet<string> = new Set(['id', 'arn', 'region', 'owner_id', 'tags', 'tags_all', 'timeouts', 'unknown_after_apply']);

/** Arguments that are missing, and words that are no arguments but nearly one. */
export function argumentRefusals(resource: Resource): readonly Refusal[] {
  const type = providerTypes[resource.type.replace(/^aws_alb(?=_|$)/, 'aws_lb')];
  if (type === undefined || / data\.|^data\.|\.data\./.test(` ${resource.name}`)) return [];
  const known = [...words(type.required), ...words(type.optional), ...words(type.computed)];
  const missing = words(type.required).filter((name) => !isSaid(resource, name) && resource.body[name] !== false && resource.body[name] !== '');
  return [
    ...missing.map((name) => ({ resource, path: [], message: `the argument ${name} is required, and nothing says it; Terraform says "Missing required argument"` })),
    ...Object.keys(resource.body).filter((name) => !everywhere.has(name) && !known.includes(name)).flatMap((name): readonly Refusal[] => {
      const near = nearest(name, known);
      return near === undefined ? [] : [{ resource, path: [name], message: `${resource.type} has no argument ${name}; Terraform says "Unsupported argument". Did you mean ${near}?` }];
    }),
  ];
}

function words(joined: string): readonly string[] {
  return joined === '' ? [] : joined.split(' ');
}
