import type { Declared } from '../modules/declared.ts';
import { near } from '../values/near.ts';
import type { Report } from '../values/scope.ts';

const settings: ReadonlySet<string> = new Set(['required_version', 'experiments', 'language']);
const blocks: ReadonlySet<string> = new Set(['backend', 'cloud', 'required_providers', 'provider_meta']);

/** Names that a module call takes for itself (Terraform, internal/configs/module_call.go). */
const taken: ReadonlySet<string> = new Set(['source', 'version', 'providers', 'count', 'for_each', 'lifecycle', 'depends_on', 'locals']);

/** Tells of `terraform` blocks that say what they cannot, or a second backend, and of variables with names that calls take for themselves. */
export function settingsChecked(declared: Declared, report: Report): void {
  let backend: string | undefined;
  for (const { file, block } of declared.settings) {
    const refuse = (span: { readonly start: number; readonly end: number }, message: string): void => report({ name: 'plan-ends-with-error', severity: 'error', message, file, span });
    for (const { name, nameSpan } of block.body.attributes) if (!settings.has(name)) refuse(nameSpan, `Unsupported argument: An argument named "${name}" is not expected here.${near(name, [...settings])}`);
    for (const each of block.body.blocks) {
      if (!blocks.has(each.type)) refuse(each.typeSpan, `Unsupported block type: Blocks of type "${each.type}" are not expected here.${near(each.type, [...blocks])}`);
      if (each.type !== 'backend') continue;
      if (backend !== undefined) refuse(each.typeSpan, `Duplicate backend configuration: A module may have only one backend configuration. The backend was previously configured at ${backend}.`);
      backend ??= `${file.name}:${file.position(each.start, each.start).line}`;
    }
  }
  for (const [name, { file, block }] of declared.variables) if (taken.has(name)) report({ name: 'plan-ends-with-error', severity: 'error', message: `Invalid variable name: The variable name "${name}" is reserved due to its special meaning inside module blocks.`, file, span: block.labels[0] ?? block.typeSpan });
}
