import { describe, expect, test } from 'vitest';
import { written } from '../../../test/given.ts';
import { proveGone } from '../../mend/prove.ts';
import { pathOf, type Path } from '../../path/path.ts';
import { judged } from '../judge.ts';
import type { Finding } from '../rule.ts';
import { rule } from './rule.ts';

interface Parts {
  readonly kind?: string;
  /** Of the workload's spec, of the pod's spec and of its container. */
  readonly spec?: string;
  readonly pod?: string;
  readonly container?: string;
  readonly namespace?: string;
  readonly type?: string;
  readonly more?: string;
}

const estate = ({ kind = 'Deployment', spec = 'replicas: 3', pod = '', container = '', namespace = '', type = 'ip', more = '' }: Parts): string => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: front, namespace: shop, annotations: { alb.ingress.kubernetes.io/scheme: internal, alb.ingress.kubernetes.io/target-type: ${type} } }
spec:
  ingressClassName: alb
  rules: [{ host: shop.example.com, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] } }]
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { type: NodePort, selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }
---
apiVersion: apps/v1
kind: ${kind}
metadata: { name: web, namespace: shop }
spec:
  ${spec}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      ${pod}
      containers:
        - { name: web, image: web, ports: [{ containerPort: 8080 }]${container} }
        - { name: logs, image: logs }
