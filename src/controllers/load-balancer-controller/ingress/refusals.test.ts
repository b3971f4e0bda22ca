import { expect, test } from 'vitest';
import { ingress, planOf, refusedAt, service, type Annotations, type Setting } from '../../../../test/ingress-group.ts';
import type { JsonObject } from '../../../resource/resource.ts';

interface Row {
  readonly name: string;
  readonly annotations?: Annotations;
  readonly spec?: JsonObject;
  readonly service?: JsonObject;
  /** Annotations of a second Ingress of the same group. */
  readonly other?: Annotations;
  readonly setting?: Setting;
  readonly says: string | undefined;
  readonly at: string;
}

const key = (name: string): string => `Ingress a alb.ingress.kubernetes.io/${name}`;
const second = (name: string): string => `Ingress b alb.ingress.kubernetes.io/${name}`;
const acting = (action: JsonObject): { readonly annotations: Annotations; readonly spec: JsonObject } => ({
  annotations: { 'actions.act': JSON.stringify(action) },
  spec: { rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'act', port: { name: 'use-annotation' } } } }] } }] },
});
const secured: Annotations = { 'listen-ports': '[{"HTTPS": 443}]', 'certificate-arn': 'arn:a' };
const fronted: Annotations = { 'enable-frontend-nlb': 'true' };

