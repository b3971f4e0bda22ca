import type { Socket } from 'node:net';
import { answerWith, linger } from './answer.ts';
import { choicesOf } from './choose.ts';
import { conversationOf, layerOf, readNext, streamsIn, type Layer } from './conversation.ts';
import { requestFraming } from './framing.ts';
import { forward } from './forward.ts';
import { valueOf, type Head } from './head.ts';
import { exchangesOn } from './http2-server.ts';
import { admit, type Ends, type Link } from './links.ts';
import { hostOf } from './request-fields.ts';
import { rule } from './rule.ts';
import type { Site } from './site.ts';
import type { Place } from './stations.ts';
import { settle } from './verdict.ts';
import type { Fate, Ruled, Visit } from './visit.ts';
import { wireOf } from './wire.ts';

/** Serves a connection until one side is done with it. */
export async function serve(site: Site, place: Place, raw: Socket): Promise<void> {
  const ends: Ends = { from: raw.remoteAddress ?? '', fromPort: raw.remotePort ?? 0, to: raw.localAddress ?? '', toPort: raw.localPort ?? 0 };
  const link = site.links.of(ends);
  raw.once('close', () => site.links.left(ends));
  const talk = conversationOf([layerOf(wireOf(raw))]);
  if (site.register.addressing === 'shared') await introduced(link);
  const source = site.register.facts(ends.from) ?? link.facts ?? site.client();
  const visit: Visit = { site, place, talk, link, raw, stream: false, source, born: site.generation() };
  for (;;) {
    const fate = await once(visit);
    if (fate === 'streams') await streams(visit);
    if (fate !== 'next' || !(await again(visit))) break;
  }
  (talk.layers.at(-1)!.wire.duplex as Socket).destroySoon();
}

/** Where addresses are shared the dialler introduces itself as soon as it notices that it is connected. */
async function introduced(link: Link): Promise<void> {
  for (let turn = 0; turn < 5 && link.facts === undefined; turn++) await new Promise((resume) => setImmediate(resume));
}

/** Each stream of HTTP/2 is one exchange: the rules run for it from the start, on what its connection has shown. */
async function streams(visit: Visit): Promise<void> {
  const { site, talk } = visit;
  const at = streamsIn(talk)!;
  const below = talk.layers.slice(0, at);
  const { preamble } = talk.layers[at]!;
  const exchanges = exchangesOn(talk.layers[at]!.wire, ({ head, wire }) => {
    const layer: Layer = { ...layerOf(wire), first: { kind: 'http' }, preamble, head };
    const own = conversationOf([...below, layer]);
    once({ ...visit, talk: own, stream: true })
      .catch((error: unknown) => site.trouble(stumbled(visit.place, error)))
      .finally(() => wire.duplex.destroy());
  });
  site.idle.add(exchanges.close);
  await exchanges.over;
  site.idle.delete(exchanges.close);
}

/** What to tell of an error of our own. */
export function stumbled({ hop }: Place, error: unknown): string {
  return `${hop} stumbled over a request: ${error instanceof Error ? error.message : String(error)}`;
}

/** Waits for the next request of a connection that carries HTTP. A connection older than the program carries none. */
async function again({ site, talk, born }: Visit): Promise<boolean> {
  const layer = talk.layer();
  if (site.generation() !== born) {
    await linger(layer.wire);
    return false;
  }
  const end = (): void => void layer.wire.duplex.end();
  site.idle.add(end);
  const came = await readNext(layer);
  site.idle.delete(end);
  talk.restart();
  return came;
}

async function once(visit: Visit): Promise<Fate> {
  const { site, talk } = visit;
  const choices = choicesOf(site.random);
  let held = 0;
  for (;;) {
    const ruled = await rule(visit, choices);
    if (ruled === 'gone') return 'over';
    if (ruled === 'streams') return 'streams';
    const { head, wrong, wire } = talk.layer();
    if (head !== undefined) {
      const broken = brokenBy(head, wrong, ruled);
      if (broken !== undefined && (wrong !== undefined || !turnedAway(ruled))) return malformed(visit, head, broken);
    }
    // Of a request that is tried again, only the first attempt is held.
    const wanted = heldBy(ruled);
    if (wanted > held && !(await hold(visit, wanted - held))) return 'over';
    held = wanted;
    const { end } = ruled.ending;
    if (end.kind === 'stop') return settle(visit, ruled, end.op.verdict, [], 'whole');
    if (end.kind !== 'dial') throw new Error(`traffic runs off the end of ${ruled.hop.id}`);
    const fate = await forward(visit, ruled, end.op);
    if (fate !== 'retry') return fate;
    talk.restart();
    wire.onGone(undefined);
  }
}

/** Milliseconds of the path for which this station's rules hold the request. */
function heldBy({ ending }: Ruled): number {
  const held = ending.traffic.cells.get('held');
  return typeof held === 'number' ? held : 0;
}

/** Lets the time pass. False: the client left meanwhile. */
async function hold({ site, talk, link }: Visit, milliseconds: number): Promise<boolean> {
  admit(link);
  const { wire } = talk.layer();
  return new Promise((resume) => {
    const timer = setTimeout(() => {
      wire.onGone(undefined);
      resume(true);
    }, site.held(milliseconds));
    wire.onGone(() => {
      clearTimeout(timer);
      resume(false);
    });
  });
}

/** The rules themselves say what such a request gets. */
function turnedAway({ ending: { end } }: Ruled): boolean {
  return end.kind === 'stop' && end.op.verdict.kind === 'answered' && end.op.verdict.cause === 'request-not-taken';
}

interface Broken {
  readonly status: number;
  readonly why: string;
}

/** Why a head is no request that anybody takes. A coding that is not known is 501 with load balancers and with Envoy, which does not know identity. */
function brokenBy(head: Head, wrong: string | undefined, { hop }: Ruled): Broken | undefined {
  if (wrong !== undefined) return { status: 400, why: wrong };
  const coding = valueOf(head, 'transfer-encoding');
  const known = coding === undefined || /^ *(?:chunked|identity) *$/i.test(coding) && !(hop.dialler === 'proxy' && /identity/i.test(coding));
  if (!known) return { status: 501, why: `Transfer-Encoding ${coding} is not known here` };
  if (hop.dialler !== 'workload' && hostOf(head) === undefined && head.line[2] === 'HTTP/1.1') return { status: 400, why: 'a request of HTTP/1.1 names its Host' };
  const framing = requestFraming(head);
  return 'wrong' in framing ? { status: 400, why: framing.wrong } : undefined;
}

async function malformed({ site, place, talk, link }: Visit, head: Head, { status, why }: Broken): Promise<Fate> {
  const { wire } = talk.layer();
  link.decisions = [];
  site.log({ entry: place.hop, method: undefined, host: undefined, path: undefined, verdict: { kind: 'malformed' }, decisions: [] });
  await answerWith(wire, head, { kind: 'none' }, { status, body: `${why}\n` }, false);
  await linger(wire);
  return 'over';
}
