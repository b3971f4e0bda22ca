import { dirname } from 'node:path';
import type { Configuration, Instance } from '../instances/instance.ts';
import type { Value } from '../values/value.ts';
import { askedOf, memberOf } from './asked.ts';
import { nothingMakesIt } from './managed.ts';
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
  tell(found, `data.${instance.type}.${instance.name}`, instance, configuration);
  return found;
}

function tell(found: Answer | undefined, address: string, { file, block }: Instance, { report }: Configuration): void {
  if (found === undefined) return;
  const told = { name: 'not-worked-out', severity: 'note', file, span: block.typeSpan } as const;
  if (!('why' in found)) {
    if (found.remark !== undefined) report({ ...told, message: `${address}: ${found.remark}` });
    return;
  }
  const { why } = found;
  report({ ...told, message: `${address} is not worked out: ${why}`, alike: { cause: `${dirname(file.name)}: ${why}`, subject: address, message: (addresses) => `${addresses} are not worked out: ${why === nothingMakesIt ? 'no input makes what they look up' : why}` } });
}
