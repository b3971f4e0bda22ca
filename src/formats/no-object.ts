import { isObject, type Json, type JsonObject } from '../resource/resource.ts';
import { answers } from './aws-tables.ts';
import { answerKey, misreadReason } from './aws/unread.ts';

/** Why a document that is a list or a single value is not read; the AWS CLI prints tables and words beside JSON, and a `--query` takes the names of lists away. */
export function whyNoMembers(value: Json): string {
  const names = new Set(Object.values(answers).map(({ name }) => String(name[0])).filter((name) => /(?:Id|Arn|Name)$/.test(name)));
  if (Array.isArray(value)) {
    if (value.length === 0) return 'an empty list: there is nothing in it. Where it is an answer of AWS, ask without --query, so that the name of the list is there';
    const [first] = value as readonly Json[];
    const named = first !== undefined && isObject(first) ? Object.keys(first).find((key) => names.has(key)) : undefined;
    return named === undefined ? 'a list stands where an object of Kubernetes would' : `a list of what has ${named} is an answer of AWS without the name of its list. Ask without --query`;
  }
  const printed = typeof value === 'string' && (/^-{5,} ?\|/.test(value) || /^[A-Z]{4,}\s+(?:arn:|[a-z]+-[0-9a-f]+|True|False)/.test(value));
  return printed ? 'it looks like an answer of AWS as a table or as text. Ask with --output json' : 'a single value stands where an object of Kubernetes would';
}

/** Why a document without apiVersion and kind is not read, as far as its looks tell what it is. */
export function whyNoObject(body: JsonObject, file: string): string {
  const keys = Object.keys(body);
  if (keys.length === 0) return 'an empty object: there is nothing in it';
  const known = answerKey(body);
  if (known !== undefined) return misreadReason(known, body[known]!);
  const answered = keys.filter((key) => /^[A-Z][A-Za-z]+$/.test(key) && typeof body[key] === 'object');
  if (answered.length > 0 && answered.length === keys.length) return `it looks like an answer of AWS of a kind that is not read: ${answered.join(', ')}`;
  return `no apiVersion and no kind: not an object of Kubernetes${/values/i.test(file) ? '; values of a Helm chart are read where releases of a sallyport.yaml name them' : ''}`;
}
