import { nameShapes } from '../../../facts/name-shapes.ts';
import type { Resource } from '../../../resource/resource.ts';
import { text } from '../../kubernetes/fields.ts';
import type { Refusal } from './refusal.ts';

/** Names and descriptions that are too long, or have characters that AWS does not take there. */
export function shapeRefusals(resource: Resource): readonly Refusal[] {
  return nameShapes.filter(({ type }) => type === resource.type).flatMap(({ argument, what, longest, shape, of, says }): readonly Refusal[] => {
    const written = text(resource.body[argument]);
    if (written === undefined || written === '' || written.includes('${')) return [];
    if (written.length > longest) return [{ resource, path: [argument], message: `${what} has at most ${longest} characters; this one has ${written.length}` }];
    return shape.test(written) ? [] : [{ resource, path: [argument], message: `${what} has ${of}; "${written}" is another${says === undefined ? '' : `, and AWS says "${says}"`}` }];
  });
}
