import fc from 'fast-check';
import type { Field } from '../src/ir/field.ts';
import { always, is, isNumber, present } from '../src/ir/match.ts';
import type { Match } from '../src/ir/match.ts';
import type { Case, Hop, Op, Origin, Program, Share, Value, Verdict } from '../src/ir/program.ts';
import { matches, texts } from './random.ts';

/** Random programs of a few hops that use all six ops. `unknowns`: with values and conditions nobody knows. */
export function programs(unknowns: boolean): fc.Arbitrary<Program> {
  return fc
    .tuple(hopOps(unknowns, ['h1', 'h1', 'h2', 'h3']), hopOps(unknowns, ['h2', 'h2', 'h2', 'h3', 'h3', 'h3', 'h1']), hopOps(unknowns, ['h3', 'h3', 'h3', 'h3', 'h3', 'h3', 'h2']), hopOps(unknowns, []))
    .map((hops): Program => {
      const all = new Map(hops.map((ops, index): [string, Hop] => [`h${index}`, numbered({ id: `h${index}`, title: '', dialler: 'proxy', ops })]));
      return Object.assign({ hop: (id: string) => all.get(id) }, { [fc.toStringMethod]: () => JSON.stringify([...all.values()].map(({ ops }) => ops)) });
    });
}

const plain: Origin = { resource: 'random', rule: '' };

/** Gives every op and case an origin of its own, so that deciding rules can be compared. */
function numbered(hop: Hop): Hop {
  let count = 0;
  let retries = 0;
  const origin = (): Origin => ({ resource: hop.id, rule: String(count++) });
  const cases = (all: readonly Case[]): Case[] => all.map((one) => ({ match: one.match, then: ops(one.then), origin: origin() }));
  const ops = (all: readonly Op[]): Op[] =>
    all.map((op): Op => {
      if (op.op === 'switch') return { ...op, origin: origin(), cases: cases(op.cases) };
      if (op.op === 'dial') return { ...op, origin: origin(), reply: cases(op.reply) };
      if (op.op === 'pick') {
        // One pick of a hop tries again: which of two would first is nothing a provider's proxy has to say.
        const { again, ...once } = op;
        const kept = again !== undefined && retries++ === 0 ? { again } : {};
        return { ...once, ...kept, origin: origin(), among: op.among.map((share) => ({ ...share, then: ops(share.then), origin: origin() })) };
      }
      return { ...op, origin: origin() };
    });
  return { ...hop, ops: ops(hop.ops) };
}

function conditions(unknowns: boolean): fc.Arbitrary<Match> {
  return fc.oneof(
    { weight: 6, arbitrary: matches(unknowns) },
    { weight: 1, arbitrary: fc.constantFrom('a', 'b').map((zone) => is('zone', zone)) },
    { weight: 1, arbitrary: fc.constantFrom<Match>(is('session.state', 'open'), is('session.state', 'ended'), present('session.sni'), present('session.peer'), { field: 'session.sni', in: [{ suffix: 'a' }] }, { field: 'session.name', in: [{ exact: 'a' }] }) },
    { weight: 1, arbitrary: fc.constantFrom('10.0.0.0/8', '0.0.0.0/0').map((cidr): Match => ({ field: 'client.address', in: [{ cidr }] })) },
    { weight: 1, arbitrary: fc.constantFrom<Match>({ field: 'forwarded', in: [{ any: true }] }, { field: 'forwarded', in: [{ prefix: '10.' }] }) },
  );
}

const texted = fc.constantFrom<Field>('path', 'host', 'header(x-tenant)', 'method');

