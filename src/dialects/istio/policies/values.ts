import { localTrustDomain, spaceDelimitedClaims } from '../../../facts/istio.ts';
import { blockOf } from '../../../ir/address.ts';
import type { Field } from '../../../ir/field.ts';
import { every, not, some, type Match } from '../../../ir/match.ts';
import type { Pattern } from '../../../ir/pattern.ts';
import { quoted } from '../../../ir/quote.ts';

/** Claims that the rule for an issuer splits at blanks; the issuer is empty where the rule is for any. */
export interface SplitClaims {
  readonly issuer: string;
  readonly claims: readonly string[];
}

/** The field has a value that the pattern takes. */
export function within(field: Field, pattern: Pattern): Match {
  return { field, in: [pattern] };
}

/** `*` is any value, `*x` an end, `x*` a beginning, all else the whole value (istio/istio, security/authz/matcher). */
export function wildcard(value: string): Pattern {
  if (value === '*') return { any: true };
  if (value.startsWith('*')) return { suffix: value.slice(1) };
  return value.endsWith('*') ? { prefix: value.slice(0, -1) } : { exact: value };
}

/** The namespace of a principal; `*` stands for any part of it. */
export function namespacePattern(value: string): Pattern {
  return { regex: `(?:.*/)?ns/${value.split('*').map(quoted).join('.*')}/.*` };
}

/** A principal as it stands in a certificate, and as the mesh's other trust domains write it; `trustDomains` has the mesh's own first. */
export function principals(value: string, trustDomains: readonly string[]): readonly Pattern[] {
  return withAliases(value, trustDomains).map(principal);
}

/** The end of a principal is a regular expression at Envoy, as written. */
function principal(value: string): Pattern {
  return value !== '*' && value.startsWith('*') ? { regex: `.*${value.slice(1)}` } : wildcard(value);
}

/** A principal of the mesh's own trust domain, or of `cluster.local`, also means the aliases (istio/istio, security/trustdomain). */
function withAliases(value: string, trustDomains: readonly string[]): readonly string[] {
  const [domain = '', ...rest] = value.split('/');
  if (rest.length !== 4 || domain === '*') return [value];
  const means = (own: string): boolean => (domain.startsWith('*') ? own.endsWith(domain.slice(1)) : own === domain);
  if (!trustDomains.some(means) && domain !== localTrustDomain) return [value];
  return [...new Set(trustDomains.map((own) => (domain.startsWith('*') && own.endsWith(domain.slice(1)) ? value : [own, ...rest].join('/'))))];
}

/** Everything before the first slash of a principal; `*` stands for any part of it. */
export function trustDomain(value: string): Pattern {
  return value.includes('*') ? { regex: `${value.split('*').map(quoted).join('[^/]*')}/.*` } : { prefix: `${value}/` };
}

/** `NS/NAME`, or `NAME` in the policy's own namespace. */
export function serviceAccount(value: string, namespace: string): Pattern {
  const [first = '', second] = value.split('/');
  return { regex: `.+/ns/${second === undefined ? namespace : first}/(.+/|)sa/${second ?? first}(/.+)?` };
}

/** `ISS/SUB`, cut at the last slash, since an issuer may be a URL; either side may be or end in `*`. */
export function requestPrincipal(value: string): Match {
  const cut = value.lastIndexOf('/');
  const [issuer, subject] = cut < 0 ? [value, ''] : [value.slice(0, cut), value.slice(cut + 1)];
  const both = (iss: Pattern, sub: Pattern): Match => every([within('claim(iss)', iss), within('claim(sub)', sub)]);
  if (value === '*') return both(something, something);
  if (value.startsWith('*')) return cut < 0 ? both(something, member(value)) : both(member(issuer), { exact: subject });
  if (value.endsWith('*')) return cut < 0 ? both(member(value), something) : both({ exact: issuer }, member(subject));
  return both({ exact: issuer }, { exact: subject });
}

const something: Pattern = { regex: '.+' };

/** The members of a claim: an empty one is not even `*`. */
function member(value: string): Pattern {
  return value === '*' ? something : wildcard(value);
}

/**
 * A claim may be a list. `scope`, `permission` and what a JWT rule names are texts of words between blanks: the proxy
 * makes a list of the words, and the whole text is no member of it (Envoy, jwt_authn: normalize_payload_in_metadata).
 */
export function claim(name: string, value: string, split: readonly SplitClaims[] = []): Match {
  const field: Field = `claim(${name})`;
  const whole = within(field, member(value));
  const word = within(field, { regex: `(?:.* )?${value === '*' ? '[^ ]+' : value.split('*').map(quoted).join('[^ ]*')}(?: .*)?` });
  if (spaceDelimitedClaims.includes(name)) return word;
  const issuers = split.filter(({ claims }) => claims.includes(name)).map(({ issuer }) => ({ exact: issuer }));
  if (issuers.length === 0) return whole;
  if (issuers.some(({ exact }) => exact === '')) return word;
  const splits: Match = { field: 'claim(iss)', in: issuers };
  return some([every([splits, word]), every([not(splits), whole])]);
}

/** `{*}` is one segment, `{**}` any number of characters, also slashes (Envoy, uri_template_lib: these characters only). */
export function template(path: string): Pattern {
  const characters = "a-zA-Z0-9\\-._~%!$&'()+,;:@";
  const parts = path.split(/(\{\*{1,2}\})/).map((part) => (part === '{*}' ? `[${characters}]+` : part === '{**}' ? `[${characters}/]*` : quoted(part)));
  return { regex: parts.join('') };
}

/** A CIDR block or a single address; undefined: it is neither. */
export function block(field: Field, value: string): Match | undefined {
  return blockOf(value) === undefined ? undefined : within(field, { cidr: value });
}
