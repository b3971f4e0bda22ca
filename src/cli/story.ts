import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Path } from '../path/path.ts';
import { traceOf, type Trace } from '../path/trace.ts';
import { checkText } from '../report/check-text.ts';
import { oneLine } from '../report/escape.ts';
import { paintOf, type Paint } from '../report/paint.ts';
import { fromText, verdictWord } from '../report/words.ts';
import { disagreement, predictedBy } from '../serve/agree.ts';
import type { Seen } from '../serve/client.ts';
import { rehearse, type Rehearsal } from '../serve/rehearse.ts';
import { placeKey } from '../serve/stations.ts';
import { checkedOf } from './check.ts';
import { load } from './load.ts';
import { complain, print } from './output.ts';
import { arrivalOf, placeOf, sentOf, someClient } from './rehearse-request.ts';
import { inputsOf, storyOf, type Story, type StoryRequest, type StoryStep } from './story-file.ts';

/**
 * Plays a story: what is wrong at one of its steps, then each of its requests predicted beside rehearsed. Stays up with
 * the last rehearsal until Ctrl-C, unless `once`. Exit status 0 if predictions, rehearsals and the story all agree.
 */
export async function story(folder: string, { once }: { readonly once: boolean }): Promise<number> {
  const told = await storyOf(folder);
  if ('wrong' in told) return complain(told.wrong);
  const paint = paintOf(process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined ? 'colour' : 'plain');
  await wrongAt(told, paint);
  print(`${paint.bold('What each request gets, predicted from the files and rehearsed with real sockets')}\n`);
  print(`${paint.dim(`  ${''.padEnd(width)} ${'predicted'.padEnd(10)} rehearsed`)}\n`);
  const counts = { all: 0, differing: 0 };
  for (const step of told.steps) {
    const status = await play(told, step, paint, counts);
    if (status !== undefined) return status;
  }
  const { all, differing } = counts;
  print(paint.dim('\n  200 stands for a request that arrives: what the application answers to it is in no file\n'));
  print(differing === 0 ? `\n${paint.green(`all ${all} requests: predicted and rehearsed agree`)}\n` : `\n${paint.red(`${differing} of ${all} requests differ`)}\n`);
  if (!once && told.up !== undefined) return stay(told, told.up, differing);
  return differing === 0 ? 0 : 1;
}

/** The errors that `check` finds at the step that the story shows first; milder findings by name only, to keep to a screen. */
async function wrongAt(told: Story, paint: Paint): Promise<void> {
  if (told.check === undefined) return;
  const paths = inputsOf(told, told.check);
  const checked = checkedOf(await load(paths));
  const milder = checked.findings.filter(({ severity }) => severity !== 'error');
  const text = checkText({ ...checked, findings: checked.findings.filter((finding) => !milder.includes(finding)) }, paint);
  print(`${paint.dim(`$ sallyport check ${paths.join(' ')}`)}\n\n${text.trimEnd().split('\n').slice(0, -1).join('\n').trimEnd()}\n`);
  print(`${milder.length === 0 ? '' : `\nand milder: ${milder.map(({ severity, name }) => `${severity}[${name}]`).join(', ')}\n`}\n`);
}

/** One step: its requests, a line each. The result is an exit status if the step cannot be played at all. */
async function play(told: Story, { folder, says, requests }: StoryStep, paint: Paint, counts: { all: number; differing: number }): Promise<number | undefined> {
  const { path, problems } = await load(inputsOf(told, folder));
  const rehearsal = await rehearsalOf(path, requests);
  if ('wrong' in rehearsal) return complain(rehearsal.wrong, problems);
  print(`\n${paint.bold(folder)}  ${oneLine(says)}\n`);
  try {
    for (const each of requests) {
      const row = await asked(path, rehearsal, each);
      if ('wrong' in row) return complain(row.wrong);
      counts.all++;
      if (row.differs !== undefined) counts.differing++;
      print(`${rowText(each, row, paint)}\n`);
    }
  } finally {
    await rehearsal.close();
  }
  return undefined;
}

interface Row {
  readonly predicted: string;
  readonly rehearsed: string;
  /** How they differ from each other or from the story. */
  readonly differs: string | undefined;
}

