import fc from 'fast-check';
import type { Field } from '../src/ir/field.ts';
import type { Match } from '../src/ir/match.ts';
import type { Pattern } from '../src/ir/pattern.ts';

/** Random conditions and requests over few fields with near misses: texts are made of the pieces of the patterns. */
export const textFields: readonly Field[] = ['host', 'path', 'header(x-tenant)', 'method'];

const pieces = fc.constantFrom('a', 'b', 'ab', '/', '/a', '.', 'api', 'A', '0', '-', 'é', '', 'aa');
export const texts = fc.array(pieces, { maxLength: 5 }).map((parts) => parts.join(''));
const words = fc.array(fc.constantFrom('a', 'b', '/', 'api', '.', '0'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''));
const globs = fc.array(fc.constantFrom('a', 'b', '/', '*', '?', 'api', '.'), { maxLength: 5 }).map((parts) => parts.join(''));
export const regexes = fc.constantFrom('a*', '/api/.*', '(a|b)+', '/[a-z]+/.*', '.*a', '.*/a/.*', '/(a|api)(/.*)?', '[^/]+', '/a[0-9]?', '(?i)API/.*', '^a.*b$', '/a/[^/]+/b', '(?i:/A).', 'a{2,3}b?');
const refused = fc.constantFrom('\\ba', '(?=a)b');

export const textPatterns: fc.Arbitrary<Pattern> = fc.oneof(
  { weight: 4, arbitrary: texts.map((exact) => ({ exact })) },
  { weight: 3, arbitrary: texts.map((prefix) => ({ prefix })) },
  { weight: 2, arbitrary: words.map((suffix) => ({ suffix })) },
  { weight: 2, arbitrary: words.map((segments) => ({ segments })) },
  { weight: 3, arbitrary: globs.map((glob) => ({ glob })) },
  { weight: 3, arbitrary: regexes.map((regex) => ({ regex })) },
  { weight: 1, arbitrary: texts.map((exact) => ({ exact, ignoreCase: true as const })) },
  { weight: 1, arbitrary: fc.constant({ any: true as const }) },
);
const blocks = fc.constantFrom('10.0.0.0/8', '10.0.0.0/9', '10.128.0.0/9', '10.1.2.3', '0.0.0.0/0', '::/0', '2001:db8::/32', '2001:db8:8000::/33', '192.168.0.0/24', '224.0.0.0/3');
export const addresses = fc.constantFrom('10.0.0.1', '10.1.2.3', '10.127.255.255', '10.128.0.0', '11.0.0.0', '9.255.255.255', '192.168.0.77', '255.255.255.255', '0.0.0.0', '::1', '2001:db8::1', '2001:db8:8000::', '2001:db9::', 'ffff::', '::ffff:10.0.0.1');
const ports = fc.integer({ min: 0, max: 12 });
export const groups = fc.constantFrom('sg-a', 'sg-b', 'sg-c');

export const matches = (unknowns: boolean): fc.Arbitrary<Match> =>
  fc.letrec<{ match: Match; one: Match }>((tie) => ({
    match: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'match' },
      { weight: 5, arbitrary: tie('one') },
      { weight: 2, arbitrary: fc.array(tie('match'), { maxLength: 3 }).map((all) => ({ all })) },
      { weight: 2, arbitrary: fc.array(tie('match'), { maxLength: 3 }).map((any) => ({ any })) },
      { weight: 1, arbitrary: tie('match').map((not) => ({ not })) },
    ),
    one: fc.oneof(
      { weight: 6, arbitrary: fc.tuple(fc.constantFrom(...textFields), fc.array(textPatterns, { minLength: 1, maxLength: 3 })).map(([field, within]) => ({ field, in: within })) },
      { weight: 2, arbitrary: fc.tuple(ports, ports).map(([from, size]): Match => ({ field: 'dst.port', in: [{ from, to: from + size }] })) },
      { weight: 2, arbitrary: fc.array(blocks, { minLength: 1, maxLength: 3 }).map((all): Match => ({ field: 'src.address', in: all.map((cidr) => ({ cidr })) })) },
      { weight: 1, arbitrary: fc.array(fc.oneof(groups.map((exact) => ({ exact })), fc.constant({ any: true as const })), { minLength: 1, maxLength: 2 }).map((all): Match => ({ field: 'src.groups', in: all })) },
      ...(unknowns
        ? [
            { weight: 1, arbitrary: fc.constantFrom('counter', 'affinity').map((reason): Match => ({ unknown: { reason } })) },
            { weight: 1, arbitrary: refused.map((regex): Match => ({ field: 'path', in: [{ regex }] })) },
          ]
        : []),
    ),
  })).match;

export type Fields = Readonly<Partial<Record<Field, string | number | readonly string[]>>>;

export const requests: fc.Arbitrary<Fields> = fc
  .record(
    { host: texts, path: texts, 'header(x-tenant)': texts, method: texts, 'src.groups': fc.subarray(['sg-a', 'sg-b', 'sg-c', 'sg-d'], { minLength: 1 }), 'src.address': addresses, 'dst.port': ports },
    { requiredKeys: ['dst.port', 'src.address'] },
  )
  .map((fields) => fields as Fields);
