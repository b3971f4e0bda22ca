import type { Match } from '../src/ir/match.ts';
import { all, always, is, isNumber } from '../src/ir/match.ts';
import type { Pattern } from '../src/ir/pattern.ts';
import type { Case, Op, Origin, Program } from '../src/ir/program.ts';
import { randomOf, words } from './random.ts';

const origin: Origin = { resource: 'bench', rule: 'bench' };

/** W1: a load balancer of 100 rules behind a security group of 60 and network ACLs of 20 both ways. */
export function balancer(): { readonly program: Program; readonly rules: readonly Case[] } {
  const random = randomOf(1);
  const known = words(60, 3);
  const block = (): string => `10.${random.upTo(8)}.${random.upTo(256)}.0/${random.pick([16, 20, 24])}`;
  const rules = Array.from({ length: 100 }, (_, index): Case => {
    const parts: Match[] = [];
    if (random.chance(0.5)) parts.push({ field: 'host', in: [random.chance(0.7) ? { exact: `${random.pick(known)}.example.org` } : { glob: `*.${random.pick(known)}.example.org` }] });
    if (random.chance(0.8) || parts.length === 0) parts.push({ field: 'path', in: Array.from({ length: 1 + random.upTo(2) }, (): Pattern => ({ glob: random.chance(0.6) ? `/${random.pick(known)}/*` : random.chance(0.5) ? `*.${random.pick(['js', 'css', 'png'])}` : `/${random.pick(known)}/*/${random.pick(known)}` })) });
    if (random.chance(0.2)) parts.push(is('method', random.pick(['GET', 'POST'])));
    if (random.chance(0.2)) parts.push({ field: 'header(x-tenant)', in: [{ glob: `${random.pick(known)}*`, ignoreCase: true }] });
    if (random.chance(0.2)) parts.push({ field: 'src.address', in: [{ cidr: block() }] });
    return { match: all(...parts), origin, then: [{ op: 'stop', origin, verdict: { kind: 'delivered', workload: `rule/${index}` } }] };
  });
  const missing: Op = { op: 'stop', origin, verdict: { kind: 'answered', status: 404, cause: 'no-route' } };
  const drop: Op = { op: 'stop', origin, verdict: { kind: 'dropped', cause: 'guard-dropped' } };
  const pass = (cases: readonly Case[]): Op => ({ op: 'switch', origin, cases: [...cases, { match: always, then: [drop], origin }] });
  const group = Array.from({ length: 60 }, (): Case => ({ match: all({ field: 'src.address', in: [{ cidr: block() }] }, { field: 'dst.port', in: [{ from: 443, to: 444 + random.upTo(2000) }] }), then: [], origin }));
  const acl = (field: 'dst.port' | 'src.port'): Case[] =>
    Array.from({ length: 20 }, (_, index): Case => ({ match: all({ field: 'src.address', in: [{ cidr: index === 19 ? '0.0.0.0/0' : block() }] }, { field, in: [{ from: 0, to: 65536 }] }), then: index < 6 ? [drop] : [], origin }));
  const guards: Op[] = [{ op: 'switch', origin, cases: [{ match: isNumber('dst.port', 443), then: [], origin }, { match: always, then: [drop], origin }] }, pass(acl('dst.port')), pass(group), pass(acl('src.port'))];
  const listener: Op = { op: 'switch', origin, cases: [...rules, { match: always, then: [missing], origin }] };
  return { rules, program: { hop: (id) => (id === 'listener' ? { id, title: id, dialler: 'load-balancer', ops: [...guards, listener] } : undefined) } };
}

/** W3: 900 cases of 1,400 patterns under one host, 300 of them regexes, most with a literal head. */
export function wideSwitch(): readonly Case[] {
  const random = randomOf(3);
  const known = words(400, 11);
  const word = (): string => random.pick(known);
  return Array.from({ length: 900 }, (_, index): Case => {
    const patterns: Pattern[] = [];
    for (let left = index % 9 < 5 ? 2 : 1; left > 0; left--) {
      const kind = random.upTo(100);
      if (index % 3 === 0 && left === 1) patterns.push({ regex: kind < 90 ? `/${word()}/v[0-9]+/.*` : `/[^/]+/${word()}/.*` });
      else if (kind < 40) patterns.push({ exact: `/${word()}/${word()}` });
      else if (kind < 80) patterns.push({ prefix: `/${word()}/${word()}/` });
      else patterns.push({ segments: `/${word()}/${word()}/${word()}` });
    }
    return { match: { field: 'path', in: patterns }, then: [], origin };
  });
}
