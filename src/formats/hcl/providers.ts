import { accountIn, scopeOf, type Place } from '../terraform/providers.ts';
import { evaluate } from './evaluate.ts';
import type { DeclaredBlock } from './instance.ts';
import { textOfTraversal } from './traversal.ts';
import type { Block, Expression } from './syntax.ts';
import { isList, isMap, isSet, type Value } from './value.ts';
import type { ModuleInstance } from './world.ts';

/** The scope of a resource of a module: where its provider configuration works. */
export function scopeOfBlock(block: Block, module: ModuleInstance): string {
  const { root } = module;
  const [type] = block.labels;
  const key = keyOf(block, type?.text ?? '');
  const place = key.split('.')[0] === 'aws' ? placeOf(module, key) : undefined;
  return place === undefined ? root.base : scopeOf(place, root.usual, root.base, key);
}

/** `provider = aws.central`; without it the provider that the type's first word says. */
function keyOf(block: Block, type: string): string {
  const written = block.body.attributes.find(({ name }) => name === 'provider')?.value;
  const text = written === undefined ? undefined : written.kind === 'literal' ? String(written.value) : textOfTraversal(written);
  return text ?? type.split('_')[0]!;
}

/** What the provider configuration says that a module knows by a name; undefined: nobody configures it. */
export function placeOf(module: ModuleInstance, key: string): Place | undefined {
  const own = module.declared.providers.get(key);
  if (own !== undefined && (module.call === undefined || own.block.body.attributes.some(({ name }) => name !== 'alias' && name !== 'version') || own.block.body.blocks.length > 0)) return placeIn(own, module);
  const { call } = module;
  if (call === undefined) return undefined;
  const handed = call.providers?.get(key);
  if (handed !== undefined) return placeOf(call.parent, handed);
  return key.includes('.') ? undefined : placeOf(call.parent, key);
}

function placeIn({ file, block }: DeclaredBlock, module: ModuleInstance): Place {
  const scope = module.scopeOf(file);
  const said = (expression: Expression | undefined): Value => (expression === undefined ? null : evaluate(expression, scope));
  const argument = (name: string): Value => said(block.body.attributes.find((each) => each.name === name)?.value);
  const role = block.body.blocks.find(({ type }) => type === 'assume_role')?.body.attributes.find(({ name }) => name === 'role_arn')?.value;
  const account = accountIn(text(role === undefined ? roleIn(argument('assume_role')) : said(role))) ?? only(argument('allowed_account_ids'));
  const [region, profile] = [text(argument('region')), text(argument('profile'))];
  return { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }), ...(profile === undefined ? {} : { profile }) };
}

function roleIn(value: Value): Value {
  const first = isList(value) ? (value[0] ?? null) : value;
  return first !== null && isMap(first) ? (first.entries.get('role_arn') ?? null) : null;
}

function text(value: Value): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function only(value: Value): string | undefined {
  const members = isList(value) ? value : value !== null && isSet(value) ? value.members : [];
  const [first] = members;
  return members.length === 1 && first !== null && (typeof first === 'string' || typeof first === 'number') ? String(first).padStart(12, '0') : undefined;
}

/** The account that a root's usual provider names, for roots of several accounts that are read together; else its profile. */
export function accountOf({ account, profile, region }: Place): string | undefined {
  const owner = account ?? profile;
  return owner === undefined ? undefined : region === undefined ? owner : `${owner}/${region}`;
}

/** What a module call hands on: `providers = { aws = aws.central }`. */
export function providersHanded({ body }: Block): ReadonlyMap<string, string> | undefined {
  const written = body.attributes.find(({ name }) => name === 'providers')?.value;
  if (written?.kind !== 'object') return undefined;
  return new Map(written.items.flatMap(({ key, value }) => {
    const [inner, outer] = [key.kind === 'literal' ? String(key.value) : textOfTraversal(key), value.kind === 'literal' ? String(value.value) : textOfTraversal(value)];
    return inner === undefined || outer === undefined ? [] : [[inner, outer] as const];
  }));
}

