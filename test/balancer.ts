import type { Kind, Opened } from '../src/hops/kind.ts';
import { estateOf } from '../src/resource/estate.ts';
import type { JsonObject, Resource } from '../src/resource/resource.ts';

/** An Ingress on two ports of which one redirects, with a backend that is there and one that is gone. */
export const ingress = `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { type: NodePort, selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
  namespace: shop
  annotations:
    alb.ingress.kubernetes.io/scheme: internet-facing
    alb.ingress.kubernetes.io/listen-ports: '[{"HTTP": 80}, {"HTTPS": 443}]'
    alb.ingress.kubernetes.io/ssl-redirect: "443"
spec:
  ingressClassName: alb
  rules:
    - host: shop.example.org
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: { service: { name: web, port: { number: 80 } } }
    - host: old.example.org
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: { service: { name: gone, port: { number: 80 } } }
`;

/** A kind's answers for resources as a Terraform plan holds them. */
export function opener<Spec>(kind: Kind<Spec>): (...resources: readonly (readonly [type: string, name: string, body: JsonObject])[]) => Opened<Spec> {
  return (...resources) => kind.read(estateOf(resources.map(([type, name, body]): Resource => ({ scope: 'edge', type, name, body, locate: () => undefined }))).estate, []);
}

/** The load balancer `edge`. */
export const balancer = (body: JsonObject): readonly ['aws_lb', string, JsonObject] => ['aws_lb', 'edge', body];
/** A listener of it. */
export const listener = (port: number, protocol: string, action: JsonObject): readonly ['aws_lb_listener', string, JsonObject] => ['aws_lb_listener', `edge-${port}`, { load_balancer_arn: '${aws_lb.edge.arn}', port, protocol, default_action: [action] }];
/** A rule of its listener on port 443. */
export const rule = (name: string, body: JsonObject): readonly ['aws_lb_listener_rule', string, JsonObject] => ['aws_lb_listener_rule', name, { listener_arn: '${aws_lb_listener.edge-443.arn}', ...body }];
/** The target group `web-tg`. */
export const group: readonly ['aws_lb_target_group', string, JsonObject] = ['aws_lb_target_group', 'web', { name: 'web-tg', port: 80, protocol: 'HTTP' }];
/** An action that answers 404. */
export const answer = { type: 'fixed-response', fixed_response: [{ content_type: 'text/plain', status_code: '404' }] };
/** An action that leads to the target group. */
export const forward = { type: 'forward', target_group_arn: '${aws_lb_target_group.web.arn}' };
