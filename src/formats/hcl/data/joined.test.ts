import { expect, test } from 'vitest';
import { endpointServicesOf, serviceOfEndpoint } from '../../../dialects/aws/network/endpoint-services.ts';
import { serviceNamed } from '../../../dialects/aws/service-named.ts';
import { estateOf } from '../../../resource/estate.ts';
import { nameOf, type Json } from '../../../resource/resource.ts';
import { readTexts, type TextsRead } from '../../texts.ts';

/** Files of Terraform's and beside them, by name. */
function read(files: Readonly<Record<string, string>>): TextsRead {
  return readTexts(Object.entries(files).map(([name, text]) => ({ name, text, scope: 'default' })));
}

function at({ resources }: TextsRead, name: string, attribute: string): Json | undefined {
  return resources.find((each) => nameOf(each) === name)?.body[attribute];
}

const told = ({ problems, unread }: TextsRead): readonly string[] => [...problems.map(({ message }) => message), ...unread.map(({ reason }) => reason)];

const manifest = `apiVersion: v1
kind: Namespace
metadata:
  name: ingress-nginx
---
apiVersion: v1
kind: Service
metadata:
  name: controller
  namespace: ingress-nginx
  annotations:
    service.beta.kubernetes.io/aws-load-balancer-type: nlb
    service.beta.kubernetes.io/aws-load-balancer-internal: "true"
spec:
  type: LoadBalancer
  ports:
    - { name: http, port: 80, targetPort: 80 }
`;

const cluster = `
provider "aws" {
  region  = "eu-west-1"
  assume_role {
    role_arn = "arn:aws:iam::222222222222:role/eks"
  }
}

provider "aws" {
  alias  = "central"
  region = "eu-west-1"
  assume_role {
    role_arn = "arn:aws:iam::111111111111:role/parameters"
  }
}

module "ingress" {
  source    = "./ingress"
  providers = {
    aws         = aws
    aws.central = aws.central
  }
}
`;

const ingress = `
variable "connection_name" {
  default = "connectionv1"
}

resource "null_resource" "nginx" {
  provisioner "local-exec" {
    command = "aws eks update-kubeconfig --name cluster && kubectl apply -f \${path.module}/nginx.yaml"
  }
}

data "kubernetes_service" "controller" {
  metadata {
    name      = "controller"
    namespace = "ingress-nginx"
  }
  depends_on = [null_resource.nginx]
}

locals {
  lb_name = split("-", split(".", data.kubernetes_service.controller.status.0.load_balancer.0.ingress.0.hostname).0).0
}

data "aws_lb" "nlb" {
  name = local.lb_name
}

resource "aws_vpc_endpoint_service" "nginx" {
  acceptance_required        = false
  network_load_balancer_arns = [data.aws_lb.nlb.arn]
  allowed_principals         = ["arn:aws:iam::111111111111:root"]
}

resource "aws_ssm_parameter" "name" {
  provider  = aws.central
  name      = "vpces-service-name-\${var.connection_name}"
  type      = "String"
  value     = aws_vpc_endpoint_service.nginx.service_name
  overwrite = true
}
`;

const central = `
provider "aws" {
  region = "eu-west-1"
  assume_role {
    role_arn = "arn:aws:iam::111111111111:role/network"
  }
}

data "aws_ssm_parameter" "service" {
  name = "vpces-service-name-connectionv1"
}

resource "aws_vpc" "main" {
  cidr_block = "10.12.0.0/16"
}

resource "aws_vpc_endpoint" "service" {
  vpc_id            = aws_vpc.main.id
  vpc_endpoint_type = "Interface"
  service_name      = data.aws_ssm_parameter.service.value
}

data "aws_network_interface" "endpoint" {
  count = 3
  id    = tolist(aws_vpc_endpoint.service.network_interface_ids)[count.index]
}

resource "aws_lb_target_group_attachment" "endpoint" {
  count            = 3
  target_group_arn = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/a/1"
  target_id        = data.aws_network_interface.endpoint[count.index].private_ip
}
`;

const estate = { 'cluster/main.tf': cluster, 'cluster/ingress/main.tf': ingress, 'cluster/ingress/nginx.yaml': manifest, 'central/main.tf': central };

