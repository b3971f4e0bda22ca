import { ztunnelErrors } from '../facts/ambient.ts';
import { balancerFaces } from '../facts/alb-faces.ts';
import { controllerTexts } from '../facts/load-balancer-texts.ts';
import { detailText, faces, joined, longFlags, ownNames, viaUpstream, type Face } from '../facts/envoy-faces.ts';
import type { Cause } from '../ir/cause.ts';
import { rules } from './index.ts';
import type { Rule } from './rule.ts';

/** What a line of an access log, or a part of one, a load balancer's status or a text of its controller can mean. */
export interface Sign {
  /** `404 NR route_not_found`, or the name of a cluster. */
  readonly shown: string;
  readonly says: string;
  /** Findings that can be behind it: those that name the stop, then states that end in it. */
  readonly rules: readonly Rule[];
}

/**
 * What a pasted flag (`NR`, `UF,URX`), detail (`rbac_access_denied_matched_policy[none]`), body, transport failure reason
 * or cluster name can mean, or a bare status; of a whole line the most telling part decides. Empty: not something that Envoy, ztunnel, a load
 * balancer or its controller writes.
 */
export function signsOf(asked: string): readonly Sign[] {
  const text = asked.trim();
  const written = controllerTexts.find(({ part }) => contains(text, part));
  if (written !== undefined) return [{ shown: `${written.part.replace(/ $/, ' ...')} (AWS Load Balancer Controller)`, says: written.says, rules: named(written.findings) }];
  const line = balancerLine.exec(text);
  if (line !== null) return fromBalancerLog(Number(line[1]), line[2]!);
  const own = Object.entries({ ...ownNames, ...ztunnelErrors }).filter(([name]) => contains(text, name));
  const found = [byTransport, byDetail, byBody, byFlag, byStatus].map((by) => by(text)).find((some) => some.length > 0) ?? [];
  return [
    ...found.map((face) => ({ shown: shownAs(face, text), says: face.says, rules: rulesFor(face.causes, [face.flag, face.detail]) })),
    ...balancers(text),
    ...own.map(([name, { causes, says }]) => ({ shown: name.trim(), says, rules: rulesFor(causes, [name]) })),
  ];
}

function named(names: readonly string[]): readonly Rule[] {
  return rules.filter(({ name }) => names.includes(name));
}

/** A line of an Application Load Balancer's access log: type, time, balancer, client, target, three times, and both statuses (ELB guide, "Access log entries"). */
const balancerLine = /^(?:https?|h2|grpcs?|wss?) \d{4}-\d\d-\d\dT\S+ \S+ \S+ \S+ \S+ \S+ \S+ (\d{3}) (\d{3}|-) /;

/** Who made the status: without one of the target the load balancer did; else the target, a proxy or a program. */
function fromBalancerLog(status: number, target: string): readonly Sign[] {
  if (target === '-') return balancers(String(status));
  const own = byStatus(target);
  const faced = own.map((face) => ({ shown: `${shownAs(face, target)}, from the target`, says: face.says, rules: rulesFor(face.causes, [face.flag, face.detail]) }));
  return faced.length > 0 ? faced : [{ shown: `${target} from the target`, says: 'the load balancer passes on what a proxy or program behind it answers', rules: [] }];
}

/** A bare status, as an Application Load Balancer makes it by itself. */
function balancers(text: string): readonly Sign[] {
  const status = statusIn(text);
  return balancerFaces.filter((face) => face.status === status).map(({ causes, says, findings }) => ({ shown: `${status} of an Application Load Balancer`, says, rules: [...new Set([...rulesFor(causes, [String(status)]), ...named(findings ?? [])])] }));
}

