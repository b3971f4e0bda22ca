import { damaged, randomFile } from '../hcl/programs.ts';
import { filesUnder, textOf } from '../sources.ts';
import type { Estate } from './estate.ts';
import type { Generator } from './random.ts';

/** Good folders of Terraform's language, to be damaged: each with the modules it calls. */
export function goodConfigurations(): readonly Estate[] {
  const top = 'examples/central-ingress/as-published';
  const files = filesUnder(top).filter((file) => /\.(?:tf|tfvars|tpl|yaml|json)$/.test(file));
  const roots = [...new Set(files.map((file) => file.slice(top.length + 1).split('/')[0] as string))];
  return roots.map((root) => Object.fromEntries(files.filter((file) => file.startsWith(`${top}/${root}/`)).map((file) => [file.slice(top.length + root.length + 2), textOf(file)])));
}

/** A folder of which some files are damaged, gone, empty, doubled, or hold what parses and means nothing. */
export function hostileConfiguration(random: Generator, configurations: readonly Estate[], strange: readonly string[]): Estate {
  const files = Object.entries(random.pick(configurations)).flatMap(([name, text]): readonly (readonly [string, string])[] => {
    if (!name.endsWith('.tf')) return [[name, text]];
    switch (random.whole(10)) {
      case 0:
        return [];
      case 1:
      case 2:
        return [[name, damaged(random, text)]];
      case 3:
        return [[name, text], [name.replace(/\.tf$/, '-2.tf'), text]];
      case 4:
        return [[name, text + randomFile(random)]];
      case 5:
        return [[name, text.replace(/"[^"\n$]*"/g, (written) => (random.once(8) ? JSON.stringify(random.pick(strange)) : written))]];
      case 6:
        return [[name, text.replace(/\b(?:var|local|module|each)\.\w+/g, (written) => (random.once(6) ? random.pick(['null', '[]', '{}', '-1', 'true', 'var', 'each.value', 'count.index', '1e300', 'local.a[*]', 'try(a.b, {})']) : written))]];
      default:
        return [[name, text]];
    }
  });
  return Object.fromEntries(files);
}
