import { isObject, type Json, type JsonObject } from '../../../resource/resource.ts';
import { textOfUnknown, unknownFrom } from '../functions/unknowns.ts';
import { isList, isMap, isSet, isUnknown, type MapValue, type Unknown, type Value } from '../values/value.ts';

/**
 * The policy that `aws_iam_policy_document` makes of its blocks, as the provider writes it (internal/service/iam/policy_model.go): one
 * value alone is no list, lists are in falling order, `&{` stands for `${`, and a statement of a later document replaces the one of
 * the same Sid. What only apply knows stands in it as a reference. undefined: something in it is not known at all.
 */
export function policyDocument(written: MapValue, scope: string): Value | undefined {
  const unknowns: Value[] = [];
  const texts = (value: Value | undefined): readonly string[] | undefined => {
    const found = membersIn(value).map((member) => {
      if (!isUnknown(member)) return String(member);
      unknowns.push(member);
      return textOfUnknown(member, scope);
    });
    return found.every((each) => each !== undefined) ? found : undefined;
  };
  const own = statementsOf(written, texts);
  const sources = [written.entries.get('source_json'), ...membersIn(written.entries.get('source_policy_documents'))].map((each) => documentIn(each, scope, unknowns));
  const overrides = [...membersIn(written.entries.get('override_policy_documents')), written.entries.get('override_json')].map((each) => documentIn(each, scope, unknowns));
  if (own === undefined || [...sources, ...overrides].includes(undefined)) return undefined;
  const [version] = texts(written.entries.get('version')) ?? [];
  const [id] = texts(written.entries.get('policy_id')) ?? [];
  const merged = [...(sources as readonly JsonObject[]), { Version: version ?? '2012-10-17', ...(id === undefined ? {} : { Id: id }), Statement: own }, ...(overrides as readonly JsonObject[])].reduce<JsonObject>(joined, {});
  const text = JSON.stringify(merged, undefined, 2);
  return unknowns.length === 0 ? text : ({ ...unknownFrom(unknowns), text } satisfies Unknown);
}

type Texts = (value: Value | undefined) => readonly string[] | undefined;

function statementsOf(written: MapValue, texts: Texts): readonly JsonObject[] | undefined {
  const statements = membersIn(written.entries.get('statement')).map((each) => (isMap(each) ? statementOf(each, texts) : undefined));
  return statements.every((each) => each !== undefined) ? statements : undefined;
}

/** Fields of a statement, in the order in which the provider writes them. */
const fields: readonly (readonly [block: string, field: string])[] = [
  ['actions', 'Action'], ['not_actions', 'NotAction'], ['resources', 'Resource'], ['not_resources', 'NotResource'], ['principals', 'Principal'], ['not_principals', 'NotPrincipal'], ['condition', 'Condition'],
];

function statementOf(block: MapValue, texts: Texts): JsonObject | undefined {
  const at = (name: string): Value | undefined => block.entries.get(name) ?? undefined;
  const [sid, effect] = [texts(at('sid')), texts(at('effect'))];
  if (sid === undefined || effect === undefined) return undefined;
  const statement: Record<string, Json> = { ...(sid[0] === undefined || sid[0] === '' ? {} : { Sid: sid[0] }), Effect: effect[0] ?? 'Allow' };
  for (const [name, field] of fields) {
    const members = membersIn(at(name));
    if (members.length === 0) continue;
    const value = name === 'condition' ? conditionsOf(members, texts) : name.endsWith('principals') ? principalsOf(members, texts) : listed(texts(members));
    if (value === undefined) return undefined;
    statement[field] = value;
  }
  return statement;
}

function principalsOf(blocks: readonly Value[], texts: Texts): Json | undefined {
  const found = new Map<string, string[]>();
  for (const block of blocks) {
    const [type, identifiers] = isMap(block) ? [texts(block.entries.get('type')), texts(block.entries.get('identifiers'))] : [];
    if (type?.[0] === undefined || identifiers === undefined) return undefined;
    found.set(type[0], [...(found.get(type[0]) ?? []), ...falling(identifiers)]);
  }
  // Only `*` of the type `*` becomes the bare `*`: for IAM, { "AWS": "*" } is another thing.
  if (found.size === 1 && found.get('*')?.join() === '*') return '*';
  return Object.fromEntries([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([type, identifiers]) => [type, single(identifiers.map(unescaped))]));
}

/** The order of the values of a condition is kept. */
function conditionsOf(blocks: readonly Value[], texts: Texts): Json | undefined {
  const tests = new Map<string, Map<string, string[]>>();
  for (const block of blocks) {
    const [test, variable, values] = isMap(block) ? ['test', 'variable', 'values'].map((name) => texts(block.entries.get(name))) : [];
    if (test?.[0] === undefined || variable?.[0] === undefined || values === undefined) return undefined;
    const variables = tests.get(test[0]) ?? new Map<string, string[]>();
    tests.set(test[0], variables);
    variables.set(unescaped(variable[0]), [...(variables.get(unescaped(variable[0])) ?? []), ...values.map(unescaped)]);
  }
  const sorted = <T>(map: ReadonlyMap<string, T>): [string, T][] => [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted(tests).map(([test, variables]) => [test, Object.fromEntries(sorted(variables).map(([name, values]) => [name, single(values)]))]));
}

function listed(texts: readonly string[] | undefined): Json | undefined {
  return texts === undefined ? undefined : single(falling(texts).map(unescaped));
}

function falling(texts: readonly string[]): readonly string[] {
  return texts.toSorted((a, b) => (a > b ? -1 : a < b ? 1 : 0));
}

function single(texts: readonly string[]): Json {
  return texts.length === 1 ? texts[0]! : texts;
}

function unescaped(text: string): string {
  return text.replaceAll('&{', '${');
}

/** A document that another one takes up; an empty text is none. undefined: nobody can tell. */
function documentIn(value: Value | undefined, scope: string, unknowns: Value[]): JsonObject | undefined {
  if (value === undefined || value === null || value === '') return {};
  if (isUnknown(value)) unknowns.push(value);
  const text = isUnknown(value) ? value.text ?? textOfUnknown(value, scope) : value;
  try {
    const parsed = typeof text === 'string' ? (JSON.parse(text) as Json) : undefined;
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function joined(base: JsonObject, next: JsonObject): JsonObject {
  const sid = (statement: Json): Json | undefined => (isObject(statement) ? statement['Sid'] : undefined);
  const statements: Json[] = [...statementsIn(base)];
  for (const statement of statementsIn(next)) {
    const before = sid(statement) === undefined ? -1 : statements.findIndex((each) => sid(each) === sid(statement));
    if (before === -1) statements.push(statement);
    else statements[before] = statement;
  }
  const versions = [base['Version'], next['Version']].filter((each) => typeof each === 'string').toSorted();
  const id = next['Id'] ?? base['Id'];
  return { ...(versions.length === 0 ? {} : { Version: versions.at(-1)! }), ...(id === undefined ? {} : { Id: id }), ...(statements.length === 0 ? {} : { Statement: statements }) };
}

function statementsIn({ Statement: written }: JsonObject): readonly Json[] {
  return written === undefined ? [] : Array.isArray(written) ? (written as readonly Json[]) : [written];
}

function membersIn(value: Value | undefined): readonly Value[] {
  if (value === undefined || value === null) return [];
  return (isList(value) ? value : isSet(value) ? value.members : [value]).filter((each) => each !== null);
}
