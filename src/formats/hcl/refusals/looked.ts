import { sourceOf } from '../modules/calls.ts';
import { checked } from './check.ts';
import { providersChecked } from './check-providers.ts';
import { cyclesTold } from './cycles.ts';
import type { Declared } from '../modules/declared.ts';
import { mentionsIn, type Mentions } from './mentions.ts';
import type { Telling } from './told.ts';
import type { ModuleInstance } from '../modules/world.ts';

/** Looks through all folders that are used, each once, and tells what Terraform refuses of them whatever is worked out. */
export function looked(modules: readonly ModuleInstance[], folders: ReadonlyMap<string, Declared>, { report, mute }: Telling): void {
  const known = new Map<Declared, readonly Mentions[]>();
  const seen = new Set<Declared>();
  const mentionsOf = ({ declared }: ModuleInstance): readonly Mentions[] => {
    const found = known.get(declared) ?? mentionsIn(declared);
    known.set(declared, found);
    return found;
  };
  for (const module of modules) {
    const { declared, steps, call } = module;
    if (!seen.has(declared)) {
      seen.add(declared);
      const folderOf = (name: string): Declared | undefined => {
        const block = declared.calls.get(name);
        return folders.get((block === undefined ? undefined : sourceOf(block, module)?.folder) ?? '');
      };
      checked(declared, mentionsOf(module), steps.map(({ name }) => `module.${name}`).join('.'), folderOf, report);
      providersChecked(module, folderOf, report);
    }
    if (call === undefined) cyclesTold(module, mentionsOf, report, mute);
  }
}
