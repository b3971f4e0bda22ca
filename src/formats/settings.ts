import { dirname, isAbsolute, join } from 'node:path';
import { isObject, type Json, type JsonObject, type Locate, type Problem } from '../resource/resource.ts';
import type { Root } from './files.ts';
import { locateIn } from './locate.ts';
import { parseYaml } from './yaml.ts';

export const settingsName = 'sallyport.yaml';

/** What a sallyport.yaml may hold. Of `expect` and `mesh` other parts read what stands in them. */
const sections = ['inputs', 'serves', 'loadBalancerController', 'releases', 'expect', 'mesh'];

/** What a `sallyport.yaml` says beside its inputs: `serves`, `expect`, `mesh` and so on, as written. */
export interface Settings {
  readonly file: string;
  readonly body: JsonObject;
  readonly locate: Locate;
}

/** One entry of `inputs:`, and the scope its resources are in. */
export interface Input extends Root {
  readonly cluster?: string;
  readonly account?: string;
  readonly region?: string;
  readonly vpc?: string;
}

export interface SettingsRead {
  readonly settings?: Settings;
  /** Absent: the file names no inputs. Paths count from the folder of the file. */
  readonly inputs?: readonly Input[];
  readonly problems: readonly Problem[];
}

/** Reads a `sallyport.yaml`. */
export function settingsOf(file: string, text: string): SettingsRead {
  const { documents, broken } = parseYaml([{ name: file, text }]);
  const problems: Problem[] = broken.map(({ file: source, offset, reason }) => ({
    name: 'unreadable-document',
    severity: 'error',
    message: `${file} is not read: ${reason}`,
    at: source.position(offset, offset + 1),
    excerpt: source.excerpt(offset),
  }));
  const [document] = documents;
  if (document === undefined || !isObject(document.value)) return { problems };
  const settings: Settings = { file, body: document.value, locate: locateIn(document, document.root) };
  for (const name of Object.keys(settings.body)) if (!sections.includes(name)) problems.push(wrong(settings, `${settingsName} has no section ${name}, and it is passed over: write ${sections.join(', ')}`, [name], 'key'));
  const { inputs } = settings.body;
  if (inputs === undefined || inputs === null) return { settings, problems };
  if (!Array.isArray(inputs)) return { settings, problems: [...problems, wrong(settings, 'inputs is a list of { path, cluster }, { path, account, region, vpc } or { path, joins }', ['inputs'])] };
  const read = (inputs as Json[]).map((entry, index) => inputOf(settings, entry, index));
  return { settings, inputs: read.flatMap((entry) => ('path' in entry ? [entry] : [])), problems: [...problems, ...read.flatMap((entry) => ('path' in entry ? [] : [entry]))] };
}

function inputOf(settings: Settings, entry: Json, index: number): Input | Problem {
  const at = ['inputs', index] as const;
  if (!isObject(entry) || typeof entry['path'] !== 'string') return wrong(settings, 'an input needs a path: { path: mesh/, cluster: prod }', at);
  const said = (name: string): string | undefined => {
    const value = entry[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
  const [cluster, account, region, vpc, joins] = [said('cluster'), said('account'), said('region'), said('vpc'), said('joins')];
  if (cluster !== undefined && account !== undefined) return wrong(settings, 'an input is a cluster or an account, not both', at);
  const from = (written: string): string => (isAbsolute(written) ? written : join(dirname(settings.file), written));
  const path = entry['path'] === '-' ? '-' : from(entry['path']);
  const scope = cluster ?? (account === undefined ? path : region === undefined ? account : `${account}/${region}`);
  return {
    path,
    scope,
    ...(cluster === undefined ? {} : { cluster }),
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
    ...(vpc === undefined ? {} : { vpc }),
    ...(joins === undefined ? {} : { joins: from(joins) }),
  };
}

function wrong(settings: Settings, message: string, path: readonly (string | number)[], part?: 'key'): Problem {
  const at = settings.locate(path, part);
  return { name: 'wrong-setting', severity: 'error', message, ...(at === undefined ? {} : { at }) };
}
