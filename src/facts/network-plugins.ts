/** DaemonSets of network plugins that enforce NetworkPolicies as soon as they are there (their installation guides, November 2026). */
export const networkPlugins: ReadonlySet<string> = new Set(['antrea-agent', 'calico-node', 'canal', 'cilium', 'kube-router', 'weave-net']);

/**
 * Amazon VPC CNI: its node agent enforces NetworkPolicies once that is switched on, by a flag of the agent or a key of its
 * ConfigMap; false is the default (EKS guide, "Limit Pod traffic with Kubernetes network policies", November 2026; aws/amazon-vpc-cni-k8s, chart
 * aws-vpc-cni: nodeAgent.enabled, enableNetworkPolicy).
 */
export const vpcPlugin = {
  daemonSet: 'aws-node',
  agent: 'aws-eks-nodeagent',
  flag: '--enable-network-policy',
  configMap: 'amazon-vpc-cni',
  key: 'enable-network-policy-controller',
} as const;

/** Where the pods of the cluster's DNS are, on EKS and in kubeadm's clusters alike (Kubernetes, "Customizing DNS Service"; EKS guide, "Manage CoreDNS"). */
export const clusterDns = { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' }, port: 53 } as const;
