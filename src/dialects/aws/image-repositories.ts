import { immutableTags } from '../../facts/container-registry.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Path, Resource } from '../../resource/resource.ts';
import { list, record, text } from '../kubernetes/fields.ts';
import { blocks } from './references.ts';

/** A repository of Amazon ECR. */
export interface Repository {
  readonly resource: Resource;
  readonly name: string;
  readonly account?: string;
  /** A tag that is there is not written again, but for those that `moves` takes. */
  readonly immutable: boolean;
  readonly moves: (tag: string) => boolean;
}

/** Every repository of images. */
export function repositoriesOf(estate: Estate): readonly Repository[] {
  return estate.ofType('aws_ecr_repository').map((resource): Repository => {
    const { body, scope } = resource;
    const account = text(body['registry_id']) ?? /^(\d{12})(?:\/|$)/.exec(scope)?.[1];
    const mutability = text(body['image_tag_mutability']) ?? 'MUTABLE';
    const filters = mutability === 'IMMUTABLE_WITH_EXCLUSION' ? blocks(body['image_tag_mutability_exclusion_filter']).flatMap(({ filter }) => text(filter) ?? []) : [];
    return {
      resource,
      name: text(body['name']) ?? resource.name,
      immutable: immutableTags.has(mutability),
      moves: (tag) => filters.some((filter) => fits(filter, tag)),
      ...(account === undefined ? {} : { account }),
    };
  });
}

/** `*` stands for any run of characters. */
function fits(filter: string, tag: string): boolean {
  const [head = '', ...rest] = filter.split('*');
  if (rest.length === 0) return filter === tag;
  let at = tag.startsWith(head) ? head.length : -1;
  for (const [index, part] of rest.entries()) {
    if (at < 0) return false;
    const last = index === rest.length - 1;
    const next = last ? (tag.length - part.length >= at && tag.endsWith(part) ? tag.length : -1) : tag.indexOf(part, at);
    at = next < 0 ? -1 : last ? next : next + part.length;
  }
  return at >= 0;
}

/** An image of ECR as a container names it. */
export interface PulledImage {
  readonly resource: Resource;
  readonly path: Path;
  readonly account?: string;
  readonly repository: string;
  readonly tag: string;
}

/** Images by tag that the containers of written workloads pull from ECR; those by digest never move. */
export function imagesOf(estate: Estate): readonly PulledImage[] {
  return workloads.flatMap(([type, at]) => estate.ofType(type).filter(({ derived }) => derived === undefined).flatMap((resource) => imagesIn(resource, at)));
}

const template: Path = ['spec', 'template', 'spec'];
const workloads: readonly (readonly [type: string, at: Path])[] = [
  ['Deployment', template],
  ['StatefulSet', template],
  ['DaemonSet', template],
  ['Job', template],
  ['CronJob', ['spec', 'jobTemplate', ...template]],
  ['Pod', ['spec']],
];

function imagesIn(resource: Resource, at: Path): readonly PulledImage[] {
  const spec = at.reduce<Resource['body']>((inner, step) => record(inner[step]), resource.body);
  return (['initContainers', 'containers'] as const).flatMap((field) => list(spec[field]).flatMap((container, index): readonly PulledImage[] => {
    const image = pulled(text(record(container)['image']) ?? '');
    return image === undefined ? [] : [{ resource, path: [...at, field, index, 'image'], ...image }];
  }));
}

/** `ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY:TAG`; without a tag it is `latest`. */
function pulled(image: string): Pick<PulledImage, 'account' | 'repository' | 'tag'> | undefined {
  const [, account, repository, tag] = /^([^./]+)\.dkr[.-]ecr\.[^/]+\/([^:@]+)(?::([^:@/]+))?$/.exec(image) ?? [];
  if (repository === undefined) return undefined;
  return { repository, tag: tag ?? 'latest', ...(/^\d{12}$/.test(account ?? '') ? { account: account! } : {}) };
}
