import { compareTexts } from '../resource/order.ts';
import { serviceOfHost } from '../dialects/istio/mesh/hosts.ts';
import { podsOf } from '../dialects/kubernetes/pods.ts';
import { servicesOf } from '../dialects/kubernetes/services.ts';
import type { Estate } from '../resource/estate.ts';
import { identityOf, nameOf, type Identity, type Position, type Problem } from '../resource/resource.ts';
import type { Blocker } from '../engine/walk.ts';
import type { Proposal } from '../hops/kind.ts';
import type { Cause } from '../ir/cause.ts';
import type { Verdict } from '../ir/program.ts';
import type { Edit } from '../resource/edit.ts';
import type { Path } from '../path/path.ts';
import type { Trace } from '../path/trace.ts';
import { closest, proposalsFor, ruleOf } from './blocked.ts';
import { rules } from './index.ts';
import { toldBy } from './repeats.ts';
import { isKnownNamespace } from './routed-destinations.ts';
import type { Finding, Reason, Rule } from './rule.ts';
import { anyName, witnessed, writtenHosts, type Witnessed } from './ways.ts';

/** A finding together with the trace and the stop it came from, where it came from one. */
export interface Judged {
  readonly finding: Finding;
  /** The rule that found it, where one did. */
  readonly rule?: Rule;
  readonly met?: { readonly trace: Trace; readonly blocker: Blocker };
}

/** Everything that is wrong: what the rules find at that time, what stops requests from outside, and what reading reported. */
export function judged(path: Path, problems: readonly Problem[], at?: number): readonly Judged[] {
  const found = rules.flatMap((rule) => [...(rule.find?.(path, at) ?? [])].map((finding): Judged => ({ finding, rule })));
  const reported = problems.map((problem): Judged => ({ finding: ofProblem(problem) }));
  const named = [...found, ...reported.flatMap(({ finding }) => rules.filter(({ name }) => name === finding.name).map((rule): Judged => ({ finding, rule })))].filter(({ finding, rule }) => finding.severity === 'error' || rule?.leadsTo !== undefined);
  const met = stops(path);
  const explained = new Set(met.filter((stop) => named.some((one) => explains(one, stop))));
  const traced = new Set([...explained].map((stop) => stop.met?.trace));
  // What a policy says of a request that another mistake has robbed of its identity is no second mistake.
  const stopped = met.filter((stop) => !explained.has(stop) && !(traced.has(stop.met?.trace) && deliberate.has(stop.met!.blocker.cause)));
  const told = stopped.map(({ finding }) => finding);
  return [...reported, ...found.filter(({ finding }) => !toldBy(told, finding)), ...stopped].sort(byWeight);
}

/** Whether a stop is what a state leads to that a rule has found on the request's way: the state is what to mend, and is told. */
function explains({ finding, rule }: Judged, { finding: stop, met }: Judged): boolean {
  const cause = met?.blocker.cause;
  const same = finding.name === stop.name;
  const leads = same || (cause !== undefined && rule?.leadsTo?.includes(cause) === true);
  const onWay = (name: string): boolean => stop.because.some((reason) => reason.rule === name);
  // What is told of an object beside the way names those on it that it is about.
  // What is no mistake by itself explains a stop at its own line only.
  if (finding.severity !== 'error' && (finding.at?.file !== stop.at?.file || finding.at?.line !== stop.at?.line)) return false;
  return leads && (onWay(nameOf(finding.resource)) || ((same || cause === 'request-malformed' || cause === 'port-closed') && finding.because.some(({ rule: about }) => onWay(about))));
}

/**
 * One finding for each rule in the files that stops a request from outside, however many requests it stops. A policy that
 * refuses some requests of a host that is otherwise served does what it was written for; one that refuses all does not.
 */