function values(unknowns: boolean): fc.Arbitrary<{ readonly field: Field | 'session'; readonly to: Value }> {
  const heads = fc.constantFrom('', '/', '/a', 'a', '/api');
  return fc.oneof(
    fc.tuple(texted, texts).map(([field, literal]) => ({ field, to: { literal } })),
    fc.tuple(texted).map(([field]) => ({ field, to: { absent: true as const } })),
    fc.tuple(texted, texted).map(([field, copy]) => ({ field, to: { copy } })),
    fc.tuple(fc.constantFrom<Field>('path', 'header(x-tenant)', 'host'), heads, heads).map(([field, head, to]) => ({ field, to: { head, with: to } })),
    fc.tuple(texted, fc.constantFrom(['a', 'b'], ['^/(a+)(.*)$', '\\2/\\1'], ['x*', ''])).map(([field, [pattern, rewrite]]) => ({ field, to: { pattern: pattern!, rewrite: rewrite! } })),
    fc.tuple(texted, fc.constantFrom('/a{path}', '{path}', '{header(x-tenant)}/b', 'x{method}', '/a', '{path}{method}')).map(([field, template]) => ({ field, to: { template } })),
    fc.tuple(fc.constantFrom<Field>('path', 'path.raw'), fc.constantFrom('normalise-path:BASE', 'normalise-path:MERGE_SLASHES', 'without-query', 'lower-case')).map(([field, call]) => ({ field, to: { call } })),
    fc.constantFrom<{ field: Field; to: Value }>(
      { field: 'forwarded', to: { append: 'src.address' } },
      { field: 'client.address', to: { nth: 1, of: 'forwarded' } },
      { field: 'client.address', to: { nth: 2, of: 'forwarded' } },
      { field: 'client.address', to: { copy: 'src.address' } },
      { field: 'src.address', to: { literal: '10.1.2.3' } },
      { field: 'src.address', to: { copy: 'client.address' } },
      { field: 'src.groups', to: { literal: ['sg-a', 'sg-d'] } },
      { field: 'src.groups', to: { absent: true } },
      { field: 'dst.port', to: { literal: 4 } },
    ),
    fc.constantFrom<{ field: 'session'; to: Value }>(
      { field: 'session', to: { push: {} } },
      { field: 'session', to: { push: { sni: { copy: 'host' }, demand: { authority: 'one', name: 'a' } } } },
      { field: 'session', to: { push: { sni: 'a', offer: { authority: 'mesh', principal: 'spiffe://a' } } } },
      { field: 'session', to: { pop: { certificate: { authority: 'one', names: ['a', '*.a'] } } } },
      { field: 'session', to: { pop: { certificate: { authority: 'two' }, verify: { authority: 'mesh', required: false } } } },
      { field: 'session', to: { pop: { certificate: { authority: 'one' }, verify: { authority: 'mesh', required: true } } } },
    ),
    ...(unknowns ? [fc.tuple(texted).map(([field]) => ({ field, to: { unknown: 'what an authorizer adds' } }))] : []),
  );
}

const verdicts = fc.constantFrom<Verdict>(
  { kind: 'delivered', workload: 'ns/a' },
  { kind: 'delivered', workload: 'ns/b' },
  { kind: 'answered', status: 404, cause: 'no-route' },
  { kind: 'answered', status: 503 },
  { kind: 'reset', cause: 'plaintext-refused' },
  { kind: 'dropped', cause: 'guard-dropped' },
);

const replies = fc.constantFrom<Match>(is('reply.outcome', 'reset'), is('reply.outcome', 'answered', 'dropped'), isNumber('reply.status', 503), { all: [is('reply.outcome', 'delivered'), is('method', 'a')] }, present('reply.cause'));

/** `next`: where the hop may lead; the odd loop among them. */
function hopOps(unknowns: boolean, next: readonly string[]): fc.Arbitrary<readonly Op[]> {
  const stop = verdicts.map((verdict): Op => ({ op: 'stop', verdict, origin: plain }));
  const hop = fc.constantFrom('h3', ...next);
  const leave = next.length === 0 ? stop : fc.oneof(
    { weight: 3, arbitrary: stop },
    { weight: 2, arbitrary: hop.map((to): Op => ({ op: 'goto', hop: to, origin: plain })) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(hop, fc.array(fc.tuple(replies, fc.option(verdicts.filter(({ kind }) => kind !== 'delivered'), { freq: 3 })), { maxLength: 2 }))
        .map(([to, reply]): Op => ({ op: 'dial', hop: to, origin: plain, reply: reply.map(([match, verdict]) => ({ match, origin: plain, then: verdict === null ? [] : [{ op: 'stop', verdict, origin: plain }] })) })),
    },
  );
  return fc.letrec<{ ops: readonly Op[]; op: Op; then: readonly Op[] }>((tie) => ({
    ops: fc.tuple(fc.array(tie('op'), { maxLength: 4 }), leave).map(([ops, last]) => [...ops, last]),
    op: fc.oneof(
      { maxDepth: 2, depthIdentifier: 'ops' },
      { weight: 4, arbitrary: values(unknowns).map((set): Op => ({ op: 'set', origin: plain, ...set })) },
      {
        weight: 4,
        arbitrary: fc
          .tuple(fc.array(fc.tuple(conditions(unknowns), tie('then')), { minLength: 1, maxLength: 3 }), tie('then'))
          .map(([cases, otherwise]): Op => ({ op: 'switch', origin: plain, cases: [...cases, [always, otherwise] as const].map(([match, then]) => ({ match, then, origin: plain })) })),
      },
      {
        weight: 1,
        arbitrary: fc
          .tuple(fc.array(tie('then'), { minLength: 1, maxLength: 2 }), fc.boolean())
          .map(([shares, again]): Op => ({
            op: 'pick',
            bind: 'zone',
            origin: plain,
            among: shares.map((then, index): Share => ({ value: ['a', 'b'][index]!, weight: 1, then, origin: plain })),
            ...(again ? { again: { on: is('reply.outcome', 'reset', 'dropped'), attempts: 1 } } : {}),
          })),
      },
    ),
    then: fc.oneof({ maxDepth: 2, depthIdentifier: 'ops' }, { weight: 2, arbitrary: fc.constant([]) }, { weight: 2, arbitrary: leave.map((op) => [op]) }, { weight: 2, arbitrary: tie('ops') }, { weight: 1, arbitrary: values(unknowns).map((set): readonly Op[] => [{ op: 'set', origin: plain, ...set }]) }),
  })).ops;
}
