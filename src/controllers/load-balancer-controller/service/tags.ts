import type { Tags } from '../facts.ts';
import { keptForOthers, withDefaultTags } from '../tags.ts';
import { named, type ServiceDrafting } from './drafting.ts';

/** Tags beside the controller's own, of everything that is made for the Service. Undefined: none, as in the controller's own JSON. */
export function tagsOf(drafting: ServiceDrafting): Tags | undefined {
  const { annotations, facts, service } = drafting;
  const written = annotations.map('additional-resource-tags') ?? {};
  const says = keptForOthers(written, facts);
  if (says !== undefined) {
    const kept = Object.keys(written).find((key) => facts.flags.externalManagedTags.includes(key));
    drafting.reject(annotations.place('additional-resource-tags'), `Service ${named(service)} may not set tag ${kept}: flag --external-managed-tags keeps it for another program`, `${says} on Service`);
  }
  const tags = withDefaultTags(written, facts);
  return Object.keys(tags).length === 0 ? undefined : tags;
}