async function asked(path: Path, rehearsal: Rehearsal, { request, expect, body }: StoryRequest): Promise<Row | { readonly wrong: string }> {
  const trace = traceOf(path, request);
  if ('wrong' in trace) return trace;
  const arrival = arrivalOf(path, request);
  if (arrival === undefined || 'wrong' in arrival) return arrival ?? { wrong: trace.nowhere ?? `no hop answers ${request.url}` };
  const seen = await rehearsal.send(sentOf(arrival, request));
  const spoken = (word: string): string => (word === 'delivered' && arrival.target.scheme !== 'tcp' ? '200' : word);
  const predicted = [...new Set(trace.outcomes.map(({ verdict }) => spoken(verdictWord(verdict))))].join(' or ');
  return { predicted, rehearsed: spoken(seenWord(seen)), differs: disagreement(predictedBy(trace), seen) ?? unlike(trace, seen, expect, body) };
}

/** What the story says of the answer, and the answer does not hold. */
function unlike({ outcomes }: Trace, seen: Seen, expect: string, body: string | undefined): string | undefined {
  const words = expect.split(' or ');
  const same = (word: string): boolean => words.includes(word) || (word === 'delivered' && words.includes('200'));
  if (!same(seenWord(seen)) || !outcomes.every(({ verdict }) => same(verdictWord(verdict)))) return `the story says ${expect}`;
  return body === undefined || seen.body?.toString('utf8').trim() === body ? undefined : `the story says the body is "${body}"`;
}

function seenWord({ kind, status }: Seen): string {
  return kind === 'answered' ? String(status) : kind;
}

function rowText({ request, body }: StoryRequest, { predicted, rehearsed, differs }: Row, paint: Paint): string {
  const from = request.from.kind === 'internet' ? '' : ` from ${fromText(request.from)}`;
  const what = `${request.url.startsWith('tcp:') ? 'TCP' : request.method} ${request.url}${from}`;
  const said = body === undefined || differs !== undefined ? '' : paint.dim(`  ${body}`);
  return `  ${oneLine(what).padEnd(width)} ${predicted.padEnd(10)} ${rehearsed.padEnd(10)} ${differs === undefined ? paint.green('agree') : paint.red(`differ: ${oneLine(differs)}`)}${said}`;
}

/** Columns of the first column of the table. */
const width = 76;

async function rehearsalOf(path: Path, requests: readonly StoryRequest[]): Promise<Rehearsal | { readonly wrong: string }> {
  const also = requests.flatMap(({ request }) => {
    const arrival = arrivalOf(path, request);
    return arrival === undefined || 'wrong' in arrival ? [] : [placeOf(arrival)];
  });
  return rehearse(path, { random: Math.random, now: Date.now(), clock, addressing: process.platform === 'linux' ? 'own' : 'shared', client: { 'src.address': someClient }, also });
}

/** Seconds of the path's time-outs that pass in one second of the story. */
const clock = 20;

/** Leaves one step up for curl, until Ctrl-C. */
async function stay(told: Story, folder: string, differing: number): Promise<number> {
  const paths = inputsOf(told, folder);
  const { path, problems } = await load(paths);
  const requests = told.steps.find((step) => step.folder === folder)?.requests ?? [];
  const rehearsal = await rehearsalOf(path, requests);
  if ('wrong' in rehearsal) return complain(rehearsal.wrong, problems);
  const kept = await mkdtemp(join(tmpdir(), 'sallyport-'));
  const authority = join(kept, 'ca.pem');
  await writeFile(authority, rehearsal.certificate);
  print(`\n${folder} stays up. Ask it yourself:\n\n`);
  for (const { request, expect } of requests) {
    const arrival = arrivalOf(path, request);
    if (arrival === undefined || 'wrong' in arrival) continue;
    const at = rehearsal.stations().find(({ place }) => placeKey(place) === placeKey(placeOf(arrival)))?.at;
    if (at === undefined) continue;
    const { host, port } = arrival.target;
    const method = request.method === 'GET' ? '' : ` -X ${request.method}`;
    print(`  curl --cacert ${authority} --connect-to ${host}:${port}:${at.address}:${at.port}${method} ${request.url}   # ${expect}\n`);
  }
  print(`\nTo change files while it is up: sallyport up ${paths.join(' ')}\nCtrl-C ends it.\n`);
  await interrupted();
  await rehearsal.close();
  await rm(kept, { recursive: true, force: true });
  return differing === 0 ? 0 : 1;
}

function interrupted(): Promise<void> {
  return new Promise((resume) => {
    process.once('SIGINT', () => resume());
    process.once('SIGTERM', () => resume());
  });
}
