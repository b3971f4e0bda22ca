import { readFile } from 'node:fs/promises';
import { basename, dirname, join, normalize } from 'node:path';
import { isObject, type Json } from '../resource/resource.ts';
import type { Unread } from './kubernetes.ts';
import { parseYaml } from './yaml.ts';

/** A folder that a tool renders before anything is applied. */
export interface Bundle {
  /** Names the command whose output is the real input. */
  readonly unread?: Unread;
  /** Files and folders in it that are no objects by themselves. */
  readonly leaveOut: (path: string) => boolean;
}

const kustomizations: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/**
 * Whether a folder that holds `names` is a Helm chart or a kustomization. Of a chart, templates and values are left alone. Of a
 * kustomization, plain manifests are read, because they are mostly what gets applied, and its patches are not, because
 * half an object would be taken for a whole one.
 */
export async function bundleOf(folder: string, names: ReadonlySet<string>): Promise<Bundle | undefined> {
  if (names.has('Chart.yaml')) return chart(folder, names);
  const kustomization = kustomizations.find((name) => names.has(name));
  if (kustomization !== undefined) return kustomized(folder, join(folder, kustomization));
  if (names.has('sallyport.yaml')) return { leaveOut: (path) => path === join(folder, 'sallyport.yaml') };
  return undefined;
}

/** The command whose output replaces a template that was found alone. */
export function templateReason(file: string): string {
  const folder = dirname(file);
  const chartFolder = basename(folder) === 'templates' ? dirname(folder) : folder;
  return `it holds {{ }} of a template and is not rendered here. Pipe in what Helm makes of it: helm template ${chartFolder} | sallyport check -`;
}

function chart(folder: string, names: ReadonlySet<string>): Bundle {
  const left = new Set(['templates', 'charts', 'Chart.yaml', 'Chart.lock'].map((name) => join(folder, name)));
  const isValues = (path: string): boolean => dirname(path) === normalize(folder) && basename(path).startsWith('values');
  const leaveOut = (path: string): boolean => left.has(path) || isValues(path);
  if (!names.has('templates')) return { leaveOut };
  const file = join(folder, 'Chart.yaml');
  return { leaveOut, unread: { file, reason: `a Helm chart is not rendered here. Pipe in what Helm makes of it: helm template ${folder} | sallyport check -` } };
}

async function kustomized(folder: string, file: string): Promise<Bundle> {
  const left = new Set([file]);
  const text = await readFile(file, 'utf8').catch(() => '');
  for (const { value } of parseYaml([{ name: file, text }]).documents) {
    for (const path of partsOf(value)) left.add(join(folder, path));
  }
  return {
    leaveOut: (path) => left.has(path),
    unread: {
      file,
      reason: `a kustomization is not built here; plain manifests beside it are read as they are, its patches are not. Pipe in what it makes: kubectl kustomize ${folder} | sallyport check -`,
    },
  };
}

/** Files a kustomization names that change or make objects and are none. */
function partsOf(kustomization: Json): string[] {
  if (!isObject(kustomization)) return [];
  const { patches, patchesStrategicMerge, patchesJson6902, replacements, configurations, transformers, generators, openapi } = kustomization;
  const lists = [patches, patchesStrategicMerge, patchesJson6902, replacements, configurations, transformers, generators].filter((list) => Array.isArray(list));
  const named = lists.flat().map((entry: Json) => (isObject(entry) ? entry['path'] : entry));
  return [...named, isObject(openapi) ? openapi['path'] : undefined].filter((path) => typeof path === 'string' && !path.includes('\n')) as string[];
}
