import { expect, test } from 'vitest';
import { nameOf, type Path, type Position, type Resource } from '../../../resource/resource.ts';
import { readTexts, type TextsRead } from '../../texts.ts';

function read(files: Readonly<Record<string, string>>): TextsRead {
  return readTexts(Object.entries(files).map(([name, text]) => ({ name, text, scope: 'default' })));
}

function found(read: TextsRead, name: string): Resource {
  const all = read.resources.filter((each) => nameOf(each) === name);
  expect(all.map(nameOf)).toEqual([name]);
  return all[0]!;
}

function place(read: TextsRead, name: string, path: Path): string {
  const at: Position | undefined = found(read, name).locate(path);
  return at === undefined ? 'nowhere' : `${at.file}:${at.line}:${at.column}`;
}

const service = (indent = ''): string => ['apiVersion: v1', 'kind: Service', 'metadata:', '  name: web', 'spec:', '  type: LoadBalancer', '  ports:', '    - port: 80'].map((line) => `${indent}${line}\n`).join('');

test('a manifest in a heredoc is found at its own lines', () => {
  const plain = read({ 'main.tf': `resource "kubectl_manifest" "web" {\n  yaml_body = <<EOF\n${service()}EOF\n}\n` });
  expect(place(plain, 'Service default/web', ['spec', 'type'])).toBe('main.tf:8:9');
  const indented = read({ 'main.tf': `resource "kubectl_manifest" "web" {\n  yaml_body = <<-EOF\n${service('    ')}  EOF\n}\n` });
  expect(place(indented, 'Service default/web', ['spec', 'type'])).toBe('main.tf:8:13');
  expect(found(indented, 'Service default/web').snapshot).toBe(true);
});

test('what only apply knows stands in a manifest as a reference', () => {
  const text = `resource "aws_acm_certificate" "web" {\n  domain_name = "a.example.com"\n}\n\nresource "kubectl_manifest" "web" {\n  yaml_body = <<-EOF\n    apiVersion: v1\n    kind: ConfigMap\n    metadata:\n      name: web\n    data:\n      arn: \${aws_acm_certificate.web.arn}\n  EOF\n}\n`;
  const all = read({ 'main.tf': text });
  expect(found(all, 'ConfigMap default/web').body['data']).toEqual({ arn: '${aws_acm_certificate.web.arn}' });
  expect(place(all, 'ConfigMap default/web', ['data', 'arn'])).toBe('main.tf:12:12');
});

test('a manifest of a file is the file, and one of a template is found in the template', () => {
  const all = read({ 'main.tf': 'resource "kubectl_manifest" "web" {\n  yaml_body = file("${path.module}/web.yaml")\n}\n\nresource "kubectl_manifest" "b" {\n  yaml_body = templatefile("${path.module}/b.yaml", { name = "b" })\n}\n', 'web.yaml': service(), 'b.yaml': service().replace('name: web', 'name: ${name}') });
  expect(place(all, 'Service default/web', ['spec', 'type'])).toBe('web.yaml:6:9');
  expect(found(all, 'Service default/web').snapshot).toBeUndefined();
  expect(place(all, 'Service default/b', ['spec', 'type'])).toBe('b.yaml:6:9');
  expect(found(all, 'Service default/b').snapshot).toBe(true);
});

test('each document of a file is an object, at its place in the file', () => {
  const text = `${service()}---\n${service().replace('name: web', 'name: second')}`;
  const all = read({ 'main.tf': 'data "kubectl_file_documents" "all" {\n  content = file("all.yaml")\n}\n\nresource "kubectl_manifest" "all" {\n  for_each  = data.kubectl_file_documents.all.manifests\n  yaml_body = each.value\n}\n', 'all.yaml': text });
  expect(place(all, 'Service default/second', ['metadata', 'name'])).toBe('all.yaml:13:9');
  const counted = read({ 'main.tf': 'data "kubectl_path_documents" "all" {\n  pattern = "${path.module}/*.yaml"\n}\n\nresource "kubectl_manifest" "all" {\n  count     = length(data.kubectl_path_documents.all.documents)\n  yaml_body = element(data.kubectl_path_documents.all.documents, count.index)\n}\n', 'all.yaml': text });
  expect(place(counted, 'Service default/second', ['metadata', 'name'])).toBe('all.yaml:13:9');
  const set = read({ 'main.tf': 'resource "kubectl_manifest" "all" {\n  for_each  = fileset(path.module, "m/*.yaml")\n  yaml_body = file("${path.module}/${each.value}")\n}\n', 'm/a.yaml': service() });
  expect(place(set, 'Service default/web', ['metadata', 'name'])).toBe('m/a.yaml:4:9');
});

test('an object that is written out leads to its own argument', () => {
  const text = 'resource "kubernetes_manifest" "web" {\n  manifest = {\n    apiVersion = "v1"\n    kind       = "Service"\n    metadata = {\n      name      = "web"\n      namespace = "shop"\n    }\n    spec = {\n      type  = "LoadBalancer"\n      ports = [{ port = 80 }]\n    }\n  }\n}\n';
  expect(place(read({ 'main.tf': text }), 'Service shop/web', ['spec', 'type'])).toBe('main.tf:10:15');
  const decoded = read({ 'main.tf': 'resource "kubernetes_manifest" "web" {\n  manifest = yamldecode(file("web.yaml"))\n}\n', 'web.yaml': service() });
  expect(place(decoded, 'Service default/web', ['spec', 'type'])).toBe('web.yaml:6:9');
  const encoded = read({ 'main.tf': 'resource "kubectl_manifest" "web" {\n  yaml_body = yamlencode({\n    apiVersion = "v1"\n    kind       = "Service"\n    metadata   = { name = "web" }\n    spec       = { type = "NodePort", ports = [{ port = 80 }] }\n  })\n}\n' });
  expect(place(encoded, 'Service default/web', ['spec', 'type'])).toBe('main.tf:6:27');
});

