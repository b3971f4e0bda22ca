import { imagesOf, repositoriesOf, type Repository } from '../../dialects/aws/image-repositories.ts';
import { movingTags } from '../../facts/container-registry.ts';
import type { Path } from '../../path/path.ts';
import { identityOf, nameOf } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** A workload pulls a tag that is meant to move from a repository in which no tag moves. */
export const rule: Rule = {
  name: 'moving-tag-in-immutable-repository',
  severity: 'warning',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const repositories = repositoriesOf(estate).filter(({ immutable }) => immutable);
  if (repositories.length === 0) return;
  const told = new Set<string>();
  for (const image of imagesOf(estate)) {
    const repository = repositories.find((each) => each.name === image.repository && (each.account === undefined || image.account === undefined || each.account === image.account));
    if (repository === undefined || !movingTags.has(image.tag) || repository.moves(image.tag)) continue;
    // Pods of one workload, and workloads of one image, say it once.
    const key = `${repository.name}:${image.tag}`;
    if (told.has(key)) continue;
    told.add(key);
    yield found(repository, image);
  }
}

function found({ resource, name }: Repository, image: ReturnType<typeof imagesOf>[number]): Finding {
  const at = { resource: image.resource, path: image.path };
  return findingAt(rule, at, {
    message: `the next push of ${name}:${image.tag} is refused, and ${nameOf(image.resource)} goes on with the image that was pushed first: tags of repository ${name} never move`,
    label: 'is a tag that is meant to move',
    because: [because(nameOf(resource), `refuses a tag that is there already: image_tag_mutability is ${String(resource.body['image_tag_mutability'])}`, { resource, path: ['image_tag_mutability'] })],
    proposals: resource.derived === undefined ? [{ title: `let the tag ${image.tag} move`, edits: [{ edit: 'set', of: identityOf(resource), path: ['image_tag_mutability'], to: 'IMMUTABLE_WITH_EXCLUSION' }, { edit: 'set', of: identityOf(resource), path: ['image_tag_mutability_exclusion_filter'], to: [{ filter: image.tag, filter_type: 'WILDCARD' }] }], certainty: 'proposed' }] : [],
  });
}
