import { record, texts } from '../../dialects/kubernetes/fields.ts';
import { controllerIn, ownerOf, type Owner } from '../../dialects/aws/service-owner.ts';
import { serviceOf, servicesOf } from '../../dialects/kubernetes/services.ts';
import { balancerAnnotations, consoles, controllerTakesOverSince, kialiPort } from '../../facts/consoles.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { readerOf } from '../../resource/reader.ts';
import { nameOf, type Path as At, type Resource } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Reason, Rule } from '../rule.ts';

/** A console of the mesh stands behind a plain balancer of its own. */
export const rule: Rule = {
  name: 'public-console-without-tls',
  severity: 'error',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const kiali of estate.ofType('Kiali')) yield* ofKiali(estate, kiali);
  for (const service of servicesOf(estate)) {
    const { resource, name, type, ports, annotations } = service;
    if (type !== 'LoadBalancer') continue;
    const console = Object.hasOwn(consoles, name) ? consoles[name] : undefined;
    const port = ports.find((each) => console?.ports.includes(each.port) === true)?.port;
    if (console === undefined || port === undefined) continue;
    const owner = ownerOf(service, controllerIn(estate, resource.scope));
    if (!isGuarded(annotations, owner)) yield found(resource, ['spec', 'type'], { ...console, port }, owner, []);
  }
}

/** What the Kiali operator makes of its own object: a Service `kiali` of the type that stands there. */
function* ofKiali(estate: Estate, kiali: Resource): Iterable<Finding> {
  const spec = readerOf(kiali).get('spec');
  const deployment = spec.get('deployment');
  const annotations = texts(record(record(deployment.value)['service_annotations']));
  const encrypted = (spec.get('identity', 'cert_file').string() ?? '') !== '';
  if (deployment.get('service_type').string() !== 'LoadBalancer' || encrypted) return;
  const owner = ownerOf(serviceOf({ ...kiali, type: 'Service', body: { metadata: { annotations }, spec: { type: 'LoadBalancer' } } }), controllerIn(estate, kiali.scope));
  if (isGuarded(annotations, owner)) return;
  const writes = deployment.get('view_only_mode').boolean() !== true;
  const reasons = [
    because(nameOf(kiali), `login is by ${spec.get('auth', 'strategy').string() ?? 'token'}, and what people type crosses the network in plain text`, { resource: kiali, path: ['spec', 'auth', 'strategy'] }),
    ...(writes ? [because(nameOf(kiali), 'whoever has read it can change the mesh from there', { resource: kiali, path: ['spec', 'deployment', 'view_only_mode'] })] : []),
  ];
  yield found(kiali, ['spec', 'deployment', 'service_type'], { title: 'Kiali', port: spec.get('server', 'port').number() ?? kialiPort, login: true }, owner, reasons);
}

/** Internal, or with a certificate at the balancer. */
function isGuarded(annotations: Readonly<Record<string, string>>, { by, scheme }: Owner): boolean {
  const { prefix, internal, certificate } = balancerAnnotations;
  const inside = Object.entries(internal).some(([name, values]) => (values as readonly string[]).includes(annotations[`${prefix}${name}`] ?? ''));
  return (by === 'unknown' ? inside : scheme === 'internal') || annotations[`${prefix}${certificate}`] !== undefined;
}

function found(resource: Resource, path: At, { title, port, login }: { readonly title: string; readonly port: number; readonly login: boolean }, { scheme, why }: Owner, reasons: readonly Reason[]): Finding {
  return findingAt(rule, { resource, path }, {
    message: `${title} answers on port ${port} of a balancer of its own, without TLS${login ? '' : ' and without a login'}`,
    label: 'a balancer that passes bytes on as they are',
    because: [
      because(nameOf(resource), scheme === 'internet-facing' ? `the balancer is internet-facing: ${why}` : `the balancer is on the internet, unless the AWS Load Balancer Controller ${controllerTakesOverSince} or newer makes it: then it is internal`),
      ...reasons,
    ],
    proposals: [{ title: `keep it inside the cluster and reach it with kubectl port-forward svc/${resource.name} ${port}`, edits: [{ edit: 'set', of: resource, path, to: 'ClusterIP' }], certainty: 'proposed' }],
  });
}
