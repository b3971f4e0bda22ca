import { describe, expect, test } from 'vitest';
import { given } from '../../../test/given.ts';

const web = '\napiVersion: v1\nkind: Service\nmetadata: { name: web, namespace: shop }\nspec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080 }] }\n---';

/** One Ingress with that many rules. */
function ingress(rules: number, annotations: Readonly<Record<string, string>> = {}): string {
  const prefixed = Object.fromEntries(Object.entries({ 'target-type': 'ip', ...annotations }).map(([key, value]) => [`alb.ingress.kubernetes.io/${key}`, value]));
  const paths = Array.from({ length: rules }, (_, index) => ({ path: `/p${index}`, pathType: 'Exact', backend: { service: { name: 'web', port: { number: 80 } } } }));
  return `\n${JSON.stringify({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'shop', namespace: 'shop', annotations: prefixed }, spec: { ingressClassName: 'alb', rules: [{ http: { paths } }] } })}\n---`;
}

async function reached(written: string): Promise<readonly string[]> {
  const { problems } = await given(web + written);
  return problems.filter(({ name }) => name === 'load-balancer-quota-reached').map(({ severity, message }) => `${severity}: ${message}`);
}

describe('a quota of AWS', () => {
  test('of which much is left is not spoken of', async () => {
    expect(await reached(ingress(89))).toEqual([]);
  });

  test('is nearly used up from 90 % on', async () => {
    expect(await reached(ingress(90))).toEqual(['warning: the load balancer has 90 rules of 100 that AWS allows: when they are used up, new ones are refused and the controller stops (the quota can be raised)']);
  });

  test('that is not enough stops the controller where it ends', async () => {
    expect(await reached(ingress(101))).toEqual(['error: the load balancer would need 101 rules; AWS allows 100, so the controller stops there and what comes behind is missing (the quota can be raised)']);
  });

  test('counts rules of all listeners together', async () => {
    expect(await reached(ingress(46, { 'listen-ports': '[{"HTTP": 80}, {"HTTP": 8080}]' }))).toEqual([expect.stringContaining('92 rules of 100')]);
  });

  test('counts certificates beside the default one', async () => {
    const arns = Array.from({ length: 27 }, (_, index) => `arn:aws:acm:eu-west-1:111122223333:certificate/${index}`).join(',');
    expect(await reached(ingress(1, { 'certificate-arn': arns }))).toEqual([expect.stringContaining('26 further certificates; AWS allows 25')]);
  });

  test('counts each block once for every port', async () => {
    const blocks = Array.from({ length: 31 }, (_, index) => `10.${index}.0.0/16`).join(',');
    expect(await reached(ingress(1, { 'inbound-cidrs': blocks, 'listen-ports': '[{"HTTP": 80}, {"HTTP": 8080}]' }))).toEqual([expect.stringContaining('62 inbound rules of its security group; AWS allows 60')]);
  });
});