function stops(path: Path): readonly Judged[] {
  const byHost = new Map<string, Witnessed[]>();
  const all = [...witnessed(path)];
  for (const one of all) push(byHost, `${one.entry.address} ${nameAsked(one)}`, one);
  const names = new Set(writtenHosts(path.estate));
  const byStop = new Map<string, Judged>();
  for (const ways of byHost.values()) {
    // An answer without a cause is the program's own. Nobody here has a token: where one is looked at, those who have one may pass.
    const served = ways.some(({ trace }) => trace.outcomes.some(({ verdict, blockers }) => verdict.kind === 'delivered' || (verdict.kind === 'answered' && isMeant(verdict)) || blockers.some(({ cause }) => cause === 'token-rejected' || cause === 'login-required')));
    // Who gets past a guard by the address it comes from is whom the guard is for.
    const admitted = ways.some(({ trace: { outcomes } }) => outcomes.some(meets('guard-dropped')) && outcomes.some((one) => !meets('guard-dropped')(one) && !isRefusal(one)));
    // Requests that nothing stops but mistakes are those that the host is for; what somebody refuses beside them is meant.
    const meant = ways.some(({ trace }) => trace.outcomes.some(({ blockers }) => blockers.length > 0 && blockers.every(({ cause }) => !deliberate.has(cause) && !neverTaken.has(cause))));
    // What a rule and a web ACL let past is what they are asked for, whoever stops it then; of other requests they say so themselves.
    const sought = ways.some(({ trace }) => trace.outcomes.some(({ blockers }) => blockers.length > 0 && blockers.every(({ cause }) => !sorting.has(cause) && !neverTaken.has(cause))));
    for (const { entry, trace } of plainest(ways)) {
      // No certificate covers a name that nobody wrote.
      if (ways[0]!.host === '*' && !names.has(nameAsked(ways[0]!)) && trace.outcomes.every(({ blockers }) => blockers[0]?.cause === 'certificate-not-trusted')) continue;
      for (const { blocker, knocked } of trace.outcomes.flatMap(blockersOf)) {
        const key = keyOfStop(blocker);
        // Neither is a mistake in these files.
        if (neverTaken.has(blocker.cause) || otherVersionServed(ways[0]!, blocker) || (knocked && deliberate.has(blocker.cause))) continue;
        if ((blocker.cause === 'guard-dropped' && admitted) || (sorting.has(blocker.cause) && sought)) continue;
        if (blocker.cause === 'certificate-not-trusted' && isTakenElsewhere(all, ways[0]!, key)) continue;
        if (byStop.has(key) || ((served || meant) && deliberate.has(blocker.cause)) || (!names.has(nameAsked(ways[0]!)) && ways[0]!.host.startsWith('*') && deliberate.has(blocker.cause) && !everyWay(all, ways[0]!.entry, key))) continue;
        byStop.set(key, { finding: ofBlocker(path, entry, trace, blocker), met: { trace, blocker } });
      }
    }
  }
  return [...byStop.values()];
}

/**
 * Requests first of which no load balancer turns any away for how they are written, and no web ACL for what they hold, that meet a
 * stop and no other, with one answer: they are the better witnesses of what stops all of them.
 */
function plainest(ways: readonly Witnessed[]): readonly Witnessed[] {
  const odd = ({ trace: { outcomes } }: Witnessed): number => {
    const marks = [outcomes.some(meets('request-not-taken')), outcomes.some(meets('web-acl-blocked')), !outcomes.some(({ blockers }) => blockers.length === 1), outcomes.length > 1];
    return marks.reduce((sum, mark) => sum * 2 + Number(mark), 0);
  };
  return ways.toSorted((a, b) => odd(a) - odd(b));
}

/**
 * The stops of an outcome. That a client from anywhere has no certificate for a server that asks for one is what the
 * server is for; what is behind it is looked at, as far as it stops everybody (`knocked`: no request was seen to pass).
 */
function blockersOf({ blockers, verdict }: Trace['outcomes'][number]): readonly { readonly blocker: Blocker; readonly knocked: boolean }[] {
  const knocked = verdict.kind === 'handshake' && blockers[0]?.cause === 'client-certificate-missing';
  return (knocked ? blockers.slice(1) : blockers).map((blocker) => ({ blocker, knocked }));
}

/** An answer of the program itself, or one that somebody wrote for that name and that is no error: a page, a redirect. */
function isMeant({ status, cause }: Extract<Verdict, { kind: 'answered' }>): boolean {
  return cause === undefined || (status < 400 && (cause === 'fixed-answer' || cause === 'redirected'));
}

function keyOfStop({ cause, origin }: Blocker): string {
  return JSON.stringify([cause, origin.resource, origin.rule]);
}

/** The name a request is for: where an entry takes any, one that the rules behind it know, or one that nobody wrote. */
function nameAsked({ host, request }: Witnessed): string {
  return host.startsWith('*') && URL.canParse(request.url) ? new URL(request.url).hostname : host;
}

