import type { Program } from '../ir/program.ts';
import type { Step } from '../engine/step.ts';
import { oneLine } from '../report/escape.ts';
import { placeText } from '../report/frame.ts';
import type { Paint } from '../report/paint.ts';
import { verdictWord } from '../report/words.ts';
import type { Decision } from '../serve/links.ts';
import type { Control } from '../serve/control.ts';
import type { Rehearsal } from '../serve/rehearse.ts';
import type { Logged } from '../serve/site.ts';
import type { WantedToken, Written } from './up-asks.ts';
import type { Door } from './up-client.ts';

/** The ready-made line for one door. */
export function askLine({ url, connectTo, asks }: Door, authority: string, written: readonly Written[], shows = ''): string {
  if (url.startsWith('tcp:')) return oneLine(`nc ${connectTo.split(':').slice(-2).join(' ')}`);
  const trust = url.startsWith('https:') ? `--cacert ${authority} ` : '';
  const own = written.find((each) => asks().certificates.some((wanted) => wanted.authority === each.authority));
  const certificate = own === undefined ? '' : `--cert ${quoted(own.cert)} --key ${quoted(own.key)} `;
  return oneLine(`curl ${trust}${certificate}--connect-to ${connectTo} ${shows}${url}`);
}

/** The same for somebody with a token, and what has to be said about certificates. */
function more(door: Door, { authority, written, tokens }: Facts): readonly string[] {
  if (door.url.startsWith('tcp:')) return [];
  // What stands before the token in another header is not known here; other names might not be safe in a shell.
  const token = door.asks().tokens.find(({ place }) => (place.in === 'header' ? place.name === 'authorization' : /^[\w.-]+$/.test(place.name)));
  const lacking = door.asks().certificates.filter((wanted) => written.every((each) => each.authority !== wanted.authority));
  return [
    ...(token === undefined ? [] : [`# with a token of ${oneLine(token.issuer)}:`, askLine(shownIn(door, token, tokens), authority, written, headerFor(token, tokens))]),
    ...lacking.map((wanted) => `# ${wanted.required ? 'wants' : 'takes'} a client certificate of ${oneLine(wanted.authority)}: --client-cert-out FOLDER writes one`),
  ];
}

function mintedFor({ issuer, audience }: WantedToken, tokens: Rehearsal['tokens']): string {
  return tokens.mint({ iss: issuer, sub: 'someone', ...(audience === undefined ? {} : { aud: audience }) }, 'ES256');
}

function headerFor(token: WantedToken, tokens: Rehearsal['tokens']): string {
  if (token.place.in === 'query') return '';
  const minted = mintedFor(token, tokens);
  return token.place.in === 'cookie' ? `-b ${token.place.name}=${minted} ` : `-H 'Authorization: Bearer ${minted}' `;
}

function shownIn(door: Door, token: WantedToken, tokens: Rehearsal['tokens']): Door {
  return token.place.in === 'query' ? { ...door, url: `${door.url}?${token.place.name}=${mintedFor(token, tokens)}` } : door;
}

/** A program beside the rehearsal, or a deadline of a fraction of a second, takes the time it takes. */
function waiting(answering: number, clock: number): string {
  return answering === clock ? '' : answering === 1 ? ', waiting for an answer as it would' : `, waiting for an answer ${Number(answering.toPrecision(2))} times`;
}

/** The user's own folder, as a shell takes it. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replace(/'/g, "'\\''")}'`;
}

/** Doors printed, at most; the ready file has all of them. */
const shown = 20;

/** What the start has to tell. */
export interface Facts {
  readonly authority: string;
  readonly clock: number;
  readonly client: string;
  readonly watched: boolean;
  readonly shared: boolean;
  readonly written: readonly Written[];
  readonly tokens: Rehearsal['tokens'];
  readonly control: Pick<Control, 'url' | 'secret'>;
}

