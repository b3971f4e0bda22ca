import { chartValuesSince, controllerChart, controllerImage, flagValuesOfChart, ingressClassSince, serviceWebhookSince, webhookSelectorSince } from '../../facts/load-balancer-chart.ts';
import { flagKinds, serviceWebhook } from '../../facts/load-balancer-flags.ts';
import { defaultClassAnnotation, ingressController, paramsGroup } from '../../facts/load-balancer-controller.ts';
import { olderThan } from '../../dialects/aws/service-owner.ts';
import { flag, list, record, text, texts } from '../../dialects/kubernetes/fields.ts';
import { flagText } from '../../dialects/kubernetes/go-values.ts';
import type { Json, JsonObject, Path, Problem, Resource } from '../../resource/resource.ts';
import { body, problemAt } from '../controller.ts';
import { stringly } from './gateway.ts';
import { installed, notRead, type Part, type Wish } from './object.ts';

/** What the AWS Load Balancer Controller's chart makes: its Deployment with flags, account, webhook and the class `alb`. */
export function controllerOf(wish: Wish, release: { readonly name: string; readonly namespace: string; readonly version?: string; readonly unread: readonly string[] }, problems: Problem[]): readonly Resource[] {
  const { values } = wish;
  const { namespace, version } = release;
  const name = text(values.get('nameOverride')) || controllerChart;
  const full = text(values.get('fullnameOverride')) || (release.name.includes(name) ? release.name : `${release.name}-${name}`);
  const prefix = text(values.get('nameOverride')) || 'aws-load-balancer';
  const creates = flag(values.get('serviceAccount', 'create')) !== false;
  const account = text(values.get('serviceAccount', 'name')) || (creates ? full : 'default');
  const selector = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': release.name };
  const released = versionOf(values.get('image', 'tag'), version);
  const labels = { ...selector, ...(released === undefined ? {} : { 'app.kubernetes.io/version': `v${released}` }) };
  const metadata = (called: string, more: JsonObject = {}): JsonObject => ({ name: called, namespace, labels, ...more });
  const { args, parts } = flagsOf(wish, version, problems);
  // Values that are not read here may say it, and Terraform's may be one expression for all of them.
  if (values.get('clusterName') === undefined && release.unread.length === 0 && wish.place[0].type !== 'helm_release') problems.push(problemAt(wish.place[0], wish.place[1], 'wrong-setting', 'error', `no value says clusterName, and Helm installs the chart ${controllerChart} with it only (Chart cannot be installed without a valid clusterName!)`));
  const repository = text(values.get('image', 'repository')) ?? controllerImage;
  const tag = text(values.get('image', 'tag'));
  const container = { name: controllerChart, image: tag === undefined ? repository : `${repository}:${tag}`, args, ports: [{ name: 'webhook-server', containerPort: 9443, protocol: 'TCP' }, { name: 'metrics-server', containerPort: 8080, protocol: 'TCP' }] };
  const mutates = flag(values.get('enableServiceMutatorWebhook')) !== false && !(version !== undefined && olderThan(version, serviceWebhookSince));
  const hooks = ['mpod.elbv2.k8s.aws', ...(mutates ? [serviceWebhook.name] : []), 'mtargetgroupbinding.elbv2.k8s.aws'];
  const objectSelector = webhookSelectorOf(wish, name, version);
  return [
    ...(creates ? [installed(wish, 'ServiceAccount', 'v1', { metadata: body({ ...metadata(account), annotations: stringly(values.get('serviceAccount', 'annotations')) }) }, [[['metadata', 'annotations'], ['serviceAccount', 'annotations']]])] : []),
    installed(wish, 'Deployment', 'apps/v1', { metadata: metadata(full), spec: { selector: { matchLabels: selector }, template: { metadata: { labels: { ...texts(values.get('podLabels')), ...selector } }, spec: { serviceAccountName: account, containers: [container] } } } }, [...parts, [[...containerPath, 'image'], ['image', 'tag']]]),
    installed(wish, 'Service', 'v1', { metadata: metadata(`${prefix}-webhook-service`), spec: { selector, ports: [{ name: 'webhook-server', port: 443, targetPort: 'webhook-server' }] } }, []),
    installed(wish, 'MutatingWebhookConfiguration', 'admissionregistration.k8s.io/v1', { metadata: { name: `${prefix}-webhook`, labels }, webhooks: hooks.map((each) => ({ name: each, clientConfig: { service: { name: `${prefix}-webhook-service`, namespace } }, ...(each === serviceWebhook.name ? { objectSelector } : {}) })) }, [[['webhooks'], ['enableServiceMutatorWebhook']]]),
    installed(wish, 'Secret', 'v1', { metadata: metadata(`${prefix}-tls`), type: 'kubernetes.io/tls', ...webhookCertificate(wish, full, `${prefix}-webhook-service.${namespace}`) }, []),
    ...classOf(wish, version, labels),
  ];
}

