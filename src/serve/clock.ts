import type { Hop, HopId, Program } from '../ir/program.ts';
import { patienceOf } from '../path/rehearsal.ts';
import { shortestDeadline } from './late.ts';
import type { Timers } from './site.ts';

/** Milliseconds of this machine that a deadline is given, unless it is shorter by itself; a busy machine needs some for itself. */
const leastDeadline = 500;

/** Milliseconds: a longer timer ends at once. */
const longestTimer = 2 ** 31 - 1;

/** Milliseconds of this machine that others wait at least. */
const leastPatience = 250;

/** Seconds of the path that pass in one second here while somebody waits for an answer: no deadline is so short that this machine misses it. */
export function answeringClock(clock: number, program: Program, hops: ReadonlySet<HopId>): number {
  return Math.min(clock, Math.max(1, (shortestDeadline(program, hops) ?? Infinity) / leastDeadline));
}

/** Milliseconds of this machine for which a request is held that the path holds so long. */
export function heldHere(milliseconds: number, answering: number): number {
  return Math.min(milliseconds / answering, longestTimer);
}

/** How long a dialler waits here: silence of the network is compressed by one clock, waiting for an answer by another. */
export function timersOf(dialler: Hop['dialler'], clock: number, answering: number): Timers {
  const { connect, answer } = patienceOf(dialler);
  const limit = { connect: Math.max(leastPatience, (connect * 1000) / clock) };
  return answer === undefined ? limit : { ...limit, answer: Math.max(leastPatience, (answer * 1000) / answering) };
}
