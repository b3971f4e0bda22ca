import { millisecondsOf } from '../../dialects/kubernetes/durations.ts';

/** Reads a Gateway API duration as seconds; what is none is 0, as where istiod ignores the error. */
export function secondsOf(duration: string): number {
  return (millisecondsOf(duration) ?? 0) / 1000;
}

/** Writes seconds as protobuf's JSON does: no decimals, or three, six or nine of them. */
export function durationText(seconds: number): string {
  const nanoseconds = Math.round((seconds % 1) * 1e9);
  if (nanoseconds === 0) return `${Math.trunc(seconds)}s`;
  const decimals = String(nanoseconds).padStart(9, '0').replace(/(000){1,2}$/, '');
  return `${Math.trunc(seconds)}.${decimals}s`;
}
