import type { Data } from '../suite.ts';

/** An operation of RFC 6902, as far as the cases use it. */
export interface PatchOperation {
  readonly op: string;
  readonly path: string;
  readonly value?: Data;
}

/** The document after a patch of `add`, `replace` and `remove` operations (RFC 6902); any other breaks the case. */
export function patched(document: Data, patch: readonly PatchOperation[]): Data {
  return patch.reduce((before, { op, path, value }) => {
    if (op !== 'remove' && (op === 'add' || op === 'replace') === false) throw new Error(`no such operation: ${op}`);
    const steps = path.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    return changed(before, steps, op, value ?? null);
  }, document);
}

function changed(document: Data, [step, ...rest]: readonly string[], op: string, value: Data): Data {
  if (step === undefined) return value;
  if (isList(document)) {
    const index = step === '-' ? document.length : Number(step);
    if (rest.length > 0) return document.map((member, at) => (at === index ? changed(member, rest, op, value) : member));
    return op === 'add' ? [...document.slice(0, index), value, ...document.slice(index)] : op === 'remove' ? document.filter((_, at) => at !== index) : document.map((member, at) => (at === index ? value : member));
  }
  if (document === null || typeof document !== 'object') throw new Error(`nothing stands at ${step}`);
  const { [step]: before, ...others } = document as { readonly [key: string]: Data };
  if (rest.length === 0) return op === 'remove' ? others : { ...document, [step]: value };
  if (before === undefined) throw new Error(`nothing stands at ${step}`);
  return { ...document, [step]: changed(before, rest, op, value) };
}

function isList(value: Data): value is readonly Data[] {
  return Array.isArray(value);
}
