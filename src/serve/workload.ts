import { createHash, type Hash } from 'node:crypto';
import { read } from '../engine/traffic.ts';
import type { Field } from '../ir/field.ts';
import { checkAgent } from '../path/rehearsal.ts';
import { answerWith, linger } from './answer.ts';
import { layerOf, readFirst, streamsIn } from './conversation.ts';
import type { Target } from './dial.ts';
import { ask, join, passOn } from './exchange.ts';
import { followerOf, moveBody, requestFraming, type Framing } from './framing.ts';
import { printHead, onward, upgradeOf, valueOf, type Head, type Header } from './head.ts';
import { hostOf, targetOf } from './request-fields.ts';
import { goesOn, type Fate, type Ruled, type Visit } from './visit.ts';
import { terminate } from './tls.ts';

/** Names the workload in an answer, so that whoever asks sees who answered. */
export const workloadHeader = 'X-Sallyport-Workload';

/** A request has arrived: the user's program answers if there is one, else the echo that stands in for it. */
export async function deliver(visit: Visit, ruled: Ruled, workload: string): Promise<Fate> {
  const { talk, site, place } = visit;
  const port = place.facts['dst.port'];
  const app = site.app(workload, typeof port === 'number' ? port : undefined);
  if (app?.protocol === 'tcp:') return stream(visit, app);
  if (talk.layer().first?.kind === 'tls' && !(await endTls(visit))) return 'over';
  if (streamsIn(talk) !== undefined) return 'streams';
  const { head } = talk.layer();
  if (head === undefined) return app === undefined ? echoBytes(visit, ruled, workload) : stream(visit, app);
  return app === undefined ? echo(visit, ruled, workload, head) : pass(visit, app, workload, head);
}

/** A session nobody on the way has ended is the program's own; a certificate of the public authority stands in for its. */
async function endTls({ talk, site }: Visit): Promise<boolean> {
  const layer = talk.layer();
  if (layer.shaken) {
    talk.descend();
    return true;
  }
  const ended = await terminate(layer, { certificate: { authority: 'public' } }, site);
  if (ended.kind !== 'open') return false;
  layer.shaken = true;
  layer.session = ended.session;
  talk.layers.push(layerOf(ended.inside));
  talk.descend();
  return readFirst(talk.layer());
}

/** An answer of which only the status is known: what arrived stands in for the rest. */
export function answerTold(visit: Visit, ruled: Ruled, status: number, head: Head): Promise<Fate> {
  return echo(visit, ruled, ruled.hop.title, head, status);
}

/** What arrived, told back as JSON; with a status that the rules give, the rules have answered, and no workload has. */
async function echo(visit: Visit, ruled: Ruled, workload: string, head: Head, given?: number): Promise<Fate> {
  const { talk, site, place } = visit;
  const { wire } = talk.layer();
  const port = place.facts['dst.port'];
  const framing = requestFraming(head) as Framing;
  if (valueOf(head, 'expect')?.toLowerCase() === '100-continue') wire.write(printHead(['HTTP/1.1', '100', 'Continue'], []));
  let digest: Hash | undefined;
  let bytes = 0;
  const sink = {
    take: (_: Buffer, content: readonly Buffer[]) => {
      for (const part of content) {
        bytes += part.length;
        digest = (digest ?? createHash('sha256')).update(part);
      }
      return true;
    },
    drained: () => Promise.resolve(),
    closed: () => wire.closed,
  };
  if ((await moveBody(wire, followerOf(framing), sink, { now: false })) !== 'whole') return 'over';
  const checked = valueOf(head, 'user-agent') === checkAgent ? site.passing(workload, typeof port === 'number' ? port : undefined, targetOf(head)) : undefined;
  const told = {
    workload,
    method: head.line[0],
    path: targetOf(head),
    host: hostOf(head) ?? null,
    headers: Object.fromEntries(shownHeaders(head)),
    ...arrival(visit, ruled),
    body: { bytes, ...(digest === undefined ? {} : { sha256: digest.digest('hex') }) },
  };
  const own = { status: given ?? checked ?? 200, body: `${JSON.stringify(told, null, 2)}\n`, type: 'application/json', extra: given === undefined ? [named(workload)] : [] };
  if (await answerWith(wire, head, { kind: 'none' }, own, goesOn(visit, head))) return 'next';
  await linger(wire);
  return 'over';
}

