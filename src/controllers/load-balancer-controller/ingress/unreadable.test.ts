import { expect, test } from 'vitest';
import { ingress, planOf, refusedAt, service } from '../../../../test/ingress-group.ts';

test.each([
  ['listen-ports', '[{"HTTPS": "443"}]', 'ingress: shop/a: failed to parse listen-ports configuration: `[{"HTTPS": "443"}]`: json: cannot unmarshal string into Go value of type int32'],
  ['listen-ports', '[{"HTTPS": 443},]', 'ingress: shop/a: failed to parse listen-ports configuration: `[{"HTTPS": 443},]`: invalid character \']\' looking for beginning of value'],
  ['listen-ports', '[]', 'ingress: shop/a: empty listen-ports configuration: `[]`'],
  ['listen-ports', '[{"HTTP": 70000}]', 'ingress: shop/a: listen port must be within [1, 65535]: 70000'],
  ['listen-ports', '[{"TCP": 80}]', 'ingress: shop/a: listen protocol must be within [HTTP, HTTPS]: TCP'],
  ['inbound-cidrs', '10.0.0.0', 'ingress: shop/a: invalid inbound-cidrs settings on Ingress: shop/a: invalid CIDR address: 10.0.0.0'],
  ['mutual-authentication', '[{"port": 443, "mode": "verify"}]', 'ingress: shop/a: trustStore is required when mutualAuthentication mode is verify for port 443'],
  ['scheme', 'public', 'unknown scheme: public'],
  ['ip-address-type', 'ipv6', 'unknown IPAddressType: ipv6'],
  ['target-type', 'pod', 'unknown targetType: pod'],
  ['minimum-load-balancer-capacity', 'Units=5', 'invalid key to set the capacity: Units, Expected key: CapacityUnits'],
])('an annotation that cannot be read is refused in the controller\'s words: %s %s', async (name, value, says) => {
  expect(refusedAt(await planOf([service(), ingress({ [name]: value })]))).toEqual([[says, `Ingress a alb.ingress.kubernetes.io/${name}`]]);
});
