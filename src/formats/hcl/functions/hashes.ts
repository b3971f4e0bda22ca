import { createHash } from 'node:crypto';
import { unknown, type Value } from '../values/value.ts';
import { refused, type Definitions, type FunctionError, type Parameter } from './function.ts';

const str: Parameter = { name: 'str', is: 'string' };

/** Digests of texts. */
export const hashes: Definitions = {
  base64sha256: { takes: [str], run: ([text]) => digest('sha256', text as string, 'base64') },
  base64sha512: { takes: [str], run: ([text]) => digest('sha512', text as string, 'base64') },
  md5: { takes: [str], run: ([text]) => digest('md5', text as string, 'hex') },
  sha1: { takes: [str], run: ([text]) => digest('sha1', text as string, 'hex') },
  sha256: { takes: [str], run: ([text]) => digest('sha256', text as string, 'hex') },
  sha512: { takes: [str], run: ([text]) => digest('sha512', text as string, 'hex') },
  uuidv5: { takes: [{ name: 'namespace', is: 'string' }, { name: 'name', is: 'string' }], run: ([namespace, name]) => named(namespace as string, name as string) },
};

/** A digest of a text as UTF-8. Where Node is built without the algorithm, nobody knows it. */
export function digest(algorithm: 'md5' | 'sha1' | 'sha256' | 'sha512', text: string, as: 'hex' | 'base64'): Value {
  try {
    return createHash(algorithm).update(text, 'utf8').digest(as);
  } catch {
    return unknown(`${algorithm} is switched off here`);
  }
}

/** RFC 9562, appendix C of RFC 4122: namespaces that have a name. */
const namespaces: Readonly<Record<string, string>> = {
  dns: '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
  url: '6ba7b811-9dad-11d1-80b4-00c04fd430c8',
  oid: '6ba7b812-9dad-11d1-80b4-00c04fd430c8',
  x500: '6ba7b814-9dad-11d1-80b4-00c04fd430c8',
};

function named(namespace: string, name: string): Value | FunctionError {
  const id = Object.hasOwn(namespaces, namespace) ? namespaces[namespace]! : namespace;
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return refused(`uuidv5() doesn't support namespace ${namespace} (invalid UUID length: ${Buffer.byteLength(namespace)})`);
  const bytes = createHash('sha1').update(Buffer.from(id.replaceAll('-', ''), 'hex')).update(name, 'utf8').digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const text = bytes.toString('hex');
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
}
