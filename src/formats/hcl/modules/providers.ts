import { accountIn, scopeOf, type Place } from '../../terraform/providers.ts';
import { evaluate } from '../values/evaluate.ts';
import type { DeclaredBlock } from '../instances/instance.ts';
import { textOfTraversal } from '../syntax/traversal.ts';
import type { Block, Expression } from '../syntax/syntax.ts';
import { isList, isMap, isSet, isUnknown, type Value } from '../values/value.ts';
import type { ModuleInstance } from './world.ts';

/** What a provider configuration tells; `like`: the account is the one that works in that scope (`data.aws_caller_identity`). */
interface Told extends Place {
  readonly like?: string;
}

/** The scope of a resource of a module: where its provider configuration works. */
export function scopeOfBlock(block: Block, module: ModuleInstance): string {
  const { root } = module;
  const [type] = block.labels;
  const key = keyOf(block, type?.text ?? '');
  if (key.split('.')[0] !== 'aws') return root.base;
  if (!root.settled) return scopeFor(module, key);
  const known = scopes.get(module) ?? new Map<string, string>();
  scopes.set(module, known);
  const found = known.get(key) ?? scopeFor(module, key);
  known.set(key, found);
  return found;
}

/** Worked out once a provider configuration, for modules of thousands of resources. */
const scopes = new WeakMap<ModuleInstance, Map<string, string>>();

function scopeFor(module: ModuleInstance, key: string): string {
  const { usual, base } = module.root;
  const place = placeOf(module, key);
  if (place === undefined) return base;
  const { like, region } = place;
  if (like === undefined) return scopeOf(place, usual, base, key);
  return region === undefined || region === usual.region || like.endsWith(`/${region}`) ? like : `${like.replace(/\/[^/]*$/, '')}/${region}`;
}

/** The Region that the provider configuration of a block says, as far as it does. */
export function regionOfBlock(block: Block, module: ModuleInstance): string | undefined {
  const key = keyOf(block, block.labels[0]?.text ?? '');
  return placeOf(module, key)?.region ?? (key.split('.')[0] === 'aws' ? module.root.usual.region : undefined);
}

/** `provider = aws.central`; without it the provider that the type's first word says. */
export function keyOf(block: Block, type: string): string {
  const written = block.body.attributes.find(({ name }) => name === 'provider')?.value;
  const text = written === undefined ? undefined : written.kind === 'literal' ? String(written.value) : textOfTraversal(written);
  return text ?? type.split('_')[0]!;
}

/** What the provider configuration says that a module knows by a name; undefined: nobody configures it. */
export function placeOf(module: ModuleInstance, key: string): Told | undefined {
  const found = configurationOf(module, key);
  return found === undefined ? undefined : placeIn(found.declared, found.module);
}

/** The provider configuration that a module knows by a name, and the module that it stands in. */
export function configurationOf(module: ModuleInstance, key: string): { readonly declared: DeclaredBlock; readonly module: ModuleInstance } | undefined {
  const { call } = module;
  const handed = call?.providers?.get(key);
  if (call !== undefined && handed !== undefined) return configurationOf(call.parent, handed);
  const own = module.declared.providers.get(key);
  // A block without arguments says only that somebody hands one on.
  if (own !== undefined && (call === undefined || own.block.body.attributes.some(({ name }) => name !== 'alias' && name !== 'version') || own.block.body.blocks.length > 0)) return { declared: own, module };
  return call === undefined || key.includes('.') ? undefined : configurationOf(call.parent, key);
}

/** The names by which a module declares provider configurations: `aws`, `kubernetes.blue`. */
export function providerKeys(module: ModuleInstance): readonly string[] {
  return [...module.declared.providers.keys()];
}

/** Regions that provider blocks of a module name. */
export function regionsIn(module: ModuleInstance): readonly string[] {
  return [...module.declared.providers].flatMap(([key, declared]) => (key.split('.')[0] === 'aws' ? (placeIn(declared, module).region ?? []) : []));
}

function placeIn({ file, block }: DeclaredBlock, module: ModuleInstance): Told {
  const scope = module.scopeOf(file);
  const said = (expression: Expression | undefined): Value => (expression === undefined ? null : evaluate(expression, scope));
  const argument = (name: string): Value => said(block.body.attributes.find((each) => each.name === name)?.value);
  const role = block.body.blocks.find(({ type }) => type === 'assume_role')?.body.attributes.find(({ name }) => name === 'role_arn')?.value;
  const assumed = role === undefined ? roleIn(argument('assume_role')) : said(role);
  const account = accountIn(text(assumed)) ?? only(argument('allowed_account_ids'));
  const like = account === undefined ? callerIn(assumed) : undefined;
  const [region, profile] = [text(argument('region')), text(argument('profile'))];
  return { ...(like === undefined ? {} : { like }), ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }), ...(profile === undefined || profile === 'default' ? {} : { profile }) };
}

/** The scope of the caller whose account a role is in: `arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/network`. */
function callerIn(role: Value): string | undefined {
  if (role === null || !isUnknown(role) || !/^arn:[^:]*:iam::\$\{[^{}]*aws_caller_identity\.[^{}]*\.account_id\}:/.test(role.text ?? '')) return undefined;
  return role.from.find(({ type }) => type === 'aws_caller_identity')?.scope;
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

