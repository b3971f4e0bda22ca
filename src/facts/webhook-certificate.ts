/**
 * The certificate that the chart aws-load-balancer-controller makes for the controller's own webhook, unless cert-manager
 * does: the Secret's name, and how the names of its certificate begin. A new one is made at each upgrade unless
 * `keepTLSSecret` is set, which it is not by default. Read on 2026-11-22 in aws/eks-charts,
 * stable/aws-load-balancer-controller (templates/_helpers.tpl, values.yaml).
 */
export const webhookCertificate = { secret: 'aws-load-balancer-tls', namesBegin: 'aws-load-balancer-webhook-service.', kept: 'keepTLSSecret' } as const;
