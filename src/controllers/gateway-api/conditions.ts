import { list, record } from '../../dialects/kubernetes/fields.ts';
import type { Json, JsonObject, Path, Resource } from '../../resource/resource.ts';

/** Why something is not as its author meant it, in istiod's words, and where that is written. */
export interface Refusal {
  readonly reason: string;
  readonly message: string;
  readonly path?: Path;
  /** istiod says so, and nobody meets it. */
  readonly unmet?: true;
}

/** One condition: what it says if all is well, and what stands against it. */
export interface Condition {
  readonly reason: string;
  readonly message: string;
  /** What it is if all is well. Default True. */
  readonly status?: 'True' | 'False';
  readonly refused?: Refusal;
}

export type Conditions = Readonly<Record<string, Condition>>;

/** What istiod writes into the status of an object. */
export interface Status {
  readonly resource: Resource;
  readonly status: JsonObject;
  /** Everything in it that somebody has to hear of. */
  readonly refusals: readonly Refusal[];
}

/**
 * The conditions over those that the object had: by type, new ones behind in the order of their types. Times are left
 * out: they say when istiod wrote.
 */
export function conditionsOver(existing: Json | undefined, conditions: Conditions, resource: Resource): readonly JsonObject[] {
  const written = list(existing).map(record);
  const generation = record(resource.body['metadata'])['generation'];
  for (const type of Object.keys(conditions).sort()) {
    const { status = 'True', refused, ...well } = conditions[type]!;
    const { reason, message } = refused ?? well;
    const said = refused === undefined ? status : status === 'True' ? 'False' : 'True';
    const condition = { type, status: said, ...(typeof generation === 'number' && generation !== 0 ? { observedGeneration: generation } : {}), reason, message };
    const place = written.findIndex((each) => each['type'] === type);
    if (place < 0) written.push(condition);
    else if (!isSame(written[place]!, condition)) written[place] = condition;
  }
  return written;
}

/** istiod leaves a condition alone that says the same, whatever its reason is (model/kstatus, UpdateConditionIfChanged). */
function isSame(before: JsonObject, now: JsonObject): boolean {
  return before['status'] === now['status'] && before['message'] === now['message'] && (before['observedGeneration'] ?? 0) === (now['observedGeneration'] ?? 0);
}

/** The refusals of some conditions, each once. */
export function refusalsOf(conditions: Conditions): readonly Refusal[] {
  const found = new Map<string, Refusal>();
  for (const { refused } of Object.values(conditions)) if (refused !== undefined && !found.has(refused.message)) found.set(refused.message, refused);
  return [...found.values()];
}

/** Both, the first one's reason, their messages joined. */
export function both(first: Refusal | undefined, second: Refusal | undefined): Refusal | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return { ...first, message: `${first.message}; ${second.message}` };
}

/** `a`, `a and b`, `a, b, and c`. */
export function enumerated(names: readonly string[]): string {
  if (names.length < 3) return names.join(' and ');
  return `${names.slice(0, -1).join(', ')}, and ${names.at(-1)}`;
}
