const binary: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 };
const decimal: Readonly<Record<string, number>> = { n: 1e-9, u: 1e-6, m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 };

/** The number that a Kubernetes quantity stands for, undefined if it is none: `100m` is 0.1 (API reference, Quantity). */
export function quantity(text: string): number | undefined {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|)$/.exec(text);
  if (match === null) return undefined;
  const [, number = '', suffix = ''] = match;
  return Number(number) * (binary[suffix] ?? decimal[suffix] ?? 1);
}

/** An amount of CPU or memory as people write it: `140m`, `2500m`, `3128Mi`. Rounded to whole units. */
export function quantityText(amount: number, resource: string): string {
  return resource === 'memory' ? `${Math.round(amount / 2 ** 20)}Mi` : `${Math.round(amount * 1000)}m`;
}
