import { describe, expect, test } from 'vitest';
import { found, lineOf, placeOf, xnat } from './reading.ts';

describe('the arithmetic of the autoscaler', () => {
  test('70 % was 70m, is 140m with the sidecar, and 80m are 40 %', async () => {
    const loaded = await xnat();
    const [finding] = found(loaded, 'autoscaler-counts-sidecar');
    expect(placeOf(finding?.at)).toBe(lineOf(loaded, 'autoscaler.yaml', 'averageUtilization: 70'));
    expect(finding?.message).toBe('pods are added when one uses 140m of cpu, and not at 70m');
    expect(finding?.label).toBe('of 100m (xnat-web) and 100m (istio-proxy) together');
    const reasons = finding?.because.map(({ text }) => text) ?? [];
    expect(reasons[0]).toBe('70 % of 200m = 140m; before the sidecar came, 70 % of 100m = 70m');
    expect(reasons[1]).toBe('at the old point 70m of xnat-web and about 10m of an idle sidecar are 40 %: no pod is added');
    expect(reasons[2]).toBe('xnat-web alone has to use 130m, which is 130 % of its request');
  });

  test('the mend looks at the container of the application, and is proved', async () => {
    const [finding] = found(await xnat(), 'autoscaler-counts-sidecar');
    expect(finding?.mends[0]).toMatchObject({ certainty: 'proved', patch: expect.stringContaining('ContainerResource') });
    expect(finding?.mends[1]).toMatchObject({ certainty: 'needs a value', patch: expect.stringContaining('80m') });
  });

  test.each(['container-resource', 'average-value'])('%s is a mend', async (file) => {
    expect(found(await xnat(`traps/d13-autoscaler/${file}.yaml`), 'autoscaler-counts-sidecar')).toEqual([]);
  });

  test('the chart\'s own version is gone, and counts the sidecar as well', async () => {
    const loaded = await xnat('traps/d13-autoscaler/removed-api.yaml');
    expect(found(loaded, 'removed-version')).toMatchObject([{ severity: 'error', message: expect.stringContaining('1.25') }]);
    expect(found(loaded, 'autoscaler-counts-sidecar')).toHaveLength(1);
  });

  test('without a sidecar there is nothing to tell', async () => {
    const loaded = await xnat();
    const unlabelled = loaded.path.resources.filter(({ type, name }) => !(type === 'Namespace' && name === 'xnat'));
    const { pathOf } = await import('../../../src/path/path.ts');
    const { rules } = await import('../../../src/findings/index.ts');
    const rule = rules.find(({ name }) => name === 'autoscaler-counts-sidecar');
    expect([...(rule?.find?.(pathOf(unlabelled)) ?? [])]).toEqual([]);
  });
});
