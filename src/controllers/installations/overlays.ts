import { list, record, text } from '../../dialects/kubernetes/fields.ts';
import { isObject, type Json, type JsonObject, type Path, type Problem, type Resource } from '../../resource/resource.ts';
import { problemAt } from '../controller.ts';

/**
 * What `k8s.overlays` of an IstioOperator changes in the objects that the charts make: `[{ kind, name, patches: [{ path, value }] }]`. A path
 * is `spec.ports.[name:http2].nodePort`, `a.[3]` or `a.[:value]`; without a value, what stands there is taken away (operator/pkg/patch).
 */
export function overlaidBy(operator: Resource, at: Path, objects: readonly Resource[], problems: Problem[]): readonly Resource[] {
  const written = at.reduce<Json | undefined>((found, step) => (typeof step === 'number' ? list(found)[step] : record(found)[step]), operator.body);
  const patches = list(written).flatMap((overlay, index) => {
    const { kind, name, patches: changes } = record(overlay);
    return list(changes).map((change, number) => ({ kind, name, ...record(change), place: [...at, index, 'patches', number] }));
  });
  return objects.map((object) =>
    patches.filter(({ kind, name }) => kind === object.type && name === object.name).reduce((patched, change) => {
      const steps = stepsOf(text((change as JsonObject)['path']) ?? '', patched.body);
      if (steps === undefined) problems.push(problemAt(operator, change.place, 'unreadable-setting', 'warning', `path ${text((change as JsonObject)['path']) ?? ''} finds nothing in ${object.type} ${object.name}, and istioctl installs nothing with this overlay; it is taken as if it were not there`));
      return steps === undefined ? patched : changed(patched, operator, steps, (change as JsonObject)['value'], change.place);
    }, object),
  );
}

function changed(object: Resource, operator: Resource, steps: Path, value: Json | undefined, place: Path): Resource {
  return {
    ...object,
    body: set(object.body, steps, value) as JsonObject,
    locate: (path, part) => (steps.every((step, index) => path[index] === step) ? operator.locate([...place, 'value'], part) : object.locate(path, part)),
  };
}

/** The path with members of lists found by what they hold; undefined where one is not there. */
function stepsOf(path: string, body: Json): Path | undefined {
  const steps: (string | number)[] = [];
  let value: Json | undefined = body;
  for (const word of path.match(/\[[^\]]*\]|(?:\\\.|[^.[\]])+/g) ?? []) {
    const [, inner] = /^\[(.*)\]$/.exec(word) ?? [];
    const step: string | number | undefined = inner === undefined ? word.replaceAll('\\.', '.') : memberOf(list(value), inner);
    if (step === undefined) return undefined;
    steps.push(step);
    value = typeof step === 'number' ? list(value)[step] : record(value)[step];
  }
  return steps.length === 0 ? undefined : steps;
}

/** `name:http2`, `3`, or `:value`. */
function memberOf(members: readonly Json[], said: string): number | undefined {
  if (/^\d+$/.test(said)) return Number(said);
  const [key = '', ...rest] = said.split(':');
  const wanted = rest.join(':');
  const at = members.findIndex((member) => (key === '' ? member === wanted : isObject(member) && String(member[key]) === wanted));
  return at === -1 ? undefined : at;
}

function set(value: Json | undefined, [step, ...rest]: Path, to: Json | undefined): Json {
  if (step === undefined) return to ?? null;
  if (typeof step === 'number') {
    const members = list(value);
    if (rest.length === 0 && to === undefined) return members.filter((_, index) => index !== step);
    return step < members.length ? members.map((member, index) => (index === step ? set(member, rest, to) : member)) : [...members, set(undefined, rest, to)];
  }
  const { [step]: old, ...others } = record(value);
  return rest.length === 0 && to === undefined ? others : { ...others, [step]: set(old, rest, to) };
}
