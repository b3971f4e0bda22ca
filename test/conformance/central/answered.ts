import type { Blocker } from '../../../src/engine/walk.ts';
import type { Loaded } from '../../../src/cli/load.ts';
import type { Outcome, Trace } from '../../../src/path/trace.ts';
import { nameOf, type Problem } from '../../../src/resource/resource.ts';
import type { Data } from '../suite.ts';

/** An answer in the words of the cases: outcome, statuses, and the first thing in the way. */
export function answerFrom(loaded: Loaded, traced: Trace, problems: readonly Problem[]): Data {
  const doubt = traced.outcomes.length === 1 ? traced.outcomes[0]!.when : [];
  if (doubt.length > 0) return { outcome: 'unknown', when: [...doubt] };
  const refused = problems.find(({ name }) => refusals[name] !== undefined);
  if (refused !== undefined) return { outcome: 'invalid-config', status: [], blockedBy: { kind: refusals[refused.name]!, id: refused.resource?.name ?? null } };
  const { outcomes } = traced;
  const blocker = outcomes.flatMap(({ blockers }) => blockers).find(({ cause }) => !meant.has(cause));
  const statuses = [...new Set(outcomes.flatMap(statusOf))].sort((a, b) => a - b);
  return { outcome: outcomeOf(outcomes), status: statuses, blockedBy: blocker === undefined ? null : blockedBy(loaded, blocker) };
}

/** What AWS would not have let anybody set up. */
const refusals: Readonly<Record<string, string>> = { 'endpoint-zone-not-served': 'endpoint-az' };

/** Answers that the listener was told to give: to a host or path that no rule takes, the default action's. */
const meant: ReadonlySet<string> = new Set(['fixed-answer', 'redirected', 'no-route']);

/** The programs of the cases answer 200 to whatever arrives. */
function statusOf({ verdict }: Outcome): readonly number[] {
  return verdict.kind === 'delivered' ? [200] : verdict.kind === 'answered' ? [verdict.status] : [];
}

function outcomeOf(outcomes: readonly Outcome[]): string {
  const words = [...new Set(outcomes.map(wordOf))];
  return words.length === 1 ? words[0]! : words.includes('delivered') ? 'partial' : words.every((word) => word === 'error') ? 'error' : words.join(' or ');
}

function wordOf({ verdict, blockers }: Outcome): string {
  switch (verdict.kind) {
    case 'delivered':
      return 'delivered';
    case 'answered':
      return verdict.cause === 'fixed-answer' || verdict.cause === 'no-route' ? 'fixed-response' : verdict.cause === 'redirected' || verdict.status < 400 ? 'redirect' : 'error';
    case 'dropped':
      return 'client-timeout';
    case 'handshake':
      return blockers[0]?.cause === 'certificate-not-trusted' ? 'tls-name-mismatch' : 'handshake';
    default:
      return verdict.kind;
  }
}

type Named = (loaded: Loaded, blocker: Blocker) => Data;

function blockedBy(loaded: Loaded, blocker: Blocker): Data {
  return words[blocker.cause]?.(loaded, blocker) ?? { kind: blocker.cause, id: idOf(blocker) };
}

/** How the cases name a cause, and which thing they hold it against. */
const words: Readonly<Record<string, Named>> = {
  'guard-dropped': (_, blocker) => ({ kind: blocker.hop.startsWith('out/') ? 'sg-egress' : 'sg-ingress', id: idOf(blocker) }),
  'acl-dropped': (_, blocker) => acl(blocker),
  'reply-dropped': (_, blocker) => acl(blocker),
  'route-missing': (_, blocker) => ({ kind: 'route', id: idOf(blocker) }),
  'route-dead': (_, blocker) => ({ kind: 'route-blackhole', id: idOf(blocker) }),
  'no-targets': (loaded, blocker) => ({ kind: 'no-targets', id: arnOfGroup(loaded, blocker.hop) }),
  'address-unused': (loaded, blocker) => ({ kind: 'stale-target', id: arnOfGroup(loaded, blocker.relayedBy ?? blocker.dialledBy) }),
  'plaintext-to-tls': (loaded, blocker) => ({ kind: 'plaintext-to-tls', id: arnOfGroup(loaded, blocker.dialledBy) }),
  'tls-to-plaintext': (loaded, blocker) => ({ kind: 'tls-to-plaintext', id: arnOfGroup(loaded, blocker.dialledBy) }),
  'version-mismatch': (loaded, blocker) => ({ kind: 'protocol-version', id: arnOfGroup(loaded, blocker.hop) }),
  'preamble-unexpected': (_, blocker) => ({ kind: 'proxy-protocol', id: blocker.fields['preamble'] === undefined ? null : groupIn(blocker.relayedBy ?? blocker.dialledBy) }),
  'preamble-missing': (_, blocker) => ({ kind: 'proxy-protocol', id: groupIn(blocker.relayedBy ?? blocker.dialledBy) }),
  'no-listener': (_, blocker) => ({ kind: 'no-listener', id: blocker.hop.startsWith('beyond/') ? idOf(blocker) : (blocker.hop.split('/')[1] ?? null) }),
  'timed-out': (_, blocker) => ({ kind: 'idle-timeout', id: blocker.hop.split('/')[1] ?? null }),
  'request-not-taken': (_, { verdict }) => ({ kind: verdict.kind === 'answered' && verdict.status === 463 ? 'xff-too-long' : verdict.kind === 'answered' && verdict.status === 405 ? 'method' : 'header-too-large', id: 'request' }),
  'web-acl-blocked': (_, blocker) => ({ kind: 'waf', id: blocker.origin.rule.split(/[ :/]/)[0] ?? null }),
  'certificate-not-trusted': (loaded, blocker) => ({ kind: 'certificate', id: arnOf(loaded, blocker.origin.resource) }),
  'endpoint-unavailable': (_, blocker) => ({ kind: 'endpoint-state', id: idOf(blocker) }),
  'zone-not-served': (_, blocker) => ({ kind: 'endpoint-az', id: idOf(blocker) }),
  'zone-without-targets': (_, blocker) => ({ kind: 'no-target-in-az', id: idOf(blocker) }),
};

function acl(blocker: Blocker): Data {
  const number = /\d+/.exec(blocker.origin.rule)?.[0];
  return { kind: 'nacl', id: idOf(blocker), ruleNumber: number === undefined ? 32767 : Number(number), direction: /out\//.test(blocker.hop) ? 'egress' : 'ingress' };
}

/** `aws_security_group sg-alb` -> `sg-alb`. */
function idOf({ origin }: Blocker): string {
  return origin.resource.slice(origin.resource.indexOf(' ') + 1);
}

/** `group/central/app1` -> app1. */
function groupIn(hop: string | undefined): string | null {
  return hop?.split('/')[2] ?? null;
}

function arnOfGroup(loaded: Loaded, hop: string | undefined): Data {
  const name = groupIn(hop);
  const found = loaded.path.estate.ofType('aws_lb_target_group').find(({ body }) => body['name'] === name);
  return (found?.body['arn'] as string | undefined) ?? name;
}

function arnOf(loaded: Loaded, resource: string): Data {
  return (loaded.path.estate.resources.find((each) => nameOf(each) === resource)?.body['arn'] as string | undefined) ?? resource;
}
