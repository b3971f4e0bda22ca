import { decided } from '../../dialects/aws/references.ts';
import { text } from '../../dialects/kubernetes/fields.ts';
import type { Path } from '../../path/path.ts';
import { compareTexts } from '../../resource/order.ts';
import { identityOf, isLookedUp, nameOf, type Resource } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** A parameter is written over whatever has its name already, and nobody is told. */
export const rule: Rule = {
  name: 'parameter-overwritten-silently',
  severity: 'error',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const written = estate.ofType('aws_ssm_parameter').filter((each) => !isLookedUp(each) && decided(each.body['overwrite']) === true).toSorted((a, b) => compareTexts(nameOf(a), nameOf(b)));
  for (const resource of written) {
    const name = text(resource.body['name']);
    const others = name === undefined ? [] : estate.ofType('aws_ssm_parameter').filter((each) => each !== resource && each.scope === resource.scope && !isLookedUp(each) && each.body['name'] === name);
    // Of several that overwrite each other, the one behind the others is told.
    if (others.some((other) => written.includes(other) && written.indexOf(other) > written.indexOf(resource))) continue;
    yield others.length > 0 ? clash(resource, name!, others) : alone(resource, name);
  }
}

function clash(resource: Resource, name: string, others: readonly Resource[]): Finding {
  return findingAt(rule, { resource, path: ['name'] }, {
    message: `parameter ${name} holds what was applied last: ${others.length + 1} blocks write it, overwrite = true lets each of them replace the other's value, and whoever reads it for one connection gets the other`,
    label: 'the same name in the same account and Region',
    because: [
      ...others.map((other) => because(nameOf(other), `writes ${name}, too`, { resource: other, path: ['name'] })),
      because(nameOf(resource), 'takes away the refusal that would tell it (ParameterAlreadyExists)', { resource, path: ['overwrite'] }),
    ],
  });
}

function alone(resource: Resource, name: string | undefined): Finding {
  return findingAt(rule, { resource, path: ['overwrite'] }, {
    severity: 'note',
    message: `if somebody else has a parameter ${name ?? nameOf(resource)} in that account, apply replaces its value and says nothing`,
    label: 'without it, apply ends with ParameterAlreadyExists',
    because: [],
    proposals: [{ title: 'let apply refuse a name that is taken', edits: [{ edit: 'remove', of: identityOf(resource), path: ['overwrite'] }], certainty: 'proposed' }],
  });
}
