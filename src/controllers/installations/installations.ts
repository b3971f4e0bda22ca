import { istioCharts, ownDefaults, ownDefaultsSince } from '../../facts/istio-charts.ts';
import { proxyConfigAnnotation } from '../../facts/istio.ts';
import { controllerChart } from '../../facts/load-balancer-chart.ts';
import { olderThan } from '../../dialects/aws/service-owner.ts';
import { isIstioChart } from '../../dialects/istio/mesh/installers.ts';
import { list, record, texts } from '../../dialects/kubernetes/fields.ts';
import { releasesOf, releaseTypes, type Release } from '../../dialects/kubernetes/releases.ts';
import { overOwnMember } from '../../dialects/kubernetes/values.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Problem, Resource } from '../../resource/resource.ts';
import { problemAt, type Controller } from '../controller.ts';
import { controllerOf } from './controller-chart.ts';
import { gatewayChart } from './gateway.ts';
import { istiod } from './istiod.ts';
import { notRead, type Wish } from './object.ts';
import { operatorOf } from './operator.ts';
import { operatorGateway } from './operator-gateway.ts';

/**
 * What people install with Istio's and the AWS Load Balancer Controller's own installers, as objects that lead back to the values they
 * are made of. What the inputs hold by such a name stays. Any other chart is named once, and nothing is made of it.
 */
export const installations: Controller = {
  name: 'installations',
  reads: ['IstioOperator', ...releaseTypes],
  make: (estate, problems) => {
    const made = [
      ...estate.ofType('IstioOperator').filter((each) => each.apiVersion?.startsWith('install.istio.io/') === true).flatMap((each) => operatorOf(each, problems)),
      ...releasesOf(estate).flatMap((release) => installedBy(release, problems)),
    ].filter((resource) => estate.find(resource) === undefined);
    return [...made, ...made.flatMap((each) => proxyConfigOf(estate, each))];
  },
};

/** Where values that nobody says would be said: in the last of the layers, which wins. Other installers have them as texts. */
function ownOf(resource: Resource): Pick<Wish, 'own'> {
  if (resource.type === 'HelmRelease') return { own: (value) => [resource, ['spec', 'values', ...value]] };
  const layers = resource.type === 'Release' ? list(resource.body['values']).length : 0;
  return layers === 0 ? {} : { own: (value) => [resource, ['values', layers - 1, ...value]] };
}

/** The document in the annotation `proxy.istio.io/config` that pods get: a reader of files found it where the installation says it. */
function proxyConfigOf(estate: Estate, { scope, namespace, body }: Resource): readonly Resource[] {
  const template = record(record(record(body['spec'])['template'])['metadata']);
  const written = texts(template['annotations'])[proxyConfigAnnotation];
  const found = written === undefined ? undefined : estate.ofType('ProxyConfigText').find((each) => each.scope === scope && each.name === written);
  return found === undefined || found.namespace === namespace || namespace === undefined ? [] : [{ ...found, namespace, derived: { by: 'installations', from: found, path: [] } }];
}

function installedBy(release: Release, problems: Problem[]): readonly Resource[] {
  const { resource } = release;
  const istio = isIstioChart(release);
  const wish: Wish = { values: istio ? overOwnMember(release.values, ownDefaults) : release.values, place: [resource, release.at], ...ownOf(resource) };
  const makes = release.chart === controllerChart ? 'controller' : istio ? istioCharts[release.chart] : undefined;
  if (release.unread.length > 0 && makes !== undefined && makes !== 'nothing') {
    problems.push(problemAt(release.resource, release.at, 'unreadable-setting', 'warning', `${release.name} is taken without the values in ${release.unread.join(' and ')}, which are not read here`));
  }
  if (istio && release.values.get('defaults') !== undefined && release.version !== undefined && !olderThan(release.version, ownDefaultsSince)) notRead(wish, ['defaults'], `is refused by the chart ${release.chart} ${release.version}, and Helm installs nothing (Setting with .default prefix found; remove it)`, problems);
  switch (makes) {
    case 'nothing':
      return [];
    case 'istiod':
      return istiod(wish, { namespace: release.namespace, version: release.version });
    case 'gateway':
      return gatewayChart(wish, release, problems);
    case 'operator-gateway':
      return operatorGateway(wish, release.chart === 'istio-egress' ? 'istio-egressgateway' : 'istio-ingressgateway', { namespace: release.namespace, version: release.version, demo: false }, problems);
    case 'controller':
      return controllerOf(wish, release, problems);
    case undefined:
      problems.push(problemAt(release.resource, release.at, 'chart-not-modelled', 'note', `what the chart ${release.source} of release ${release.namespace}/${release.name} makes is not known here, and nothing is made of it${release.source === release.chart && Object.hasOwn(istioCharts, release.chart) ? `; if it is Istio's, its repository says so: istio/${release.chart}` : ''}`));
      return [];
  }
}
