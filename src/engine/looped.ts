import type { HopId, Program } from '../ir/program.ts';

/**
 * A hop that is met a fourth time without an end is a loop: redirects inside the path do not exist, only cycles do. Packets
 * of one connection after the other come by the same router, so that what dials none itself is met anew on each.
 */
export function looped(program: Program, trail: readonly HopId[], next: HopId): boolean {
  if (trail.filter((hop) => hop === next).length <= 2) return false;
  if (dials(program, next)) return true;
  return trail.slice(trail.findLastIndex((hop) => dials(program, hop)) + 1).filter((hop) => hop === next).length > 2;
}

/** Whether a hop begins connections of its own. */
export function dials(program: Program, hop: HopId): boolean {
  return (program.hop(hop)?.dialler ?? 'client') !== 'client';
}
