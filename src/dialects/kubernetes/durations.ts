/** Reads `1h30m`, `1.5s` or `250ms`, Go's form of a duration as Kubernetes and Istio write it, as milliseconds; undefined where nothing or something else stands. */
export function millisecondsOf(written: string | undefined): number | undefined {
  if (written === undefined || !/^((\d+\.?\d*|\.\d+)(h|ms|m|s|us|ns))+$/.test(written)) return undefined;
  return [...written.matchAll(/([\d.]+)(h|ms|m|s|us|ns)/g)].reduce((sum, [, amount, unit]) => sum + Number(amount) * units[unit!]!, 0);
}

/** The same for timers that count whole milliseconds, as Envoy's do. */
export function wholeMilliseconds(written: string | undefined): number | undefined {
  const milliseconds = millisecondsOf(written);
  return milliseconds === undefined ? undefined : Math.round(milliseconds);
}

const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 1e-3, ns: 1e-6 };