/** What is up, and how to ask it. */
export function startText(rehearsal: Rehearsal, doors: readonly Door[], facts: Facts, paint: Paint): string {
  const stations = rehearsal.stations();
  const lines = [paint.bold(`up: ${stations.length} ${stations.length === 1 ? 'station listens' : 'stations listen'} on this machine`), ''];
  doors.slice(0, shown).forEach((door, index) => {
    if (door.title !== doors[index - 1]?.title) lines.push(`  ${oneLine(door.title)}`);
    lines.push(`    ${askLine(door, facts.authority, facts.written)}`, ...more(door, facts).map((line) => `    ${line}`));
  });
  if (doors.length > shown) lines.push(`  and ${doors.length - shown} more: --ready-file FILE lists all`);
  lines.push(doors.length === 0 ? '  nothing in the inputs is dialled from outside: name a client inside with --from pod:NAMESPACE/NAME' : '', '');
  if (doors.slice(0, shown).some(({ asks }) => asks().tokens.length > 0)) lines.push(`  other claims: curl -d '{"iss":"ISSUER","sub":"SUBJECT"}' -H 'Authorization: Bearer ${facts.control.secret}' ${facts.control.url}/token`, '');
  const unhealthy = rehearsal.health().filter(({ state }) => state === 'unhealthy');
  for (const { target, saw } of unhealthy) lines.push(`  ${paint.yellow('unhealthy')} ${oneLine(target)}: ${oneLine(saw)}`);
  lines.push(
    `  to policies, curl comes from ${oneLine(facts.client)} (--from says who else)`,
    `  time-outs and health checks run ${facts.clock} times faster than they would${waiting(rehearsal.answering(), facts.clock)} (--clock 1: as they would)`,
    ...(facts.shared ? ['  this system answers on 127.0.0.1 only: stations differ by port, and know each other by the port they dial from'] : []),
    facts.watched ? '  a file that changes is read again; Ctrl-C ends it' : '  standard input is not read again; Ctrl-C ends it',
    '',
  );
  return `${lines.filter((line, index) => line !== '' || lines[index - 1] !== '').join('\n')}\n`;
}

/** One request in one line: what came of it, and the rule that decided. */
export function logText(line: Logged, at: Date, program: Program, paint: Paint): string {
  const time = at.toTimeString().slice(0, 8);
  const what = line.method === undefined ? 'TCP' : `${line.method} ${line.host ?? ''}${line.path ?? ''}`;
  const deciding = ruleOf(line.decisions);
  const where = line.decisions.at(-1)?.hop;
  const rule = deciding === undefined ? (where === undefined ? '' : (program.hop(where)?.title ?? where)) : ruleText(deciding);
  const assumed = [...new Set(line.decisions.flatMap((decision) => decision.assumed))];
  const open = assumed.length === 0 ? '' : paint.dim(`  (not known here, taken as not met: ${oneLine(assumed.join('; '))})`);
  return `${paint.dim(time)} ${oneLine(what)} -> ${outcome(line, paint)}${rule === '' ? '' : `  ${oneLine(rule)}`}${open}\n`;
}

function outcome({ verdict, decisions }: Logged, paint: Paint): string {
  const last = decisions.at(-1)?.verdict;
  const workload = last?.kind === 'delivered' ? ` ${oneLine(last.workload)}` : '';
  if (verdict.kind === 'left') return 'the client left';
  if (verdict.kind === 'malformed') return paint.red('400 not HTTP as it should be');
  const word = verdict.kind === 'passed' ? String(verdict.status ?? (last?.kind === 'passed' ? 'closed' : (last?.kind ?? 'closed'))) : verdict.kind === 'delivered' ? '200' : verdictWord(verdict);
  return `${/^[23]|^delivered|^closed/.test(word) ? paint.green(word) : paint.red(word)}${workload}`;
}

/** The rule of the station that decided: behind a delivery, the last rule before it that lets the request through. */
function ruleOf(decisions: readonly Decision[]): Step | undefined {
  const speaking = ({ steps }: Decision): readonly Step[] => steps.filter(({ origin }) => origin.note !== undefined);
  const delivered = decisions.at(-1)?.verdict.kind === 'delivered';
  const before = delivered ? decisions.slice(0, -1) : decisions;
  return before.map(speaking).findLast((steps) => steps.length > 0)?.at(-1);
}

function ruleText({ origin }: Step): string {
  const where = origin.at === undefined ? '' : ` (${placeText(origin.at)})`;
  return `${origin.resource}: ${origin.note ?? origin.rule}${where}`;
}
