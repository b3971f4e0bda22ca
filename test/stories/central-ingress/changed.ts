import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load, type Loaded } from '../../../src/cli/load.ts';
import { isObject, type Json, type JsonObject, type Path } from '../../../src/resource/resource.ts';
import { rootFolder } from '../../sources.ts';

/** A place in a file of the example, and what is to stand there; undefined: nothing. Of a plan the place begins at a resource's address. */
export type Change = readonly [file: string, place: Path, value: Json | undefined];

/** One form of the example with something else in it, read from a folder of its own. */
export async function changed(form: 'describe' | 'plan', ...changes: readonly Change[]): Promise<Loaded> {
  const folder = mkdtempSync(join(tmpdir(), 'central-ingress-'));
  try {
    for (const part of ['kubernetes', form]) cpSync(`${rootFolder()}/examples/central-ingress/${part}`, join(folder, part), { recursive: true });
    for (const [file, place, value] of changes) {
      const name = join(folder, form, file);
      const content = JSON.parse(readFileSync(name, 'utf8')) as Json;
      const edited = form === 'plan' ? inPlan(content, place, value) : replaced(content, place, value);
      writeFileSync(name, JSON.stringify(edited, undefined, 2));
    }
    return await load([join(folder, form)]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The values of a resource of a plan; one that is to be nothing is not planned at all. */
function inPlan(plan: Json, [address, ...place]: Path, value: Json | undefined): Json {
  let met = false;
  const walked = (each: Json): Json => {
    if (Array.isArray(each)) {
      const members = (each as readonly Json[]).map(walked);
      return place.length > 0 || value !== undefined ? members : members.filter((member) => !(isObject(member) && member['address'] === address && (member['values'] !== undefined || member['change'] !== undefined)));
    }
    if (!isObject(each)) return each;
    if (each['address'] === address && isObject(each['values'])) {
      met = true;
      return { ...each, values: replaced(each['values'], place, value) };
    }
    return Object.fromEntries(Object.entries(each).map(([key, member]) => [key, walked(member)]));
  };
  const result = walked(plan);
  if (!met) throw new Error(`the plan has no ${String(address)}`);
  return result;
}

function replaced(of: Json, [step, ...rest]: Path, value: Json | undefined): Json {
  if (step === undefined) return value ?? null;
  if (Array.isArray(of)) return (of as readonly Json[]).flatMap((member, index) => (index !== step ? [member] : rest.length === 0 && value === undefined ? [] : [replaced(member, rest, value)]));
  const object: JsonObject = isObject(of) ? of : {};
  const { [String(step)]: before, ...others } = object;
  if (rest.length === 0 && value === undefined) return others;
  return { ...object, [String(step)]: replaced(before ?? null, rest, value) };
}
