import type { Estate } from '../../resource/estate.ts';
import type { Resource } from '../../resource/resource.ts';
import { list, record, text, texts } from './fields.ts';
import type { Labels } from './labels.ts';

/** The NGINX ingress controller of the Kubernetes project, as its own Deployment or DaemonSet starts it. */
export interface NginxController {
  readonly resource: Resource;
  readonly namespace: string;
  readonly labels: Labels;
  /** The ConfigMap that it reads its settings from; absent: it names none, or no input holds it. */
  readonly config?: Resource;
  readonly settings: Readonly<Record<string, string>>;
}

/** Every NGINX ingress controller of the estate. */
export function nginxControllersOf(estate: Estate): readonly NginxController[] {
  return ['Deployment', 'DaemonSet'].flatMap((type) => estate.ofType(type)).flatMap((resource): readonly NginxController[] => {
    const template = record(record(resource.body['spec'])['template']);
    const container = list(record(template['spec'])['containers']).map(record).find((each) => isController(each));
    if (container === undefined) return [];
    const namespace = resource.namespace ?? 'default';
    const named = ['command', 'args'].flatMap((field) => list(container[field]).map(String)).flatMap((word) => /^--configmap=(.+)$/.exec(word)?.[1] ?? [])[0];
    const [place = '', name = ''] = (named ?? '').replace(/\$\(POD_NAMESPACE\)|\$\{POD_NAMESPACE\}/, namespace).split('/');
    const config = estate.ofType('ConfigMap', place).find((each) => each.name === name && each.scope === resource.scope);
    return [{ resource, namespace, labels: texts(record(template['metadata'])['labels']), ...(config === undefined ? {} : { config }), settings: texts(config?.body['data']) }];
  });
}

/** By the program that it starts, or by its image (registry.k8s.io/ingress-nginx/controller). */
function isController(container: Resource['body']): boolean {
  const words = ['command', 'args'].flatMap((field) => list(container[field]).map(String));
  return words.includes('/nginx-ingress-controller') || /(?:^|\/)ingress-nginx\/controller(?:[:@]|$)/.test(text(container['image']) ?? '');
}
