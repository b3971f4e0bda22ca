import { evaluate } from '../values/evaluate.ts';
import { stringOf } from '../functions/primitives.ts';
import type { Instance } from '../instances/instance.ts';
import { truthOf } from '../values/operators.ts';
import type { Scope } from '../values/scope.ts';
import type { Block } from '../syntax/syntax.ts';
import { argumentOfBlock, isSensitive } from '../modules/variables.ts';
import type { ModuleInstance } from '../modules/world.ts';

/** Tells which validations of variables fail (Terraform, "Custom Validation Rules"); what nobody knows passes. */
export function variablesValidated(module: ModuleInstance): void {
  for (const [name, { file, block }] of module.declared.variables) {
    // Whatever is given is converted, also where nothing takes it.
    if (module.source('var', name) !== undefined) module.variable(name);
    if (isSensitive(block)) continue;
    for (const rule of block.body.blocks) {
      if (rule.type !== 'validation') continue;
      const scope = module.scopeOf(file);
      const message = failed(rule, scope);
      if (message === undefined) continue;
      const source = module.source('var', name);
      const { line } = file.position(rule.start, rule.start);
      scope.report({ name: 'plan-ends-with-error', severity: 'error', message: `Invalid value for variable: ${message} This was checked by the validation rule at ${file.name}:${line}.`, file: source?.file ?? file, span: source?.expression ?? block.labels[0] ?? block.typeSpan });
    }
  }
}

/** Tells which preconditions of an instance fail before anything of it is planned. */
export function preconditionsHeld({ block, within, value }: Instance): void {
  for (const lifecycle of block.body.blocks) {
    if (lifecycle.type !== 'lifecycle') continue;
    for (const rule of lifecycle.body.blocks) {
      if (rule.type !== 'precondition') continue;
      const message = failed(rule, within);
      if (message !== undefined) within.report({ name: 'plan-ends-with-error', severity: 'error', message: `Resource precondition failed: ${message} (${value.text})`, file: within.file, span: argumentOfBlock(rule, 'condition')?.value ?? rule.typeSpan });
    }
  }
}

/** The message of a condition that is known to be false. */
function failed(rule: Block, scope: Scope): string | undefined {
  const [condition, message] = [argumentOfBlock(rule, 'condition'), argumentOfBlock(rule, 'error_message')];
  const held = condition === undefined ? null : evaluate(condition.value, scope);
  if (held === null || truthOf(held) !== false) return undefined;
  const text = message === undefined ? null : stringOf(evaluate(message.value, scope));
  return typeof text === 'string' ? text.trim() : 'its message is not known.';
}
