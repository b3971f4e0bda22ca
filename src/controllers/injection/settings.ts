import { defaultPolicy, defaultProxyResources, injectorConfigMap, stockWebhooks, type WebhookFact } from '../../facts/injection.ts';
import { flag, list, record, text } from '../../dialects/kubernetes/fields.ts';
import { selectorOf, type Selector } from '../../dialects/kubernetes/labels.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Json, JsonObject, Problem, Resource } from '../../resource/resource.ts';
import { problemAt } from '../controller.ts';
import type { InjectionPolicy } from './policy.ts';

/** How one cluster injects sidecars. */
export interface InjectionSettings {
  readonly webhooks: readonly Webhook[];
  readonly policy: InjectionPolicy;
  readonly proxyResources: JsonObject;
}

/** Which pods the API server sends to the webhook. */
export interface Webhook {
  readonly name: string;
  readonly namespaceSelector: Selector;
  readonly objectSelector: Selector;
}

/** Reads the settings of a cluster: its own webhooks and injector ConfigMap, else those of a stock installation. */
export function settingsOf(estate: Estate, scope: string, problems: Problem[]): InjectionSettings {
  const values = valuesOf(estate, scope, problems);
  const webhook = record(values['sidecarInjectorWebhook']);
  const proxy = record(record(values['global'])['proxy']);
  const written = estate.ofType('MutatingWebhookConfiguration').filter((resource) => resource.scope === scope).flatMap(webhooksIn);
  return {
    webhooks: written.length > 0 ? written : stock(flag(webhook['enableNamespacesByDefault']) === true ? stockWebhooks : stockWebhooks.filter(({ byDefault }) => byDefault === undefined)),
    policy: {
      policy: text(proxy['autoInject']) ?? defaultPolicy,
      alwaysInjectSelector: selectors(webhook['alwaysInjectSelector']),
      neverInjectSelector: selectors(webhook['neverInjectSelector']),
    },
    proxyResources: proxy['resources'] === undefined ? defaultProxyResources : record(proxy['resources']),
  };
}

/** The chart prints its values as JSON into the ConfigMap. */
function valuesOf(estate: Estate, scope: string, problems: Problem[]): JsonObject {
  const resource = estate.find({ scope, type: 'ConfigMap', ...injectorConfigMap });
  const values = text(record(resource?.body['data'])['values']);
  if (resource === undefined || values === undefined) return {};
  try {
    return record(JSON.parse(values) as Json);
  } catch {
    const message = 'the injector\'s values are not JSON; pods are injected as a stock installation does it';
    problems.push(problemAt(resource, ['data', 'values'], 'unreadable-setting', 'warning', message));
    return {};
  }
}

function selectors(value: Json | undefined): readonly Selector[] {
  return list(value).flatMap((member) => selectorOf(member) ?? []);
}

/** Webhooks of other programs carry other names. */
function webhooksIn(resource: Resource): readonly Webhook[] {
  return list(resource.body['webhooks']).map(record).flatMap((each) => {
    const name = text(each['name']) ?? '';
    if (!name.endsWith('sidecar-injector.istio.io')) return [];
    return [{ name, namespaceSelector: selectorOf(each['namespaceSelector']) ?? everything, objectSelector: selectorOf(each['objectSelector']) ?? everything }];
  });
}

/** A webhook's missing selector takes every object (API reference, MutatingWebhook). */
const everything: Selector = { matchLabels: {}, matchExpressions: [] };

function stock(facts: readonly WebhookFact[]): readonly Webhook[] {
  const selector = (matchExpressions: WebhookFact['objectSelector']): Selector => ({
    matchLabels: {},
    matchExpressions: matchExpressions.map(({ key, operator, values = [] }) => ({ key, operator, values })),
  });
  return facts.map(({ name, namespaceSelector, objectSelector }) => ({ name, namespaceSelector: selector(namespaceSelector), objectSelector: selector(objectSelector) }));
}
