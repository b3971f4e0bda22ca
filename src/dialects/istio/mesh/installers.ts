import { istioCharts, ownNames } from '../../../facts/istio-charts.ts';
import type { Estate } from '../../../resource/estate.ts';
import { releasesOf, type Release } from '../../kubernetes/releases.ts';

/** Whether a release is of one of Istio's own charts: `base` and `gateway` are names that others use, too, and the repository decides. */
export function isIstioChart({ chart, source }: Release): boolean {
  return ownNames.has(chart) || (Object.hasOwn(istioCharts, chart) && /istio/i.test(source.slice(0, -chart.length)));
}

/** Whether the inputs say how Istio is installed: then what they do not install is not there. */
export function saysHowIstioIsInstalled(estate: Estate): boolean {
  return estate.ofType('IstioOperator').length > 0 || releasesOf(estate).some(isIstioChart);
}
