import { claimOf, headerOf, httpOnly, type AuthorizationRule } from './authorization.ts';

/** How a reader calls an attribute: `method`, `header x-user`, `claim groups`. */
export function words(attribute: string): string {
  const header = headerOf(attribute);
  const claim = claimOf(attribute);
  if (header !== undefined) return `header ${header}`;
  if (claim !== undefined) return `claim ${claim[0]}`;
  return spoken[attribute] ?? attribute;
}

/** `method GET, POST; path /api/*`: what a rule asks for, in short. Where only bytes are seen: what is left of it, and what is not seen. */
export function summary(rule: Pick<AuthorizationRule, 'from' | 'to' | 'when'>, seen: 'requests' | 'bytes' = 'requests'): string {
  const conditions = [...rule.from.flat(), ...rule.to.flat(), ...rule.when];
  const unseen = seen === 'bytes' ? conditions.filter(({ attribute }) => httpOnly(attribute)) : [];
  const parts = conditions.filter((condition) => !unseen.includes(condition)).flatMap(({ attribute, values, notValues }) => [
    ...(values.length === 0 ? [] : [`${words(attribute)} ${shortened(values)}`]),
    ...(notValues.length === 0 ? [] : [`${words(attribute)} not ${shortened(notValues)}`]),
  ]);
  const asks = parts.length === 0 ? `every ${seen === 'bytes' ? 'connection' : 'request'}` : parts.join('; ');
  return unseen.length === 0 ? asks : `${asks}, since bytes show no ${[...new Set(unseen.map(({ attribute }) => words(attribute)))].join(', ')}`;
}

/** The first values, and how many more there are. */
export function shortened(values: readonly string[], most = 6): string {
  const shown = values.slice(0, most).join(', ');
  return values.length > most ? `${shown} and ${values.length - most} more` : shown;
}

const spoken: Readonly<Record<string, string>> = {
  'source.principal': 'principal',
  'source.namespace': 'namespace',
  'source.serviceAccount': 'service account',
  'source.trustDomain': 'trust domain',
  'source.ip': 'peer address',
  'remote.ip': 'client address',
  'destination.port': 'port',
  'destination.ip': 'destination address',
  'connection.sni': 'SNI',
  'request.auth.principal': 'request principal',
  'request.auth.audiences': 'audience',
  'request.auth.presenter': 'presenter',
};
