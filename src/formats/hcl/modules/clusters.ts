import { evaluate } from '../values/evaluate.ts';
import type { Block, Body, Expression } from '../syntax/syntax.ts';
import type { Scope } from '../values/scope.ts';
import { isList, isMap, isUnknown, type Reference, type Value } from '../values/value.ts';
import { configurationOf, keyOf, providerKeys } from './providers.ts';
import type { ModuleInstance } from './world.ts';

/** Providers whose resources are in a cluster. */
const inClusters: readonly string[] = ['kubernetes', 'kubectl', 'helm'];

/** A cluster as a provider configuration tells it: by its name at EKS, or by a context of a kubeconfig, which somebody has named. */
interface ToldCluster {
  readonly by: 'name' | 'context';
  readonly name: string;
}

/** The cluster of a resource of a module, where the inputs of its scope are told to hold several; undefined: it is of the one that all others are of. */
export function clusterOf(block: Block, module: ModuleInstance): string | undefined {
  if (module.root.clusters !== 'several') return undefined;
  const [type = '', alias] = keyOf(block, block.labels[0]?.text ?? '').split('.');
  return inClusters.includes(type) ? toldOf(module, alias)?.name : undefined;
}

/**
 * Marks the roots of a scope whose provider configurations tell of more than one cluster. Where only one is told, objects of manifests
 * beside them are taken to be in it, too; names and contexts cannot be compared.
 */
export function inSeveralClusters(tops: readonly ModuleInstance[], all: readonly ModuleInstance[]): void {
  const found = new Map<string, Map<string, ToldCluster>>();
  for (const module of all) {
    const aliases = new Set(providerKeys(module).flatMap((key) => (inClusters.includes(key.split('.')[0]!) ? [key.split('.')[1]] : [])));
    for (const alias of aliases) {
      const told = toldOf(module, alias);
      if (told === undefined) continue;
      const known = found.get(module.root.base) ?? new Map<string, ToldCluster>();
      found.set(module.root.base, known.set(`${told.by} ${told.name}`, told));
    }
  }
  for (const { root } of tops) {
    const clusters = [...(found.get(root.base)?.values() ?? [])];
    if (clusters.length > 1 && clusters.every(({ by }) => by === clusters[0]!.by)) root.clusters = 'several';
  }
}

/** What the configurations of one alias tell, of whichever of the providers: they are of one cluster. */
function toldOf(module: ModuleInstance, alias: string | undefined): ToldCluster | undefined {
  for (const type of inClusters) {
    const found = configurationOf(module, alias === undefined ? type : `${type}.${alias}`);
    if (found === undefined) continue;
    const { file, block } = found.declared;
    const told = toldIn(block.body, found.module.scopeOf(file), found.module);
    if (told !== undefined) return told;
  }
  return undefined;
}

function toldIn(body: Body, scope: Scope, module: ModuleInstance): ToldCluster | undefined {
  const quiet: Scope = { ...scope, report: () => undefined };
  const argument = (from: Body, name: string): Expression | undefined => from.attributes.find((each) => each.name === name)?.value;
  const text = (expression: Expression | undefined): string | undefined => {
    const value = expression === undefined ? null : evaluate(expression, quiet);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  // Helm's provider says it in a block, or since version 3 in an object.
  const inner = body.blocks.find(({ type }) => type === 'kubernetes')?.body;
  if (inner !== undefined) return toldIn(inner, scope, module);
  const context = text(argument(body, 'config_context'));
  if (context !== undefined) return /^arn:[^:]*:eks:/.test(context) ? { by: 'name', name: context.split('/').at(-1)! } : { by: 'context', name: context };
  const host = argument(body, 'host');
  const exec = body.blocks.find(({ type }) => type === 'exec')?.body;
  const name = named(exec === undefined ? null : evaluateOf(argument(exec, 'args'), quiet)) ?? nameOfCluster(host, quiet, module);
  return name === undefined ? undefined : { by: 'name', name };
}

function evaluateOf(expression: Expression | undefined, scope: Scope): Value {
  return expression === undefined ? null : evaluate(expression, scope);
}

/** `aws eks get-token --cluster-name blue`. */
function named(args: Value): string | undefined {
  if (!isList(args)) return undefined;
  const at = args.findIndex((each) => each === '--cluster-name' || each === '--cluster-id');
  const name = at < 0 ? undefined : args[at + 1];
  return typeof name === 'string' ? name : undefined;
}

/** `aws_eks_cluster.blue.endpoint`, `data.aws_eks_cluster.blue.endpoint`, or an output that is one: the name that this cluster has. */
function nameOfCluster(host: Expression | undefined, scope: Scope, module: ModuleInstance): string | undefined {
  const value = evaluateOf(host, scope);
  if (host === undefined || value === null || !isUnknown(value)) return undefined;
  // A data source says the name by which it looks, also where nobody among the inputs makes the cluster.
  const looked = host.kind === 'attribute' ? evaluate(host.of, scope) : null;
  const own = looked !== null && typeof looked === 'object' && 'kind' in looked && looked.kind === 'lazy' ? (looked.get('name') ?? null) : looked !== null && isMap(looked) ? (looked.entries.get('name') ?? null) : null;
  if (typeof own === 'string') return own;
  const of = value.is?.type === 'aws_eks_cluster' ? value.is : undefined;
  return of === undefined ? undefined : madeName(of, module);
}

function madeName({ scope, name }: Reference, module: ModuleInstance): string | undefined {
  const found = module.root.configuration.managed('aws_eks_cluster').find((each) => each.scope === scope && each.called === name)?.value.get('name');
  return typeof found === 'string' ? found : undefined;
}
