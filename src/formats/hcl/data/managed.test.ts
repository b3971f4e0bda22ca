import { expect, test } from 'vitest';
import { isLazy, mapOf, unknown, type Reference, type Unknown, type Value } from '../values/value.ts';
import { compared } from './compare.ts';
import { lookedUp } from './managed.ts';
import type { Answer, Candidate } from './question.ts';

function reference(type: string, name: string, attribute: string): Unknown {
  const is: Reference = { scope: 'default', type, name, attribute };
  return { kind: 'unknown', is, from: [is] };
}

function candidate(type: string, name: string, body: Readonly<Record<string, Value>>): Candidate {
  const computed = ['id', 'arn', 'zone_id'];
  return { scope: 'default', type, name, get: (attribute) => body[attribute] ?? (computed.includes(attribute) ? reference(type, name, attribute) : undefined) };
}

function ask(type: string, body: Readonly<Record<string, Value>>, candidates: readonly Candidate[]): Answer {
  return lookedUp({ scope: 'default', type, name: 'data.x', arguments: mapOf(Object.entries(body)) }, candidates);
}

function attribute(answer: Answer, name: string): Value | undefined {
  return 'value' in answer && isLazy(answer.value) ? answer.value.get(name) : undefined;
}

const filter = (name: string, ...values: readonly Value[]): Value => mapOf([['name', name], ['values', values]]);
const tags = (name: string): Value => mapOf([['Name', name]]);
const vpc = candidate('aws_vpc', 'main', { cidr_block: '10.0.0.0/16', tags: tags('prod-main') });
const other = candidate('aws_vpc', 'other', { cidr_block: '10.1.0.0/16', tags: tags('prod-other') });
const subnet = (name: string, zone: string, of = 'main', own: Value = tags(`private-${zone}`)): Candidate => candidate('aws_subnet', name, { vpc_id: reference('aws_vpc', of, 'id'), availability_zone: zone, tags: own });

test('a tag, an attribute or a reference finds the one resource that has it', () => {
  for (const body of [{ filter: [filter('tag:Name', 'prod-main')] }, { tags: tags('prod-main') }, { cidr_block: '10.0.0.0/16' }, { id: reference('aws_vpc', 'main', 'id') }, { filter: [filter('tag:Name', '*-ma?n')] }]) {
    expect(attribute(ask('aws_vpc', body, [vpc, other]), 'id')).toEqual(reference('aws_vpc', 'main', 'id'));
  }
});

test('what fits nothing, or several, is not answered, and says so', () => {
  expect(ask('aws_vpc', { tags: tags('test') }, [vpc, other])).toEqual({ why: 'no input makes what it looks up' });
  expect(ask('aws_vpc', { filter: [filter('tag:Name', 'prod-*')] }, [vpc, other])).toEqual({ why: 'aws_vpc.main and aws_vpc.other fit it alike, and it takes one' });
  expect(ask('aws_vpc', { id: 'vpc-0123' }, [vpc])).toEqual({ why: 'whether it is aws_vpc.main rests on what is not known' });
  expect(ask('aws_vpc', {}, [vpc])).toEqual({ why: 'it says nothing by which to find it' });
});

test('lists hold every resource that fits, in the VPC that is meant', () => {
  const candidates = [subnet('a', 'eu-west-1a'), subnet('b', 'eu-west-1b'), subnet('c', 'eu-west-1a', 'other')];
  const answer = ask('aws_subnets', { filter: [filter('vpc-id', reference('aws_vpc', 'main', 'id'))] }, candidates);
  expect(attribute(answer, 'ids')).toEqual([reference('aws_subnet', 'a', 'id'), reference('aws_subnet', 'b', 'id')]);
  expect(attribute(ask('aws_subnet_ids', { vpc_id: reference('aws_vpc', 'other', 'id') }, candidates), 'ids')).toEqual([reference('aws_subnet', 'c', 'id')]);
  expect(attribute(ask('aws_subnets', { filter: [filter('vpc-id', reference('aws_vpc', 'main', 'id')), filter('availability-zone', 'eu-west-1b')] }, candidates), 'ids')).toEqual([reference('aws_subnet', 'b', 'id')]);
});

test('where one of a list may belong to it or not, the list is not known', () => {
  const candidates = [subnet('a', 'eu-west-1a'), subnet('b', 'eu-west-1b', 'main', unknown())];
  expect(ask('aws_subnets', { tags: tags('private-eu-west-1a') }, candidates)).toEqual({ why: 'whether aws_subnet.b is among them rests on what is not known' });
  expect(ask('aws_subnets', { filter: [filter('route-something', 'x')] }, candidates)).toHaveProperty('why');
});

test('a zone is found by its name in either spelling of DNS', () => {
  const zone = candidate('aws_route53_zone', 'main', { name: 'Example.com' });
  expect(attribute(ask('aws_route53_zone', { name: 'example.com.', private_zone: false }, [zone]), 'zone_id')).toEqual(reference('aws_route53_zone', 'main', 'zone_id'));
  expect(ask('aws_route53_zone', { name: 'www.example.com' }, [zone])).toHaveProperty('why');
});

test('attributes that the resource calls otherwise are those of the resource', () => {
  const certificate = candidate('aws_acm_certificate', 'shop', { domain_name: 'shop.example.com' });
  const answer = ask('aws_acm_certificate', { domain: 'shop.example.com', statuses: ['ISSUED'], most_recent: true }, [certificate]);
  expect(attribute(answer, 'arn')).toEqual(reference('aws_acm_certificate', 'shop', 'arn'));
  expect(attribute(answer, 'domain')).toBe('shop.example.com');
});

test('texts with the same unknown part are one name, and a text that cannot fit is none', () => {
  const suffix: Reference = { scope: 'default', type: 'random_id', name: 'x', attribute: 'hex' };
  const named = (text: string): Unknown => ({ kind: 'unknown', from: [suffix], text });
  expect(compared(named('nlb-${random_id.x.hex}'), named('nlb-${random_id.x.hex}'))).toBe('yes');
  expect(compared('alb-1', named('nlb-${random_id.x.hex}'))).toBe('no');
  expect(compared('nlb-1', named('nlb-${random_id.x.hex}'))).toBe('maybe');
  expect(compared(named('nlb-${random_id.x.hex}'), 'alb-1')).toBe('no');
});
