import type { Field } from '../ir/field.ts';
import type { Share } from '../ir/program.ts';
import type { PointValue } from '../engine/point.ts';
import type { PickOp } from '../engine/step.ts';
import type { Header } from './head.ts';

/** What a station knows of its choices while one request is with it. */
export interface Choices {
  one(op: PickOp, among: readonly Share[], look: Look, observed: Observed): Share;
  /** The next run takes another share of this pick, and the same of all others. */
  notAgain(op: PickOp, share: Share): void;
  /** How often this pick was made anew: a retry of the only share counts like any other. */
  tried(op: PickOp): number;
  /** Cookies that keep the client at its choices, for the answer. */
  readonly cookies: readonly Header[];
}

/** What a field of the request holds. */
export type Look = (field: Field) => PointValue | null;

/** Health as the checks of this rehearsal have found it; undefined: nobody checks. */
export type Observed = (share: string) => 'healthy' | 'unhealthy' | undefined;

/** Fresh choices for one request; `random` gives numbers in [0, 1). */
export function choicesOf(random: () => number): Choices {
  const made = new Map<PickOp, Share>();
  const spent = new Map<PickOp, Set<Share>>();
  const retries = new Map<PickOp, number>();
  const cookies: Header[] = [];
  return {
    cookies,
    one: (op, among, look, observed) => {
      const known = made.get(op);
      if (known !== undefined) return known;
      const fit = fitting(op, among, observed);
      const left = fit.filter((share) => spent.get(op)?.has(share) !== true);
      const share = picked(op, left.length === 0 ? fit : left, look, random, cookies);
      made.set(op, share);
      return share;
    },
    notAgain: (op, share) => {
      made.delete(op);
      retries.set(op, (retries.get(op) ?? 0) + 1);
      spent.set(op, (spent.get(op) ?? new Set()).add(share));
    },
    tried: (op) => retries.get(op) ?? 0,
  };
}

/** Shares that the checks let through; where none passes, all are used: fail open. Unchecked shares are as predicted. */
function fitting(op: PickOp, among: readonly Share[], observed: Observed): readonly Share[] {
  const weighted = op.among.filter(({ weight }) => weight > 0);
  if (!weighted.some(({ value }) => observed(value) !== undefined)) return among;
  const fit = weighted.filter(({ value }) => observed(value) !== 'unhealthy');
  return fit.length === 0 ? weighted : fit;
}

function picked(op: PickOp, among: readonly Share[], look: Look, random: () => number, cookies: Header[]): Share {
  if (op.by === undefined) return weighted(among, random());
  if ('hash' in op.by) return weighted(among, spread(JSON.stringify(look(op.by.hash))));
  const { cookie } = op.by;
  const sent = look(`cookie(${cookie})`);
  const kept = among.find(({ value }) => token(value) === sent);
  const share = kept ?? weighted(among, random());
  cookies.push(['Set-Cookie', `${cookie}=${token(share.value)}; Path=/`]);
  return share;
}

function weighted(among: readonly Share[], at: number): Share {
  let left = at * among.reduce((sum, { weight }) => sum + weight, 0);
  for (const share of among) {
    left -= share.weight;
    if (left < 0) return share;
  }
  return among.at(-1)!;
}

/** A cookie's value: it need only differ from share to share. */
function token(value: string): string {
  return Buffer.from(value, 'utf8').toString('base64url');
}

/** A number in [0, 1) that is always the same for the same text. */
function spread(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return value / 2 ** 32;
}
