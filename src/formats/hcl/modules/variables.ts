import { conformed } from '../values/conform.ts';
import { constraintOf } from '../values/constraint.ts';
import { evaluate } from '../values/evaluate.ts';
import type { DeclaredBlock } from '../instances/instance.ts';
import type { Scope } from '../values/scope.ts';
import type { Attribute, Block, Expression } from '../syntax/syntax.ts';
import { unknown, type Value } from '../values/value.ts';
import type { ModuleInstance } from './world.ts';

/** An argument of a block. */
export function argumentOfBlock({ body }: Block, name: string): Attribute | undefined {
  return body.attributes.find((each) => each.name === name);
}

/** Whether a variable, an output or the like says that it is a secret. */
export function isSensitive(block: Block): boolean {
  const written = argumentOfBlock(block, 'sensitive')?.value;
  return written?.kind === 'literal' && written.value === true;
}

/** What a variable is worth in an instance of a module. */
export function variableOf(name: string, declared: DeclaredBlock, module: ModuleInstance): Value {
  const { block, file } = declared;
  const { call, root } = module;
  const here = module.scopeOf(file);
  const fallback = argumentOfBlock(block, 'default')?.value;
  const given = call === undefined ? root.given.get(name) : undefined;
  const handed = call?.arguments.get(name)?.value;
  if (isSensitive(block)) return unknown(`the variable ${name} is sensitive`);
  if (handed !== undefined && call !== undefined) {
    const value = suited(name, declared, evaluate(handed, call.within), handed, call.within, module);
    return value === undefined ? defaulted(name, declared, fallback, here, module) : value;
  }
  if (given !== undefined) {
    const scope: Scope = { ...here, file: given.file, names: () => undefined };
    const value = suited(name, declared, evaluate(given.attribute.value, scope), given.attribute.value, scope, module);
    return value === undefined ? defaulted(name, declared, fallback, here, module) : value;
  }
  if (fallback !== undefined) return defaulted(name, declared, fallback, here, module);
  if (call !== undefined) return unknown(`the variable ${name} is not given`);
  here.report({
    name: 'not-worked-out',
    severity: 'note',
    message: `variable ${name} of ${root.folder} has no value: name a tfvars file`,
    file,
    span: block.labels[0] ?? block.typeSpan,
    alike: { cause: `no value in ${root.folder}`, subject: name, message: (names) => `variables ${names} of ${root.folder} have no value: name a tfvars file` },
  });
  return unknown(`variable ${name} has no value`);
}

/** undefined: null was given for a variable that cannot be null, and the default takes its place. */
function suited(name: string, { block, file }: DeclaredBlock, value: Value, expression: Expression, scope: Scope, module: ModuleInstance): Value | undefined {
  const nullable = argumentOfBlock(block, 'nullable')?.value;
  if (value === null && nullable?.kind === 'literal' && nullable.value === false) return undefined;
  const found = conformed(value, constraintOf(argumentOfBlock(block, 'type')?.value), (each) => evaluate(each, module.scopeOf(file)));
  if ('value' in found) return found.value;
  const { line } = file.position(block.start, block.start);
  scope.report({ name: 'plan-ends-with-error', severity: 'error', message: module.call === undefined ? `Invalid value for input variable: The given value is not suitable for var.${name} declared at ${file.name}:${line}: ${found.wrong}.` : `Invalid value for input variable: The given value is not suitable for ${module.steps.map((step) => `module.${step.name}`).join('.')}.var.${name} declared at ${file.name}:${line}: ${found.wrong}.`, file: scope.file, span: expression });
  return unknown('Terraform refuses what is given for it');
}

function defaulted(name: string, { block }: DeclaredBlock, fallback: Expression | undefined, here: Scope, module: ModuleInstance): Value {
  if (fallback === undefined) return unknown(`the variable ${name} is not given`);
  const found = conformed(evaluate(fallback, here), constraintOf(argumentOfBlock(block, 'type')?.value), (each) => evaluate(each, module.scopeOf(here.file)));
  if ('value' in found) return found.value;
  here.report({ name: 'plan-ends-with-error', severity: 'error', message: `Invalid default value for variable: This default value is not compatible with the variable's type constraint: ${found.wrong}.`, file: here.file, span: fallback });
  return unknown('its default does not fit its type');
}
