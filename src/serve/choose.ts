import type { Field } from '../ir/field.ts';
import type { Issued, Key, Share } from '../ir/program.ts';
import type { PointValue } from '../engine/point.ts';
import type { PickOp } from '../engine/step.ts';
import type { Head, Header } from './head.ts';

/** What a station knows of its choices while one request is with it. */
export interface Choices {
  one(op: PickOp, among: readonly Share[], look: Look, observed: Observed): Share;
  /** The next run takes another share of this pick, and the same of all others. */
  notAgain(op: PickOp, share: Share): void;
  /** How often this pick was made anew: a retry of the only share counts like any other. */
  tried(op: PickOp): number;
  /** Cookies that keep the client at its choices, for the answer that a next hop gave. */
  cookies(answer: Head): readonly Header[];
}

/** What a field of the request holds. */
export type Look = (field: Field) => PointValue | null;

/** Health as the checks of this rehearsal have found it, as one node sees it where each asks for itself; undefined: nobody checks. */
export type Observed = (share: string, node?: string) => 'healthy' | 'unhealthy' | undefined;

/** Fresh choices for one request; `random` gives numbers in [0, 1). */
export function choicesOf(random: () => number): Choices {
  const made = new Map<PickOp, Share>();
  const spent = new Map<PickOp, Set<Share>>();
  const retries = new Map<PickOp, number>();
  const issuing: Issuing[] = [];
  return {
    cookies: (answer) => issuing.filter(({ beside }) => beside === undefined || sets(answer, beside)).map(({ header }) => header),
    one: (op, among, look, observed) => {
      const known = made.get(op);
      if (known !== undefined) return known;
      const node = look('node');
      const fit = fitting(op, among, (share) => observed(share, typeof node === 'string' ? node : undefined));
      const left = fit.filter((share) => spent.get(op)?.has(share) !== true);
      const share = picked(op, left.length === 0 ? fit : left, look, random, issuing);
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

/** A cookie for an answer; `beside`: for answers that set this one too. */
interface Issuing {
  readonly header: Header;
  readonly beside: string | undefined;
}

function picked(op: PickOp, among: readonly Share[], look: Look, random: () => number, issuing: Issuing[]): Share {
  if (op.by === undefined) return weighted(among, random());
  if ('hash' in op.by) return weighted(among, spread(JSON.stringify(look(op.by.hash))));
  const { beside } = op.by;
  const cookies = issuedBy(op.by);
  const sent = beside === undefined || look(`cookie(${beside})`) !== null ? cookies.map(({ name }) => look(`cookie(${name})`)) : [];
  const kept = among.find(({ value }) => sent.includes(token(value)));
  const share = kept ?? weighted(among, random());
  for (const cookie of cookies) issuing.push({ header: ['Set-Cookie', setting(cookie, token(share.value))], beside });
  return share;
}

function issuedBy({ cookie, issued }: Extract<Key, { readonly cookie: string }>): readonly (Pick<Issued, 'name' | 'attributes'> & { readonly seconds?: number })[] {
  return issued ?? [{ name: cookie, attributes: 'Path=/' }];
}

function setting({ name, seconds, attributes }: ReturnType<typeof issuedBy>[number], value: string): string {
  const until = seconds === undefined ? '' : `Expires=${new Date(Date.now() + seconds * 1000).toUTCString()}; `;
  return `${name}=${value}; ${until}${attributes}`;
}

/** Whether an answer sets a cookie of that name. */
function sets(answer: Head, name: string): boolean {
  return answer.headers.some(([each, value]) => each.toLowerCase() === 'set-cookie' && value.startsWith(`${name}=`));
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
