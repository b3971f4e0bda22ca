import { beforeAll, expect, test } from 'vitest';
import { build, sallyport } from '../../cli/command.ts';

beforeAll(build);

/** The columns of a row of a table that a command prints, by its first two. */
function row(out: string, ...begins: readonly string[]): readonly string[] | undefined {
  return out.split('\n').map((line) => line.trim().split(/\s{2,}/)).find((columns) => begins.every((each, index) => columns[index] === each));
}

test('what kubectl shows once the article\'s objects are applied', () => {
  const { status, out } = sallyport(['plan', 'examples/tinfoil/as-published']);
  expect(status).toBe(0);
  const [, , ingressClass, hosts, address, ports] = row(out, 'istio-system', 'istio-ingress') ?? [];
  expect({ ingressClass, hosts }).toEqual({ ingressClass: '<none>', hosts: 'cluster.tinfoil.private,*.cluster.tinfoil.private' });
  expect(address).toMatch(/^internal-k8s-istiosys-istioing-[0-9a-f]{10}-<number>\.eu-west-1\.elb\.amazonaws\.com$/);
  // kubectl prints both for every Ingress with a section `tls`, whatever it listens on.
  expect(ports).toBe('80, 443');
  expect(row(out, 'istio-system', 'k8s-istiosys-istioing-<hash>')).toEqual(['istio-system', 'k8s-istiosys-istioing-<hash>', 'istio-ingressgateway', '443', 'instance']);
});

test('mended: names, rules and target groups', () => {
  const { status, out } = sallyport(['plan', 'examples/tinfoil/mended']);
  expect(status).toBe(0);
  for (const line of [
    /Application Load Balancer k8s-istiosys-istioing-[0-9a-f]{10}, internal/,
    /listener HTTPS 443/,
    /1 {2}host cluster\.tinfoil\.private, path \/\* -> Service istio-system\/istio-ingressgateway port 443/,
    /2 {2}host \*\.cluster\.tinfoil\.private, path \/\* -> Service istio-system\/istio-ingressgateway port 443/,
    /target group k8s-istiosys-istioing-<hash>: HTTPS to nodes, node port 31443/,
    /health check +HTTP \/healthz\/ready on port 31127/,
    /binding +TargetGroupBinding istio-system\/k8s-istiosys-istioing-<hash>: Service istio-ingressgateway port 443/,
  ]) expect(out).toMatch(line);
  expect(out).not.toMatch(/error\[|warning\[/);
});

test('the plan of the mended objects as the controller writes it is the same as itself', () => {
  const { out } = sallyport(['plan', 'examples/tinfoil/mended', '--format', 'lbc-plan']);
  const stack = JSON.parse(out) as { readonly id: string; readonly resources: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
  expect(stack.id).toBe('istio-system/istio-ingress');
  expect(Object.keys(stack.resources['AWS::ElasticLoadBalancingV2::ListenerRule'] ?? {})).toEqual(['443:1', '443:2']);
});
