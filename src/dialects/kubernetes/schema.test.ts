import { describe, expect, test } from 'vitest';
import type { Json, JsonObject, Problem } from '../../resource/resource.ts';
import { nearest } from './nearest.ts';
import { schemaProblems } from './schema.ts';

/** Problems of an object, each with the path it was located at. */
function problems(apiVersion: string, kind: string, rest: JsonObject, type = kind): [name: string, path: string, message: string][] {
  let asked = '';
  const found: Problem[] = schemaProblems({
    scope: 'default',
    type,
    name: 'a',
    apiVersion,
    body: { apiVersion, kind, metadata: { name: 'a' }, ...rest },
    locate: (path, part) => {
      asked = `${path.join('.')} ${part}`;
      return { file: asked, line: 1, column: 1, endLine: 1, endColumn: 1 };
    },
  });
  return found.map(({ name, at, message }) => [name, at?.file ?? '', message]);
}

function service(spec: Json): [string, string, string][] {
  return problems('v1', 'Service', { spec });
}

describe('an object is as its API has it', () => {
  test('a sound one has no problem, and int-or-string fields take both', () => {
    expect(service({ ports: [{ name: 'a', port: 80, targetPort: 'http' }, { name: 'b', port: 81, targetPort: 8081 }], selector: { app: 'a' }, type: 'ClusterIP' })).toEqual([]);
  });

  test('a field that is written wrong is named with what was meant, at its key', () => {
    expect(service({ ports: [{ port: 80, tagetPort: 8080 }] })).toEqual([
      ['unknown-field', 'spec.ports.0.tagetPort key', 'spec.ports[0] of Service has no field tagetPort: kubectl refuses it (strict decoding error: unknown field "spec.ports[0].tagetPort"), other clients drop it. Did you mean targetPort?'],
    ]);
    expect(service({ Selector: {} })[0]?.[2]).toContain('Did you mean selector?');
  });

  test('a field one level too high is shown where it belongs', () => {
    expect(problems('security.istio.io/v1', 'PeerAuthentication', { spec: { mode: 'STRICT' } })[0]?.[2]).toContain('It belongs one level deeper, in spec.mtls');
  });

  test('a missing field is reported at what lacks it', () => {
    expect(service({ ports: [{ name: 'a' }] })).toEqual([['missing-field', 'spec.ports.0 key', 'spec.ports[0] needs port: the API server refuses the object without it']]);
    expect(problems('networking.k8s.io/v1', 'Ingress', { spec: { rules: [{ http: { paths: [{ path: '/', backend: {} }] } }] } }).map(([name, path]) => [name, path])).toEqual([
      ['missing-field', 'spec.rules.0.http.paths.0 key'],
    ]);
  });

  test('a quoted number, an unquoted string and a scalar for a list are reported with the mend', () => {
    expect(service({ ports: [{ port: '80' }] })[0]?.[2]).toBe('spec.ports[0].port takes a whole number; the string "80" stands here, and the API server refuses it. Write it without quotes: 80');
    expect(problems('security.istio.io/v1', 'AuthorizationPolicy', { spec: { rules: [{ to: [{ operation: { ports: [8080], methods: 'GET' } }] }] } }).map(([name, path, message]) => [name, path, message.split('. ')[1]])).toEqual([
      ['wrong-type', 'spec.rules.0.to.0.operation.ports.0 value', 'Quote it: "8080"'],
      ['wrong-type', 'spec.rules.0.to.0.operation.methods value', 'Write it as a member: ["GET"]'],
    ]);
    expect(service({ publishNotReadyAddresses: 'true', ports: [{ port: 80.5 }] }).map(([name]) => name)).toEqual(['wrong-type', 'wrong-type']);
  });

  test('a value that is none of those known is reported with the nearest', () => {
    expect(problems('security.istio.io/v1', 'PeerAuthentication', { spec: { mtls: { mode: 'Strict' } } })).toEqual([
      ['unknown-value', 'spec.mtls.mode value', 'spec.mtls.mode takes DISABLE, PERMISSIVE, STRICT or UNSET; "Strict" stands here, and the API server refuses it. Did you mean STRICT?'],
    ]);
  });

  test('null is as good as absent', () => {
    expect(service({ ports: null, selector: null })).toEqual([]);
    expect(service({ ports: [{ port: null }] }).map(([name]) => name)).toEqual(['missing-field']);
  });

  test('the kinds of the AWS load balancer controller are known', () => {
    expect(problems('elbv2.k8s.aws/v1beta1', 'TargetGroupBinding', { spec: { serviceRef: { name: 'a', port: 'http' }, targetGroupArn: 'x' } })[0]?.[2]).toContain('Did you mean targetGroupARN?');
    expect(problems('elbv2.k8s.aws/v1beta1', 'IngressClassParams', { spec: { scheme: 'internal', group: {} } }).map(([name]) => name)).toEqual(['missing-field']);
  });

  test('what is no resource of ours has no problem', () => {
    expect(problems('example.org/v1', 'Widget', { anything: 1 })).toEqual([]);
    expect(problems('serving.knative.dev/v1', 'Service', { anything: 1 }, 'Service.serving.knative.dev')).toEqual([]);
  });
});

describe('an API version', () => {
  test('that was removed is named with the release and what to write', () => {
    expect(problems('autoscaling/v2beta2', 'HorizontalPodAutoscaler', {})).toEqual([
      ['removed-version', 'apiVersion undefined', 'HorizontalPodAutoscaler of autoscaling/v2beta2 is served by no cluster since Kubernetes 1.26. Write autoscaling/v2'],
    ]);
    expect(problems('networking.k8s.io/v1beta1', 'Ingress', {})[0]?.[2]).toContain('Kubernetes 1.22. Write networking.k8s.io/v1: every path needs a pathType');
  });

  test('that never was is reported with those there are', () => {
    expect(problems('v1', 'Deployment', {})[0]?.[2]).toBe('no cluster knows a Deployment of v1 (no matches for kind "Deployment" in version "v1"). Write apps/v1');
    expect(problems('security.istio.io/v2', 'PeerAuthentication', {})[0]?.[2]).toContain('Write security.istio.io/v1 or security.istio.io/v1beta1');
  });
});

describe('the name somebody meant', () => {
  test.each([
    ['tagetPort', ['targetPort', 'port', 'protocol'], 'targetPort'],
    ['prot', ['port', 'protocol'], 'port'],
    ['PORT', ['port'], 'port'],
    ['htp', ['http', 'tcp', 'tls'], 'http'],
    ['x', ['port', 'name'], undefined],
    ['completelyOther', ['port', 'name', 'selector'], undefined],
  ])('%s of %j is %s', (written, names, meant) => {
    expect(nearest(written, names)).toBe(meant);
  });
});
