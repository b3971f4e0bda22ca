import { existsSync, readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { rules } from '../../../src/findings/index.ts';
import { build, sallyport } from '../../cli/command.ts';
import { rootFolder, textOf } from '../../sources.ts';

const pages = ['docs/guide/mesh-behind-alb.md', 'examples/xnat/README.md'] as const;

beforeAll(build);

describe.each(pages)('%s', (page) => {
  const text = textOf(page);

  test('names findings that exist', () => {
    const named = [...text.matchAll(/`([a-z]+(?:-[a-z]+){2,})`/g), ...text.matchAll(/sallyport explain ([a-z-]+)/g)].map(([, name = '']) => name);
    const others = ['xnat-xnat-web', 'tcp-dicom', 'istio-auth-policy'];
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !others.includes(name) && !rules.some((rule) => rule.name === name))).toEqual([]);
  });

  test('names folders that exist', () => {
    const paths = [...text.matchAll(/examples\/xnat[\w/.-]*\w/g)].map(([path]) => path);
    expect(paths.length).toBeGreaterThan(3);
    expect(paths.filter((path) => !existsSync(`${rootFolder()}/${path}`))).toEqual([]);
  });

  test('has commands that run as they stand', () => {
    const commands = [...text.matchAll(/^(?:\$ |npx --no-install )sallyport ((?:trace|check) .+)$/gm)].map(([, command = '']) => command);
    expect(commands.length).toBeGreaterThan(1);
    for (const command of commands) {
      const { status, out, err } = sallyport(command.split(' '));
      expect({ command, status: status === 1 && command.startsWith('check') ? 0 : status, err }).toEqual({ command, status: 0, err: '' });
      expect(out).not.toBe('');
    }
  });
});

describe('what is about prose only is in the guide', () => {
  const guide = textOf('docs/guide/mesh-behind-alb.md').replace(/\s+/g, ' ');

  test.each([
    ['item 1: Istio without a gateway, the ALB stays', ['helm install istio-base', 'helm install istiod', 'No gateway is needed']],
    ['item 2: pods are made anew', ['kubectl label namespace xnat istio-injection=enabled', 'kubectl rollout restart', '2/2, not 1/1']],
    ['item 3: the figures of the autoscaler', ['70m', '140m', '80m of 200m = 40 %', '130m', 'ContainerResource', 'autoscaling/v2beta1']],
    ['item 4 and trap d16: policies that are there already', ['kubectl get peerauthentication -A', 'left behind']],
    ['item 12: Kiali', ['kiali-operator', 'Prometheus and Jaeger', 'service_type: LoadBalancer', 'view_only_mode: false', '20001']],
    ['item 13: commands when it does not work', ['proxy-status', 'x describe pod', 'proxy-config listeners', 'x authz check', 'logs xnat-xnat-web-0 -c istio-proxy', 'get peerauthentication', 'get destinationrule']],
    ['trap d9: gateways and target types', ['Neither half is so', 'with either target type']],
    ['trap d11: the token of a service account', ['.secrets[0].name', 'Since Kubernetes 1.24', 'kubectl create token kiali-service-account']],
  ])('%s', (_, texts) => {
    expect(texts.filter((text) => !guide.includes(text))).toEqual([]);
  });
});

test('every trap of the folder is in the table of the example, and the other way round', () => {
  const text = textOf('examples/xnat/README.md');
  const listed = [...text.matchAll(/`(d\d+-[a-z-]+)`/g)].map(([, name]) => name);
  expect(listed.length).toBeGreaterThan(10);
  expect([...new Set(listed)].sort()).toEqual(readdirSync(`${rootFolder()}/examples/xnat/traps`).sort());
});
