import type { Resource } from '../../../resource/resource.ts';

/** Whether a resource was read from a plan or a description, and not from the configuration itself: the provider has taken it as it is. */
export function comesFromPlan(resource: Resource): boolean {
  const file = resource.locate([])?.file;
  return file !== undefined && !/\.tf(?:\.json)?$/.test(file);
}
