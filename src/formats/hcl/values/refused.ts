import type { Scope } from './scope.ts';
import type { Span } from '../syntax/syntax.ts';
import { isUnknown, unknown, type Unknown, type Value } from './value.ts';

/** Why the value of what is refused is not known. */
const refusedThere = 'Terraform refuses what is written there';

/** Tells what Terraform refuses at a place, in its words; without words it is told elsewhere. The value is not known. */
export function refusedAt(span: Span, { report, file }: Scope, message: string | undefined): Unknown {
  if (message !== undefined) report({ name: 'plan-ends-with-error', severity: 'error', message, file, span });
  return unknown(refusedThere);
}

/** Whether nothing is known of an unknown but perhaps the reason. */
export function isPlainUnknown(value: Value): boolean {
  return isUnknown(value) && value.is === undefined && value.from.length === 0 && value.text === undefined;
}