// The words are those of pkg/ingress: auth_config_builder.go, config_types.go, model_build_actions.go, model_build_target_group.go,
// model_build_load_balancer.go, model_build_load_balancer_addons.go, model_build_frontend_nlb.go, model_builder.go.
const rows: readonly Row[] = [
  { name: 'an identity provider of another kind', annotations: { 'auth-type': 'ldap' }, says: 'ingress: shop/a: unknown authType: ldap', at: key('auth-type') },
  { name: 'Cognito without its settings', annotations: { ...secured, 'auth-type': 'cognito' }, says: 'ingress: shop/a: missing IDPConfigCognito', at: key('auth-type') },
  { name: 'OIDC without its settings', annotations: { ...secured, 'auth-type': 'oidc' }, says: 'ingress: shop/a: missing IDPConfigOIDC', at: key('auth-type') },
  { name: 'a token without an issuer', annotations: { ...secured, 'jwt-validation': '{"jwksEndpoint": "https://idp/keys"}' }, says: 'ingress: shop/a: issuer is a required field for jwt validation', at: key('jwt-validation') },
  { name: 'an action that names nothing', ...acting({ type: 'forward', forwardConfig: { targetGroups: [{ weight: 1 }] } }), says: 'ingress: shop/a: invalid ForwardConfig: invalid TargetGroupTuple: missing serviceName or targetGroupARN/targetGroupName', at: key('actions.act') },
  { name: 'an action that names a Service and a target group', ...acting({ type: 'forward', forwardConfig: { targetGroups: [{ serviceName: 'web', servicePort: 80, targetGroupARN: 'arn:tg' }] } }), says: 'ingress: shop/a: invalid ForwardConfig: invalid TargetGroupTuple: either serviceName or targetGroupARN/targetGroupName can be specified', at: key('actions.act') },
  { name: 'an action of no type', ...acting({ redirectConfig: { statusCode: 'HTTP_301' } }), says: 'ingress: shop/a: unknown action type: ', at: key('actions.act') },
  { name: 'an answer without a status', ...acting({ type: 'fixed-response', fixedResponseConfig: {} }), says: 'ingress: shop/a: invalid FixedResponseConfig: statusCode is required', at: key('actions.act') },
  { name: 'a group of targets that AWS does not have', ...acting({ type: 'forward', targetGroupName: 'old' }), setting: { aws: { targetGroups: [] } }, says: undefined, at: key('actions.act') },
  { name: 'a missing Service where the controller bears none', spec: { rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'gone', port: { number: 80 } } } }] } }] }, setting: { flags: { tolerateNonExistentBackendService: false } }, says: 'ingress: shop/a: Service "gone" not found', at: 'Ingress a backend' },
  { name: 'targets of type ip where they are turned off', annotations: { 'target-type': 'ip' }, setting: { flags: { enableIpTargetType: false } }, says: 'unsupported targetType: ip when EnableIPTargetType is false', at: key('target-type') },
  { name: 'IPv6 behind a load balancer of IPv4', service: service({}, { ipFamilies: ['IPv6'] }), says: 'unsupported IPv6 configuration, lb not dual-stack', at: 'Service web ipFamilies' },
  { name: 'a target port 0', annotations: { 'target-type': 'ip' }, service: service({}, { ports: [{ port: 80, targetPort: 0 }] }), says: 'TargetGroup port is empty. Are you using the correct service type?', at: 'Ingress a backend' },
  { name: 'health checks of a port that nobody has', annotations: { 'healthcheck-port': 'admin' }, says: 'failed to resolve healthCheckPort: unable to find port admin on service shop/web', at: key('healthcheck-port') },
  { name: 'health checks of a port with another number in every pod', annotations: { 'target-type': 'ip', 'healthcheck-port': 'http' }, service: service({}, { ports: [{ name: 'http', port: 80, targetPort: 'web' }] }), says: "cannot use named healthCheckPort for IP TargetType when service's targetPort is a named port", at: key('healthcheck-port') },
  { name: 'health checks in another protocol', annotations: { 'healthcheck-protocol': 'TCP' }, says: 'healthCheckProtocol must be within [HTTP, HTTPS]', at: key('healthcheck-protocol') },
  { name: 'two lists of subnets', annotations: { subnets: 'subnet-1,subnet-2' }, other: { subnets: 'subnet-1,subnet-3' }, says: 'conflicting subnets: [subnet-1 subnet-2] | [subnet-1 subnet-3]', at: second('subnets') },
  { name: 'two lists of security groups, if only in another order', annotations: { 'security-groups': 'sg-1,sg-2' }, other: { 'security-groups': 'sg-2,sg-1' }, says: 'conflicting securityGroups: [sg-1 sg-2] | [sg-2 sg-1]', at: second('security-groups') },
  { name: 'node rules for security groups of the user without the shared group', annotations: { 'security-groups': 'sg-1', 'manage-backend-security-group-rules': 'true' }, setting: { flags: { enableBackendSecurityGroup: false } }, says: 'backendSG feature is required to manage worker node SG rules when frontendSG manually specified', at: key('security-groups') },
  { name: 'two pools of addresses', annotations: { 'ipam-ipv4-pool-id': 'one' }, other: { 'ipam-ipv4-pool-id': 'two' }, says: 'conflicting ipv4 ipam pools one: two', at: second('ipam-ipv4-pool-id') },
  { name: 'two capacities', annotations: { 'minimum-load-balancer-capacity': 'CapacityUnits=100' }, other: { 'minimum-load-balancer-capacity': 'CapacityUnits=200' }, says: 'conflicting capacity reservation CapacityUnits: 100 | 200', at: second('minimum-load-balancer-capacity') },
  { name: 'a name that is too long', annotations: { 'load-balancer-name': 'a-name-of-exactly-33-characters--' }, says: 'load balancer name cannot be longer than 32 characters', at: key('load-balancer-name') },
  { name: 'two redirects', annotations: { 'listen-ports': '[{"HTTPS": 443}, {"HTTPS": 8443}]', 'certificate-arn': 'arn:a', 'ssl-redirect': '8443' }, other: { ...secured, 'ssl-redirect': '443' }, says: 'conflicting sslRedirect port: [443 8443]', at: second('ssl-redirect') },
  { name: 'a redirect to a port on which nobody listens', annotations: { 'ssl-redirect': '443' }, says: 'listener does not exist for SSLRedirect port: 443', at: key('ssl-redirect') },
  { name: 'a redirect to a port of HTTP', annotations: { 'listen-ports': '[{"HTTP": 80}, {"HTTP": 8080}]', 'ssl-redirect': '8080' }, says: 'listener protocol non-SSL for SSLRedirect port: 8080', at: key('ssl-redirect') },
  { name: 'a web ACL that AWS does not have', annotations: { 'wafv2-acl-name': 'edge' }, setting: { aws: { webAcls: [{ name: 'other', arn: 'arn:other' }] } }, says: 'Unable to find web acl named edge', at: key('wafv2-acl-name') },
  { name: 'two web ACLs', annotations: { 'wafv2-acl-arn': 'arn:1' }, other: { 'wafv2-acl-arn': 'arn:2' }, says: 'conflicting WAFv2 WebACL ARNs: [arn:1 arn:2]', at: second('wafv2-acl-arn') },
  { name: 'an attribute of a listener that two members set', annotations: { 'listener-attributes.HTTP-80': 'routing.http.response.server.enabled=true' }, other: { 'listener-attributes.HTTP-80': 'routing.http.response.server.enabled=false' }, says: 'conflicting listener attributes routing.http.response.server.enabled: true | false for ingress shop/b', at: second('listener-attributes.HTTP-80') },
  { name: 'a tag that two members set', annotations: { tags: 'team=web' }, other: { tags: 'team=api' }, says: 'conflicting tag team: web | api', at: second('tags') },
  { name: 'fixed addresses of a load balancer in front that is internal', annotations: { ...fronted, 'frontend-nlb-eip-allocations': 'eipalloc-1' }, says: 'EIP allocations can only be set for internet facing load balancers', at: key('frontend-nlb-eip-allocations') },
  { name: 'fewer fixed addresses than subnets in front', annotations: { ...fronted, subnets: 'subnet-1,subnet-2', 'frontend-nlb-scheme': 'internet-facing', 'frontend-nlb-eip-allocations': 'eipalloc-1' }, says: 'count of EIP allocations (1) and subnets (2) must match', at: key('frontend-nlb-eip-allocations') },
];

