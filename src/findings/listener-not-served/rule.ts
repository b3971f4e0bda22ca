import type { Rule } from '../rule.ts';

/** A Gateway of the Gateway API, a ListenerSet or one of their listeners does not work as written. Reported while files are read. */
export const rule: Rule = {
  name: 'listener-not-served',
  severity: 'error',
  aliases: ['UnsupportedProtocol', 'HostnameConflict', 'ProtocolConflict', 'InvalidCertificateRef', 'InvalidRouteKinds', 'AddressNotUsable', 'ListenersNotValid'],
};
