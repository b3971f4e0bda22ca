import { blockOf } from '../../../ir/address.ts';
import type { Json, Path, Resource } from '../../../resource/resource.ts';
import { list, record, text } from '../../kubernetes/fields.ts';
import type { Refusal } from '../mesh/refusals.ts';
import { attachmentRefusals } from './attachment.ts';
import { claimOf, headerOf, rulesOf, type AuthorizationRule, type Condition } from './authorization.ts';
import { actionOf, isDryRun } from './rules.ts';
import { words } from './words.ts';

/** Whether the API server takes the policy at all (istio/istio, config/validation, ValidateAuthorizationPolicy). */
export function isPolicyRefused(policy: Resource): boolean {
  return policyRefusals(policy).length > 0;
}

const refusals = new WeakMap<Resource, readonly Refusal[]>();

/** Why it does not; empty: it does. */
export function policyRefusals(policy: Resource): readonly Refusal[] {
  const known = refusals.get(policy);
  if (known !== undefined) return known;
  if (isPlain(policy)) return [];
  const rules = rulesOf(policy);
  const found = [...wholeRefusals(policy), ...rules.flatMap(ruleRefusals), ...(actionOf(policy) === 'CUSTOM' ? rules.flatMap(customRefusals) : [])];
  refusals.set(policy, found);
  return found;
}

/** Nothing in it that could be refused: most policies are so, and an estate may hold ten thousand. */
function isPlain({ body }: Resource): boolean {
  const { action = 'ALLOW', provider, targetRef, targetRefs, selector, rules } = record(body['spec']);
  if (provider !== undefined || targetRef !== undefined || targetRefs !== undefined || (action !== 'ALLOW' && (action !== 'DENY' || rules === undefined))) return false;
  for (const key in record(record(selector)['matchLabels'])) if (key === '' || key.includes('*')) return false;
  for (const rule of list(rules)) {
    const { from, to, when } = record(rule);
    if (when !== undefined) return false;
    for (const each of list(from)) if (!names(record(each)['source'])) return false;
    for (const each of list(to)) if (!names(record(each)['operation'])) return false;
  }
  return true;
}

/** At least one field, and in each of them texts that nobody refuses. */
function names(value: Json | undefined): boolean {
  let some = false;
  for (const [field, texts] of Object.entries(record(value))) {
    some = true;
    if (!anyText.has(field) || !Array.isArray(texts) || texts.length === 0) return false;
    for (const each of texts as readonly Json[]) if (typeof each !== 'string' || each === '' || (field === 'paths' && /[{}]/.test(each)) || (field === 'ports' && !/^\d{1,4}$/.test(each))) return false;
  }
  return some;
}

const anyText: ReadonlySet<string> = new Set(['principals', 'namespaces', 'requestPrincipals', 'notPrincipals', 'notNamespaces', 'notRequestPrincipals', 'methods', 'hosts', 'paths', 'ports', 'notMethods', 'notHosts']);

function wholeRefusals(policy: Resource): readonly Refusal[] {
  const spec = record(policy.body['spec']);
  const [action, provider] = [actionOf(policy), spec['provider']];
  const found: Refusal[] = [...attachmentRefusals(policy)];
  if ((action === 'DENY' || action === 'CUSTOM') && spec['rules'] === undefined) found.push({ path: ['spec'], reason: `${action} without rules would never do anything; an empty rule {} stands for every request` });
  if (action === 'CUSTOM' && (text(record(provider)['name']) ?? '') === '') found.push({ path: provider === undefined ? ['spec'] : ['spec', 'provider'], reason: 'CUSTOM needs a provider with a name' });
  if (action !== 'CUSTOM' && provider !== undefined) found.push({ path: ['spec', 'provider'], reason: `a provider is for the action CUSTOM, and this one is ${action}` });
  if (action === 'CUSTOM' && isDryRun(policy)) found.push({ path: ['metadata', 'annotations'], reason: 'a dry run is for the actions ALLOW and DENY' });
  return found;
}

