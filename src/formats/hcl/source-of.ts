import type { Source } from './values/scope.ts';
import { argumentOfBlock } from './modules/variables.ts';
import type { ModuleInstance, World } from './modules/world.ts';

/** Where what a name of a module stands for is written: a variable's argument, file or default, a local value, an output. */
export function sourceOfName(module: ModuleInstance, world: World, head: string, name: string, key?: string | number): Source | undefined {
  const { declared, call, root } = module;
  const alone = (world.made.get(declared) ?? 1) < 2;
  switch (head) {
    case 'var': {
      const handed = call?.arguments.get(name);
      if (call !== undefined && handed !== undefined) return { file: call.file, expression: handed.value, within: call.within, only: call.only && (world.made.get(call.parent.declared) ?? 1) < 2, attribute: handed };
      const given = call === undefined ? root.given.get(name) : undefined;
      if (given !== undefined) return { file: given.file, expression: given.attribute.value, within: module.scopeOf(given.file), only: true, attribute: given.attribute };
      const variable = declared.variables.get(name);
      const fallback = variable === undefined ? undefined : argumentOfBlock(variable.block, 'default');
      return variable === undefined || fallback === undefined ? undefined : { file: variable.file, expression: fallback.value, within: module.scopeOf(variable.file), only: alone, attribute: fallback };
    }
    case 'local': {
      const local = declared.locals.get(name);
      return local === undefined ? undefined : { file: local.file, expression: local.attribute.value, within: module.scopeOf(local.file), only: alone, attribute: local.attribute };
    }
    case 'module': {
      const child = module.children().find(({ steps }) => steps.at(-1)?.name === name);
      const output = typeof key === 'string' ? child?.declared.outputs.get(key) : undefined;
      const value = output === undefined ? undefined : argumentOfBlock(output.block, 'value');
      return child === undefined || output === undefined || value === undefined ? undefined : { file: output.file, expression: value.value, within: child.scopeOf(output.file), only: (world.made.get(child.declared) ?? 1) < 2, attribute: value };
    }
    default:
      return undefined;
  }
}
