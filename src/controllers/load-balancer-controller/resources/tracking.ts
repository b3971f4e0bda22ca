import { record } from '../../../dialects/kubernetes/fields.ts';
import type { Resource } from '../../../resource/resource.ts';
import type { ControllerFacts, Tags } from '../facts.ts';
import type { Piece, Stack } from '../stack.ts';
import { resourceIdTag, stackLabels, stackTags, tagPrefixOf } from '../tags.ts';

/** The resource with the tags, or the labels, by which the controller finds again what it has made (pkg/deploy/tracking). */
export function tracked({ flags }: ControllerFacts, stack: Stack, piece: Piece, resource: Resource): Resource {
  const prefix = tagPrefixOf(stack);
  if (resource.type === 'TargetGroupBinding') {
    const [namespace, name] = stack.id.includes('/') ? stack.id.split('/') : [undefined, stack.id];
    const metadata = record(resource.body['metadata']);
    const labels = { ...record(metadata['labels']), ...stackLabels(prefix, { name: name!, ...(namespace === undefined ? {} : { namespace }) }) };
    return { ...resource, body: { ...resource.body, metadata: { ...metadata, labels } } };
  }
  const tracking = taggedTypes.has(resource.type) ? trackingTags({ flags }, stack, piece) : undefined;
  return tracking === undefined ? resource : { ...resource, body: { ...resource.body, tags: { ...record(resource.body['tags']), ...tracking } } };
}

/** The tags by which the controller finds again what it has made; undefined where the cluster's name, which is one of them, is not known. */
export function trackingTags({ flags }: Pick<ControllerFacts, 'flags'>, stack: Stack, piece: Piece): Tags | undefined {
  const prefix = tagPrefixOf(stack);
  return flags.clusterName === undefined ? undefined : { ...stackTags(prefix, flags.clusterName, stack.id), [resourceIdTag(prefix)]: piece.id };
}

const taggedTypes: ReadonlySet<string> = new Set(['aws_acm_certificate', 'aws_lb', 'aws_lb_listener', 'aws_lb_listener_rule', 'aws_lb_target_group', 'aws_security_group']);
