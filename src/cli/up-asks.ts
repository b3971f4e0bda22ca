import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkSignature } from './signature.ts';
import { tokenRulesOf } from '../dialects/istio/policies/tokens.ts';
import type { Match } from '../ir/match.ts';
import type { Case, HopId, Op, Program } from '../ir/program.ts';
import { holds, pointCarrier, pointOf, type Point } from '../engine/point.ts';
import { pushSession } from '../engine/traffic.ts';
import { unsigned } from '../path/rehearsal.ts';
import type { Estate } from '../resource/estate.ts';
import type { Rehearsal } from '../serve/rehearse.ts';
import { stationsOf, type Place } from '../serve/stations.ts';
import type { Foreign } from '../serve/tokens.ts';

/** What somebody behind a door wants to be shown. */
export interface Asks {
  /** Authorities that may have signed a client's certificate. */
  readonly certificates: readonly { readonly authority: string; readonly required: boolean }[];
  /** Issuers whose tokens are looked at, and where. */
  readonly tokens: readonly WantedToken[];
}

export interface WantedToken {
  readonly issuer: string;
  /** Absent: for any audience. */
  readonly audience?: string;
  readonly place: { readonly in: string; readonly name: string };
}

/** What the hops behind a place ask of whoever comes there with TLS for this server name, as far as their conditions name it. */
export function asksOf(program: Program, place: Place, sni: string, which: 'tokens too' | 'no tokens' = 'tokens too'): Asks {
  const hello = pushSession(pointCarrier(), pointOf({ protocol: 'tcp', ...place.facts }), { sni, alpn: 'http/1.1' });
  return { certificates: certificatesAt(program, place.hop, hello, new Set()), tokens: which === 'no tokens' ? [] : tokensBehind(program, [place]) };
}

/** Tokens that somebody behind these places looks at. */
export function tokensBehind(program: Program, places: readonly Place[]): readonly WantedToken[] {
  const tokens = new Map<string, WantedToken>();
  for (const hop of stationsOf(program, places).hops) {
    for (const match of (program.hop(hop)?.ops ?? []).flatMap(matchesIn)) for (const token of tokensIn(match)) tokens.set(JSON.stringify(token), token);
  }
  return [...tokens.values()];
}

/** Certificates that a connection is asked for before it ends. Identities of a mesh are none that a person can have. */
function certificatesAt(program: Program, hop: HopId, hello: Point, seen: Set<HopId>): Asks['certificates'] {
  if (seen.has(hop)) return [];
  seen.add(hop);
  const found = new Map<string, Asks['certificates'][number]>();
  const look = (ops: readonly Op[]): void => {
    for (const op of ops) {
      if (op.op === 'set' && 'pop' in op.to && op.to.pop.verify !== undefined && !op.to.pop.verify.authority.startsWith('mesh ')) found.set(op.to.pop.verify.authority, op.to.pop.verify);
      if (op.op === 'switch') for (const { then } of possible(op.cases, hello)) look(then);
      if (op.op === 'pick') for (const { then } of op.among) look(then);
      if (op.op === 'goto') for (const each of certificatesAt(program, op.hop, hello, seen)) found.set(each.authority, each);
    }
  };
  look(program.hop(hop)?.ops ?? []);
  return [...found.values()];
}

/** The cases that such a connection may take. */
function possible(cases: readonly Case[], hello: Point): readonly Case[] {
  const truths = cases.map(({ match }) => holds(pointCarrier(), hello, match));
  const first = truths.indexOf(true);
  return cases.filter((_, index) => truths[index] !== false && (first < 0 || index <= first));
}

function matchesIn(op: Op): readonly Match[] {
  if (op.op === 'pick') return op.among.flatMap(({ then }) => then.flatMap(matchesIn));
  return op.op === 'switch' ? op.cases.flatMap(({ match, then }) => [match, ...then.flatMap(matchesIn)]) : [];
}

/** Conditions that hold together of one token: its issuer, and perhaps its audience. */
function tokensIn(match: Match): readonly WantedToken[] {
  const together = membersOf(match, 'met');
  const claims = together.flatMap((member) => claimIn(member, 'iss') ?? []);
  const own = claims.flatMap(({ place, values }) => values.map((issuer): WantedToken => {
    const audience = together.map((member) => claimIn(member, 'aud')).find((each) => each?.place.name === place.name)?.values[0];
    return { issuer, place, ...(audience === undefined ? {} : { audience }) };
  }));
  return [...own, ...together.flatMap((member) => ('any' in member ? member.any.flatMap(tokensIn) : []))];
}

/** What has to hold if a condition is, or is not, met: fields that are in something, and choices. What has to be absent is left out. */
function membersOf(match: Match, how: 'met' | 'not met'): readonly Match[] {
  if ('not' in match) return membersOf(match.not, how === 'met' ? 'not met' : 'met');
  if ('all' in match && how === 'met') return match.all.flatMap((member) => membersOf(member, how));
  if ('any' in match && how === 'not met') return match.any.flatMap((member) => membersOf(member, how));
  return how === 'met' ? [match] : [];
}

function claimIn(match: Match, claim: 'iss' | 'aud'): { readonly place: WantedToken['place']; readonly values: readonly string[] } | undefined {
  if (!('field' in match)) return undefined;
  const [, where, name, said] = /^token\((\S+) (\S+) claim (\S+)\)$/.exec(match.field) ?? [];
  if (where === undefined || name === undefined || said !== claim) return undefined;
  return { place: { in: where, name }, values: match.in.flatMap((pattern) => ('exact' in pattern ? [pattern.exact] : [])) };
}

/** What the keys written in rules make of tokens that others than the rehearsal's issuer signed; keys that are elsewhere made none. */
export function foreignOf(estate: () => Estate): Foreign {
  return (token, id) => {
    const rule = estate().ofType('RequestAuthentication').flatMap((policy) => tokenRulesOf(estate(), policy)).find((each) => each.id === id);
    return rule?.keys.from === 'rule' ? checkSignature(token, rule.keys.jwks) : unsigned;
  };
}

/** A client's certificate in a folder that the user named, for curl's options of these names. */
export interface Written {
  readonly authority: string;
  readonly cert: string;
  readonly key: string;
}

/** Writes a certificate and its private key for each authority that is asked for; only their owner can read the keys. */
export async function writeCertificates(folder: string, authorities: Iterable<string>, rehearsal: Rehearsal): Promise<{ readonly written: readonly Written[]; remove(): Promise<void> }> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const written: Written[] = [];
  for (const authority of new Set(authorities)) {
    const { certificate, key } = await rehearsal.clientCertificate({ authority, principal: 'client' });
    const name = authority.replace(/[^A-Za-z0-9.]+/g, '-').replace(/^[-.]+/, '');
    const files: Written = { authority, cert: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) };
    await writeFile(files.cert, certificate);
    await writeFile(files.key, key, { mode: 0o600 });
    await chmod(files.key, 0o600);
    written.push(files);
  }
  return { written, remove: async () => void (await Promise.all(written.flatMap(({ cert, key }) => [rm(cert, { force: true }), rm(key, { force: true })]))) };
}
