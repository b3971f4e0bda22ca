import type { Estate } from '../../resource/estate.ts';
import type { Resource } from '../../resource/resource.ts';

/** Resources of a type that stand in a file. */
export function writtenOf(estate: Estate, ...types: readonly string[]): readonly Resource[] {
  return types.flatMap((type) => estate.ofType(type)).filter(({ derived }) => derived === undefined);
}
