import { readFile } from 'node:fs/promises';
import { behind } from '../findings/behind.ts';
import { closest, ruleOf } from '../findings/blocked.ts';
import { loggedAnswer, loggedAs } from '../findings/logged.ts';
import { isOfPackets } from '../dialects/aws/network/wire.ts';
import type { Blocker } from '../engine/walk.ts';
import { besides } from '../mend/besides.ts';
import { mendsInOrder, type Met } from '../mend/propose.ts';
import { targetOf } from '../path/request.ts';
import { traceOf, type Trace } from '../path/trace.ts';
import type { Answer, Stop } from '../report/answer.ts';
import { oneLine } from '../report/escape.ts';
import { paintOf } from '../report/paint.ts';
import { traceJson } from '../report/trace-json.ts';
import { traceText } from '../report/trace-text.ts';
import { verdictWord } from '../report/words.ts';
import { requestOf, type Asked } from './ask.ts';
import { expectable, lineOf, objectOf } from './batch-line.ts';
import { curlOf } from './curl.ts';
import { complainOfNothing, load, type Loaded } from './load.ts';
import { complain, print } from './output.ts';
import { problemsOnWay } from './problems.ts';
import { shown } from './shown.ts';
import { asksOf } from './up-asks.ts';
import { written } from './written.ts';

/** The `trace` verb. Exit status 0 once an answer was computed, 1 if `--expect` differs, 2 if there is no answer. */
export async function trace(first: string | undefined, rest: readonly string[], options: Readonly<Record<string, unknown>>): Promise<number> {
  const format = String(options['format']);
  if (format !== 'text' && format !== 'json') return complain(`--format ${format}: trace prints text or json`);
  const at = typeof options['at'] === 'string' ? Date.parse(options['at']) : Date.now();
  if (Number.isNaN(at)) return complain(`--at ${String(options['at'])}: write a time such as 2026-08-22T12:00:00Z`);
  if (typeof options['batch'] === 'string') return batch(options['batch'], first === undefined ? rest : [first, ...rest], typeof options['from'] === 'string' ? options['from'] : undefined, at);
  const fromCurl = typeof options['curl'] === 'string' ? curlOf(options['curl']) : undefined;
  if (fromCurl !== undefined && 'wrong' in fromCurl) return complain(fromCurl.wrong);
  if (fromCurl === undefined && first === undefined) return complain('trace needs a URL, --curl or --batch');
  const paths = fromCurl === undefined || first === undefined ? rest : [first, ...rest];
  const expected = options['expect'];
  if (typeof expected === 'string' && !expectable(expected)) return complain(`--expect ${expected}: write a status from 100 to 599, delivered, dropped, refused, reset, handshake or unresolved`);
  const asked = askedOf(fromCurl ?? { url: first ?? '' }, options);
  if ('wrong' in asked) return complain(asked.wrong);
  const request = requestOf({ ...asked, at });
  if ('wrong' in request) return complain(request.wrong);
  const loaded = await load(paths);
  const traced = traceOf(loaded.path, request);
  if ('wrong' in traced) return complain(traced.wrong, loaded.problems);
  if (loaded.inputs.resources.length === 0) return complainOfNothing(loaded);
  const answer = answerOf(loaded, traced);
  print(format === 'json' ? `${JSON.stringify(traceJson(answer), null, 2)}\n` : traceText(answer, paintOf(process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined ? 'colour' : 'plain')));
  if (typeof expected !== 'string') return 0;
  if (meets(traced, expected)) return 0;
  const unsure = doubts(traced).map((reason) => `, which is not certain: ${oneLine(reason)}`);
  process.stderr.write(`expected ${expected}, the answer is ${traced.outcomes.map(({ verdict }) => verdictWord(verdict)).join(' or ')}${unsure[0] ?? ''}\n`);
  return 1;
}

function askedOf(base: Asked, options: Readonly<Record<string, unknown>>): Asked | { readonly wrong: string } {
  const headers = [...(base.headers ?? []), ...((options['header'] as readonly string[] | undefined) ?? [])];
  const method = options['request'];
  const given = (name: 'http' | 'sni' | 'clientCert'): Partial<Asked> => (typeof options[name] === 'string' ? { [name]: options[name] } : {});
  const asked: Asked = { ...base, headers, ...(typeof options['from'] === 'string' ? { from: options['from'] } : {}), ...(typeof method === 'string' ? { method } : {}), ...given('http'), ...given('sni'), ...given('clientCert'), ...(options['insecure'] === true ? { insecure: true } : {}) };
  if (typeof options['jwt'] !== 'string') return asked;
  const claims = objectOf(options['jwt']);
  return claims === undefined ? { wrong: '--jwt must be a JSON object of claims, such as \'{"iss":"https://issuer.example","sub":"me"}\'' } : { ...asked, jwt: claims, ...(typeof options['jwtIn'] === 'string' ? { jwtIn: options['jwtIn'] } : {}) };
}

