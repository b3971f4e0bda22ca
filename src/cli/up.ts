import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Problem } from '../resource/resource.ts';
import { fromOf } from '../path/request.ts';
import { oneLine } from '../report/escape.ts';
import { placeText } from '../report/frame.ts';
import { paintOf, type Paint } from '../report/paint.ts';
import { addressingHere } from '../serve/listen.ts';
import { controlOf, type Control } from '../serve/control.ts';
import { rehearse, type Options, type Rehearsal } from '../serve/rehearse.ts';
import { watchFiles } from '../serve/watch.ts';
import { complainOfNothing, load, type Loaded } from './load.ts';
import { complain, print } from './output.ts';
import { appsOf } from './up-apps.ts';
import { foreignOf, writeCertificates, type Written } from './up-asks.ts';
import type { Path } from '../path/path.ts';
import { clientOf, doorsOf, type Door } from './up-client.ts';
import { logText, startText } from './up-text.ts';

/** The `up` verb: rehearses until Ctrl-C or SIGTERM. Exit status 0 then, 2 if it cannot start. */
export async function up(paths: readonly string[], options: Readonly<Record<string, unknown>>): Promise<number> {
  const from = fromOf(String(options['from'] ?? 'internet'));
  if ('wrong' in from) return complain(from.wrong);
  const clock = numberIn(options['clock'], 20, 0.1, 1000);
  if (clock === undefined) return complain('--clock must be a number from 0.1 to 1000: seconds of the path in one second here');
  const portBase = options['portBase'] === undefined ? undefined : numberIn(options['portBase'], 0, 1, 65_000);
  if (options['portBase'] !== undefined && portBase === undefined) return complain('--port-base must be a port from 1 to 65000');
  const first = await load(paths);
  if (first.inputs.resources.length === 0) return complainOfNothing(first);
  let loaded = first;
  const apps = appsOf((options['app'] as readonly string[] | undefined) ?? [], () => loaded.path.estate);
  if ('wrong' in apps) return complain(apps.wrong);
  const client = clientOf(first.path, from);
  if ('wrong' in client) return complain(client.wrong);
  const paint = paintOf(process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined ? 'colour' : 'plain');
  const say = (sentence: string): void => void process.stderr.write(`${paint.yellow('note')} ${oneLine(sentence)}\n`);
  apps.warnings.forEach(say);
  const settings: Options = {
    random: Math.random,
    now: Date.now(),
    clock,
    addressing: await addressingHere(),
    client: client.facts,
    also: client.doors.map(({ place }) => place),
    log: (line) => print(logText(line, new Date(), loaded.path.program, paint)),
    trouble: say,
    foreign: foreignOf(() => loaded.path.estate),
    ...(portBase === undefined ? {} : { portBase }),
    ...(apps.count === 0 ? {} : { app: apps.of }),
  };
  const rehearsal = await rehearse(first.path, settings);
  if ('wrong' in rehearsal) return complain(rehearsal.wrong, first.problems);
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-'));
  const authority = join(folder, 'ca.pem');
  await writeFile(authority, rehearsal.certificate);
  const piped = paths.includes('-');
  const doors = doorsOf(rehearsal, client, loaded.path);
  const control = await controlOf(rehearsal.tokens);
  const out = options['clientCertOut'];
  const certificates = await writeCertificates(typeof out === 'string' ? out : folder, typeof out === 'string' ? doors.flatMap(({ asks }) => asks().certificates.map((each) => each.authority)) : [], rehearsal);
  const { written } = certificates;
  print(startText(rehearsal, doors, { authority, clock, client: `${client.name}${from.kind === 'internet' && internalOnly(loaded.path) ? ', from where nobody reaches an internal load balancer' : ''}`, watched: !piped, shared: settings.addressing === 'shared', written, tokens: rehearsal.tokens, control }, paint));
  if (typeof options['readyFile'] === 'string') await writeReady(options['readyFile'], authority, doors, control, written);
  const watching = piped ? undefined : watch(paths, first, rehearsal, paint, (next) => (loaded = next));
  await interrupted();
  watching?.close();
  await rehearsal.close();
  await control.close();
  await certificates.remove();
  await rm(folder, { recursive: true, force: true });
  return 0;
}

