import { expect, test } from 'vitest';
import { pointCarrier, pointOf } from '../src/engine/point.ts';
import { possible } from '../src/engine/lookup.ts';
import { regionCarrier, regionOf } from '../src/engine/region.ts';
import { createStore } from '../src/engine/store.ts';
import { walk, type Way } from '../src/engine/walk.ts';
import { readTexts } from '../src/formats/texts.ts';
import { always } from '../src/ir/match.ts';
import { pathOf } from '../src/path/path.ts';
import { ambientShop, policy } from './ambient.ts';

const reads = policy('reads', '[{ from: [{ source: { principals: [cluster.local/ns/shop/sa/cart] } }], to: [{ operation: { methods: [GET] } }] }]', 'targetRefs: [{ kind: Service, group: "", name: web }]');
const atZtunnel = policy('ztunnel', '[{ from: [{ source: { ipBlocks: [10.0.0.0/8] } }], when: [{ key: source.principal, values: ["*/sa/waypoint", "*/sa/cart"] }] }]');

function told(way: Way<unknown, unknown>): string {
  return JSON.stringify([way.verdict, way.by, way.steps.map(({ op, origin, sealed }) => [op, origin.resource, origin.rule, sealed])]);
}

test.each([
  ['outbound/shop/cart-0/web.shop.svc.cluster.local/80', ''],
  ['outbound/shop/cart-0/web.shop.svc.cluster.local/80', 'istio.io/use-waypoint: waypoint'],
  ['pod/shop/web-0/8080', ''],
])('regions that enter at %s of the ambient shop (%s) are the ways of their requests', (entry, labels) => {
  const { program } = pathOf(readTexts([{ name: 'shop.yaml', text: [ambientShop({ labels }), reads, atZtunnel].join('---\n'), scope: 'default' }]).resources);
  const store = createStore();
  const regions = walk(program, regionCarrier(store), entry, regionOf(store, always), { onward: false });
  const verdicts = new Set<string>();
  for (const method of ['GET', 'POST']) {
    for (const address of ['10.0.0.7', '192.0.2.1']) {
      const request = { protocol: 'tcp', method, host: 'web.shop', path: '/', 'path.raw': '/', scheme: 'http', 'http.version': '1.1', 'src.address': address, 'dst.port': 80 } as const;
      const ways = walk(program, pointCarrier(), entry, pointOf(request), { onward: false });
      const around = regions.filter((way) => possible(store, way.traffic.rest, request));
      expect([...new Set(around.map(told))].sort()).toEqual([...new Set(ways.map(told))].sort());
      for (const { verdict } of ways) verdicts.add(verdict.kind);
    }
  }
  expect(verdicts.size).toBeGreaterThan(entry.startsWith('pod') ? 0 : 1);
});
