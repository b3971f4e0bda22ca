/** Reads a Gateway API duration such as `1h30m` or `500ms` as seconds; anything else is 0, as where istiod ignores the error. */
export function secondsOf(duration: string): number {
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|us|ns)/g)];
  if (parts.map(([part]) => part).join('') !== duration) return 0;
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * units[unit!]!, 0);
}

const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9 };

/** Writes seconds as protobuf's JSON does: no decimals, or three, six or nine of them. */
export function durationText(seconds: number): string {
  const nanoseconds = Math.round((seconds % 1) * 1e9);
  if (nanoseconds === 0) return `${Math.trunc(seconds)}s`;
  const decimals = String(nanoseconds).padStart(9, '0').replace(/(000){1,2}$/, '');
  return `${Math.trunc(seconds)}.${decimals}s`;
}
