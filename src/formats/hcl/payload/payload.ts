import type { JsonObject, Path, Resource } from '../../../resource/resource.ts';
import type { Gathered } from '../../kubernetes.ts';
import type { Configuration, Instance, Written } from '../instance.ts';

/** What is known of an instance when its payload is read. */
export interface Carrier {
  readonly instance: Instance;
  /** As a resource of AWS would be: arguments and blocks, references as texts, `unknown_after_apply`. */
  readonly resource: Resource;
  readonly body: JsonObject;
  /** Where an argument is written, through variables and locals: a heredoc, `file("x.yaml")`, `yamlencode({...})`. */
  readonly written: (path: Path) => Written | undefined;
  readonly configuration: Configuration;
}

/**
 * Adds what a resource of a provider other than AWS' holds: objects of Kubernetes, a release of a chart. false: nobody here reads
 * such a resource. What is told goes to `into`, with positions in the .tf file, or in the file that the text comes from.
 */
export function payloadOf({ instance, resource }: Carrier, into: Gathered): boolean {
  if (instance.type !== 'helm_release') return false;
  into.resources.push(resource);
  return true;
}
