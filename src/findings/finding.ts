import type { Proposal } from '../hops/kind.ts';
import type { Path, Position, Resource } from '../resource/resource.ts';
import type { Finding, Reason, Rule, Severity } from './rule.ts';

/** Somewhere in a resource: what a finding, or a reason for it, points at. */
export interface Spot {
  readonly resource: Resource;
  readonly path: Path;
  /** The key and not its value, where the key is what is wrong. */
  readonly part?: 'key' | 'value';
}

/** What a rule says of one spot. */
export interface Said {
  readonly message: string;
  readonly label: string;
  readonly because: readonly Reason[];
  readonly proposals?: readonly Proposal[];
  /** Where it is milder than the rule's usual one. */
  readonly severity?: Severity;
}

/** A finding of a rule at a spot. */
export function findingAt(rule: Rule, spot: Spot, said: Said): Finding {
  const { name, severity, aliases } = rule;
  const at = placeOf(spot);
  return {
    name,
    severity: said.severity ?? severity,
    aliases,
    message: said.message,
    resource: spot.resource,
    label: said.label,
    because: [...said.because, ...callOf(spot.resource)],
    proposals: said.proposals ?? [],
    ...(at === undefined ? {} : { at }),
  };
}

/** What a module makes is told where the module says it; who calls the module has more to do with it than who wrote it. */
function callOf({ name, calledAt }: Resource): readonly Reason[] {
  const [, module] = /^(?:[^.[":]+:)?(module\.[\w-]+)/.exec(name) ?? [];
  return calledAt === undefined || module === undefined ? [] : [{ rule: module, text: 'is called here', at: calledAt }];
}

/** One step of a why, with the line that says it where a file holds one. */
export function because(rule: string, text: string, spot?: Spot): Reason {
  const at = spot === undefined ? undefined : placeOf(spot);
  return { rule, text, ...(at === undefined ? {} : { at }) };
}

/** `8104`, `80 and 8080`, `80, 443 and 8080`. */
export function listed(values: readonly (string | number)[]): string {
  const last = values.at(-1);
  return values.length < 2 ? String(last ?? '') : `${values.slice(0, -1).join(', ')} and ${String(last)}`;
}

function placeOf({ resource, path, part }: Spot): Position | undefined {
  return resource.locate(path, part);
}
