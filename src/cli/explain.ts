import { readFile } from 'node:fs/promises';
import { nearest } from '../dialects/kubernetes/nearest.ts';
import { rules } from '../findings/index.ts';
import type { Rule } from '../findings/rule.ts';
import { signsOf, type Sign } from '../findings/signs.ts';
import { oneLine } from '../report/escape.ts';
import { complain, print } from './output.ts';

/**
 * The `explain` verb: the page of a finding, by its name or by another tool's code; for what a proxy or load balancer logs or
 * answers, what can have caused it. Exit status 2 if there is nothing.
 */
export async function explain(asked: string): Promise<number> {
  const found = named(asked);
  const signs = found.some(({ name }) => name === asked.toLowerCase()) ? [] : signsOf(asked);
  if (signs.length > 0) return signed(asked, signs);
  if (found.length === 0) return unknown(asked);
  const several = found.length > 1 ? [`${oneLine(asked)} stands for ${found.length} findings here\n${await linesOf(found)}`] : [];
  print([...several, ...(await Promise.all(found.map(pageOf)))].join('\n'));
  return 0;
}

/** The findings of that name, or those for which another tool has that code. */
export function named(asked: string): readonly Rule[] {
  const own = rules.filter(({ name }) => name === asked.toLowerCase());
  return own.length > 0 ? own : rules.filter(({ aliases }) => aliases.some((alias) => alias.toLowerCase() === asked.toLowerCase()));
}

/** Everything that can look like this, each with its findings and their first sentence. */
async function signed(asked: string, signs: readonly Sign[]): Promise<number> {
  const head = `${oneLine(asked)} (log or answer)${signs.length === 1 ? '' : `: ${signs.length} possible meanings`}\n`;
  const meanings = await Promise.all(signs.map(async ({ shown, says, rules: behind }) => `${shown}\n  ${says}\n${await linesOf(behind)}`));
  print([head, ...meanings, 'more: sallyport explain NAME; sallyport trace URL --from WHO says which of them it is\n'].join('\n'));
  return 0;
}

/** One line each: its name and what happens. */
async function linesOf(several: readonly Rule[]): Promise<string> {
  const width = Math.max(0, ...several.map(({ name }) => name.length));
  const lines = await Promise.all(several.map(async (rule) => `    ${rule.name.padEnd(width)}  ${await firstSentence(rule)}\n`));
  return lines.join('');
}

async function firstSentence(rule: Rule): Promise<string> {
  const [, text = ''] = /## What happens\n+([\s\S]*?)\n\n/.exec(await pageOf(rule)) ?? [];
  return (/^(?:`[^`]*`|[^`.]|\.(?!\s|$))*\./.exec(text)?.[0] ?? text).replaceAll('\n', ' ');
}

/** The page stands beside the rule, in the sources as in the built package. */
async function pageOf({ name, severity, aliases }: Rule): Promise<string> {
  const page = await readFile(new URL(`../findings/${name}/page.md`, import.meta.url), 'utf8');
  const known = aliases.length === 0 ? '' : `, also known as ${aliases.join(', ')}`;
  return page.replace(/^# .*\n/, (heading) => `${heading}\n${severity}${known}\n`);
}

function unknown(asked: string): number {
  const near = meant(asked.toLowerCase(), rules.flatMap(({ name, aliases }) => [name, ...aliases]));
  if (/\s/.test(asked.trim())) return complain(`nothing here is known to write "${shortened(asked)}": explain takes the name of a finding, and what an Envoy proxy, ztunnel, an Application Load Balancer or its controller logs or answers`);
  complain(`there is no finding "${asked}"${near === undefined ? '' : `: did you mean ${near}?`}`);
  process.stderr.write(`${rules.map(({ name }) => `  ${name}`).join('\n')}\n`);
  return 2;
}

/** As much of a text as fits into a sentence. */
function shortened(asked: string): string {
  const line = oneLine(asked.trim());
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}

/** A name that holds the word, or one that is a slip of the keyboard away; undefined if nothing is close. */
function meant(asked: string, names: readonly string[]): string | undefined {
  return names.find((name) => asked.length > 3 && name.toLowerCase().includes(asked)) ?? nearest(asked, names);
}
