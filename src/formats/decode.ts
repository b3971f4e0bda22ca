/** A file's text, or why it is none. */
export function decoded(bytes: Buffer): string | { readonly reason: string } {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return { reason: 'it is UTF-16. Save it as UTF-8' };
  if (bytes.subarray(0, 8192).includes(0)) return { reason: 'it is binary' };
  return bytes.toString('utf8');
}
