import { isMap, isUnknown, mapOf, unknown, type Value } from '../values/value.ts';
import { throughNames } from './encoding.ts';
import { isRefused, refused, type Definitions, type FunctionError, type Parameter } from './function.ts';
import { yamlValue } from './yaml-value.ts';

const manifest: Parameter = { name: 'manifest', is: 'string', unknowns: true };
const part = (name: string): Parameter => ({ name, is: 'string' });

/** Functions of providers that only look at their arguments (kubernetes 2.28 and later; aws 5.40 and later). */
export const ofProviders: Definitions = {
  'provider::kubernetes::manifest_decode': { takes: [manifest], run: ([text], { scope }) => throughNames(text!, scope, single) },
  'provider::kubernetes::manifest_decode_multi': { takes: [manifest], run: ([text], { scope }) => throughNames(text!, scope, documentsOf) },
  'provider::aws::arn_parse': { takes: [part('arn')], run: ([arn]) => parsed(arn as string) },
  'provider::aws::arn_build': { takes: ['partition', 'service', 'region', 'account_id', 'resource'].map(part), run: (parts) => `arn:${parts.join(':')}` },
};

/** As the provider takes a file apart (terraform-provider-kubernetes, internal/framework/provider/functions/decode.go). */
const separator = /(?::?^|\s*\n)---\s*/;

function documentsOf(text: string): Value | FunctionError {
  const documents: Value[] = [];
  for (const each of text.split(separator)) {
    if (/^(?:\s|#[^\n]*(?:\n|$))*$/.test(each)) continue;
    const value = yamlValue(each);
    if (isRefused(value)) return refused(`Invalid YAML document: ${value.message}`);
    if (value !== null && isUnknown(value)) return value;
    if (value === null || (isMap(value) && value.entries.size === 0)) continue;
    if (!isMap(value)) return unknown('a document is no Kubernetes manifest');
    const missing = ['apiVersion', 'kind', 'metadata'].find((field) => !value.entries.has(field));
    if (missing !== undefined) return refused(`Invalid Kubernetes manifest: missing field "${missing}"`);
    documents.push(value);
  }
  return documents;
}

function single(text: string): Value | FunctionError {
  const documents = documentsOf(text);
  if (!Array.isArray(documents)) return documents;
  return documents.length === 1 ? (documents[0] as Value) : unknown(`manifest_decode() takes one manifest, and there are ${documents.length}`);
}

function parsed(arn: string): Value | FunctionError {
  const [first, partition = '', service = '', region = '', account = '', ...resource] = arn.split(':');
  if (first !== 'arn' || resource.length === 0) return refused('arn: invalid prefix or not enough sections');
  return mapOf([['partition', partition], ['service', service], ['region', region], ['account_id', account], ['resource', resource.join(':')]]);
}
