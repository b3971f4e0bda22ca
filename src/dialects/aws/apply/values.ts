import { choices, closedLists } from '../../../facts/terraform-values.ts';
import { isLookedUp, isObject, type Json, type Path, type Resource } from '../../../resource/resource.ts';
import { nearest } from '../../kubernetes/nearest.ts';
import { isWritten, mendedBy, setTo, unknownAt, type Refusal } from './refusal.ts';
import { comesFromPlan } from './written.ts';

/** Values that are none of a closed list, and arguments that exclude each other, in the provider's words. */
export function valueRefusals(resource: Resource): readonly Refusal[] {
  if (isLookedUp(resource) || comesFromPlan(resource)) return [];
  const type = resource.type.replace(/^aws_alb(?=_|$)/, 'aws_lb');
  const lists = closedLists.filter((list) => list.type === type).flatMap(({ path, values, anyCase }) => [...valuesAt(resource.body, path.split('.'), [])].flatMap(({ value, at }): readonly Refusal[] => {
    if (typeof value !== 'string' || value === '' || value.includes('${') || values.some((each) => each === value || (anyCase === true && each.toUpperCase() === value.toUpperCase()))) return [];
    const near = nearest(value, values);
    return [{ resource, path: at, message: `expected ${String(at.at(-1))} to be one of [${values.map((each) => `"${each}"`).join(' ')}], got ${value}${near === undefined ? '' : `. Did you mean "${near}"?`}`, ...mendedBy(near === undefined ? undefined : setTo(resource, `say ${near}`, at, near)) }];
  }));
  return [...lists, ...choices.filter((choice) => choice.type === type).flatMap(({ of, none }) => choiceRefusals(resource, of, none === true))];
}

function* valuesAt(value: Json, [name, ...rest]: readonly string[], at: Path): Iterable<{ readonly value: Json; readonly at: Path }> {
  if (name === undefined) yield { value, at };
  else if (Array.isArray(value)) for (const [index, member] of (value as readonly Json[]).entries()) yield* valuesAt(member, [name, ...rest], [...at, index]);
  else if (isObject(value) && value[name] !== undefined) yield* valuesAt(value[name], rest, [...at, name]);
}

function choiceRefusals(resource: Resource, of: readonly string[], none: boolean): readonly Refusal[] {
  const said = of.filter((name) => isWritten(resource, name));
  const all = `\`${of.join(',')}\``;
  if (said.length > 1) return [{ resource, path: [said[1]!], part: 'key', message: none ? `Conflicting configuration arguments: "${said[0]!}": conflicts with ${said[1]!}` : `Invalid combination of arguments: "${said[0]!}": only one of ${all} can be specified, but \`${said.join(',')}\` were specified` }];
  if (none || said.length > 0 || of.some((name) => mayBeSaid(resource, name))) return [];
  return [{ resource, path: [], message: `Invalid combination of arguments: "${of[0]!}": one of ${all} must be specified` }];
}

/** What a configuration says of an argument that only apply knows stands on a line of its own; what it leaves to AWS does not. */
function mayBeSaid(resource: Resource, name: string): boolean {
  if (!unknownAt(resource, [name])) return false;
  const [own, whole] = [resource.locate([name]), resource.locate([])];
  return own === undefined || whole === undefined || own.line !== whole.line || own.column !== whole.column;
}
