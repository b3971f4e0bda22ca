import { record, text } from '../../../dialects/kubernetes/fields.ts';
import type { Service } from '../../../dialects/kubernetes/services.ts';
import { hashOf, shortName, unnamedCluster } from '../names.ts';
import { named, type ServiceDrafting } from './drafting.ts';

/**
 * A name that ends in a hash of `parts`, in which undefined stands for what no input says. Then the readable part stands
 * alone, uncut.
 */
export function hashedName(drafting: ServiceDrafting, parts: readonly (string | number | undefined)[], readable: readonly (string | number)[] = []): string {
  const { namespace, name } = drafting.service;
  if (clusterOf(drafting) === undefined) drafting.assumeOfName(unnamedCluster);
  if (uidOf(drafting.service) === undefined) drafting.assumeOfName(`the names of what is made for Service ${named(drafting.service)} end in a hash over the UID of the Service, which it gets when it is made`);
  if (parts.includes(undefined)) return ['k8s', namespace, name, ...readable].join('-');
  return shortName(drafting.service, hashOf(parts));
}

/** The cluster's name as the controller is told it. */
export function clusterOf({ facts }: ServiceDrafting): string | undefined {
  return facts.flags.clusterName;
}

/** What tells this Service from an earlier one of the same name; absent before it exists. */
export function uidOf({ resource }: Service): string | undefined {
  return text(record(resource.body['metadata'])['uid']);
}