/** What is read of a Secret: its keys, and the certificate that the chart makes for the webhook's names, unless it is given one (templates/_helpers.tpl, webhookCerts). */
function webhookCertificate({ values }: Wish, name: string, service: string): JsonObject {
  const given = values.get('webhookTLS', 'cert') !== undefined && values.get('webhookTLS', 'key') !== undefined;
  const dnsNames = [service, `${service}.svc`, `${service}.svc.cluster.local`];
  return { keys: ['ca.crt', 'tls.crt', 'tls.key'], ...(given ? {} : { certificates: [{ key: 'tls.crt', subject: `CN=${name}`, issuer: 'CN=aws-load-balancer-controller-ca', dnsNames }] }) };
}

const containerPath: Path = ['spec', 'template', 'spec', 'containers', 0];

/** Which Services the webhook is told of: all but the controller's own, and what `serviceMutatorWebhookConfig.objectSelector` narrows (templates/webhook.yaml). */
function webhookSelectorOf({ values }: Wish, name: string, version: string | undefined): JsonObject {
  const written = version !== undefined && olderThan(version, webhookSelectorSince) ? {} : record(values.get('serviceMutatorWebhookConfig', 'objectSelector'));
  const own = { key: 'app.kubernetes.io/name', operator: 'NotIn', values: [name] };
  return { matchLabels: record(written['matchLabels']), matchExpressions: [own, ...list(written['matchExpressions'])] };
}

/** Arguments, and which value each is made of. */
function flagsOf(wish: Wish, version: string | undefined, problems: Problem[]): { readonly args: readonly string[]; readonly parts: readonly Part[] } {
  const { values } = wish;
  // Helm takes values that no template of the chart reads without a word.
  for (const [value, flagName] of flagValuesOfChart) {
    if (values.get(flagName) !== undefined && flagName !== value) notRead(wish, [flagName], `is a flag of the controller and no value of the chart ${controllerChart}, which reads ${value}: the controller starts without ${flagName}`, problems);
  }
  const set = flagValuesOfChart.flatMap(([value, flagName]) => {
    const path = value.split('.');
    const found = values.get(...path) ?? (value === 'ingressClass' ? 'alb' : undefined);
    const since = chartValuesSince[value];
    if (found !== undefined && since !== undefined && version !== undefined && olderThan(version, since)) {
      notRead(wish, path, `is read by the chart ${controllerChart} from ${since} on, and not by ${version}: the controller starts without ${flagName}`, problems);
      return [];
    }
    if (found !== undefined && found !== '' && flagKinds[flagName] === 'boolean' && typeof found !== 'boolean') {
      notRead(wish, path, `is not true or false without quotes, and the chart hands on nothing else: the controller starts without ${flagName}`, problems);
      return [];
    }
    const written = found === undefined ? '' : flagText(found);
    return written === '' ? [] : [{ path, arg: `--${flagName}=${written}` }];
  });
  return { args: set.map(({ arg }) => arg), parts: set.map(({ path }, index): Part => [[...containerPath, 'args', index], path]) };
}

/** The IngressClass that the chart makes, and its IngressClassParams. */
function classOf(wish: Wish, version: string | undefined, labels: JsonObject): readonly Resource[] {
  const { values } = wish;
  const name = text(values.get('ingressClass')) ?? 'alb';
  const old = version !== undefined && olderThan(version, ingressClassSince);
  const asked = flag(values.get('createIngressClassResource')) ?? !old;
  const withParams = (flag(values.get('ingressClassParams', 'create')) ?? true) && (asked || !old);
  const params = text(values.get('ingressClassParams', 'name')) || name;
  const isDefault = flag(values.get('ingressClassConfig', 'default')) === true;
  const metadata = body({ name, labels, annotations: isDefault ? { [defaultClassAnnotation]: 'true' } : undefined });
  const spec = body({ controller: ingressController, parameters: withParams ? { apiGroup: paramsGroup, kind: 'IngressClassParams', name: params } : undefined });
  return [
    ...(asked && name !== '' ? [installed(wish, 'IngressClass', 'networking.k8s.io/v1', { metadata, spec }, [[['metadata', 'name'], ['ingressClass']], [['metadata', 'annotations'], ['ingressClassConfig', 'default']], [['spec', 'parameters'], ['ingressClassParams']]])] : []),
    ...(withParams && params !== '' ? [installed(wish, 'IngressClassParams', `${paramsGroup}/v1beta1`, { metadata: { name: params, labels }, spec: record(values.get('ingressClassParams', 'spec')) }, [[['spec'], ['ingressClassParams', 'spec']]])] : []),
  ];
}

/** Chart 1.N has carried release 2.N, and chart 3.N release 3.N; which patch of it only the image's tag says. */
function versionOf(tag: Json | undefined, chart: string | undefined): string | undefined {
  if (typeof tag === 'string' && /^v?\d/.test(tag)) return tag.replace(/^v/, '');
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(chart ?? '') ?? [];
  if (major === undefined || minor === undefined) return undefined;
  return major === '1' ? `2.${minor}` : `${major}.${minor}`;
}
