import { isObject, type Json, type JsonObject } from '../../resource/resource.ts';
import type { ParsedDocument } from '../yaml.ts';

/** Members that are a number, or true or false, wherever AWS answers them (EC2, Elastic Load Balancing v2: API references, data types). */
const numbers: ReadonlySet<string> = new Set(['FromPort', 'ToPort', 'RuleNumber', 'From', 'To', 'Port', 'Weight', 'DeviceIndex', 'HealthCheckIntervalSeconds', 'HealthCheckTimeoutSeconds', 'HealthyThresholdCount', 'UnhealthyThresholdCount', 'DurationSeconds', 'TargetControlPort', 'AvailableIpAddressCount', 'MaxEntries']);
const flags: ReadonlySet<string> = new Set(['Egress', 'IsEgress', 'Main', 'IsDefault', 'SourceDestCheck', 'AcceptanceRequired', 'HealthCheckEnabled', 'IsPrimary', 'Primary', 'PrivateDnsEnabled', 'MapPublicIpOnLaunch', 'AllowDnsResolutionFromRemoteVpc']);
const protocols: ReadonlySet<string> = new Set(['IpProtocol', 'Protocol']);

/**
 * An answer as it was before somebody made YAML or a table of it: `"443"` is 443 and `"False"` is false under names that mean
 * nothing else. What stays of another type is told by mistyped.
 */
export function meant(document: ParsedDocument): ParsedDocument {
  const value = below(document.value, '');
  return value === document.value ? document : { ...document, value };
}

/** The same value where nothing in it is written otherwise: most answers are as AWS gives them. */
function below(value: Json, around: string): Json {
  if (Array.isArray(value)) {
    const listed = value as readonly Json[];
    const read = listed.map((member) => (member !== null && typeof member === 'object' ? below(member, around) : member));
    return read.some((member, index) => member !== listed[index]) ? read : value;
  }
  return isObject(value) ? insideOf(value, around) : value;
}

function insideOf(value: JsonObject, around: string): JsonObject {
  let changed: Record<string, Json> | undefined;
  for (const [key, member] of Object.entries(value)) {
    const read = member !== null && typeof member === 'object' ? below(member, key) : scalar(key, member, around);
    if (read !== member) (changed ??= { ...value })[key] = read;
  }
  return changed ?? value;
}

function scalar(key: string, member: Json, around: string): Json {
  if (typeof member === 'number') return protocols.has(key) ? String(member) : member;
  if (typeof member !== 'string') return member;
  if (flags.has(key)) return /^true$/i.test(member) ? true : /^false$/i.test(member) ? false : member;
  return isNumber(key, around) && /^-?\d{1,9}$/.test(member) ? Number(member) : member;
}

/** The port of a redirect is a text (`#{port}`), and Type and Code are numbers in ICMP only. */
function isNumber(key: string, around: string): boolean {
  return numbers.has(key) ? around !== 'RedirectConfig' : around === 'IcmpTypeCode' && (key === 'Type' || key === 'Code');
}
