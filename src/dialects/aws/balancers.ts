import type { Estate } from '../../resource/estate.ts';
import { compareTexts } from '../../resource/order.ts';
import { isLookedUp, type JsonObject, type Resource } from '../../resource/resource.ts';
import { text, words } from '../kubernetes/fields.ts';
import { actionsOf, type Action } from './actions.ts';
import { certificatesOf, type ListenerCertificate } from './certificates.ts';
import { isOpen } from './open-arguments.ts';
import { allOf, blocks, byReferred, count, decided } from './references.ts';
import { listenerRuleOf, type Rule } from './rules.ts';

/** An Application Load Balancer as Terraform's attributes say it. */
export interface Balancer {
  readonly resource: Resource;
  readonly name: string;
  readonly internal: boolean;
  readonly securityGroups: readonly string[];
  readonly attributes: Attributes;
  readonly listeners: readonly Listener[];
}

/** Attributes of the balancer; absent ones have AWS' defaults (facts/alb.ts). */
export interface Attributes {
  /** Seconds. */
  readonly idle?: number;
  readonly http2: boolean;
  readonly dropsOddHeaders: boolean;
  readonly preservesHost: boolean;
  readonly tlsHeaders: boolean;
  readonly desync?: 'monitor' | 'strictest';
  readonly clientPort: boolean;
  readonly forwardedFor: 'append' | 'preserve' | 'remove';
}

export interface Listener {
  readonly resource: Resource;
  readonly port: number;
  readonly protocol: 'HTTP' | 'HTTPS';
  readonly actions: readonly Action[];
  /** The default one first; none: the input does not say. */
  readonly certificates: readonly ListenerCertificate[];
  readonly clients: Clients;
  /** Names of headers that the listener calls otherwise, by what they are called by default; in lower case. */
  readonly renamed: Readonly<Record<string, string>>;
  /** Attributes with which it writes headers of answers, as they are written. */
  readonly answerHeaders: readonly string[];
  /** Blocks that a controller's own security group lets in on this port; empty: it lets in every address. */
  readonly inbound: readonly string[];
  /** Hosts for which clients ask it though it sends everybody elsewhere: those of the Ingresses of its group. */
  readonly asked: readonly string[];
  /** Smallest priority first. */
  readonly rules: readonly Rule[];
}

/** What the listener does about certificates of clients. */
export type Clients = { readonly mode: 'off' | 'passthrough' } | { readonly mode: 'verify'; readonly store: string };

/** Our own attribute of a listener: the blocks that the security group lets in which its controller makes for it. */
export const inboundAttribute = 'kubernetes_inbound';

/** Our own attribute of a listener that redirects: the hosts of the Ingresses whose requests it sends elsewhere. */
export const hostsAttribute = 'kubernetes_hosts';

/** Every Application Load Balancer with its listeners. The same estate always gives the same views. */
export function balancersOf(estate: Estate): readonly Balancer[] {
  const known = viewed.get(estate);
  if (known !== undefined) return known;
  const listeners = byReferred(estate, 'aws_lb_listener', 'aws_lb', 'load_balancer_arn');
  const rules = byReferred(estate, 'aws_lb_listener_rule', 'aws_lb_listener', 'listener_arn');
  const balancers = allOf(estate, 'aws_lb').filter((resource) => (text(resource.body['load_balancer_type']) ?? 'application') === 'application' && !(isLookedUp(resource) && isOpen(resource, ['load_balancer_type']))).map((resource): Balancer => ({
    resource,
    name: nameOfBalancer(resource),
    internal: decided(resource.body['internal']) === true,
    securityGroups: words(resource.body['security_groups']),
    attributes: attributesOf(resource.body),
    listeners: (listeners.get(resource) ?? []).flatMap((listener) => listenerOf(estate, listener, rules.get(listener) ?? [])).sort((a, b) => a.port - b.port),
  }));
  viewed.set(estate, balancers);
  return balancers;
}

/** The name AWS knows it by, if the input says it. */
export function nameOfBalancer({ body, name }: Resource): string {
  return text(body['name']) ?? name;
}

const viewed = new WeakMap<Estate, readonly Balancer[]>();

function attributesOf(body: JsonObject): Attributes {
  const [idle, mode, desync] = [count(body['idle_timeout']), text(body['xff_header_processing_mode']), text(body['desync_mitigation_mode'])];
  return {
    ...(idle === undefined ? {} : { idle }),
    ...(desync === 'monitor' || desync === 'strictest' ? { desync } : {}),
    http2: decided(body['enable_http2']) !== false,
    dropsOddHeaders: decided(body['drop_invalid_header_fields']) === true,
    preservesHost: decided(body['preserve_host_header']) === true,
    tlsHeaders: decided(body['enable_tls_version_and_cipher_suite_headers']) === true,
    clientPort: decided(body['enable_xff_client_port']) === true,
    forwardedFor: mode === 'preserve' || mode === 'remove' ? mode : 'append',
  };
}

function listenerOf(estate: Estate, resource: Resource, rules: readonly Resource[]): readonly Listener[] {
  const { port, protocol, default_action: actions, mutual_authentication: mutual } = resource.body;
  const number = count(port);
  // What a data source looks up and no input makes: whether it takes TLS, and what it does, nobody here knows.
  if (number === undefined || (isLookedUp(resource) && isOpen(resource, ['protocol']))) return [];
  return [
    {
      resource,
      port: number,
      protocol: protocol === 'HTTPS' ? 'HTTPS' : 'HTTP',
      actions: actionsOf(estate, resource, actions, 'default_action'),
      certificates: certificatesOf(estate, resource),
      clients: clientsOf(blocks(mutual)[0] ?? {}),
      renamed: renamedOf(resource.body),
      answerHeaders: Object.keys(resource.body).filter((attribute) => attribute.startsWith('routing_http_response_') && (text(resource.body[attribute]) ?? String(decided(resource.body[attribute]) ?? '')) !== '').sort(),
      inbound: words(resource.body[inboundAttribute]),
      asked: words(resource.body[hostsAttribute]),
      rules: rules.map((rule) => listenerRuleOf(estate, rule)).sort((a, b) => a.priority - b.priority || compareTexts(a.resource.name, b.resource.name)),
    },
  ];
}

function clientsOf({ mode, trust_store_arn: store }: JsonObject): Clients {
  if (mode === 'verify') return { mode, store: text(store) ?? 'a trust store' };
  return { mode: mode === 'passthrough' ? 'passthrough' : 'off' };
}

const renaming = /^routing_http_request_(x_amzn_.+)_header_name$/;

function renamedOf(body: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(body).flatMap(([attribute, value]) => {
    const usual = renaming.exec(attribute)?.[1]?.replaceAll('_', '-');
    return usual === undefined || text(value) === undefined ? [] : [[usual, text(value)!.toLowerCase()]];
  }));
}
