import { describe, expect, test } from 'vitest';
import { written } from '../../test/given.ts';
import type { Proposal } from '../hops/kind.ts';
import { pathOf } from '../path/path.ts';
import { nameOf, pathText, type Json, type Path as Steps } from '../resource/resource.ts';
import { writable } from './written.ts';

const gateway = { scope: 'default', type: 'Service', namespace: 'istio-system', name: 'istio-ingressgateway' };
const setting = (path: Steps, to: Json): Proposal => ({ title: 'a mend', certainty: 'proposed', edits: [{ edit: 'set', of: gateway, path, to }] });

async function told(spec: string, proposal: Proposal): Promise<readonly string[]> {
  const path = pathOf((await written(`apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: { name: mesh, namespace: istio-system }\nspec: ${spec}\n---\n`)).resources);
  return writable(path, [proposal]).flatMap(({ edits }) => edits.flatMap((edit) => (edit.edit === 'add' ? [] : [`${nameOf(edit.of)} ${pathText(edit.path)}`])));
}

describe('a mend of what an installer makes', () => {
  test('is written where the installer reads it', async () => {
    expect(await told('{}', setting(['spec', 'type'], 'NodePort'))).toEqual(['IstioOperator istio-system/mesh spec.values.gateways.istio-ingressgateway.type']);
    const component = '{ components: { ingressGateways: [{ name: istio-ingressgateway, k8s: { service: { type: LoadBalancer, ports: [{ name: https, port: 443 }] } } }] } }';
    expect(await told(component, setting(['spec', 'type'], 'NodePort'))).toEqual(['IstioOperator istio-system/mesh spec.components.ingressGateways[0].k8s.service.type']);
    expect(await told(component, setting(['spec', 'ports', 0, 'targetPort'], 8443))).toEqual(['IstioOperator istio-system/mesh spec.components.ingressGateways[0].k8s.service.ports[0].targetPort']);
    expect(await told(component, setting(['spec', 'ports', 0, 'port'], 8443))).toEqual(['IstioOperator istio-system/mesh spec.components.ingressGateways[0].k8s.service.ports[0].port']);
    expect(await told('{}', setting(['metadata', 'annotations', 'example.com/a'], 'b'))).toEqual(['IstioOperator istio-system/mesh spec.values.gateways.istio-ingressgateway.serviceAnnotations["example.com/a"]']);
  });

  test('is none where that would be half a list, or what no value says', async () => {
    expect(await told('{}', setting(['spec', 'ports', 0, 'targetPort'], 8443))).toEqual([]);
    expect(await told('{}', setting(['spec', 'clusterIP'], 'None'))).toEqual([]);
  });
});