/** Whether a stop is met by requests for all names that an entry has, of which names that somebody wrote are the better witnesses. */
function everyWay(all: readonly Witnessed[], entry: Witnessed['entry'], key: string): boolean {
  return all.every((one) => one.entry.address !== entry.address || one.trace.outcomes.some(({ blockers }) => blockers.some((blocker) => keyOfStop(blocker) === key)));
}

/** Requests are looked at in HTTP/1.1, and clients of TLS may speak HTTP/2 where that is what is served. */
function otherVersionServed({ entry }: Witnessed, { cause }: Blocker): boolean {
  return cause === 'version-mismatch' && entry.scheme === 'https';
}

/** Names of several labels, which a rule's wildcard takes and a certificate's does not, are nobody's where names of one label are served. */
function isTakenElsewhere(all: readonly Witnessed[], { entry, host }: Witnessed, key: string): boolean {
  return host.startsWith('*') && all.some((one) => one.entry.address === entry.address && one.host === host && one.trace.outcomes.every(({ blockers }) => blockers.every((blocker) => keyOfStop(blocker) !== key)));
}

/** Stops that somebody wants for some requests. */
const deliberate: ReadonlySet<Cause> = new Set<Cause>(['guard-dropped', 'policy-denied', 'policy-not-allowed', 'token-rejected', 'no-route', 'redirected', 'fixed-answer', 'path-rejected', 'login-required', 'web-acl-blocked']);

/** What no load balancer takes of anybody, and requests of a version that nobody may ever send. */
const neverTaken: ReadonlySet<Cause> = new Set<Cause>(['request-not-taken', 'version-mismatch']);

/** Requests are told apart by what they ask for. */
const sorting: ReadonlySet<Cause> = new Set<Cause>(['no-route', 'web-acl-blocked']);

function meets(cause: Cause): (outcome: Trace['outcomes'][number]) => boolean {
  return ({ blockers }) => blockers.some((blocker) => blocker.cause === cause);
}

/** Turned away for what it says itself: who sends it is not asked any more. */
function isRefusal({ blockers }: Trace['outcomes'][number]): boolean {
  return blockers.length > 0 && blockers.every(({ cause }) => cause === 'web-acl-blocked' || neverTaken.has(cause));
}

function push(lists: Map<string, Witnessed[]>, key: string, one: Witnessed): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [one]);
  else list.push(one);
}

function ofBlocker(path: Path, entry: Witnessed['entry'], trace: Trace, blocker: Blocker): Finding {
  const rule = ruleOf(blocker);
  const outcome = trace.outcomes.find(({ blockers }) => blockers.includes(blocker))!;
  const first = outcome.blockers[0] === blocker;
  const sure = outcome.when.length === 0 && trace.outcomes.length === 1;
  const answer = outcome.verdict.kind === 'answered' ? String(outcome.verdict.status) : experienced[outcome.verdict.kind];
  const url = trace.request.url.replace(/\/$/, '');
  const named = unnamed(entry, trace.request.url);
  // Where no line says it (a proxy that nobody told to listen), the last one that sent the request there is looked at first.
  const before = outcome.steps.slice(0, Math.max(0, outcome.steps.findIndex(({ origin }) => origin === blocker.origin)));
  const proposals = proposalsFor(path, trace.request, blocker);
  const at = blocker.origin.at ?? backendAt(path, blocker, proposals) ?? before.findLast(({ origin }) => origin.at !== undefined)?.origin.at;
  const near = closest(path, trace.request, blocker);
  const because = outcome.steps.flatMap(({ origin }): Reason[] => (origin.note === undefined ? [] : [{ rule: origin.resource, text: origin.note, ...(origin.at === undefined ? {} : { at: origin.at }) }]));
  const once = because.filter(({ rule: of, text }, index) => because.findIndex((other) => other.rule === of && other.text === text) === index);
  return {
    name: rule.name,
    severity: isElsewhere(path, blocker) ? 'note' : rule.severity,
    aliases: rule.aliases,
    message: first ? `clients of ${named ?? url} ${sure ? 'get' : 'may get'} ${answer} (${trace.request.method})` : named === undefined ? `once ${url} gets further, it is stopped here too` : `once clients of ${named} get further, they are stopped here too`,
    resource: identityIn(path, blocker.origin.resource),
    ...(at === undefined ? {} : { at }),
    label: blocker.origin.note ?? blocker.origin.rule,
    because: near === undefined ? once : [...once, { rule: blocker.origin.resource, text: near }],
    proposals,
    witness: trace.request,
  };
}

