import type { Hop, HopId, Terminate } from '../ir/program.ts';
import { pointOf, type Point } from '../engine/point.ts';
import { fresh, run, type Need, type Step } from '../engine/step.ts';
import type { Choices } from './choose.ts';
import { joinedTo, layerOf, readFirst, streamsIn } from './conversation.ts';
import { admit } from './links.ts';
import { oracleOf, readsFirst } from './oracle.ts';
import { terminate } from './tls.ts';
import type { Ruled, Visit } from './visit.ts';

/** Runs the station's rules, from its first hop to where they dial or stop. */
export async function rule(visit: Visit, choices: Choices): Promise<Ruled | 'gone' | 'streams'> {
  const { site, talk, place } = visit;
  let at: HopId = place.hop;
  const oracle = oracleOf(talk, {
    ask: site.ask,
    token: (field) => {
      const { head } = talk.layer();
      return head === undefined ? null : site.tokens.read(head, field);
    },
    // Who dials one node of a balancer has chosen it.
    choose: (op, among, look) => op.among.find(({ value }) => value === place.facts[op.bind]) ?? choices.one(op, among, look, site.observed(at)),
  });
  let point: Point = pointOf({ protocol: 'tcp', ...place.facts, ...visit.source });
  const steps: Step[] = [];
  for (let hops = 0; hops < hopLimit; hops++) {
    const written = site.program().hop(at);
    if (written === undefined) throw new Error(`the program has no hop ${at}`);
    const ops = site.altered(at)?.ops;
    const hop: Hop = ops === undefined ? written : { ...written, ops };
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