test('an endpoint whose service name another account writes into a parameter leads to that service', () => {
  const found = read(estate);
  expect(at(found, 'aws_vpc_endpoint service', 'service_name')).toBe('${222222222222/eu-west-1!aws_vpc_endpoint_service.module.ingress.nginx.service_name}');
  const { estate: all } = estateOf(found.resources);
  const endpoint = all.ofType('aws_vpc_endpoint')[0]!;
  expect(serviceOfEndpoint(all, endpoint)?.resource.name).toBe('module.ingress.nginx');
});

test('a parameter of another name, or of nobody, joins nothing and says so', () => {
  const other = read({ ...estate, 'central/main.tf': central.replace('connectionv1', 'connectionv2') });
  expect(at(other, 'aws_vpc_endpoint service', 'service_name')).toBe('${aws_ssm_parameter.data.service.value}');
  expect(told(other)).toContain('data.aws_ssm_parameter.service is not worked out: no input writes the parameter vpces-service-name-connectionv2');
});

test('two that write one parameter leave open which of them is read', () => {
  const again = read({ ...estate, 'second/main.tf': cluster, 'second/ingress/main.tf': ingress, 'second/ingress/nginx.yaml': manifest });
  expect(at(again, 'aws_vpc_endpoint service', 'service_name')).toBe('${aws_ssm_parameter.data.service.value}');
  expect(told(again).filter((each) => /both write the parameter vpces-service-name-connectionv1/.test(each))).toHaveLength(1);
});

test('where nobody says an account, a parameter that is written once is taken for the one that is read', () => {
  const plain = read({ ...estate, 'central/main.tf': central.replace(/provider "aws" \{[\s\S]*?\n\}\n/, '') });
  expect(at(plain, 'aws_vpc_endpoint service', 'service_name')).toMatch(/aws_vpc_endpoint_service\.module\.ingress\.nginx\.service_name/);
  expect(told(plain).filter((each) => /is taken to write the parameter/.test(each))).toHaveLength(1);
});

test('a load balancer that is looked up by the host name of a Service is that of the Service', () => {
  const { estate: all } = estateOf(read(estate).resources);
  const [service] = endpointServicesOf(all);
  expect(service?.services.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual(['ingress-nginx/controller']);
  expect(all.ofType('aws_lb')).toEqual([]);
});

test('a manifest that a script applies is read where it lies, once, and says that it is taken as applied', () => {
  const found = read(estate);
  const services = found.resources.filter(({ type }) => type === 'Service');
  expect(services.map(({ scope, name, snapshot }) => [scope, name, snapshot])).toEqual([['222222222222/eu-west-1', 'controller', undefined]]);
  expect(services[0]?.locate(['spec', 'type'])).toMatchObject({ file: 'cluster/ingress/nginx.yaml', line: 15 });
  expect(told(found).filter((each) => /applies cluster\/ingress\/nginx\.yaml with kubectl/.test(each))).toHaveLength(1);
});

test('the address of an interface of an endpoint is the endpoint', () => {
  const found = read(estate);
  expect(at(found, 'aws_lb_target_group_attachment endpoint[1]', 'target_id')).toBe('${aws_vpc_endpoint.service.network_interface_ids}');
  expect(found.resources.filter(({ type }) => type === 'aws_network_interface')).toEqual([]);
});

test('an endpoint service and a record that name the balancer of a Service which Terraform makes lead to that Service', () => {
  const text = `
resource "kubernetes_service_v1" "web" {
  metadata {
    name      = "web"
    namespace = "shop"
  }
  spec {
    type = "LoadBalancer"
    port {
      port = 80
    }
  }
}

data "aws_lb" "web" {
  name = regex("^[^-]+", kubernetes_service_v1.web.status[0].load_balancer[0].ingress[0].hostname)
}

resource "aws_vpc_endpoint_service" "web" {
  acceptance_required        = false
  network_load_balancer_arns = [data.aws_lb.web.arn]
}

resource "aws_route53_record" "web" {
  zone_id = "Z1"
  name    = "web.example.com"
  type    = "CNAME"
  records = [kubernetes_service_v1.web.status[0].load_balancer[0].ingress[0].hostname]
}
`;
  const { estate: all } = estateOf(read({ 'main.tf': text }).resources);
  expect(endpointServicesOf(all)[0]?.services.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual(['shop/web']);
  const [record] = all.ofType('aws_route53_record');
  expect(serviceNamed(all, undefined, (record!.body['records'] as readonly string[])[0]!)?.name).toBe('web');
});
