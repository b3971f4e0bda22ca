import { list, record, text } from '../../../dialects/kubernetes/fields.ts';
import type { Json, JsonObject } from '../../../resource/resource.ts';

/** Lists whose order means nothing: pairs of key and value become a map, the others are sorted. */
export function comparable(spec: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(spec).map(([key, value]) => [key, unordered(key, value)]));
}

function unordered(key: string, value: Json): Json {
  if (key.endsWith('Attributes') && Array.isArray(value)) return Object.fromEntries(list(value).map(record).map((each) => [text(each['key']) ?? '', each['value'] ?? '']));
  if ((key === 'securityGroups' || key === 'subnetMapping') && Array.isArray(value)) return [...list(value)].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return value;
}

/**
 * Whether two values say the same as far as it can be told. Absent, null and empty are one. The controller prints an existing
 * certificate as a reference to nothing and blots out secrets; our own references and names without hash stand for what
 * no input says.
 */
export function sameValue(files: Json | undefined, live: Json | undefined): boolean {
  const [ours, theirs] = [plain(files), plain(live)];
  if (ours === theirs || untold(theirs) || untold(ours)) return true;
  if (ours === undefined || theirs === undefined || ours === null || theirs === null || typeof ours !== 'object' || typeof theirs !== 'object') return false;
  if (Array.isArray(ours) || Array.isArray(theirs)) return Array.isArray(ours) && Array.isArray(theirs) && ours.length === theirs.length && ours.every((each, index) => sameValue(each, list(theirs)[index]));
  const [left, right] = [ours as JsonObject, theirs as JsonObject];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) => unsettled(key, left, right) || sameValue(left[key], right[key]));
}

function plain(value: Json | undefined): Json | undefined {
  if (value === null || value === '' || value === undefined) return undefined;
  return typeof value === 'object' && Object.keys(value).length === 0 ? undefined : value;
}

function untold(value: Json | undefined): boolean {
  const token = text(record(value)['$ref']);
  return value === '[REDACTED]' || value === nodePortUnsaid || (typeof value === 'string' && value.startsWith('${')) || token?.startsWith('#/resources///') === true;
}

/** What stands in a binding for a node port that the cluster picks. */
const nodePortUnsaid = 'nodePort';

/** Members that every target group, binding and health check has: where the files lack one, no input says it. */
const alwaysThere: ReadonlySet<string | number> = new Set(['vpcID', 'port']);
const havingThem = ['targetType', 'healthyThresholdCount'];

/** A name whose hash the files do not settle is absent, or stands without it; a port or VPC that no input says is absent. */
export function unsettled(key: string | number, files: JsonObject, live: JsonObject): boolean {
  if (alwaysThere.has(key) && files[key] === undefined && havingThem.some((member) => member in live)) return true;
  if (key !== 'name' && key !== 'groupName') return false;
  const [ours, theirs] = [text(files[key]), text(live[key])];
  return theirs !== undefined && (ours === undefined || (hashed.test(theirs) && ours.startsWith('k8s-') && !hashed.test(ours)));
}

const hashed = /-[0-9a-f]{10}$/;
