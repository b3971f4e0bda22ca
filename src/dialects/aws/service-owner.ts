import { ingressController } from '../../facts/load-balancer-controller.ts';
import { defaultFlags, serviceWebhook } from '../../facts/load-balancer-flags.ts';
import { cloudProviderAnnotations, controllerAnnotations, networkPrefix, otherClasses, serviceSince } from '../../facts/network-load-balancer.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Path } from '../../resource/resource.ts';
import { record, text, texts } from '../kubernetes/fields.ts';
import { truthIn } from '../kubernetes/go-values.ts';
import { selects, type Selector } from '../kubernetes/labels.ts';
import type { Service } from '../kubernetes/services.ts';
import { controllerProgramIn, mutatingWebhooksIn, serviceWebhookSelector } from './controller-program.ts';
import { classOf, said } from './service-annotations.ts';

/** What the inputs say of the AWS Load Balancer Controller of one cluster, as far as Services depend on it. */
export interface ServiceController {
  /** Something says that it runs there. */
  readonly stated: boolean;
  /** Without `v`. Absent: nobody says. */
  readonly version?: string;
  /** Its webhook gives new Services of type LoadBalancer its class. */
  readonly takesNewServices: boolean;
  /** Absent: the webhook is told of every Service. */
  readonly webhookSelector?: Selector;
  readonly loadBalancerClass: string;
  readonly scheme: 'internal' | 'internet-facing';
  /** `--default-target-type`. */
  readonly targetType: 'instance' | 'ip';
}

/** Whose a Service of type LoadBalancer is, and what becomes of it. */
export interface Owner {
  /** `nobody`: each of those that could make a load balancer leaves it to another. `unknown`: the inputs do not say which of them run. */
  readonly by: 'load-balancer-controller' | 'cloud-provider' | 'another' | 'nobody' | 'unknown';
  readonly kind?: 'network' | 'classic';
  /** Absent: not known. */
  readonly scheme?: 'internal' | 'internet-facing';
  /** Why, in words that stand behind a colon. */
  readonly why: string;
  /** What decides whose it is. */
  readonly path: Path;
}

/** Reads the controller's own Deployment, its webhooks, its IngressClass, and what a sallyport.yaml says of it. */
export function controllerIn(estate: Estate, scope: string): ServiceController {
  const known = viewed.get(estate) ?? new Map<string, ServiceController>();
  viewed.set(estate, known);
  const found = known.get(scope) ?? readIn(estate, scope);
  known.set(scope, found);
  return found;
}

const viewed = new WeakMap<Estate, Map<string, ServiceController>>();

function readIn(estate: Estate, scope: string): ServiceController {
  const section = estate.ofType('LoadBalancerController').find((each) => each.scope === scope);
  const program = controllerProgramIn(estate, scope);
  const hooks = mutatingWebhooksIn(estate, scope);
  const classes = estate.ofType('IngressClass').some((each) => each.scope === scope && record(each.body['spec'])['controller'] === ingressController);
  const version = (text(section?.body['version']) ?? program?.version)?.replace(/^v/, '');
  const flag = (name: string): string | undefined => text(record(section?.body['flags'])[name]) ?? program?.flags.get(name)?.value;
  const webhookSelector = serviceWebhookSelector(estate, scope);
  const oldDefault = version !== undefined && olderThan(version, serviceSince.internalByDefault);
  return {
    stated: section !== undefined || program !== undefined || classes || hooks.some((name) => name.endsWith('.elbv2.k8s.aws')),
    ...(version === undefined ? {} : { version }),
    takesNewServices: takesNewServices(hooks, version, program !== undefined),
    ...(webhookSelector === undefined ? {} : { webhookSelector }),
    loadBalancerClass: flag('load-balancer-class') ?? defaultFlags.serviceClass,
    scheme: flag('default-load-balancer-scheme') === 'internet-facing' || oldDefault ? 'internet-facing' : 'internal',
    targetType: flag('default-target-type') === 'ip' ? 'ip' : 'instance',
  };
}

/** Whether new Services of type LoadBalancer become the controller's own: its webhook says so where the inputs hold it, else the version. */
export function takesNewServices(hooks: readonly string[], version: string | undefined, installed: boolean): boolean {
  if (hooks.includes(serviceWebhook.name)) return true;
  if (installed && hooks.some((name) => name.endsWith('.elbv2.k8s.aws'))) return false;
  return version === undefined || !olderThan(version, serviceSince.takesNewServices);
}

