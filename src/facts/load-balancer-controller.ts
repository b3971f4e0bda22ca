/**
 * AWS Load Balancer Controller 3.5.0 (August 2026). Sources: its guide ("Ingress annotations", "IngressClass",
 * "IngressGroup") and pkg/ingress.
 */

/** What a rule answers whose Service, or whose action annotation, does not exist (default flags tolerate both). */
export const backendMissing = [
  { what: 'service', status: 503, body: 'Backend service does not exist' },
  { what: 'action', status: 503, body: 'Backend action does not exist' },
] as const;

/** The value of spec.controller in an IngressClass that belongs to it, and the class its Helm chart makes. */
export const ingressController = 'ingress.k8s.aws/alb';
export const defaultIngressClass = 'alb';
export const paramsGroup = 'elbv2.k8s.aws';

export const annotationPrefix = 'alb.ingress.kubernetes.io/';
export const oldClassAnnotation = 'kubernetes.io/ingress.class';
export const defaultClassAnnotation = 'ingressclass.kubernetes.io/is-default-class';

/** The port name of a backend that stands for the annotation `actions.NAME` or `actions.SERVICE`. */
export const annotationPort = 'use-annotation';

/** What a target group gets whose annotations say nothing. Seconds and counts ("Ingress annotations", health check). */
export const controllerHealthCheck = { port: 'traffic-port', path: '/', grpcPath: '/AWS.ALB/healthcheck', interval: 15, timeout: 5, healthy: 2, unhealthy: 2, matcher: '200', grpcMatcher: '12' } as const;

/** What a listener answers when no rule takes the request and no default backend is given. */
export const defaultAnswer = { contentType: 'text/plain', status: 404 } as const;

/** A group's own order of its members ("IngressGroup", group.order). */
export const groupOrder = { from: -1000, to: 1000, default: 0 } as const;

/** The longest name of a group (pkg/ingress/group_loader.go). */
export const groupNameLimit = 63;

/** What members hold while their load balancer exists; the name of an explicit group follows (pkg/ingress/finalizer.go). */
export const groupFinalizers = { implicit: 'ingress.k8s.aws/resources', explicit: 'group.ingress.k8s.aws/' } as const;

/** What authentication is without an annotation (pkg/ingress/auth_config_builder.go). Seconds. */
export const authDefaults = { type: 'none', onUnauthenticatedRequest: 'authenticate', scope: 'openid', sessionCookieName: 'AWSELBAuthSessionCookie', sessionTimeout: 604800 } as const;

/** Tags that one AWS resource can have, and characters of a key and of a value (webhooks/networking/ingress_validator.go). */
export const resourceTagLimits = { count: 50, key: 128, value: 256 } as const;

/** Where the controller writes its own plan of a group, on the group's first Ingress (feature gate IngressPlanAnnotation; controllers/ingress/dryrun.go). */
export const dryRunPlanAnnotation = 'alb.ingress.kubernetes.io/dry-run-plan';
