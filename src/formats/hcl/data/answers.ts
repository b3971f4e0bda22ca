import type { Configuration, Instance } from '../instances/instance.ts';
import type { Value } from '../values/value.ts';
import { askedOf, memberOf } from './asked.ts';
import type { Answer } from './question.ts';
import { sourceOf } from './sources.ts';

/** An attribute of a data source as the inputs tell it. undefined: they do not, and it stays what Terraform looks up. */
export function answerOf(attribute: string, instance: Instance, configuration: Configuration): Value | undefined {
  const found = answerTo(instance, configuration);
  return found !== undefined && 'value' in found ? memberOf(found.value, attribute) : undefined;
}

/** Whether the inputs tell what a data source says: it is then no resource of its own. */
export function isAnswered(instance: Instance, configuration: Configuration): boolean {
  const found = answerTo(instance, configuration);
  return found !== undefined && 'value' in found;
}

const given = new WeakMap<Instance, Answer | 'asked' | 'nothing'>();

/** Worked out once, and told once. Who is asked again by what it looks at itself has no answer there. */
function answerTo(instance: Instance, configuration: Configuration): Answer | undefined {
  const known = given.get(instance);
  if (known !== undefined) return typeof known === 'string' ? undefined : known;
  given.set(instance, 'asked');
  const found = sourceOf(askedOf(instance, configuration));
  given.set(instance, found ?? 'nothing');
  const told = found === undefined ? undefined : 'why' in found ? `is not worked out: ${found.why}` : found.remark === undefined ? undefined : `: ${found.remark}`;
  if (told !== undefined) configuration.report({ name: 'not-worked-out', severity: 'note', message: `data.${instance.type}.${instance.name}${told.startsWith(':') ? told : ` ${told}`}`, file: instance.file, span: instance.block.typeSpan });
  return found;
}