/** Whether every possible answer is the one expected, and certainly so; `200` also stands for a delivery, whose answer no file holds. */
export function meets(traced: Trace, expected: string): boolean {
  return doubts(traced).length === 0 && traced.outcomes.every(({ verdict }) => verdictWord(verdict) === expected || (verdict.kind === 'delivered' && expected === '200'));
}

/** Why the only answer is not certain. */
function doubts({ outcomes }: Trace): readonly string[] {
  return outcomes.length === 1 ? (outcomes[0]?.when ?? []) : [];
}

/** Everything a report says of one trace: its stops by name, with mends proved and printed as patches. */
export function answerOf(loaded: Loaded, traced: Trace): Answer {
  const { path, inputs } = loaded;
  const own = distinct(traced.outcomes.flatMap((outcome) => outcome.blockers.map((blocker) => ({ trace: traced, blocker }))));
  const all: readonly (Met & { readonly about?: string })[] = distinct([...own, ...besides(path, traced)]);
  const proved = mendsInOrder(path, all);
  const stops = all.map(({ trace: met, blocker, about }, index): Stop => {
    const mends = (proved.mends[index] ?? []).map((mend) => written(loaded, mend));
    const near = closest(path, met.request, blocker) ?? certificateWanted(path, met, blocker);
    return { blocker, rule: ruleOf(blocker), logged: loggedAs(path, met, blocker), behind: behind(path, met, blocker, loaded.problems), mends, ...(near === undefined ? {} : { closest: near }), ...(about === undefined ? {} : { about }) };
  });
  const together = all.length < 2 || stops.some(({ mends }) => mends.length === 0) ? undefined : traceOf(proved.mended, (own.length === 0 ? undefined : stops[0]?.mends[0]?.proof.request) ?? traced.request);
  return shown(path.estate, { trace: traced, logged: traced.outcomes.map((outcome) => loggedAnswer(path, outcome)), stops: stops.slice(0, own.length), besides: stops.slice(own.length), ...(together === undefined || 'wrong' in together ? {} : { together: { trace: together, left: besides(proved.mended, together).length } }), assumptions: traced.assumptions, problems: problemsOnWay(loaded, traced), files: inputs.files });
}

/** How the request is asked with the client certificate that this stop is about; a balancer that dials has none to offer. */
function certificateWanted({ program }: Loaded['path'], { request }: Trace, { cause, hop, dialler }: Blocker): string | undefined {
  if (dialler !== 'client' || (cause !== 'client-certificate-missing' && cause !== 'client-certificate-not-trusted')) return undefined;
  const target = targetOf(request.url);
  const name = request.sni ?? ('wrong' in target ? '' : target.host);
  const [wanted] = asksOf(program, { hop, facts: {} }, name, 'no tokens').certificates;
  return wanted === undefined ? undefined : `a client with a certificate that counts: --client-cert ${wanted.authority}`;
}

/** The same rule at three replicas is one stop; at another port it is another one. */
function distinct<Stopped extends Met>(stops: readonly Stopped[]): readonly Stopped[] {
  const seen = new Map<string, Stopped>();
  for (const stop of stops) {
    const { cause, origin, fields } = stop.blocker;
    const key = JSON.stringify([cause, origin.resource, origin.rule, origin.at, isOfPackets(stop.blocker.hop) ? fields['dst.port'] : undefined]);
    if (!seen.has(key)) seen.set(key, stop);
  }
  return [...seen.values()];
}

/** One answer a line, in input order; a line that cannot be asked is answered with its reason. */
async function batch(file: string, paths: readonly string[], from: string | undefined, at: number): Promise<number> {
  let text: string;
  try {
    text = await readFile(file === '-' ? '/dev/stdin' : file, 'utf8');
  } catch (error) {
    return complain(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
  const loaded = await load(paths);
  if (loaded.inputs.resources.length === 0) return complainOfNothing(loaded);
  let status = 0;
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const { reply, result } = answerLine(loaded, line, index + 1, from, at);
    status = Math.max(status, result);
    print(`${JSON.stringify(reply)}\n`);
  }
  return status;
}

function answerLine(loaded: Loaded, written: string, number: number, from: string | undefined, at: number): { reply: unknown; result: number } {
  const line = lineOf(written, from);
  const id = line.id === undefined ? {} : { id: line.id };
  const wrong = (error: string): { reply: unknown; result: number } => ({ reply: { ...id, line: number, error }, result: 2 });
  if ('wrong' in line) return wrong(line.wrong);
  const request = requestOf({ ...line.asked, at });
  if ('wrong' in request) return wrong(request.wrong);
  const traced = traceOf(loaded.path, request);
  if ('wrong' in traced) return wrong(traced.wrong);
  const met = line.expected === undefined ? {} : { expected: line.expected, met: meets(traced, String(line.expected)) };
  return { reply: { ...id, ...met, ...(traceJson(answerOf(loaded, traced)) as Record<string, unknown>) }, result: 'met' in met && met.met === false ? 1 : 0 };
}