/** `503 UF upstream_reset_before_response_started{remote_connection_failure}` */
function shownAs(face: Face, asked: string): string {
  const said = tokenSays.test(asked) && face.causes.includes('token-rejected') ? joined(asked) : face.inside;
  const inside = face.detail !== '-' && contains(asked, face.detail) ? (bracketOf(asked, face.detail) ?? said) : said;
  const transport = face.transport === undefined ? '' : ` with ${face.transport}`;
  return `${face.status} ${face.flag}${face.detail === '-' ? '' : ` ${detailText(face, inside)}`}${transport}`;
}

/** Findings for these causes, whoever dialled, then those that lead to them, and those that are also called so. */
function rulesFor(causes: readonly Cause[], called: readonly string[]): readonly Rule[] {
  const naming = causes.flatMap((cause) => rules.filter(({ explains }) => explains?.some((stop) => stop.cause === cause) === true));
  const leading = rules.filter(({ leadsTo }) => leadsTo?.some((cause) => causes.includes(cause)) === true);
  const alike = rules.filter(({ aliases }) => aliases.some((alias) => called.includes(alias)));
  return [...new Set([...naming, ...leading, ...alike])];
}

function byTransport(text: string): readonly Face[] {
  return faces.filter(({ transport }) => transport !== undefined && (contains(text, transport) || contains(text, joined(transport))));
}

/** A detail with a bracket means less than every detail of that name. */
function byDetail(text: string): readonly Face[] {
  const named = faces.filter(({ detail }) => detail !== '-' && contains(text, detail));
  const [first] = named;
  const inside = first === undefined ? undefined : bracketOf(text, first.detail);
  if (inside === undefined) return named;
  const exact = named.filter((face) => face.inside !== undefined && inside.split('|')[0] === face.inside);
  if (exact.length > 0) return exact;
  return inside.startsWith('ns[') ? named.filter((face) => face.inside?.startsWith('ns[') === true) : named;
}

/** What stands in the bracket behind a detail: `none` of `...policy[none]`. */
function bracketOf(text: string, detail: string): string | undefined {
  const behind = text.slice(text.indexOf(detail) + detail.length);
  return /^\[(.*)\]/.exec(behind)?.[1] ?? /^\{(.*)\}/.exec(behind)?.[1];
}

/** The reset reason in a body says more than the flag; a retry changes the words in front of it. What a token's refusal says is a body of its own. */
function byBody(text: string): readonly Face[] {
  const [, reason] = /reset reason: ([a-z ]+)/.exec(text) ?? [];
  const said = joined((reason ?? text).trim()).toLowerCase();
  const reset = faces.filter(({ inside, body }) => inside === said && body !== undefined && body.includes('reset reason'));
  if (reset.length > 0) return reset;
  if (tokenSays.test(text)) return faces.filter(({ causes }) => causes.includes('token-rejected'));
  return faces.filter(({ body }) => body !== undefined && body.length > 11 && contains(text, body));
}

/** Of several flags the first one that is not about retries. */
function byFlag(text: string): readonly Face[] {
  const flags = text.split(/[\s,]+/).map((part) => longFlags[part] ?? part.toUpperCase());
  const known = flags.filter((flag) => flag !== '-' && faces.some((face) => face.flag === flag));
  const telling = known.find((flag) => flag !== 'URX') ?? known[0];
  return faces.filter(({ flag }) => flag === telling);
}

/** `426`, `426 Upgrade Required`, `HTTP/1.1 426 Upgrade Required`: everything with that status, and an error may be the program's own. */
function byStatus(text: string): readonly Face[] {
  const status = statusIn(text);
  const own = status >= 400 ? faces.filter(({ detail, flag }) => detail === viaUpstream && flag === '-') : [];
  return [...faces.filter((face) => face.status === status), ...own.map((face) => ({ ...face, status }))];
}

function statusIn(text: string): number {
  return Number(/^(?:HTTP\/[\d.]+ )?([1-5]\d\d)(?: [A-Za-z' -]+)?$/.exec(text)?.[1]);
}

/** What Envoy's filter for tokens says of one that it refuses. */
const tokenSays = /^(jwt|jwks|audiences in jwt)\b/i;

function contains(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}
