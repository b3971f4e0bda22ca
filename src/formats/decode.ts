import { isUtf8 } from 'node:buffer';
import type { Problem } from '../resource/resource.ts';
import { isTerraformFile } from './hcl/names.ts';
import { SourceFile } from './source.ts';

/** How a zip file begins. */
const zip = Buffer.from('PK\u0003\u0004', 'latin1');

/** A file's text, or why it is none. */
export function decoded(bytes: Buffer): string | { readonly reason: string } {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return { reason: 'it is UTF-16. Save it as UTF-8' };
  if (bytes.subarray(0, 4).equals(zip) && bytes.subarray(0, 64).includes('tfplan')) return { reason: 'it is a plan as Terraform keeps it for itself. Ask terraform show -json PLAN, and give its answer' };
  if (bytes.subarray(0, 8192).includes(0)) return { reason: 'it is binary' };
  return bytes.toString('utf8');
}

/** Reports bytes that are no UTF-8; the text has a replacement character where they stand. */
export function encodingProblem(name: string, bytes: Buffer, text: string): Problem | undefined {
  if (isUtf8(bytes)) return undefined;
  const offset = text.indexOf('\ufffd');
  const file = new SourceFile(name, text);
  return {
    name: 'unreadable-file',
    severity: 'error',
    message: `${name} is not UTF-8 from here on, and ${isTerraformFile(name) ? 'Terraform refuses it (Invalid character encoding)' : 'kubectl refuses it (invalid leading UTF-8 octet)'}. Save it as UTF-8`,
    at: file.position(offset, offset + 1),
  };
}
