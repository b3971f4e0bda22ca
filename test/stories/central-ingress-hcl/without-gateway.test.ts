import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkedOf } from '../../../src/cli/check.ts';
import { load, type Loaded } from '../../../src/cli/load.ts';
import { proposalsFor } from '../../../src/findings/blocked.ts';
import { readTexts } from '../../../src/formats/texts.ts';
import { pathOf } from '../../../src/path/path.ts';
import { fromOf } from '../../../src/path/request.ts';
import { traceOf, type Trace } from '../../../src/path/trace.ts';
import { rootFolder } from '../../sources.ts';
import { traced } from '../xnat/reading.ts';

const request = { url: 'https://app1.example.com/', from: '203.0.113.10' };

/** One form of the example whose files are changed first. */
async function edited(form: 'terraform' | 'describe', edit: (folder: string) => void): Promise<Loaded> {
  const folder = mkdtempSync(join(tmpdir(), 'without-gateway-'));
  try {
    for (const part of ['kubernetes', form]) cpSync(`${rootFolder()}/examples/central-ingress/${part}`, join(folder, part), { recursive: true });
    edit(join(folder, form, 'internet'));
    return await load([join(folder, form)]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The account of the load balancer without blocks of these addresses. */
function without(folder: string, ...addresses: readonly string[]): void {
  const file = join(folder, 'main.tf');
  const text = readFileSync(file, 'utf8');
  const left = addresses.reduce((rest, address) => rest.replace(new RegExp(`^resource "${address.replace('.', '" "')}" \\{\\n(?: .*\\n|\\n)*\\}\\n`, 'm'), ''), text);
  expect(left.length).toBeLessThan(text.length);
  writeFileSync(file, left);
}

const gateway = ['aws_internet_gateway.internet', 'aws_route.internet'];
const stops = ({ outcomes }: Trace): readonly string[] => outcomes.map(({ verdict, blockers }) => [verdict.kind, ...blockers.map(({ cause, origin }) => `${cause}: ${origin.note ?? ''}`)].join(' '));
const gatewayAssumed = ({ assumptions }: Trace): readonly string[] => assumptions.filter(({ name }) => name === 'internet-gateway-there').map(({ text }) => text);

describe('the load balancer of a VPC without an internet gateway', () => {
  test('a VPC that is made here without one is not on the internet, whatever the groups say; the mend attaches one and leads there', async () => {
    for (const closed of [[], ['aws_vpc_security_group_ingress_rule.https']]) {
      const loaded = await edited('terraform', (folder) => without(folder, ...gateway, ...closed));
      const { trace } = traced(loaded, request);
      expect(stops(trace)).toEqual(['dropped not-routable: no internet gateway is attached to aws_vpc.internet@111122223333~eu-west-1: nothing from the internet gets in']);
      const asked = { url: request.url, method: 'GET', headers: [], from: fromOf(request.from) };
      const proposals = 'wrong' in asked.from ? [] : proposalsFor(loaded.path, { ...asked, from: asked.from }, trace.outcomes[0]!.blockers[0]!);
      expect(proposals.map(({ title }) => title)).toEqual(['attach an internet gateway to aws_vpc.internet@111122223333~eu-west-1, to which route table public leads 0.0.0.0/0']);
      expect(proposals[0]!.edits.map((each) => (each.edit === 'add' ? [each.resource.type, each.resource.body] : []))).toEqual([
        ['aws_internet_gateway', { vpc_id: '${aws_vpc.internet.id}' }],
        ['aws_route', { route_table_id: '${aws_route_table.public.id}', destination_cidr_block: '0.0.0.0/0', gateway_id: '${aws_internet_gateway.internet.id}' }],
      ]);
    }
  });

  test('nobody knows what a module attaches that is not read: the gateway is assumed by name, and the closed group stops what it stops', async () => {
    const loaded = await edited('terraform', (folder) => {
      without(folder, ...gateway, 'aws_vpc_security_group_ingress_rule.https');
      const file = join(folder, 'main.tf');
      writeFileSync(file, `${readFileSync(file, 'utf8')}\nmodule "edge" {\n  source = "example/edge/aws"\n  vpc_id = aws_vpc.internet.id\n}\n`);
    });
    const { trace } = traced(loaded, request);
    expect(stops(trace).join()).not.toContain('not-routable');
    expect(stops(trace).join()).toContain('guard-dropped');
    expect(gatewayAssumed(trace).length).toBe(1);
  });

  test('of AWS that was not asked for gateways, the route that leads to one says that it is there: groups and ACLs are judged', async () => {
    const unlisted = (folder: string): void => rmSync(join(folder, 'describe-internet-gateways.json'));
    const open = traced(await edited('describe', unlisted), request).trace;
    expect(open.outcomes.map(({ verdict }) => verdict.kind)).toEqual(['delivered']);
    expect(gatewayAssumed(open)).toEqual([]);
    const shut = traced(await edited('describe', (folder) => {
      unlisted(folder);
      const file = join(folder, 'describe-security-groups.json');
      const { SecurityGroups: groups } = JSON.parse(readFileSync(file, 'utf8')) as { SecurityGroups: readonly { readonly GroupName: string }[] };
      writeFileSync(file, JSON.stringify({ SecurityGroups: groups.map((each) => (each.GroupName === 'central-alb' ? { ...each, IpPermissions: [] } : each)) }));
    }), request).trace;
    expect(stops(shut)).toEqual(['dropped guard-dropped: no rule of sg-0a51d8c2e7f30b964 (central-alb) lets this reach eni-0a1b92c3d4e5f6071']);
  });

  test('without gateways and route tables, both are taken to be there by name, and the group is judged', async () => {
    const bare = (folder: string): void => ['internet-gateways', 'route-tables'].forEach((what) => rmSync(join(folder, `describe-${what}.json`)));
    const { trace } = traced(await edited('describe', bare), request);
    expect(trace.outcomes[0]!.steps.some(({ origin }) => origin.rule === 'ingress tcp 443 from 0.0.0.0/0')).toBe(true);
    expect(gatewayAssumed(trace)).toEqual(['no input says whether vpc-0c4e1a7d93b25f608 has an internet gateway, and which routes lead there: clients and the replies to them are taken to get through']);
  });
});

test('a gateway that is known in a VPC without route tables: that no input holds them is told once, and not for every zone', async () => {
  const { findings } = checkedOf(await edited('describe', (folder) => rmSync(join(folder, 'describe-route-tables.json'))));
  expect(findings.filter(({ name }) => name === 'way-leaves-the-inputs').map(({ label }) => label)).toEqual(['no route table of vpc-0c4e1a7d93b25f608 is in the inputs: where it sends replies to other addresses is in no file']);
});

describe('a load balancer in subnets of which no file makes a route table', () => {
  const balancer = (vpc: string, port: number): string => `
resource "aws_subnet" "a" {
  vpc_id            = ${vpc}.id
  availability_zone = "eu-west-1a"
  cidr_block        = "10.3.1.0/24"
}
resource "aws_subnet" "b" {
  vpc_id            = ${vpc}.id
  availability_zone = "eu-west-1b"
  cidr_block        = "10.3.2.0/24"
}
resource "aws_security_group" "lb" {
  vpc_id = ${vpc}.id
  ingress {
    from_port   = ${port}
    to_port     = ${port}
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_lb" "shop" {
  name            = "shop"
  subnets         = [aws_subnet.a.id, aws_subnet.b.id]
  security_groups = [aws_security_group.lb.id]
}
resource "aws_lb_listener" "shop" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
      status_code  = "200"
    }
  }
}
`;
  const ask = (text: string): Trace => {
    const from = fromOf('203.0.113.10');
    const { resources } = readTexts([{ name: 'main.tf', text, scope: 'default' }]);
    const trace = 'wrong' in from ? from : traceOf(pathOf(resources), { url: 'http://shop-1234567890.eu-west-1.elb.amazonaws.com/', method: 'GET', headers: [], from });
    if ('wrong' in trace) throw new Error(trace.wrong);
    return trace;
  };
  const lookedUp = 'data "aws_vpc" "there" {\n  id = "vpc-0aa11bb22cc33dd44"\n}\n';
  const own = 'resource "aws_vpc" "own" {\n  cidr_block = "10.3.0.0/16"\n}\nresource "aws_internet_gateway" "own" {\n  vpc_id = aws_vpc.own.id\n}\n';

  test('in a VPC that is made here the main table has the local route alone: no reply gets out, and no route is taken to be there', () => {
    const trace = ask(`${own}${balancer('aws_vpc.own', 80)}`);
    expect(stops(trace)).toEqual(['dropped route-missing: the main route table of aws_subnet a (main table), to which no file adds a route, has none for this address']);
    expect(trace.assumptions.flatMap(({ name, text }) => (name === 'network-open' ? [text] : []))).toEqual(['no network ACLs are in the inputs: they are taken to let this request through']);
  });

  test('in a VPC that is looked up its gateway and routes are taken to be there, by name, and the group is judged', () => {
    const trace = ask(`${lookedUp}${balancer('data.aws_vpc.there', 80)}`);
    expect(trace.outcomes.map(({ verdict }) => verdict)).toMatchObject([{ kind: 'answered', status: 200 }]);
    expect(gatewayAssumed(trace)).toEqual(['no input says whether vpc-0aa11bb22cc33dd44 has an internet gateway: it is taken to have one']);
    expect(stops(ask(`${lookedUp}${balancer('data.aws_vpc.there', 8081)}`))).toEqual(['dropped guard-dropped: no rule of aws_security_group lb lets this reach the interface of shop in aws_subnet.a']);
  });
});
