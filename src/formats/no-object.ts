import { isObject, type JsonObject } from '../resource/resource.ts';
import { described } from './aws-tables.ts';

/** Why a document without apiVersion and kind is not read, as far as its looks tell what it is. */
export function whyNoObject(body: JsonObject, file: string): string {
  const keys = Object.keys(body);
  const known = keys.find((key) => Object.hasOwn(described, key));
  if (known !== undefined) {
    const { command, name } = described[known]!;
    return `${known} is not what aws ${command} answers: ${isObject(body[known]) ? `it has no ${name}` : `a list, each of which has ${name} as a text`}`;
  }
  const answered = keys.filter((key) => /^[A-Z][A-Za-z]+$/.test(key) && typeof body[key] === 'object');
  if (answered.length > 0 && answered.length === keys.length) return `it looks like an answer of AWS of a kind that is not read: ${answered.join(', ')}`;
  return `no apiVersion and no kind: not an object of Kubernetes${/values/i.test(file) ? '; values of a Helm chart are read where releases of a sallyport.yaml name them' : ''}`;
}
