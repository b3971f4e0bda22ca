import type { Json, Path, Position, Resource } from '../../../resource/resource.ts';
import type { SourceFile } from '../../source.ts';
import type { Expression, HclFile } from '../syntax/syntax.ts';
import { argumentOfBlock } from './variables.ts';
import type { ModuleInstance, RootState } from './world.ts';

/**
 * Which versions of Terraform's AWS provider root folders ask for and have chosen, a resource each: `constraints` of all modules of
 * a root hold together (Terraform, "Provider Requirements"), `locked` is what `terraform init` chose, `folders` are the root's and
 * its modules'. Roots that say nothing have none.
 */
export function providerVersionsOf(modules: readonly ModuleInstance[], locks: ReadonlyMap<string, HclFile>): readonly Resource[] {
  const byRoot = new Map<RootState, ModuleInstance[]>();
  for (const module of modules) push(byRoot, module);
  return [...byRoot].flatMap(([root, of]): readonly Resource[] => {
    const constraints = [...new Set(of.map(({ declared }) => declared))].flatMap(({ settings, providers }) => [
      ...settings.flatMap(({ file, block }) => block.body.blocks.filter(({ type }) => type === 'required_providers').flatMap((required) => constraintIn(file, argumentOfBlock(required, 'aws')?.value))),
      // Until Terraform 0.13 a provider block said it.
      ...[...providers].flatMap(([key, { file, block }]) => (key === 'aws' ? said(file, argumentOfBlock(block, 'version')?.value) : [])),
    ]);
    const locked = lockedIn(locks.get(root.folder));
    if (constraints.length === 0 && locked === undefined) return [];
    const folders: readonly Json[] = [...new Set(of.map(({ declared }) => declared.folder))];
    const body = { source: 'hashicorp/aws', folders, constraints: constraints.map(({ text }) => text), ...(locked === undefined ? {} : { locked: locked.text }) };
    return [{ scope: root.base, type: 'terraform_provider', name: root.folder, body, locate: (path) => positionOf(path, constraints, locked) }];
  });
}

function push(byRoot: Map<RootState, ModuleInstance[]>, module: ModuleInstance): void {
  const known = byRoot.get(module.root);
  if (known === undefined) byRoot.set(module.root, [module]);
  else known.push(module);
}

interface Said {
  readonly text: string;
  readonly at: Position;
}

function positionOf(path: Path, constraints: readonly Said[], locked: Said | undefined): Position | undefined {
  const [part, index] = path;
  if (part === 'locked') return locked?.at;
  return (typeof index === 'number' ? constraints[index] : constraints[0])?.at ?? locked?.at;
}

/** `aws = { source = "hashicorp/aws", version = "~> 5.0" }`; before Terraform 0.13 the version alone. */
function constraintIn(file: SourceFile, written: Expression | undefined): readonly Said[] {
  if (written?.kind !== 'object') return said(file, written);
  const member = (name: string): Expression | undefined => written.items.find(({ key }) => key.kind === 'literal' && key.value === name)?.value;
  const source = member('source');
  const other = source?.kind === 'literal' && typeof source.value === 'string' && !/(?:^|\/)hashicorp\/aws$/.test(source.value);
  return other ? [] : said(file, member('version'));
}

function said(file: SourceFile, written: Expression | undefined): readonly Said[] {
  return written?.kind === 'literal' && typeof written.value === 'string' ? [{ text: written.value, at: file.position(written.start, written.end) }] : [];
}

function lockedIn(lock: HclFile | undefined): Said | undefined {
  const provider = lock?.body.blocks.find(({ type, labels }) => type === 'provider' && /(?:^|\/)hashicorp\/aws$/.test(labels[0]?.text ?? ''));
  return provider === undefined ? undefined : said(lock!.file, argumentOfBlock(provider, 'version')?.value)[0];
}
