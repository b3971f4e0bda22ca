import { compareTexts } from '../../../resource/order.ts';
import type { Resource } from '../../../resource/resource.ts';
import { isPlanned } from '../apply/refusal.ts';

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
  for (const resource of resources) {
    const kept = stackOf(resource, planned);
    if (kept === undefined) continue;
    const stack = found.get(kept.name);
    if (stack === undefined) found.set(kept.name, { by: kept.by, resources: [resource] });
    else stack.resources.push(resource);
  }
  return [...found].map(([name, stack]): Stack => ({ name, ...stack })).sort((a, b) => compareTexts(a.name, b.name));
}

function stackOf(resource: Resource, planned: ReadonlySet<string>): { readonly name: string; readonly by: Stack['by'] } | undefined {
  if (resource.derived !== undefined) return undefined;
  const file = fileOf(resource);
  const folder = file === undefined ? undefined : folderOf(file);
  if (!resource.type.startsWith('aws_')) {
    if (resource.type !== 'Service') return undefined;
    return file !== undefined && /\.tf(?:\.json)?$/.test(file) ? { name: folder!, by: 'terraform' } : { name: `Service ${resource.namespace ?? 'default'}/${resource.name}`, by: 'kubectl' };
  }
  if (file !== undefined && /\.tf(?:\.json)?$/.test(file)) return { name: folder!, by: 'terraform' };
  if (file !== undefined && planned.has(file)) return { name: file, by: 'terraform' };
  return { name: resource.scope === 'default' ? 'AWS' : resource.scope, by: 'aws' };
}

function fileOf(resource: Resource): string | undefined {
  return resource.locate([])?.file;
}

/** The root folder: a module that lies below it belongs to whoever calls it. */
export function folderOf(file: string): string {
  const folder = file.split('/').slice(0, -1).join('/');
  return folder.replace(/(?:^|\/)modules(?:\/.*)?$/, '') || '.';
}
