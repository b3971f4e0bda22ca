import { expect, test } from 'vitest';
import { mapOf, unknown, type Reference, type Unknown, type Value } from '../values/value.ts';
import { policyDocument } from './policy-document.ts';

type Written = null | boolean | number | string | readonly Written[] | Unknown | { readonly [key: string]: Written };

/** Objects as maps of the language. */
function value(written: Written): Value {
  if (Array.isArray(written)) return (written as readonly Written[]).map(value);
  if (written === null || typeof written !== 'object' || 'from' in written) return written as Value;
  return mapOf(Object.entries(written as { readonly [key: string]: Written }).map(([key, each]) => [key, value(each)]));
}

function document(written: { readonly [key: string]: Written }): Value | undefined {
  return policyDocument(value(written) as Parameters<typeof policyDocument>[0], 'default');
}

const logs: { readonly [key: string]: Written } = { sid: 'logs', actions: ['s3:PutObject'], resources: ['arn:aws:s3:::logs/*'], principals: [{ type: 'AWS', identifiers: ['arn:aws:iam::054676820928:root'] }] };

test('a document is the policy that the provider writes', () => {
  const text = document({ statement: [logs, { effect: 'Deny', actions: ['s3:b', 's3:a', 's3:c'], resources: ['*'], principals: [{ type: '*', identifiers: ['*'] }], condition: [{ test: 'StringNotEquals', variable: 'aws:sourceVpce', values: ['b', 'a'] }, { test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }] }] });
  expect(JSON.parse(text as string)).toEqual({
    Version: '2012-10-17',
    Statement: [
      { Sid: 'logs', Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::logs/*', Principal: { AWS: 'arn:aws:iam::054676820928:root' } },
      { Effect: 'Deny', Action: ['s3:c', 's3:b', 's3:a'], Resource: '*', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' }, StringNotEquals: { 'aws:sourceVpce': ['b', 'a'] } } },
    ],
  });
  expect((text as string).startsWith('{\n  "Version": "2012-10-17",\n  "Statement": [')).toBe(true);
});

test('a reference stands in the document as a reference, and what is not known at all leaves no document', () => {
  const is: Reference = { scope: 'default', type: 'aws_s3_bucket', name: 'logs', attribute: 'arn' };
  const found = document({ statement: [{ ...logs, resources: [{ kind: 'unknown', from: [is], text: '${aws_s3_bucket.logs.arn}/*' }] }] });
  expect(found).toMatchObject({ kind: 'unknown', from: [is] });
  expect(JSON.parse((found as Unknown).text!)).toMatchObject({ Statement: [{ Resource: '${aws_s3_bucket.logs.arn}/*' }] });
  expect(document({ statement: [{ ...logs, resources: [unknown('x')] }] })).toBeUndefined();
});

test('a later document replaces the statement of the same Sid', () => {
  const base = JSON.stringify({ Version: '2008-10-17', Statement: { Sid: 'logs', Effect: 'Deny' } });
  const own = JSON.parse(document({ source_policy_documents: [base, ''], statement: [logs] }) as string) as unknown;
  expect(own).toMatchObject({ Version: '2012-10-17', Statement: [{ Sid: 'logs', Effect: 'Allow' }] });
  expect(JSON.parse(document({ statement: [logs], override_policy_documents: [base] }) as string)).toMatchObject({ Statement: [{ Sid: 'logs', Effect: 'Deny' }] });
  expect(document({ source_json: 'no json' })).toBeUndefined();
});

test('variables of policies are written as AWS has them', () => {
  expect(document({ statement: [{ ...logs, resources: ['arn:aws:s3:::home/&{aws:username}'] }] })).toContain('home/${aws:username}');
});
