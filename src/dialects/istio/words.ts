import { claimOf, headerOf, type AuthorizationRule } from './authorization.ts';

/** How a reader calls an attribute: `method`, `header x-user`, `claim groups`. */
export function words(attribute: string): string {
  const header = headerOf(attribute);
  const claim = claimOf(attribute);
  if (header !== undefined) return `header ${header}`;
  if (claim !== undefined) return `claim ${claim[0]}`;
  return spoken[attribute] ?? attribute;
}

/** `methods GET, POST; paths /api/*`: what a rule asks for, in short. */
export function summary(rule: Pick<AuthorizationRule, 'from' | 'to' | 'when'>): string {
  const parts = [...rule.from.flat(), ...rule.to.flat(), ...rule.when].flatMap(({ attribute, values, notValues }) => [
    ...(values.length === 0 ? [] : [`${words(attribute)} ${shortened(values)}`]),
    ...(notValues.length === 0 ? [] : [`${words(attribute)} not ${shortened(notValues)}`]),
  ]);
  return parts.length === 0 ? 'every request' : parts.join('; ');
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
