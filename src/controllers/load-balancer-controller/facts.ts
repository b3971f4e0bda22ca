import type { Selector } from '../../dialects/kubernetes/labels.ts';

/**
 * Everything the controller knows beside the objects of its cluster: how it was started, and what AWS answers it. Gathered
 * by `settings/` from sallyport.yaml, `describe-*` files, Helm values and the controller's own Deployment.
 */
export interface ControllerFacts {
  /** The cluster whose objects it watches. */
  readonly scope: string;
  /** `3.5.0`. Absent: nobody says; the newest is taken, which is an assumption where an answer depends on it. */
  readonly version?: string;
  readonly flags: Flags;
  /** Feature gates that differ from their defaults (facts/load-balancer-controller.ts). */
  readonly gates: Readonly<Record<string, boolean>>;
  readonly aws: AwsFacts;
  /** An input says that the controller is there: its Deployment or chart, a sallyport.yaml, an IngressClass. Absent: none does. */
  readonly stated?: boolean;
  /** Absent: its webhook for Services is told of every one. */
  readonly webhookSelector?: Selector;
}

/** Flags of the controller, by their own names in camel case. An absent one has no default and is not given. */
export interface Flags {
  readonly clusterName?: string;
  readonly awsVpcId?: string;
  readonly awsRegion?: string;
  /** The class whose `kubernetes.io/ingress.class` it takes; empty: Ingresses without any class are its own too. */
  readonly ingressClass: string;
  readonly serviceClass: string;
  readonly watchNamespace: string;
  readonly defaultTargetType: string;
  readonly defaultLoadBalancerScheme: string;
  readonly defaultSslPolicy: string;
  readonly defaultTags: Readonly<Record<string, string>>;
  readonly externalManagedTags: readonly string[];
  readonly enableBackendSecurityGroup: boolean;
  /** A group given by hand in place of the one it makes. */
  readonly backendSecurityGroup?: string;
  readonly enableManageBackendSecurityGroupRules: boolean;
  readonly disableRestrictedSgRules: boolean;
  readonly disableIngressClassAnnotation: boolean;
  readonly disableIngressGroupNameAnnotation: boolean;
  readonly tolerateNonExistentBackendService: boolean;
  readonly tolerateNonExistentBackendAction: boolean;
  /** The private authority that issues certificates of `create-acm-cert` where the Ingress names none. */
  readonly defaultPcaArn?: string;
  readonly allowedCertificateAuthorityArns: readonly string[];
  readonly serviceTargetEniSecurityGroupTags: Readonly<Record<string, string>>;
  readonly enableWaf: boolean;
  readonly enableWafv2: boolean;
  readonly enableShield: boolean;
  readonly enableIpTargetType: boolean;
  readonly enableEndpointSlices: boolean;
  /** Services that its mutating webhook gives its own class (since 2.5). */
  readonly enableServiceMutatorWebhook: boolean;
}

/** What AWS answers. An absent list: the inputs hold nothing of the kind, so what it would say is not known. */
export interface AwsFacts {
  readonly vpcs?: readonly Vpc[];
  readonly subnets?: readonly Subnet[];
  readonly routeTables?: readonly RouteTable[];
  readonly securityGroups?: readonly SecurityGroup[];
  readonly certificates?: readonly Certificate[];
  readonly loadBalancers?: readonly LoadBalancer[];
  readonly targetGroups?: readonly ExistingTargetGroup[];
  readonly networkInterfaces?: readonly NetworkInterface[];
  /** WAFv2 web ACLs by name. */
  readonly webAcls?: readonly { readonly name: string; readonly arn: string }[];
}

export type Tags = Readonly<Record<string, string>>;

export interface Vpc {
  readonly id: string;
  readonly cidrs: readonly string[];
  readonly ipv6Cidrs: readonly string[];
}

export interface Subnet {
  readonly id: string;
  readonly vpc: string;
  readonly zone: string;
  readonly zoneId: string;
  /** `availability-zone`, `local-zone`, `wavelength-zone` or `outpost`. */
  readonly locale: 'availability-zone' | 'local-zone' | 'wavelength-zone' | 'outpost';
  readonly cidr: string;
  /** Associated blocks only. */
  readonly ipv6Cidrs: readonly string[];
  /** Absent: not said. */
  readonly freeAddresses?: number;
  readonly tags: Tags;
}

export interface RouteTable {
  readonly id: string;
  readonly vpc: string;
  readonly main: boolean;
  readonly subnets: readonly string[];
  /** A route to an internet gateway is in it. */
  readonly toInternetGateway: boolean;
}

export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly vpc: string;
  readonly tags: Tags;
}

export interface Certificate {
  readonly arn: string;
  /** `ISSUED` ones only are taken. */
  readonly status: string;
  /** The domain name and all alternative names. */
  readonly names: readonly string[];
  readonly authority?: string;
}

/** A load balancer that is there already. */
export interface LoadBalancer {
  readonly arn: string;
  readonly name: string;
  readonly type: 'application' | 'network' | 'gateway';
  readonly scheme: 'internal' | 'internet-facing';
  readonly dnsName?: string;
  readonly vpc?: string;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  readonly tags: Tags;
}

export interface ExistingTargetGroup {
  readonly arn: string;
  readonly name: string;
  readonly targetType: string;
  readonly protocol: string;
  readonly protocolVersion?: string;
  readonly port?: number;
  readonly ipAddressType?: string;
  readonly vpc?: string;
  readonly check?: { readonly protocol?: string; readonly matcher?: string; readonly interval?: number; readonly timeout?: number };
  readonly tags: Tags;
}

export interface NetworkInterface {
  readonly id: string;
  readonly subnet?: string;
  readonly addresses: readonly string[];
  /** Blocks out of which pods get addresses (prefix delegation of the VPC CNI). */
  readonly prefixes: readonly string[];
  readonly securityGroups: readonly string[];
  readonly instance?: string;
  /** 0 is the primary one of its instance. Absent: not said. */
  readonly device?: number;
}