/** A name that nobody wrote means nothing to anybody: what is asked then is the listener, which has a name. */
function unnamed({ title }: Witnessed['entry'], url: string): string | undefined {
  const asked = URL.canParse(url) ? new URL(url) : undefined;
  if (asked?.hostname !== anyName) return undefined;
  return /^\/?$/.test(asked.pathname) && asked.search === '' ? title : `${title} that ask for ${asked.pathname}${asked.search}`;
}

/** Where nothing listens, the Ingress says which port of the Service is meant, if the Service has others. */
function backendAt({ estate }: Path, { cause }: Blocker, proposals: readonly Proposal[]): Position | undefined {
  const edit = cause === 'port-closed' ? proposals.flatMap(({ edits }) => edits).find((each) => each.edit === 'set' && each.of.type === 'Ingress') : undefined;
  return edit?.edit === 'set' ? estate.find(edit.of)?.locate(edit.path) : undefined;
}

/** What clients get where nobody answers, after "get". */
const experienced: Readonly<Record<Exclude<Verdict['kind'], 'answered'>, string>> = {
  delivered: 'through',
  reset: 'a connection reset',
  refused: 'a refused connection',
  dropped: 'no answer',
  handshake: 'a failed TLS handshake',
  unresolved: 'no known answer',
  loop: 'sent round in a loop',
};

/** Whether what is missing can well be in other files: teams keep their routes apart from the gateway, and routes apart from Services. */
function isElsewhere({ estate }: Path, { cause, hop, origin }: Blocker): boolean {
  if (cause === 'no-route') return !['VirtualService', 'Ingress', 'HTTPRoute'].some((type) => estate.ofType(type).length > 0);
  const [kind, , , host = ''] = hop.split('/');
  if (kind === 'rules' && cause === 'destination-unknown') return isOnlyRouted(estate, origin.resource);
  if (kind !== 'cluster') return false;
  if (cause === 'no-endpoints') return podsOf(estate, serviceOfHost(host)?.namespace ?? '').length === 0;
  return cause === 'destination-unknown' && !isKnownNamespace(estate, host);
}

/** Whether the inputs hold nothing that an Ingress of that namespace could lead to. */
function isOnlyRouted(estate: Estate, shown: string): boolean {
  const [type, name = ''] = shown.split(' ');
  const namespace = name.split('/')[0]!;
  return type === 'Ingress' && servicesOf(estate, namespace).length === 0 && podsOf(estate, namespace).length === 0;
}

function identityIn(path: Path, shown: string): Identity {
  return path.estate.resources.find((resource) => nameOf(resource) === shown) ?? { scope: '', type: '', name: shown };
}

function ofProblem(problem: Problem): Finding {
  const { instead } = problem;
  return {
    name: problem.name,
    severity: problem.severity,
    aliases: rules.find(({ name }) => name === problem.name)?.aliases ?? [],
    message: problem.message,
    resource: problem.resource ?? { scope: '', type: 'document', name: problem.at?.file ?? '' },
    ...(problem.at === undefined ? {} : { at: problem.at }),
    because: problem.excerpt === undefined || problem.at !== undefined ? [] : problem.excerpt.split('\n').map((text) => ({ rule: '', text })),
    proposals: instead === undefined ? [] : [{ title: instead.title, edits: [instead.of, ...(instead.also ?? [])].map((of): Edit => ({ edit: 'set', of: identityOf(of), path: instead.path, to: instead.to })), certainty: 'proposed' }],
  };
}

const severities: readonly Finding['severity'][] = ['error', 'warning', 'note'];

/** The worst first; among equals by place, those without one last. */
function byWeight(a: Judged, b: Judged): number {
  const [one, other] = [a.finding, b.finding];
  return severities.indexOf(one.severity) - severities.indexOf(other.severity) || Number(one.at === undefined) - Number(other.at === undefined) || compareTexts(one.at?.file ?? '', other.at?.file ?? '') || (one.at?.line ?? 0) - (other.at?.line ?? 0) || compareTexts(one.name, other.name) || compareTexts(one.message, other.message);
}
