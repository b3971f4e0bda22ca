import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rootFolder, textOf } from '../sources.ts';
import type { Case, Data } from './suite.ts';

/** Where other projects' expectations are: beside the checkout, or where SALLYPORT_CONFORMANCE says. */
export function casesFolder(): string {
  return process.env['SALLYPORT_CONFORMANCE'] ?? join(rootFolder(), '../shared/conformance');
}

/** Why there is nothing to run; undefined if there is. */
export function whyNone(): string | undefined {
  return existsSync(casesFolder()) ? undefined : `conformance cases are not present: no folder ${casesFolder()} (SALLYPORT_CONFORMANCE names another)`;
}

/** The cases of a file, or of a suite's own file; what a file names for all of its cases (tokens, an estate) goes with each. */
export function casesOf(suite: string, file: string = join(casesFolder(), suite, 'cases.json')): readonly Case[] {
  const read = JSON.parse(readFileSync(file, 'utf8')) as readonly Case[] | { readonly cases: readonly Case[]; readonly tokens?: Data; readonly base?: Data };
  if (isList(read)) return read;
  const { cases, tokens, base } = read;
  const shared = { ...(tokens === undefined ? {} : { tokens }), ...(base === undefined ? {} : { base }) };
  return cases.map((each) => ({ ...each, ...shared, ...snapshotOf(suite, file, each) }));
}

/** The estate that a case asks about, where it is a file of its own: beside the cases, else among the suite's own. */
function snapshotOf(suite: string, file: string, { snapshot }: Case): Case {
  if (typeof snapshot !== 'string') return {};
  const name = join('snapshots', `${snapshot}.json`);
  const beside = join(dirname(file), name);
  return { snapshot: existsSync(beside) ? beside : join(casesFolder(), suite, name) };
}

export interface KnownMiss {
  readonly suite: string;
  readonly case: string;
  readonly reason: string;
  readonly source: string;
}

/** Misses that stay, each with a reason and with who says so. */
export function knownMisses(): readonly KnownMiss[] {
  return (JSON.parse(textOf('test/conformance/known-misses.json')) as { readonly misses: readonly KnownMiss[] }).misses;
}

/** Cases that assert a mock or another part of a program that is not ours, each with its reason. */
export function notObservable(): readonly Omit<KnownMiss, 'source'>[] {
  return JSON.parse(textOf('test/conformance/not-observable.json')) as readonly Omit<KnownMiss, 'source'>[];
}

function isList(read: unknown): read is readonly Case[] {
  return Array.isArray(read);
}
