import { rulesOf as conditionsByRule, type Alternative, type Condition } from '../../dialects/istio/policies/authorization.ts';
import { policiesFor } from '../../dialects/istio/policies/attachment.ts';
import { meshOf } from '../../dialects/istio/mesh/mesh.ts';
import { protocolOf } from '../../dialects/istio/proxy/protocol.ts';
import type { Pod } from '../../dialects/kubernetes/pods.ts';
import { servicesOf } from '../../dialects/kubernetes/services.ts';
import type { Proposal } from '../../hops/kind.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { because, findingAt, listed } from '../finding.ts';
import { policiesOf, actionOf, isTcp, rulesOf, selectedBy, type PolicyRule, type Selected, type ServedPort } from '../policies.ts';
import type { Finding, Rule } from '../rule.ts';

/** A rule asks for a method, a path or a host on a port where no HTTP is spoken. */
export const rule: Rule = {
  name: 'http-rule-on-tcp-port',
  severity: 'error',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const { rootNamespace } = meshOf(estate);
  const withTcp = namespacesWithTcp(estate);
  if (withTcp.size === 0) return;
  for (const policy of policiesOf(estate)) {
    const action = actionOf(policy);
    if (action !== 'ALLOW' && action !== 'DENY') continue;
    if (policy.namespace !== rootNamespace && !withTcp.has(policy.namespace ?? '')) continue;
    for (const selected of selectedBy(estate, policy)) {
      if (!selected.ports.some(isTcp)) continue;
      const rules = rulesOf(policy).filter(({ http }) => http !== undefined);
      const found = action === 'ALLOW' ? ofAllow(estate, policy, rules, selected) : ofDeny(policy, rules, selected);
      if (found !== undefined) yield found;
    }
  }
}

/** Namespaces with a Service port that is plain TCP. Most have none, and then no policy has to be looked at. */
function namespacesWithTcp(estate: Estate): ReadonlySet<string> {
  return new Set(servicesOf(estate).flatMap(({ namespace, ports }) => (ports.some((port) => ['tcp', 'tls'].includes(protocolOf(port))) ? [namespace] : [])));
}

/** Ports for which this policy's HTTP rules are left out, and nobody else's rule is left. */
function ofAllow(estate: Estate, policy: Resource, rules: readonly PolicyRule[], { pod, ports }: Selected): Finding | undefined {
  const met = ports.filter((port) => isTcp(port) && rules.some((each) => about(each, port)));
  const allowing = met.length === 0 ? [] : allowRulesFor(estate, pod);
  const dead = met.filter((port) => !allowing.some((each) => each.http === undefined && about(each, port)));
  const first = rules.find((each) => dead.some((port) => about(each, port)));
  if (first?.http === undefined) return undefined;
  const numbers = dead.map(({ number }) => String(number));
  return findingAt(rule, { resource: policy, path: first.http, part: 'key' }, {
    message: `every connection to ${called(dead)} of ${pod.name} is closed`,
    label: `exists in HTTP only: for port ${listed(numbers)} this rule is left out`,
    because: [
      because(nameOf(policy), `selects ${pod.name}, so whatever no ALLOW rule takes is denied`),
      because(nameOf(policy), `has no rule left for port ${listed(numbers)}, which is plain TCP`),
    ],
    proposals: [
      {
        title: `add a rule for port ${listed(numbers)} that looks at no HTTP field`,
        edits: [{ edit: 'insert', of: policy, path: ['spec', 'rules'], at: rulesOf(policy).length, value: { to: [{ operation: { ports: numbers } }] } }],
        certainty: 'proposed',
      },
    ],
  });
}

/** Ports on which the HTTP fields of a DENY rule fall away, so that it takes more than it says. */
function ofDeny(policy: Resource, rules: readonly PolicyRule[], { pod, ports }: Selected): Finding | undefined {
  const wide = rules.find((each) => each.identity === undefined && ports.some((port) => isTcp(port) && about(each, port)));
  if (wide?.http === undefined) return undefined;
  const closed = ports.filter((port) => isTcp(port) && about(wide, port));
  const meant = ports.filter((port) => !isTcp(port)).map(({ number }) => String(number));
  return findingAt(rule, { resource: policy, path: wide.http, part: 'key' }, {
    message: `connections to ${called(closed)} of ${pod.name} are closed by a rule that is about HTTP`,
    label: 'exists in HTTP only: elsewhere the rule denies without it',
    because: [because(nameOf(policy), `is for port ${listed(closed.map(({ number }) => number))} a rule that denies ${remaining(policy, wide)}`, { resource: policy, path: wide.path })],
    proposals: meant.length === 0 ? [] : [onlyFor(policy, wide, meant)],
  });
}

/** What a rule takes once the fields that only HTTP has are gone: alternatives within it stay alternatives. */
function remaining(policy: Resource, { path }: PolicyRule): string {
  const written = conditionsByRule(policy).find((each) => JSON.stringify(each.path) === JSON.stringify(path));
  if (written === undefined) return 'every connection';
  const left = (alternatives: readonly Alternative[]): readonly string[] => alternatives.map((each) => each.filter(({ attribute }) => !isHttp(attribute)).map(inWords).join(' and '));
  const parts = [left(written.from), left(written.to), [left([written.when]).join('')]].map((some) => (some.includes('') ? '' : some.join(', or ')));
  const said = parts.filter((part) => part !== '');
  return said.length === 0 ? 'every connection' : `every connection with ${said.join(' and ')}`;
}

/** Attributes of requests, as far as rules name them (istio/istio, security/authz/model). */
function isHttp(attribute: string): boolean {
  return ['host', 'method', 'path'].includes(attribute) || attribute.startsWith('request.');
}

function inWords({ attribute, values, notValues }: Condition): string {
  return [...(values.length === 0 ? [] : [`${attribute} ${values.join(' or ')}`]), ...(notValues.length === 0 ? [] : [`${attribute} other than ${notValues.join(' or ')}`])].join(' and ');
}

function onlyFor(policy: Resource, { path, operations }: PolicyRule, ports: readonly string[]): Proposal {
  const edits = operations.map((operation) => ({ edit: 'set', of: policy, path: [...operation, 'ports'], to: ports }) as const);
  return { title: `let the rule say which ports it is about: ${listed(ports)}`, edits: edits.length > 0 ? edits : [{ edit: 'set', of: policy, path: [...path, 'to'], to: [{ operation: { ports } }] }], certainty: 'proposed' };
}

function allowRulesFor(estate: Estate, pod: Pod): readonly PolicyRule[] {
  const { rootNamespace } = meshOf(estate);
  const policies = policiesFor(estate, 'AuthorizationPolicy', pod, [rootNamespace, pod.namespace], rootNamespace);
  return policies.filter((policy) => actionOf(policy) === 'ALLOW').flatMap(rulesOf);
}

function about({ ports }: PolicyRule, { number }: ServedPort): boolean {
  return ports.length === 0 || ports.includes(number);
}

function called(ports: readonly ServedPort[]): string {
  return `port ${listed(ports.map(({ number, called: name }) => `${number} (${name})`))}`;
}