${namespace}${more}`;

const labelled = '---\napiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { elbv2.k8s.aws/pod-readiness-gate-inject: enabled } }\n';
const bare = '---\napiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n';
const waiting = ', lifecycle: { preStop: { exec: { command: [sleep, "20"] } } }';

async function found(parts: Parts): Promise<{ path: Path; findings: readonly Finding[] }> {
  const path = pathOf((await written(estate(parts))).resources);
  return { path, findings: [...rule.find!(path)] };
}

const told = async (parts: Parts): Promise<readonly string[]> => (await found(parts)).findings.map(({ severity, message }) => `${severity} ${message}`);

const fails = 'during each rollout of Deployment shop/web some requests may get 502, 503 or 504:';
const stops = 'its pods stop before the load balancer stops sending to them';
const goes = 'old pods go before the load balancer sends to new ones';

describe('a rollout runs ahead of the load balancer', () => {
  test('where pods stop at once, and where new ones are taken at their own word', async () => {
    expect(await told({})).toEqual([`note ${fails} ${stops}`]);
    expect(await told({ namespace: bare })).toEqual([`note ${fails} ${stops} and ${goes}`]);
    expect(await told({ namespace: bare, container: waiting })).toEqual([`note ${fails} ${goes}`]);
  });

  test('for whoever says that nobody is to notice: an autoscaler, a budget, no pod missing', async () => {
    const autoscaler = '---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: { name: web, namespace: shop }\nspec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }, minReplicas: 2, maxReplicas: 4 }\n';
    const budget = '---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: { name: web, namespace: shop }\nspec: { minAvailable: 1, selector: { matchLabels: { app: web } } }\n';
    for (const parts of [{ spec: 'replicas: 1', more: autoscaler }, { spec: 'replicas: 1', more: budget }, { spec: 'strategy: { rollingUpdate: { maxUnavailable: 0 } }' }]) expect(await told(parts)).toEqual([`note ${fails} ${stops}`]);
  });

  test('where the controller is told to add no readiness gate, and a label would change nothing', async () => {
    const controller = '---\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: lbc, namespace: kube-system }\nspec: { selector: { matchLabels: { app: lbc } }, template: { metadata: { labels: { app: lbc } }, spec: { containers: [{ name: lbc, image: "public.ecr.aws/eks/aws-load-balancer-controller:v3.5.0", args: [--cluster-name=shop, --enable-pod-readiness-gate-inject=false] }] } } }\n';
    const { findings } = await found({ namespace: labelled, container: waiting, more: controller });
    expect(findings.map(({ message, proposals }) => [message, proposals])).toEqual([[`${fails} ${goes}`, []]]);
  });

  test('and is a warning where the hook takes all the time that the pod has', async () => {
    const cut = (seconds: number): string => `warning ${fails.replace('may ', '')} its pods are killed after ${seconds} s, in the middle of what they are answering`;
    expect(await told({ spec: 'replicas: 1', container: waiting.replace('20', '30') })).toEqual([cut(30)]);
    expect(await told({ pod: 'terminationGracePeriodSeconds: 10', container: waiting })).toEqual([cut(10)]);
    expect(await told({ pod: 'terminationGracePeriodSeconds: 60', container: ', lifecycle: { preStop: { exec: { command: [/bin/sh, -c, "sleep 60; nginx -s quit"] } } }' })).toEqual([cut(60)]);
  });

  test('where pods are given less time than targets need', async () => {
    expect(await told({ spec: 'replicas: 3\n  minReadySeconds: 14', namespace: bare, container: waiting })).toEqual([`note ${fails} ${goes}`]);
  });

  test('whose pods are those of a live cluster, and says so once for all of them', async () => {
    const pod = (name: string, gates = ''): string => `---\napiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: shop, labels: { app: web }, ownerReferences: [{ apiVersion: apps/v1, kind: ReplicaSet, name: web-5d4f, controller: true }] }\nspec: { ${gates}containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }]${waiting} }] }\nstatus: { podIP: 10.0.1.4, conditions: [{ type: Ready, status: "True" }] }\n`;
    expect(await told({ namespace: bare, container: waiting, more: pod('web-5d4f-a') + pod('web-5d4f-b') })).toEqual([`note ${fails} ${goes}`]);
    expect(await told({ namespace: bare, container: waiting, more: pod('web-5d4f-a', 'readinessGates: [{ conditionType: target-health.elbv2.k8s.aws/k8s-shop-web }], ') })).toEqual([]);
  });

  test('behind a Network Load Balancer too', async () => {
    const balancer = '---\napiVersion: v1\nkind: Service\nmetadata: { name: calls, namespace: shop, annotations: { service.beta.kubernetes.io/aws-load-balancer-nlb-target-type: ip } }\nspec: { type: LoadBalancer, loadBalancerClass: service.k8s.aws/nlb, selector: { app: web }, ports: [{ port: 9000, targetPort: 8080 }] }\n';
    expect(await told({ type: 'instance', more: balancer })).toEqual([`note during each rollout of Deployment shop/web some connections may fail: ${stops}`]);
  });

  test('and what is proposed ends it', async () => {
    for (const parts of [{}, { namespace: bare }, { namespace: bare, container: waiting }, { namespace: labelled }, { container: waiting.replace('20', '45') }]) {
      const { path, findings } = await found(parts);
      expect(findings.flatMap((finding) => finding.proposals.map((proposal) => proveGone(path, rule, finding, proposal).certainty))).toEqual(['proved']);
    }
  });
});

describe('nothing is told', () => {
  test.each<[string, Parts]>([
    ['pods wait and have gates', { namespace: labelled, container: waiting }],
    ['pods wait, and the inputs do not hold their namespace', { container: waiting }],
    ['a hook of which nobody knows how long it takes', { container: ', lifecycle: { preStop: { httpGet: { path: /stop, port: 8080 } } }' }],
    ['new pods are given the time that targets need', { spec: 'replicas: 3\n  minReadySeconds: 15', namespace: bare, container: waiting }],
    ['the program has a setting for it', { container: ', args: [--shutdown-delay-duration=20s]' }],
    ['there is one pod, and nobody asks for more', { spec: 'replicas: 1', namespace: bare }],
    ['a gap is asked for', { spec: 'replicas: 3\n  strategy: { type: Recreate }', namespace: bare }],
    ['targets are nodes', { type: 'instance', namespace: bare }],
    ['members of a StatefulSet are one of a kind', { kind: 'StatefulSet', namespace: bare }],
  ])('where %s', async (_what, parts) => {
    expect(await told(parts)).toEqual([]);
    const path = pathOf((await written(estate(parts))).resources);
    expect(judged(path, path.problems).map(({ finding }) => finding.name)).not.toContain(rule.name);
  });
});
