import type { Json } from '../../resource/resource.ts';

/** How programs of Kubernetes, which are written in Go, read values out of texts: of annotations and of flags. */

/** A boolean (strconv.ParseBool); undefined for any other text. */
export function truthIn(written: string | undefined): boolean | undefined {
  if (/^(1|t|T|true|TRUE|True)$/.test(written ?? '')) return true;
  return /^(0|f|F|false|FALSE|False)$/.test(written ?? '') ? false : undefined;
}

/** The members of a list, comma separated, trimmed, without empty ones. */
export function membersIn(written: string | undefined): readonly string[] {
  return (written ?? '').split(',').map((each) => each.trim()).filter((each) => each !== '');
}

/** `key=value` pairs, comma separated; what is no pair, or has no key, is left out. */
export function pairsIn(written: string | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(membersIn(written).flatMap((each) => {
    const at = each.indexOf('=');
    return at < 1 ? [] : [[each.slice(0, at).trim(), each.slice(at + 1).trim()] as const];
  }));
}

/** A value as a flag has it: members of a list and pairs of a map, comma separated. */
export function flagText(value: Json): string {
  if (Array.isArray(value)) return (value as readonly Json[]).map(String).join(',');
  return value !== null && typeof value === 'object' ? Object.entries(value).map(([key, member]) => `${key}=${String(member)}`).join(',') : String(value);
}
