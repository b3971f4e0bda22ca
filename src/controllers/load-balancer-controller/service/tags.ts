import type { Tags } from '../facts.ts';
import { refuseKept, withDefaultTags } from '../tags.ts';
import type { ServiceDrafting } from './drafting.ts';

/** Tags beside the controller's own, of everything that is made for the Service. Undefined: none. */
export function tagsOf(drafting: ServiceDrafting): Tags | undefined {
  const { annotations, facts } = drafting;
  const written = annotations.map('additional-resource-tags') ?? {};
  refuseKept(drafting, written, annotations.place('additional-resource-tags'), (error) => `${error} on Service`);
  return withDefaultTags(written, facts);
}
