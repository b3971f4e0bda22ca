import { expect, test } from 'vitest';
import { appliedBy } from './kubectl.ts';

const file = (path: string, rest: object = {}): object => ({ kind: 'file', path, recursive: false, ...rest });

test('a manifest behind other commands is what the script applies', () => {
  expect(appliedBy('aws eks --region eu-central-1 update-kubeconfig --name private-service-cluster && kubectl apply -f eks/nginx.yaml', '.')).toEqual([file('eks/nginx.yaml')]);
});

test('options stand in any order and form, and the working folder counts', () => {
  expect(appliedBy('kubectl --kubeconfig "$KUBECONFIG" -n web apply -f a.yaml -f=b.yaml --filename c.yaml,d.yaml', 'stack')).toEqual(['a', 'b', 'c', 'd'].map((name) => file(`stack/${name}.yaml`, { namespace: 'web' })));
  expect(appliedBy('cd manifests; kubectl create -Rf all', '')).toEqual([{ kind: 'other', command: 'kubectl create all' }]);
  expect(appliedBy('cd manifests\nkubectl create -R -f all', '')).toEqual([file('manifests/all', { recursive: true })]);
});

test('a text that is piped in is read as it stands', () => {
  const text = 'kind: Namespace\nmetadata:\n  name: a\n';
  expect(appliedBy(`kubectl apply -f - <<EOF\n${text}EOF\n`, '.')).toEqual([{ kind: 'text', text }]);
  expect(appliedBy(`cat <<'EOF' | kubectl apply -n b -f -\n${text}EOF\necho done`, '.')).toEqual([{ kind: 'text', text, namespace: 'b' }]);
  expect(appliedBy("cat x.yaml | kubectl apply -f -", '.')).toEqual([file('x.yaml')]);
  expect(appliedBy("echo 'kind: Namespace' | kubectl apply -f -", '.')).toEqual([{ kind: 'text', text: 'kind: Namespace\n' }]);
});

test('what no input holds keeps its name', () => {
  expect(appliedBy('kubectl apply -f https://example.com/all.yaml', '.')).toEqual([{ kind: 'address', address: 'https://example.com/all.yaml' }]);
  expect(appliedBy('curl -sL https://example.com/all.yaml | kubectl apply -f -', '.')).toEqual([{ kind: 'address', address: 'https://example.com/all.yaml' }]);
  expect(appliedBy('kubectl apply -k overlays/a', '.')).toEqual([{ kind: 'kustomization', path: 'overlays/a' }]);
  expect(appliedBy('kustomize build overlays/a | kubectl apply -f -', '.')).toEqual([{ kind: 'kustomization', path: 'overlays/a' }]);
  expect(appliedBy('helm upgrade --install --namespace x --set a=b,c=d web charts/web --wait', '.')).toEqual([{ kind: 'chart', release: 'web', chart: 'charts/web' }]);
  expect(appliedBy('kubectl label namespace default istio-injection=enabled --overwrite', '.')).toEqual([{ kind: 'other', command: 'kubectl label namespace default' }]);
  expect(appliedBy('jinja2 x.j2 | kubectl apply -f -', '.')).toEqual([{ kind: 'other', command: 'jinja2 x.j2 | kubectl apply -f -' }]);
});

test('what only looks applies nothing', () => {
  expect(appliedBy('kubectl get pods && kubectl rollout status deploy/x; kubectl apply --dry-run=client -f x.yaml # kubectl apply -f y.yaml', '.')).toEqual([]);
  expect(appliedBy('if kubectl get ns x; then kubectl apply -f "a b.yaml" > /dev/null 2>&1; fi', '.')).toEqual([file('a b.yaml')]);
});

test('a script that never ends its quotes ends nevertheless', () => {
  expect(appliedBy('kubectl apply -f "x.yaml', '.')).toEqual([file('x.yaml')]);
  expect(appliedBy('kubectl apply -f - <<EOF\nkind: A', '.')).toEqual([{ kind: 'text', text: 'kind: A\n' }]);
  expect(appliedBy('kubectl apply -f $(ls <(x)) > ', '.')).toHaveLength(1);
});
