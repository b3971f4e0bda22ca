import type { Socket } from 'node:net';
import type { Hop, HopId, Terminate } from '../ir/program.ts';
import { pointOf, type Point } from '../engine/point.ts';
import { fresh, run, type Need, type Step } from '../engine/step.ts';
import { answerWith, linger } from './answer.ts';
import { choicesOf, type Choices } from './choose.ts';
import { conversationOf, joinedTo, layerOf, readFirst, readNext, streamsIn, type Layer } from './conversation.ts';
import { requestFraming } from './framing.ts';
import { forward } from './forward.ts';
import type { Head } from './head.ts';
import { exchangesOn } from './http2-server.ts';
import { admit, type Ends, type Link } from './links.ts';
import { oracleOf, readsFirst } from './oracle.ts';
import type { Site } from './site.ts';
import type { Place } from './stations.ts';
import { terminate } from './tls.ts';
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
  const exchanges = exchangesOn(talk.layers[at]!.wire, ({ head, wire }) => {
    const layer: Layer = { ...layerOf(wire), first: { kind: 'http' }, head };
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
      const framing = requestFraming(head);
      const broken = wrong ?? ('wrong' in framing ? framing.wrong : undefined);
      if (broken !== undefined) return malformed(visit, head, broken);
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

async function malformed({ site, place, talk, link }: Visit, head: Head, broken: string): Promise<Fate> {
  const { wire } = talk.layer();
  link.decisions = [];
  site.log({ entry: place.hop, method: undefined, host: undefined, path: undefined, verdict: { kind: 'malformed' }, decisions: [] });
  await answerWith(wire, head, { kind: 'none' }, { status: 400, body: `${broken}\n` }, false);
  await linger(wire);
  return 'over';
}

/** Runs the station's rules, from its first hop to where they dial or stop. */
async function rule(visit: Visit, choices: Choices): Promise<Ruled | 'gone' | 'streams'> {
  const { site, talk, place } = visit;
  let at: HopId = place.hop;
  const oracle = oracleOf(talk, {
    ask: site.ask,
    token: (field) => {
      const { head } = talk.layer();
      return head === undefined ? null : site.tokens.read(head, field);
    },
    choose: (op, among, look) => choices.one(op, among, look, site.observed(at)),
  });
  let point: Point = pointOf({ protocol: 'tcp', ...place.facts, ...visit.source });
  const steps: Step[] = [];
  for (let hops = 0; hops < hopLimit; hops++) {
    const hop = site.program().hop(at);
    if (hop === undefined) throw new Error(`the program has no hop ${at}`);
    if (!talk.joined && (talk.layer().first !== undefined || readsFirst(hop.ops))) {
      if (!(await bytes(visit))) return 'gone';
      if (streamsIn(talk) !== undefined) return 'streams';
      point = joinedTo(talk, point, verifierOf(hop));
    }
    const running = run(oracle.carrier, at, hop.ops, undefined, fresh(point));
    let state = running.next();
    while (state.done !== true) {
      const enriched = await satisfy(visit, hop, state.value, oracle.waiting());
      if (enriched === 'gone') return 'gone';
      if (streamsIn(talk) !== undefined) return 'streams';
      state = running.next(enriched);
    }
    const ending = state.value[0]!;
    steps.push(...ending.steps);
    if (ending.end.kind !== 'goto') return { ending, hop, steps, oracle, choices };
    at = ending.end.hop;
    point = ending.traffic;
  }
  throw new Error(`${place.hop} goes round in circles`);
}

/** As in the engine's walk: a longer way is a loop. */
const hopLimit = 64;

/** Gets what the rules wait for off the wire. */
async function satisfy(visit: Visit, hop: Hop, need: Need, point: Point): Promise<Point | 'gone'> {
  const { talk } = visit;
  if (!talk.joined) {
    if (!(await bytes(visit))) return 'gone';
    const joined = joinedTo(talk, point, verifierOf(hop));
    if (need.need === 'request') return joined;
    return shake(visit, hop, need.terminate, joined);
  }
  return need.need === 'request' ? point : shake(visit, hop, need.terminate, point);
}

/** The first bytes of the layer at hand. To ask for them is to let the connection in. */
async function bytes({ talk, link }: Visit): Promise<boolean> {
  admit(link);
  return readFirst(talk.layer());
}

/** Makes the handshake, unless it was made for an earlier request, and puts what it showed into the traffic. */
async function shake(visit: Visit, hop: Hop, how: Terminate, point: Point): Promise<Point | 'gone'> {
  const { site, talk } = visit;
  talk.shaken = true;
  const layer = talk.layer();
  if (layer.first?.kind !== 'tls') return point;
  if (!layer.shaken) {
    const altered = site.altered(visit.place.hop)?.tls;
    if (altered === 'plaintext') return notTls(visit);
    const shown = altered === 'untrusted' ? { ...how, certificate: { ...how.certificate, authority: 'nobody' } } : how;
    const ended = await terminate(layer, shown, site);
    if (ended.kind === 'lost') return 'gone';
    layer.shaken = true;
    layer.session = ended.session;
    if (ended.kind === 'open') {
      talk.layers.push(layerOf(ended.inside));
      if (readsFirst(hop.ops) && !(await readFirst(talk.layers.at(-1)!))) return 'gone';
    }
  }
  const open = layer.session === undefined ? point.open : [...point.open.slice(0, -1), layer.session];
  return { ...point, open };
}

/** A plaintext server answers a ClientHello in its own words. */
function notTls({ talk }: Visit): 'gone' {
  talk.layer().wire.duplex.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  return 'gone';
}

/** The authority a hop asks client certificates of; a mesh client is expected to have one of it. */
function verifierOf(hop: Hop): string | undefined {
  const visit = (ops: Hop['ops']): string | undefined => {
    for (const op of ops) {
      const found =
        op.op === 'set' && 'pop' in op.to ? op.to.pop.verify?.authority
        : op.op === 'switch' ? op.cases.map(({ then }) => visit(then)).find((each) => each !== undefined)
        : op.op === 'pick' ? op.among.map(({ then }) => visit(then)).find((each) => each !== undefined)
        : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return visit(hop.ops);
}
