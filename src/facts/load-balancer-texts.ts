/** A text that the AWS Load Balancer Controller writes into events and logs, or has a load balancer answer. */
export interface ControllerText {
  /** A part that is in every text of this kind. */
  readonly part: string;
  readonly says: string;
  /** Findings that tell of it. */
  readonly findings: readonly string[];
}

const refused = ['load-balancer-not-applied'];

/**
 * Texts of the AWS Load Balancer Controller 3.5.0 by which people search (kubernetes-sigs/aws-load-balancer-controller, Apache-2.0,
 * pkg/ingress, pkg/service, pkg/networking, pkg/targetgroupbinding, controllers/ingress; read on 2026-11-22). The first that fits counts.
 */
export const controllerTexts: readonly ControllerText[] = [
  { part: 'Backend service does not exist', says: 'the Service of a backend is not there; the controller makes this answer in its place, and no event', findings: ['route-to-unknown-destination'] },
  { part: 'Backend action does not exist', says: 'a backend names an action (port use-annotation), and no annotation actions.NAME of its Ingress describes it; the controller makes this answer, and no event', findings: ['route-to-unknown-destination'] },
  { part: 'expected exactly one securityGroup tagged', says: 'a network interface of a node or pod has no security group with the tag of the cluster, or several: its port is opened to no load balancer', findings: ['target-security-group-not-opened', ...refused] },
  { part: 'certificate found for host', says: 'an Ingress listens for HTTPS and names no certificate, and ACM has no issued one for this host', findings: [...refused, 'certificate-searched-beside-named-ones'] },
  { part: 'unable to resolve at least one subnet', says: 'no subnet has the tags that the controller looks for, or each that has them is left out', findings: refused },
  { part: 'auto-discover subnets', says: 'no subnet has the tags that the controller looks for, or each that has them is left out', findings: refused },
  { part: 'list subnets by', says: 'a subnet that is named is not there', findings: [...refused, 'subnet-named-twice'] },
  { part: 'conflicting ', says: 'Ingresses of one group say different things of what the load balancer has only one of', findings: refused },
  { part: 'multiple ingress defined default backend', says: 'two Ingresses of one group have a default backend for the same port', findings: refused },
  { part: 'path shouldn\'t contain wildcards', says: 'a path of type Prefix or Exact holds * or ?; only ImplementationSpecific paths may', findings: refused },
  { part: 'invalid ingress class', says: 'the IngressClass of the Ingress is not there, or its parameters are not, or are not for this namespace', findings: refused },
  { part: 'TargetGroup port is empty', says: 'targets of type instance need a Service with node ports: type NodePort or LoadBalancer', findings: refused },
  { part: 'for SSLRedirect port', says: 'ssl-redirect names a port without a listener, or one that does not end TLS', findings: refused },
  { part: 'may not change these immutable fields', says: 'the webhook of the controller refuses the change of a TargetGroupBinding', findings: ['binding-refused'] },
  { part: 'deletion_protection is enabled', says: 'the load balancer of an Ingress that is to go is protected against deletion', findings: refused },
  { part: 'unable to find port', says: 'a Service has no port of that name or number', findings: refused },
  { part: 'listen-ports configuration', says: 'the annotation listen-ports is no JSON list of {"HTTP": 80} and the like', findings: refused },
  { part: 'FailedBuildModel', says: 'the controller stops at an error in the Ingress, its group or the Service; check and plan tell all of them', findings: refused },
  { part: 'Failed build model due to', says: 'the controller stops at an error in the Ingress, its group or the Service; check and plan tell all of them', findings: refused },
];
