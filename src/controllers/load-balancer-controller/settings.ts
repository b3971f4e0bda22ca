import { defaultIngressClass, defaultScheme, defaultSslPolicy, defaultTargetType } from '../../facts/load-balancer-controller.ts';
import { list, record, text, words } from '../../dialects/kubernetes/fields.ts';
import type { Estate } from '../../resource/estate.ts';

/** How the controller of one cluster was started. */
export interface Settings {
  /** Absent: not in the input, so names that depend on it are not known. */
  readonly cluster?: string;
  readonly ingressClass: string;
  readonly targetType: string;
  readonly scheme: string;
  readonly sslPolicy: string;
}

/** Reads the flags of the controller's own Deployment; without one, or without a flag, its defaults. */
export function settingsOf(estate: Estate, scope: string): Settings {
  const flags = flagsOf(estate, scope);
  const cluster = flags.get('cluster-name');
  return {
    ingressClass: flags.get('ingress-class') ?? defaultIngressClass,
    targetType: flags.get('default-target-type') ?? defaultTargetType,
    scheme: flags.get('default-load-balancer-scheme') ?? defaultScheme,
    sslPolicy: flags.get('default-ssl-policy') ?? defaultSslPolicy,
    ...(cluster === undefined || cluster === '' ? {} : { cluster }),
  };
}

/** `--name=value` arguments of the container whose image is the controller's. */
function flagsOf(estate: Estate, scope: string): ReadonlyMap<string, string> {
  for (const resource of estate.ofType('Deployment')) {
    if (resource.scope !== scope) continue;
    const pod = record(record(record(resource.body['spec'])['template'])['spec']);
    const container = list(pod['containers']).map(record).find(({ image }) => /(?:^|\/)(?:aws-alb-ingress-controller|aws-load-balancer-controller)(?:[:@]|$)/.test(text(image) ?? ''));
    if (container === undefined) continue;
    const flags = new Map<string, string>();
    for (const argument of [...words(container['command']), ...words(container['args'])]) {
      const [, name, value] = /^--([a-z0-9-]+)=(.*)$/s.exec(argument) ?? [];
      if (name !== undefined && value !== undefined) flags.set(name, value);
    }
    return flags;
  }
  return new Map();
}
