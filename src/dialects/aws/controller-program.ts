import { controllerChart } from '../../facts/load-balancer-chart.ts';
import { flagKinds, serviceWebhook } from '../../facts/load-balancer-flags.ts';
import type { Estate } from '../../resource/estate.ts';
import type { JsonObject, Path, Resource } from '../../resource/resource.ts';
import { list, record, text, texts } from '../kubernetes/fields.ts';
import { selectorOf, type Selector } from '../kubernetes/labels.ts';

/** A flag as somebody gave it, and where. */
export interface GivenFlag {
  readonly value: string;
  readonly place: readonly [Resource, Path];
}

/** Flags by their own names. */
export type Given = ReadonlyMap<string, GivenFlag>;

/** How the AWS Load Balancer Controller of a cluster is started. */
export interface ControllerProgram {
  readonly flags: Given;
  /** With or without `v`. Absent: neither the image nor a label says it. */
  readonly version?: string;
}

/** The controller's own Deployment, known by its image, or by the container of its chart where the image is copied under another name; undefined where the inputs hold none. */
export function controllerProgramIn(estate: Estate, scope: string): ControllerProgram | undefined {
  for (const resource of estate.ofType('Deployment')) {
    if (resource.scope !== scope) continue;
    const path: Path = ['spec', 'template', 'spec', 'containers'];
    const containers = list(record(record(record(resource.body['spec'])['template'])['spec'])['containers']);
    const index = containers.findIndex((each) => isController(record(each)));
    if (index < 0) continue;
    const container = record(containers[index]);
    const words = ['command', 'args'].flatMap((field) => list(container[field]).map((word, at) => ({ word: String(word), place: [resource, [...path, index, field, at]] as const })));
    const version = /:v?(\d+\.\d+\.\d+[^@]*)/.exec(text(container['image']) ?? '')?.[1] ?? versionLabel(resource);
    return { flags: flagsIn(words), ...(version === undefined ? {} : { version }) };
  }
  return undefined;
}

/** Most images are told by a look: a cluster may have ten thousands. */
function isController({ name, image: written }: JsonObject): boolean {
  const image = text(written) ?? '';
  return name === controllerChart || (image.includes('-controller') && /(?:^|\/)(?:aws-alb-ingress-controller|aws-load-balancer-controller)(?:[:@]|$)/.test(image));
}

/** The names of the webhooks that change objects of a cluster. */
export function mutatingWebhooksIn(estate: Estate, scope: string): readonly string[] {
  return estate.ofType('MutatingWebhookConfiguration').filter((each) => each.scope === scope).flatMap(({ body }) => list(body['webhooks']).map((hook) => text(record(hook)['name']) ?? ''));
}

/** Which Services the webhook for them is told of; undefined where nothing narrows it (MutatingWebhookConfiguration, objectSelector). */
export function serviceWebhookSelector(estate: Estate, scope: string): Selector | undefined {
  for (const { scope: its, body } of estate.ofType('MutatingWebhookConfiguration')) {
    const hook = its === scope ? list(body['webhooks']).map(record).find(({ name }) => name === serviceWebhook.name) : undefined;
    if (hook !== undefined) return selectorOf(hook['objectSelector']);
  }
  return undefined;
}

function versionLabel({ body }: Resource): string | undefined {
  const label = texts(record(body['metadata'])['labels'])['app.kubernetes.io/version'];
  return /^v?\d/.test(label ?? '') ? label : undefined;
}

/** `--name=value`, `--name value`, and a boolean's `--name`. */
function flagsIn(words: readonly { readonly word: string; readonly place: GivenFlag['place'] }[]): Given {
  const given = new Map<string, GivenFlag>();
  for (let index = 0; index < words.length; index++) {
    const { word, place } = words[index]!;
    const [, name, value] = /^--([A-Za-z0-9-]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === undefined) continue;
    const next = value === undefined && flagKinds[name] !== 'boolean' ? words[++index]?.word : undefined;
    given.set(name, { value: value ?? next ?? 'true', place });
  }
  return given;
}
