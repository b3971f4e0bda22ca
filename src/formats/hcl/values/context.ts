import { join, normalize } from 'node:path';
import type { Openers } from '../../open.ts';
import { SourceFile } from '../../source.ts';
import { evaluate } from './evaluate.ts';
import { refused, type FunctionContext } from '../functions/function.ts';
import { parseTemplate } from '../syntax/parse.ts';
import type { Meter, Report, Scope } from './scope.ts';
import type { MapValue } from './value.ts';

/** Files that expressions have opened, by the name they are shown under. */
export type OpenedFiles = Map<string, SourceFile>;

/** What functions may know of the outside in a module's folder. */
export function functionsFor(root: string, folder: string, { open, list }: Openers, opened: OpenedFiles, meter: Meter, report: Report): FunctionContext {
  const context: FunctionContext = {
    folder,
    // Texts say the scope of every reference; a resource leaves out its own.
    scope: '',
    open: (path) => {
      if (/^~(?:[\\/]|$)/.test(path)) return { why: `${path} lies in the home folder of whoever runs Terraform` };
      const found = open(placeOf(path, root, folder));
      if ('reason' in found) return found.missing === true ? { absent: true } : { why: found.reason };
      const file = opened.get(found.name) ?? new SourceFile(found.name, found.text);
      opened.set(found.name, file);
      return { file, text: found.text };
    },
    list: (path) => {
      const found = list(placeOf(path, root, folder));
      return 'reason' in found ? undefined : found;
    },
    evaluateTemplate: (file, text, variables: MapValue) => {
      const source = file.text === text ? file : new SourceFile(file.name, text);
      const { expression, mistakes } = parseTemplate(source, 0, text.length);
      const [mistake] = mistakes;
      if (mistake !== undefined) return refused(`${file.name}:${source.position(mistake.start, mistake.end).line}: ${mistake.message}`);
      const scope: Scope = { file: source, names: (name) => variables.entries.get(name), report, meter, functions: { ...context, inTemplate: true } };
      return evaluate(expression, scope);
    },
  };
  return context;
}

/** `path.module` and `path.root` are folders as shown, also where the way goes out of them again; what does not start there counts from the root folder, where Terraform runs. */
export function placeOf(path: string, root: string, folder: string): string {
  const whole = normalize(path);
  const base = normalize(root);
  const begun = (written: string, from: string): boolean => written === from || written.startsWith(`${from}/`);
  const shown = [root, folder].some((from) => from !== '.' && begun(path, from)) || [base, normalize(folder)].some((from) => from !== '.' && begun(whole, from));
  return base === '.' || path.startsWith('/') || shown ? whole : join(base, path);
}