test.each(rows)('a group is refused for $name', async ({ annotations = {}, spec = {}, service: own = service(), other, setting = {}, says, at }) => {
  const grouped = (each: Annotations): Annotations => (other === undefined ? each : { 'group.name': 'shop', ...each });
  const members = [ingress(grouped(annotations), spec), ...(other === undefined ? [] : [ingress(grouped(other), spec, { name: 'b' })])];
  const plan = await planOf([own, ...members], setting);
  expect(plan.stack).toBeUndefined();
  expect(refusedAt(plan)[0]).toEqual([says, at]);
  expect(new Set(refusedAt(plan).map(([each]) => each)).size).toBe(1);
});

// model_builder.go, run: an Ingress that left the group and is being deleted.
test.each([
  ['true', 'deletion_protection is enabled, cannot delete the ingress: b'],
  ['yes', 'strconv.ParseBool: parsing "yes": invalid syntax'],
  ['false', undefined],
])('an Ingress that is deleted with deletion_protection.enabled=%s', async (value, says) => {
  const leaving = ingress({ 'group.name': 'shop', 'load-balancer-attributes': `deletion_protection.enabled=${value}` }, {}, { name: 'b', deletionTimestamp: '2026-11-01T00:00:00Z', finalizers: ['group.ingress.k8s.aws/shop'] });
  const plan = await planOf([service(), ingress({ 'group.name': 'shop' }), leaving]);
  expect(refusedAt(plan)).toEqual(says === undefined ? [] : [[says, 'Ingress b alb.ingress.kubernetes.io/load-balancer-attributes']]);
});

test.each([
  ['scheme', 'Internal', 'internal'],
  ['scheme', 'internet-facng', 'internet-facing'],
  ['scheme', 'external', undefined],
  ['ip-address-type', 'dualstcak', 'dualstack'],
  ['ip-address-type', 'ipv6', undefined],
  ['target-type', 'IP', 'ip'],
  ['backend-protocol', 'https', 'HTTPS'],
  ['backend-protocol', 'HTTPZ', undefined],
  ['backend-protocol-version', 'grpc', 'GRPC'],
  ['healthcheck-protocol', 'http', 'HTTP'],
])('for %s %s there is %s to write instead, and no name is taken for granted', async (name, written, to) => {
  const plan = await planOf([service(), ingress({ [name]: written })]);
  expect(plan.refusals.map(({ instead }) => instead?.to)).toEqual([to]);
  expect(plan.assumptions.filter((text) => text.includes('hash'))).toEqual([]);
});
