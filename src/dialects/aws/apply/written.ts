import type { Path, Resource } from '../../../resource/resource.ts';

/** Whether a resource was read from a plan or a description, and not from the configuration itself: the provider has taken it as it is. */
export function comesFromPlan(resource: Resource): boolean {
  const file = resource.locate([])?.file;
  return file !== undefined && !/\.tf(?:\.json)?$/.test(file);
}

/** Whether something is written as `name = ...`, and not as blocks: the value of a block begins where its name does. */
export function isAssigned(resource: Resource, path: Path): boolean {
  const [key, value] = [resource.locate(path, 'key'), resource.locate(path)];
  return key !== undefined && value !== undefined && key.file.endsWith('.tf') && (key.line !== value.line || key.column !== value.column);
}
