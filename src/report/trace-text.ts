import type { Step } from '../engine/step.ts';
import type { Outcome, Trace } from '../path/trace.ts';
import { oneLine, visible } from './escape.ts';
import { frame, placeText } from './frame.ts';
import type { Answer, ShownMend, Stop } from './answer.ts';
import { healthText } from './health-text.ts';
import { isPacket, legsIn } from './legs.ts';
import { endsOf, legLines, legTable } from './packets-text.ts';
import type { Paint } from './paint.ts';
import { passedText } from './passed-text.ts';
import { writtenLines } from './written.ts';
import { seenText } from './seen-text.ts';
import { handshakeText, loggedText, requestText, shareText, verdictText, verdictWord } from './words.ts';

/** A trace for people: the answer, the way, every stop with its mends, health, and what it rests on. */
export function traceText(answer: Answer, paint: Paint): string {
  const { trace } = answer;
  const sections = [
    [paint.bold(oneLine(requestText(trace.request)))],
    trace.outcomes.length === 1 ? single(answer, trace.outcomes[0]!, paint) : partial(answer, paint),
    passedText(trace, paint),
    seenText(trace, paint),
    ...answer.stops.map((stop) => stopText(answer, stop, paint)),
    healthText(trace, paint),
    ...answer.besides.map((stop) => stopText(answer, stop, paint)),
    togetherText(answer, paint),
    problemsText(answer, paint),
    answer.assumptions.length === 0 ? [] : ['assumed:', ...answer.assumptions.map(({ text }) => `  ${paint.dim('-')} ${oneLine(text)}`)],
  ];
  return `${sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function single(answer: Answer, outcome: Outcome, paint: Paint): readonly string[] {
  const { trace } = answer;
  return [headline(trace, outcome, paint), ...outcome.when.map((reason) => paint.yellow(`  not certain: ${oneLine(reason)}`)), ...(trace.nowhere === undefined ? [] : [`  ${oneLine(trace.nowhere)}`]), ...wayText(trace, outcome, paint), ...arrivedText(outcome), ...answerLogged(answer, 0)];
}

/** How an answer that nothing stops stands in the log of an Envoy proxy. */
function answerLogged({ trace, logged }: Answer, index: number): readonly string[] {
  const line = logged[index];
  return line === undefined ? [] : [`      logged as ${oneLine(`${loggedText(line)} by ${trace.titles[line.hop] ?? line.hop}`)}`];
}

function partial(answer: Answer, paint: Paint): readonly string[] {
  const { trace } = answer;
  const lines = [paint.yellow(`  partial: ${trace.outcomes.length} different answers are possible`)];
  for (const [index, outcome] of trace.outcomes.entries()) {
    const when = outcome.when.length > 0 ? `depends on ${outcome.when.map(oneLine).join('; ')}` : shareText(outcome.share);
    lines.push('', `${headline(trace, outcome, paint)}   (${when})`, ...wayText(trace, outcome, paint), ...answerLogged(answer, index));
  }
  return lines;
}

function headline(trace: Trace, outcome: Outcome, paint: Paint): string {
  const said = outcome.verdict.kind === 'delivered' ? `delivered to ${outcome.workloads.join(', ')}` : verdictText(outcome.verdict);
  const text = /^\w+:\/\/(?:[\d.]+|\[[^\]]*\])(?:[:/]|$)/.test(trace.request.url) ? said.replace(/^the name leads/, 'the address leads') : said;
  const good = outcome.verdict.kind === 'delivered' || (outcome.verdict.kind === 'answered' && outcome.verdict.status < 400);
  const body = outcome.verdict.kind === 'answered' && outcome.verdict.body !== undefined && /^[^<\n]{1,80}$/.test(outcome.verdict.body) ? ` "${oneLine(outcome.verdict.body)}"` : '';
  const title = oneLine(outcome.by === undefined ? '' : (trace.titles[outcome.by] ?? outcome.by));
  // `eni-1 leaves subnet-a`
  const where = / (?:leaves|delivers)\b/.test(title) ? 'where' : outcome.verdict.kind === 'dropped' ? 'at' : 'from';
  const by = outcome.by === undefined || outcome.verdict.kind === 'delivered' ? '' : `, ${where} ${title}`;
  return `  ${good ? paint.green(visible(text)) : paint.red(visible(text))}${body}${by}`;
}

/** The deciding rules in the order in which the request met them; packets leg by leg, the reply beside them. */
function wayText(trace: Trace, outcome: Outcome, paint: Paint): readonly string[] {
  const told = outcome.steps.filter(({ origin }) => origin.note !== undefined).filter((step, index, steps) => steps[index - 1]?.hop !== step.hop || steps[index - 1]?.origin.note !== step.origin.note);
  const width = Math.min(44, Math.max(0, ...told.filter((step) => !isPacket(step)).map((step) => titleOf(trace, step).length)));
  const table = /^(?:tcp|udp):/.test(trace.request.url);
  return legsIn(told).flatMap((part, index) => {
    const number = paint.dim(String(index + 1).padStart(2));
    if ('rows' in part) return [`  ${number}  ${'packets'.padEnd(table ? 0 : width)}  ${endsOf(part, trace.titles)}`, ...(table ? legTable(part, trace.titles, paint) : legLines(part, paint))];
    const place = part.origin.at === undefined ? '' : paint.dim(`  ${placeText(part.origin.at)}`);
    const may = part.when === undefined ? '' : paint.yellow(' (not certain)');
    return [`  ${number}  ${titleOf(trace, part).padEnd(width)}  ${said(trace, part)}${may}${place}`];
  });
}

/** What the rule does, with the name of the object that says so where nothing else on the line has it. */
function said(trace: Trace, step: Step): string {
  const { resource, note = '' } = step.origin;
  const named = step.origin.at === undefined || titleOf(trace, step).includes(resource) || ` ${note}`.includes(` ${nameIn(resource)}`);
  return oneLine(named ? note : `${resource}: ${note}`);
}

/** `shop/web` of `VirtualService shop/web`. */
function nameIn(resource: string): string {
  return resource.slice(resource.indexOf(' ') + 1);
}

function titleOf(trace: Trace, step: Step): string {
  return oneLine(trace.titles[step.hop] ?? step.hop);
}

function arrivedText({ arrived }: Outcome): readonly string[] {
  if (arrived === undefined) return [];
  const facts = [arrived.host === undefined ? undefined : `Host ${arrived.host}`, arrived.path, arrived.headers['x-forwarded-for'] === undefined ? undefined : `X-Forwarded-For ${arrived.headers['x-forwarded-for']}`, arrived.headers['x-forwarded-proto'] === undefined ? undefined : `X-Forwarded-Proto ${arrived.headers['x-forwarded-proto']}`, arrived.peer === undefined ? undefined : `peer ${arrived.peer}`];
  const known = facts.filter((fact) => fact !== undefined);
  return known.length === 0 ? [] : [`      arrives with ${oneLine(known.join(', '))}`];
}

function stopText(answer: Answer, stop: Stop, paint: Paint): readonly string[] {
  const { blocker, rule } = stop;
  const { at, note, rule: ruleName, resource } = blocker.origin;
  const head = `${paint.red(`${rule.severity}[${rule.name}]`)}: ${oneLine(symptomOf(answer, stop))}`;
  const failure = blocker.verdict.kind === 'handshake' ? handshakeText(blocker.cause) : undefined;
  const label = oneLine(failure === undefined ? (note ?? ruleName) : `${note ?? ruleName}: ${failure}`);
  return [
    head,
    ...(at === undefined ? [`  ${paint.blue('-->')} ${oneLine(resource)} (no line in the inputs says this)`, `   ${paint.blue('=')} ${label}`] : frame(answer.files, at, label, paint)),
    ...(stop.closest === undefined ? [] : [`   ${paint.blue('=')} ${oneLine(stop.closest)}`]),
    ...stop.behind.map(({ name, resource, message, at }) => `   ${paint.blue('=')} ${oneLine(message.includes(nameIn(resource)) ? message : `${resource}: ${message}`)} (${name})${at === undefined ? '' : paint.dim(`  ${placeText(at)}`)}`),
    ...stop.logged.map((line) => `   ${paint.blue('=')} logged as ${oneLine(`${loggedText(line)} by ${answer.trace.titles[line.hop] ?? line.hop}`)}`),
    ...stop.mends.slice(0, 2).flatMap((mend, index) => mendText(answer, stop, mend, index, paint)),
    ...(stop.mends.length > 2 ? [`   ${paint.dim(`and ${stop.mends.length - 2} more with --format json`)}`] : []),
    `  more: sallyport explain ${rule.name}${rule.aliases.length === 0 ? '' : `  (also known as ${rule.aliases.slice(0, 3).join(', ')}${rule.aliases.length > 3 ? ' and others' : ''})`}`,
  ];
}

/** What somebody experiences who meets this stop. */
function symptomOf({ trace, stops }: Answer, { blocker, about }: Stop): string {
  if (about !== undefined) return `${about} gets ${verdictText(blocker.verdict)}`;
  const own = trace.outcomes.find(({ blockers }) => blockers.includes(blocker));
  const what = /^(?:tcp|udp):/i.test(trace.request.url) ? 'the connection' : trace.request.method;
  if (stops[0]?.blocker === blocker) return `${what} ${trace.outcomes.length === 1 ? 'gets' : 'may get'} ${verdictText(own!.verdict)}`;
  if (own?.blockers[0] === blocker) return `${what} may also get ${verdictText(own.verdict)}, which the mend above does not change`;
  return `once that is mended, this stops the request too: ${verdictText(blocker.verdict)}`;
}

function mendText(answer: Answer, stop: Stop, mend: ShownMend, index: number, paint: Paint): readonly string[] {
  const { proof } = mend;
  const behind = index === 0 && stop !== (answer.stops[0] ?? answer.besides[0]) ? ', once the mend above is made' : '';
  const changed = `${verdictWord(proof.before)} becomes ${verdictWord(proof.after)} for ${requestText(proof.request)}${behind}`;
  const opens = proof.opens.slice(0, 4).map(({ who, before, after }) => (proof.pairs === undefined ? `        also changes: ${who}: ${verdictWord(before)} becomes ${verdictWord(after)}` : `        opens: ${who}`));
  const more = proof.opens.length > 4 ? [`        and ${proof.opens.length - 4} more`] : [];
  const left = proof.remaining.length === 0 ? [] : [`        ${proof.remaining.length} more ${proof.remaining.length === 1 ? 'stop stands' : 'stops stand'} behind it`];
  return [
    ` ${paint.green(`${index === 0 ? 'mend' : 'or'} (${mend.certainty})`)}: ${oneLine(mend.title)}`,
    ...writtenLines(mend).map((line) => `     ${line.startsWith('+') ? paint.green(line) : line.startsWith('-') ? paint.red(line) : line}`),
    `   ${paint.blue('=')} ${mend.certainty === 'proved' ? 'proof' : 'as far as is known'}: ${oneLine(changed)}`,
    ...opens,
    ...more,
    ...othersText(proof, paint),
    ...left,
  ];
}

/** Whether a change of the network lets anybody else through. */
function othersText({ opens, pairs, unwalked = 0 }: ShownMend['proof'], paint: Paint): readonly string[] {
  if (pairs === undefined || (opens.length > 0 && unwalked === 0)) return [];
  const walked = pairs === 0 ? '' : `${pairs} other ${pairs === 1 ? 'pair' : 'pairs'} of sender and receiver walked before and after`;
  const skipped = unwalked === 0 ? '' : `${walked}; ${unwalked} more were not`;
  return [`   ${paint.blue('=')} ${skipped !== '' ? skipped : `opens nothing else${walked === '' ? '' : `: ${walked}`}`}`];
}

/** What the request gets once the first mend of each stop is made. */
function togetherText({ together, stops, besides }: Answer, paint: Paint): readonly string[] {
  if (together === undefined) return [];
  const { request, outcomes, health } = together.trace;
  const words = [...new Set(outcomes.map(({ verdict }) => (verdict.kind === 'delivered' ? 'is delivered' : `gets ${verdictText(verdict)}`)))];
  const failing = health.filter(({ state }) => state !== 'healthy').length;
  const passing = health.length === 1 ? 'the health check passes' : `all ${health.length} health checks pass`;
  const others = besides.length === 0 ? '' : together.left === 0 ? ", and nothing stops the balancer's other targets and checks" : `, and ${together.left} of the balancer's other connections are still stopped`;
  const checks = health.length === 0 ? others : failing === 0 ? `, and ${passing}` : `, and ${failing} of ${health.length} health checks still fail`;
  return [`${paint.bold(`with the first mend of each of these ${stops.length + besides.length}`)}: ${oneLine(requestText(request))} ${words.join(' or ')}${checks}`];
}

function problemsText({ problems }: Answer, paint: Paint): readonly string[] {
  if (problems.length === 0) return [];
  const lines = problems.map(({ severity, message, at }) => `  ${severity === 'error' ? paint.red(severity) : severity}: ${oneLine(message)}${at === undefined ? '' : paint.dim(`  ${placeText(at)}`)}`);
  return ['also told of the objects on this way:', ...lines];
}