function ruleRefusals({ from, to, when, path }: AuthorizationRule): readonly Refusal[] {
  const found: Refusal[] = [];
  from.forEach((source, index) => {
    if (source.length === 0) found.push({ path: [...path, 'from', index], reason: 'a source that names nothing' });
    const account = source.find(({ attribute }) => attribute === 'source.serviceAccount');
    if (account !== undefined && source.some(({ attribute }) => attribute === 'source.principal' || attribute === 'source.namespace')) found.push({ path: account.path, reason: 'serviceAccounts do not stand beside principals or namespaces' });
    for (const condition of source) addFaults(condition, found);
  });
  to.forEach((operation, index) => {
    if (operation.length === 0) found.push({ path: [...path, 'to', index], reason: 'an operation that names nothing' });
    for (const condition of operation) addFaults(condition, found);
  });
  for (const condition of when) {
    found.push(...attributeRefusals(condition));
    addFaults(condition, found);
  }
  return found;
}

/** What `when` may compare. */
function attributeRefusals({ attribute, values, notValues, path }: Condition): readonly Refusal[] {
  const key: Path = [...path.slice(0, -1), 'key'];
  if (attribute === '') return [{ path: path.slice(0, -1), reason: 'a condition without key' }];
  if (values.length + notValues.length === 0) return [{ path: key, reason: `the condition ${attribute} has neither values nor notValues` }];
  const bracketed = headerOf(attribute) !== undefined || claimOf(attribute) !== undefined || /^(?:experimental\.envoy\.filters\.|request\.experimental\.inline\.headers)[^[]*\[.+\]$/.test(attribute);
  return bracketed || plain.includes(attribute) ? [] : [{ path: key, reason: `"${attribute}" is no attribute that a condition compares` }];
}

const plain: readonly string[] = [
  'source.ip', 'remote.ip', 'source.namespace', 'source.serviceAccount', 'source.principal', 'source.trustDomain', 'request.auth.principal', 'request.auth.audiences', 'request.auth.presenter', 'destination.ip', 'destination.port', 'connection.sni',
];

function addFaults({ attribute, values, notValues, path }: Condition, found: Refusal[]): void {
  for (const list of [values, notValues]) {
    for (const value of list) {
      const reason = faultOf(attribute, value);
      if (reason !== undefined) found.push({ path, reason });
    }
  }
}

function faultOf(attribute: string, value: string): string | undefined {
  if (value === '') return `an empty value among those for ${words(attribute)}`;
  if (attribute.endsWith('.ip') && blockOf(value) === undefined) return `"${value}" is neither an address nor a block of addresses`;
  if (attribute === 'destination.port' && !(/^\d+$/.test(value) && Number(value) <= 65535)) return `"${value}" is no port`;
  if (attribute === 'source.serviceAccount' && !/^[^*/]+(?:\/[^*/]+)?$/.test(value)) return `"${value}" is no service account: write NAME or NAMESPACE/NAME, without *`;
  return attribute === 'path' ? templateFault(value) : undefined;
}

/** `{**}` is the last of a path's operators, and braces or `*` stand for nothing else beside them (istio/istio, config/security, CheckValidPathTemplate). */
function templateFault(path: string): string | undefined {
  if (!path.includes('{') && !path.includes('}')) return undefined;
  const segments = path.replace(/^\/+|\/+$/g, '').split('/');
  const operators = segments.filter((segment) => segment === '{*}' || segment === '{**}');
  const [rest, any] = [segments.filter((segment) => segment !== '{*}' && segment !== '{**}'), operators.indexOf('{**}')];
  if (any >= 0 && any < operators.length - 1) return `"${path}" goes on after {**}, which has to be its last operator`;
  if (rest.some((segment) => /[{}]/.test(segment))) return `"${path}" holds braces that are neither {*} nor {**} between slashes`;
  return /\{\*{1,2}\}/.test(path) && rest.some((segment) => !/^[a-zA-Z0-9\-._~%!$&'()+,;:@=]+$/.test(segment)) ? `"${path}" mixes {*} or {**} with what stands for no text of its own` : undefined;
}

/** An authorizer is asked before anybody knows who the client is by its token, and istiod lets it not be asked by identity. */
function customRefusals({ from, when }: AuthorizationRule): readonly Refusal[] {
  const unsupported = [...from.flat(), ...when].filter(({ attribute }) => ['source.namespace', 'source.serviceAccount', 'source.principal'].includes(attribute) || attribute.startsWith('request.auth.'));
  return unsupported.map(({ attribute, path }) => ({ path, reason: `CUSTOM does not look at ${words(attribute)}` }));
}