function numberIn(value: unknown, otherwise: number, least: number, most: number): number | undefined {
  const number = value === undefined ? otherwise : Number(value);
  return Number.isFinite(number) && number >= least && number <= most ? number : undefined;
}

/** Written beside its place and moved there, so that nobody reads half of it; it holds a secret, so that nobody else reads it. */
/** Whether everything that can be asked here is for clients inside a network. */
function internalOnly({ network: { entries } }: Path): boolean {
  return entries.length > 0 && entries.every((entry) => !entry.public);
}

async function writeReady(file: string, ca: string, doors: readonly Door[], { url, secret }: Control, clientCertificates: readonly Written[]): Promise<void> {
  const entries = doors.map(({ url, connectTo }) => ({ url, connectTo }));
  const ready = { version: 1, pid: process.pid, ca, entries, control: { url, token: secret }, ...(clientCertificates.length === 0 ? {} : { clientCertificates }) };
  await writeFile(`${file}.part`, `${JSON.stringify(ready, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.part`, file);
}

/** Reads the files again when one changes. An edit that breaks something keeps the path as it was, and says where. */
function watch(paths: readonly string[], first: Loaded, rehearsal: Rehearsal, paint: Paint, took: (loaded: Loaded) => void): { close(): void } {
  let good = first;
  let turn = Promise.resolve();
  const again = async (): Promise<void> => {
    const next = await load(paths);
    if (sameTexts(good, next)) return;
    const broken = brokenBy(good, next);
    if (broken.length > 0) {
      process.stderr.write(`${paint.red('kept')} the path as it was before this edit\n${broken.map((problem) => `  ${problemText(problem)}\n`).join('')}`);
      return;
    }
    const before = good;
    good = next;
    took(next);
    const { started, stopped, kept } = await rehearsal.reload(next.path);
    print(`${paint.green('reloaded')}: ${oneLine(changedFiles(before, next).join(', '))}; ${kept} listeners stay, ${started} started, ${stopped} ended\n`);
  };
  return watchFiles([...(paths.length === 0 ? ['.'] : paths), ...first.inputs.files.keys()], () => {
    turn = turn.then(again).catch((error: unknown) => void process.stderr.write(`${paint.red('kept')} the path as it was: ${oneLine(String(error))}\n`));
  });
}

function sameTexts(before: Loaded, after: Loaded): boolean {
  return changedFiles(before, after).length === 0;
}

function changedFiles(before: Loaded, after: Loaded): readonly string[] {
  const names = new Set([...before.inputs.files.keys(), ...after.inputs.files.keys()]);
  return [...names].filter((name) => before.inputs.files.get(name) !== after.inputs.files.get(name));
}

/** Errors that were not there before: what an API server would refuse, or nobody can read. */
function brokenBy(before: Loaded, after: Loaded): readonly Problem[] {
  const known = new Set(before.problems.map(({ name, message }) => `${name}\n${message}`));
  const fresh = after.problems.filter(({ severity, name, message }) => severity === 'error' && !known.has(`${name}\n${message}`));
  return fresh.slice(0, 5);
}

function problemText({ severity, message, at, excerpt }: Problem): string {
  const lines = excerpt === undefined ? '' : `\n${excerpt.split('\n').map((line) => `    ${oneLine(line)}`).join('\n')}`;
  return `${severity}: ${oneLine(message)}${at === undefined ? '' : `  ${placeText(at)}`}${lines}`;
}

function interrupted(): Promise<void> {
  return new Promise((resume) => {
    process.once('SIGINT', () => resume());
    process.once('SIGTERM', () => resume());
    process.once('SIGHUP', () => resume());
    // Nobody reads the log any more, as after `| head`.
    process.stdout.once('error', () => resume());
  });
}