test('a Service that is written as blocks leads to its blocks', () => {
  const all = read({ 'main.tf': 'resource "kubernetes_namespace" "shop" {\n  metadata {\n    name = "shop"\n  }\n}\n\nresource "kubernetes_service_v1" "web" {\n  metadata {\n    name      = "web"\n    namespace = kubernetes_namespace.shop.metadata[0].name\n  }\n  spec {\n    type = "LoadBalancer"\n    port {\n      port        = 80\n      target_port = 8080\n    }\n  }\n}\n' });
  expect(found(all, 'Service shop/web').body['spec']).toEqual({ type: 'LoadBalancer', ports: [{ port: 80, targetPort: 8080 }] });
  expect(place(all, 'Service shop/web', ['spec', 'ports', 0, 'targetPort'])).toBe('main.tf:16:21');
  expect(found(all, 'Namespace shop').type).toBe('Namespace');
});

test('values of Secrets are hidden wherever they are written', () => {
  const secret = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\nstringData:\n  password: tops3cret\n';
  for (const main of [`resource "kubectl_manifest" "s" {\n  yaml_body = <<EOF\n${secret}EOF\n}\n`, 'resource "kubernetes_secret" "s" {\n  metadata {\n    name = "s"\n  }\n  data = {\n    password = "tops3cret"\n  }\n}\n', 'resource "kubernetes_manifest" "s" {\n  manifest = {\n    apiVersion = "v1"\n    kind = "Secret"\n    metadata = { name = "s" }\n    stringData = { password = "tops3cret" }\n  }\n}\n', `resource "null_resource" "s" {\n  provisioner "local-exec" {\n    command = <<EOF\nkubectl apply -f - <<YAML\n${secret}YAML\nEOF\n  }\n}\n`, 'resource "helm_release" "s" {\n  name = "s"\n  chart = "s"\n  set_sensitive {\n    name = "password"\n    value = "tops3cret"\n  }\n}\n', 'resource "kubectl_manifest" "s" {\n  yaml_body = file("s.yaml")\n}\n']) {
    const all = read({ 'main.tf': main, 's.yaml': secret });
    expect([...all.files.values()].join('\n')).not.toContain('tops3cret');
    expect(JSON.stringify(all.resources.map(({ body }) => body))).not.toContain('tops3cret');
    expect(JSON.stringify([all.problems, all.unread])).not.toContain('tops3cret');
  }
});

test('what no input holds is left alone by its name', () => {
  const all = read({ 'main.tf': 'resource "null_resource" "a" {\n  provisioner "local-exec" {\n    command = "kubectl apply -f https://example.com/all.yaml -f missing.yaml && kubectl apply -k overlays/a"\n  }\n  provisioner "local-exec" {\n    when    = destroy\n    command = "kubectl delete -f gone.yaml"\n  }\n}\n\nresource "kubectl_manifest" "b" {\n  yaml_body = data.http.b.response_body\n}\n\ndata "http" "b" {\n  url = "https://example.com/b.yaml"\n}\n\nresource "kubernetes_labels" "c" {\n  kind = "Namespace"\n}\n' });
  expect(all.resources.filter(({ type }) => type === 'Service')).toEqual([]);
  expect(all.unread.map(({ reason }) => reason)).toEqual([
    'null_resource.a applies https://example.com/all.yaml with kubectl, and nothing is fetched here: put the file beside the others',
    'null_resource.a applies missing.yaml with kubectl, and no input holds it',
    'null_resource.a applies the kustomization overlays/a with kubectl, which is not built here. Pipe in what it makes: kubectl kustomize overlays/a | sallyport check -',
    'kubernetes_labels.c: what such a resource makes in the cluster is not known here',
  ]);
  expect(all.problems.map(({ message }) => message)).toEqual(['yaml_body of kubectl_manifest.b is not known: it comes from data.http.b.response_body. What it makes in the cluster is missing from every answer']);
});

test('a manifest that does not parse says so at its place', () => {
  const all = read({ 'main.tf': 'resource "kubectl_manifest" "a" {\n  yaml_body = <<EOF\nkind: Service\n  a: b\nEOF\n}\n' });
  expect(all.problems.map(({ name, at }) => [name, at?.line])).toEqual([['unreadable-document', 4]]);
});

test('a file that Terraform writes for a script is read as it is written; another interpreter is no shell', () => {
  const text = `resource "local_file" "ns" {
  filename = "\${path.module}/made.yaml"
  content  = templatefile("\${path.module}/ns.tpl", { name = "made" })
}

resource "null_resource" "ns" {
  triggers = { hash = sha256(local_file.ns.content) }
  lifecycle {
    ignore_changes = [triggers["hash"]]
  }
  provisioner "local-exec" {
    command = "kubectl apply -f \${local_file.ns.filename}"
  }
  provisioner "local-exec" {
    interpreter = ["python3"]
    command     = "kubectl.py apply -f x.yaml"
  }
  depends_on = ["local_file.ns"]
}
`;
  const all = read({ 'main.tf': text, 'ns.tpl': 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n' });
  expect(found(all, 'Namespace made').locate([])).toMatchObject({ file: 'main.tf', line: 12 });
  expect(all.problems.map(({ name }) => name)).toEqual(['applied-by-script']);
  expect(all.unread).toEqual([]);
});
