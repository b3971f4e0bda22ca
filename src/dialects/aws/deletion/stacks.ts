import { compareTexts } from '../../../resource/order.ts';
import { isPlanned, type Resource } from '../../../resource/resource.ts';

/** What one `terraform destroy` takes away; or a Service, which `kubectl delete` does. */
export interface Stack {
  readonly name: string;
  readonly by: 'terraform' | 'kubectl' | 'aws';
  readonly resources: readonly Resource[];
}

/** Groups what is written by who deletes it: Terraform a folder or a plan at a time, and kubectl each Service that has a load balancer. */
export function stacksOf(resources: readonly Resource[]): readonly Stack[] {
  const found = new Map<string, { readonly by: Stack['by']; readonly resources: Resource[] }>();
  const planned = new Set(resources.flatMap((resource) => (resource.type.startsWith('aws_') && (isPlanned(resource) || resource.snapshot === true) ? [fileOf(resource) ?? ''] : [])));
  const roots = rootsAmong(resources);
  for (const resource of resources) {
    const kept = stackOf(resource, planned, roots);
    if (kept === undefined) continue;
    const stack = found.get(kept.name);
    if (stack === undefined) found.set(kept.name, { by: kept.by, resources: [resource] });
    else stack.resources.push(resource);
  }
  return [...found].map(([name, stack]): Stack => ({ name, ...stack })).sort((a, b) => compareTexts(a.name, b.name));
}

function stackOf(resource: Resource, planned: ReadonlySet<string>, roots: ReadonlyMap<string, ReadonlySet<string>>): { readonly name: string; readonly by: Stack['by'] } | undefined {
  if (resource.derived !== undefined) return undefined;
  const file = fileOf(resource);
  const folder = file === undefined ? undefined : rootOf(resource, folderOf(file), roots);
  if (!resource.type.startsWith('aws_')) {
    if (resource.type !== 'Service') return undefined;
    return file !== undefined && /\.tf(?:\.json)?$/.test(file) ? { name: folder!, by: 'terraform' } : { name: `Service ${resource.namespace ?? 'default'}/${resource.name}`, by: 'kubectl' };
  }
  if (file !== undefined && /\.tf(?:\.json)?$/.test(file)) return { name: folder!, by: 'terraform' };
  if (file !== undefined && planned.has(file)) return { name: file, by: 'terraform' };
  return { name: resource.scope === 'default' ? 'AWS' : resource.scope, by: 'aws' };
}

const ofModule = /^(?:[^:["]+:)?module\./;

/** Folders of Terraform's files in which something stands that is of no module, by scope. */
function rootsAmong(resources: readonly Resource[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const resource of resources) {
    const file = fileOf(resource);
    if (file === undefined || resource.derived !== undefined || !/\.tf(?:\.json)?$/.test(file) || !resource.type.startsWith('aws_') || ofModule.test(resource.name)) continue;
    found.set(resource.scope, (found.get(resource.scope) ?? new Set<string>()).add(folderOf(file)));
  }
  return found;
}

/** What a module makes goes with the root folder that calls it: the one around it, or the only one of its account. */
function rootOf({ scope, name }: Resource, folder: string, roots: ReadonlyMap<string, ReadonlySet<string>>): string {
  const known = roots.get(scope);
  if (!ofModule.test(name) || known === undefined || known.has(folder)) return folder;
  const around = [...known].filter((root) => root === '.' || folder.startsWith(`${root}/`)).sort((a, b) => b.length - a.length)[0];
  return around ?? (known.size === 1 ? [...known][0]! : folder);
}

function fileOf(resource: Resource): string | undefined {
  return resource.locate([])?.file;
}

/** The root folder: a module that lies below it belongs to whoever calls it. */
export function folderOf(file: string): string {
  const folder = file.split('/').slice(0, -1).join('/');
  return folder.replace(/(?:^|\/)modules(?:\/.*)?$/, '') || '.';
}