/** Who the program sees at the other end of its connection. */
function arrival({ raw, talk }: Visit, { ending, oracle }: Ruled): { readonly peer: unknown; readonly source: unknown; readonly preamble?: unknown } {
  const preamble = talk.layers[0]?.preamble;
  const look = (field: Field): unknown => read(oracle.carrier, ending.traffic, field);
  return { peer: look('session.peer'), source: { pod: look('src.pod'), address: look('src.address'), loopback: raw.remoteAddress ?? null }, ...(preamble === undefined ? {} : { preamble: { address: preamble.address ?? null, endpoint: preamble.endpoint ?? null } }) };
}

/** Credentials are not told back: echoes end up in tickets and logs. */
function shownHeaders(head: Head): readonly Header[] {
  return head.headers.map(([name, value]) => [name.toLowerCase(), /^(proxy-)?authorization$|^cookie$/i.test(name) ? `(hidden, ${value.length} bytes)` : value]);
}

function named(workload: string): Header {
  return [workloadHeader, workload.replace(/[^\u0020-\u007e]/g, '_')];
}

/** Without HTTP, what arrived is told in one line, and then every byte comes back. */
async function echoBytes(visit: Visit, ruled: Ruled, workload: string): Promise<Fate> {
  const { wire } = visit.talk.layer();
  wire.write(`${JSON.stringify({ workload, ...arrival(visit, ruled) })}\n`);
  while (await wire.more()) if (!wire.write(wire.take()!)) await wire.drained();
  wire.duplex.end();
  return 'over';
}

/** The user's program answers. */
async function pass(visit: Visit, app: URL, workload: string, head: Head): Promise<Fate> {
  const { talk, site } = visit;
  const { wire } = talk.layer();
  const upgrade = upgradeOf(head);
  const headers: readonly Header[] = [...onward(head, new Set()), ...(upgrade === undefined ? [] : [['Connection', 'Upgrade'] as const, ['Upgrade', upgrade] as const])];
  const result = await ask(site.dialler, outside(visit, app), {
    head: printHead([head.line[0], targetOf(head), 'HTTP/1.1'], headers),
    method: head.line[0],
    framing: requestFraming(head) as Framing,
    body: wire,
    client: wire,
    interim: (interim) => wire.write(printHead(['HTTP/1.1', interim.line[1], interim.line[2]], onward(interim, new Set()))),
    limit: undefined,
  });
  if (result.kind === 'failed') {
    site.trouble(`the program behind ${workload} at ${app.href} does not answer: ${result.failure.detail}`);
    wire.onGone(undefined);
    (visit.stream ? wire : talk.layers[0]!.wire).duplex.destroy();
    return 'over';
  }
  if (await passOn(result, { wire, request: head, extra: [named(workload)], persists: goesOn(visit, head) }, site.dialler)) return 'next';
  if (!wire.closed) await linger(wire, result.sending);
  return 'over';
}

async function stream(visit: Visit, app: URL): Promise<Fate> {
  const { talk, site } = visit;
  const opened = await site.dialler.open(outside(visit, app), 'fresh');
  if ('failure' in opened) {
    site.trouble(`the program at ${app.href} does not answer: ${opened.failure.detail}`);
    talk.layers[0]!.wire.duplex.destroy();
    return 'over';
  }
  await join(talk.layer().wire, opened.wire);
  return 'over';
}

/** A program beside the rehearsal, which gets the PROXY protocol header that has come. Its certificate, if it has one, is taken as it is: it stands for the pod's own listener. */
function outside({ site, talk }: Visit, app: URL): Target {
  const opening = talk.layers[0]?.preamble?.bytes;
  const host = app.hostname.replace(/^\[|\]$/g, '');
  const port = Number(app.port === '' ? (app.protocol === 'https:' ? 443 : 80) : app.port);
  return { to: { address: host, port }, sessions: app.protocol === 'https:' ? [{ sni: host }] : [], ...(opening === undefined ? {} : { opening }), ...(app.protocol === 'h2c:' ? { version: '2' } : {}), limit: site.timers('workload').connect };
}