/** Whether a release is older than another; of one that is no numbers nobody knows, and it is not. */
export function olderThan(version: string, other: string): boolean {
  const [ours, theirs] = [version, other].map((each) => each.split('.').map((part) => Number.parseInt(part, 10)));
  for (let index = 0; index < 3; index++) if (ours![index] !== theirs![index]) return (ours![index] ?? 0) < (theirs![index] ?? 0);
  return false;
}

/** Whose a Service is: by its class, else by the annotation of its type, else by who takes those that say nothing. */
export function ownerOf(service: Service, controller: ServiceController): Owner {
  const own = classOf(service);
  const type = said(service, 'type');
  const targets = said(service, 'nlb-target-type');
  const classPath: Path = ['spec', 'loadBalancerClass'];
  const typePath: Path = ['metadata', 'annotations', `${networkPrefix}type`];
  if (own === controller.loadBalancerClass) return controlled(service, controller, `loadBalancerClass ${own} is that of the AWS Load Balancer Controller`, classPath);
  if (own !== undefined) return { by: 'another', why: `loadBalancerClass ${own} is ${otherClasses[own] === undefined ? "another program's" : `that of ${otherClasses[own]}`}`, path: classPath };
  if (type === 'nlb-ip' || (type === 'external' && (targets === 'ip' || targets === 'instance'))) return controlled(service, controller, `annotation ${networkPrefix}type: ${type} hands it to the AWS Load Balancer Controller`, typePath);
  const { stated, version } = controller;
  const named = `the AWS Load Balancer Controller${version === undefined ? '' : ` ${version}`}`;
  const passedOver = controller.webhookSelector !== undefined && !selects(controller.webhookSelector, texts(record(service.resource.body['metadata'])['labels']));
  if (stated && controller.takesNewServices && !passedOver) return controlled(service, controller, `the webhook of ${named} gives new Services of type LoadBalancer its class${version === undefined ? ` (from ${serviceSince.takesNewServices} on; no input says which version runs)` : ''}`, ['spec', 'type']);
  if (type === 'external') return { by: 'nobody', why: `annotation ${networkPrefix}type: external takes it from the cloud provider, and without ${networkPrefix}nlb-target-type: ip or instance the AWS Load Balancer Controller leaves it too`, path: typePath };
  const internal = said(service, 'internal') ?? '';
  const kind = type === 'nlb' ? 'network' : 'classic';
  const scheme = internal !== '' && internal !== 'false' ? 'internal' : 'internet-facing';
  if (stated) return { by: 'cloud-provider', kind, scheme, why: `it has no loadBalancerClass, and ${named} gives it none (${leftBecause(controller, passedOver)}): the cloud provider makes a ${kind} load balancer, public unless ${networkPrefix}internal says otherwise`, path: ['spec', 'type'] };
  const only = onlyController(service);
  if (only !== undefined) return controlled(service, controller, `annotation ${networkPrefix}${only} is read by the AWS Load Balancer Controller and nobody else: it is taken to run in this cluster`, ['metadata', 'annotations', networkPrefix + only]);
  // With either of the two `internal: "true"` is internal; all else depends on which of them it is.
  const both = truthIn(internal) === true && said(service, 'scheme') !== 'internet-facing';
  return { by: 'unknown', ...(both ? { scheme } : {}), why: `no input says whether the AWS Load Balancer Controller runs in this cluster: from ${serviceWebhook.since} on it would make an internal network load balancer of it, the cloud provider makes a public ${kind} one`, path: ['spec', 'type'] };
}

function leftBecause({ takesNewServices: takes, version }: ServiceController, passedOver: boolean): string {
  if (takes && passedOver) return `the objectSelector of its webhook ${serviceWebhook.name} does not take the labels of this Service`;
  return version === undefined || olderThan(version, serviceWebhook.since) ? `${serviceWebhook.since} brought the webhook` : `its webhook ${serviceWebhook.name} is not installed`;
}

function controlled(service: Service, { scheme }: ServiceController, why: string, path: Path): Owner {
  const written = said(service, 'scheme');
  const old = truthIn(said(service, 'internal'));
  const found = written ?? (old === undefined ? scheme : old ? 'internal' : 'internet-facing');
  return { by: 'load-balancer-controller', kind: 'network', ...(found === 'internal' || found === 'internet-facing' ? { scheme: found } : {}), why, path };
}

/** An annotation of the Service that means nothing to the cloud provider. */
function onlyController({ annotations }: Service): string | undefined {
  const written = new Set(Object.keys(annotations).flatMap((key) => (key.startsWith(networkPrefix) ? [key.slice(networkPrefix.length)] : [])));
  // Most Services have none, and there may be ten thousands.
  return written.size === 0 ? undefined : controllerAnnotations.find((name) => written.has(name) && !(cloudProviderAnnotations as readonly string[]).includes(name));
}
