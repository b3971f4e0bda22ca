import { covers } from '../dialects/istio/mesh/hosts.ts';
import { list, record } from '../dialects/kubernetes/fields.ts';
import type { Blocker } from '../engine/walk.ts';
import type { Path } from '../path/path.ts';
import { targetOf } from '../path/request.ts';
import type { Trace } from '../path/trace.ts';
import { nameOf, type Identity, type JsonObject, type Position, type Problem } from '../resource/resource.ts';
import { rules } from './index.ts';
import type { Finding, Rule } from './rule.ts';

/** A state that is wrong without any request, and why this request stops all the same. */
export interface Behind {
  readonly name: string;
  /** `VirtualService shop/web` */
  readonly resource: string;
  readonly message: string;
  readonly at?: Position;
  readonly proposals: Finding['proposals'];
}

/** Of these a stop shows the first ones only. */
const most = 3;

/**
 * What is wrong with objects that this stop would not be without: those that the request met on its way, and those that
 * are written for its host and take no part.
 */
export function behind(path: Path, trace: Trace, blocker: Blocker, problems: readonly Problem[]): readonly Behind[] {
  const leading = rules.filter(({ leadsTo, explains }) => leadsTo?.includes(blocker.cause) === true || explains?.some(({ cause }) => cause === blocker.cause) === true);
  const states = leading.flatMap((rule) => foundBy(path, rule));
  const refused = problems.filter(({ name }) => leading.some((rule) => rule.name === name));
  const all = [...states, ...refused.map((problem) => ({ ...problem, proposals: [] as Finding['proposals'] }))];
  const concerned = concernOf(path, trace, blocker);
  const told = all.flatMap(({ name, resource, message, at, proposals }): readonly Behind[] => {
    if (resource === undefined || !concerned(resource) || sameLine(at, blocker.origin.at)) return [];
    return [{ name, resource: nameOf(resource), message, proposals, ...(at === undefined ? {} : { at }) }];
  });
  return told.filter((one) => closeness(one, blocker) === Math.max(...told.filter(({ name }) => name === one.name).map((other) => closeness(other, blocker)))).slice(0, most);
}

/** How many parts of the cluster that stops the request (`outbound|80|v2|web.shop.svc.cluster.local`) a sentence has: routes not taken have others. */
function closeness({ message }: Behind, { origin }: Blocker): number {
  const words = message.split(/[\s:,()]+/);
  return origin.rule.split('|').filter((part) => part !== '' && words.includes(part)).length;
}

/** What a rule finds in a path, looked for once. */
function foundBy(path: Path, rule: Rule): readonly Finding[] {
  const known = found.get(path) ?? new Map<Rule, readonly Finding[]>();
  found.set(path, known);
  const findings = known.get(rule) ?? [...(rule.find?.(path) ?? [])].filter(({ severity }) => severity !== 'note');
  known.set(rule, findings);
  return findings;
}

const found = new WeakMap<Path, Map<Rule, readonly Finding[]>>();

/** Whether an object is on the way of the request, or is written for its host. */
function concernOf(path: Path, trace: Trace, blocker: Blocker): (resource: Identity) => boolean {
  const steps = trace.outcomes.filter(({ blockers }) => blockers.includes(blocker)).flatMap((outcome) => outcome.steps);
  const target = targetOf(trace.request.url);
  const host = 'wrong' in target ? undefined : target.host.toLowerCase();
  return (resource) => {
    const name = nameOf(resource);
    if (steps.some(({ origin }) => origin.resource === name || mentions(origin.note ?? '', name))) return true;
    return host !== undefined && hostsIn(record(path.estate.find(resource)?.body['spec'])).some((pattern) => covers(pattern, host) || isMeant(pattern, host));
  };
}

/** The hosts of a VirtualService, or of a Gateway's servers. */
function hostsIn(spec: JsonObject): readonly string[] {
  const written = [...list(spec['hosts']), ...list(spec['servers']).flatMap((server) => list(record(server)['hosts']))];
  return written.flatMap((host) => (typeof host === 'string' ? [host.slice(host.indexOf('/') + 1).toLowerCase()] : []));
}

/** `VirtualService shop/web` is not meant by `VirtualService shop/web-2`. */
function mentions(note: string, name: string): boolean {
  const at = note.indexOf(name);
  return at >= 0 && !/^[\w-]|^\.\w/.test(note.slice(at + name.length));
}

/** What somebody means who writes more than one `*`, which istiod refuses. */
function isMeant(pattern: string, host: string): boolean {
  const parts = pattern.split('*');
  let from = 0;
  for (const part of parts) {
    const at = host.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return parts.length > 2 && host.endsWith(parts.at(-1)!);
}

/** The stop itself says what this line does. */
function sameLine(one: Position | undefined, other: Position | undefined): boolean {
  return one !== undefined && one.file === other?.file && one.line === other.line;
}
