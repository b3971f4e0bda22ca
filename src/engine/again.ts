import { always, type Match } from '../ir/match.ts';
import type { Origin } from '../ir/program.ts';
import { replied } from './reply.ts';
import type { Carrier, Ending } from './step.ts';
import type { Way } from './walk.ts';

/** A way from a hop, with what that hop did before it was left. */
export interface Followed<V, R> {
  readonly ending: Ending<V, R>;
  readonly way: Way<V, R>;
}

/**
 * Retries: where a pick may be tried again, a way that fails is replaced by the ways of the other choices, if there are
 * attempts enough to reach one that does not fail. Traffic is divided until each choice has one fate.
 */
export function retried<V, R>(carrier: Carrier<V, R>, ways: readonly Followed<V, R>[]): readonly Followed<V, R>[] {
  return ways.flatMap((followed): readonly Followed<V, R>[] => {
    const picked = followed.ending.picks.find(({ op }) => op.again !== undefined);
    const again = picked?.op.again;
    if (picked === undefined || again === undefined) return [followed];
    const others = [...new Set(ways.flatMap(({ ending }) => ending.picks.filter(({ op, share }) => op === picked.op && share !== picked.share).map(({ share }) => share)))];
    const groups = others.map((share) => ways.filter(({ ending }) => ending.picks.some((pick) => pick.op === picked.op && pick.share === share)));
    return fates(carrier, followed, again.on).flatMap((own) => {
      if (!own.fails) return [own.followed];
      return groups.reduce<readonly Fates<V, R>[]>((all, group) => all.flatMap((one) => divided(carrier, one, group, again.on)), [{ own, others: [] }]).flatMap(({ own: { followed: failed }, others: tried }) => {
        const better = tried.filter(({ fails }) => !fails);
        const { rest } = failed.way.traffic;
        if (better.length === 0 || tried.length - better.length + 1 > again.attempts) return [failed];
        const fraction = failed.way.fraction / better.length;
        const when = [...new Set([failed, ...tried.map((one) => one.followed)].flatMap(({ way }) => way.when))];
        return better.map(({ followed: { ending, way } }) => ({ ending, way: { ...way, fraction, when, traffic: { ...way.traffic, rest } } }));
      });
    });
  });
}

interface Fate<V, R> {
  readonly followed: Followed<V, R>;
  readonly fails: boolean;
}

interface Fates<V, R> {
  readonly own: Fate<V, R>;
  readonly others: readonly Fate<V, R>[];
}

function divided<V, R>(carrier: Carrier<V, R>, { own, others }: Fates<V, R>, group: readonly Followed<V, R>[], on: Match): readonly Fates<V, R>[] {
  const parts = group.flatMap((other) => {
    const shared = carrier.overlap === undefined ? own.followed.way.traffic : carrier.overlap(own.followed.way.traffic.rest, other.way.traffic.rest);
    return shared === undefined ? [] : fates(carrier, narrowed(other, shared.rest), on);
  });
  return parts.length === 0 ? [{ own, others }] : parts.map((part) => ({ own: { ...own, followed: narrowed(own.followed, part.followed.way.traffic.rest) }, others: [...others, part] }));
}

/** Divides a way into traffic whose outcome is one to try again after, and traffic for which it is not, or nobody knows. */
function fates<V, R>(carrier: Carrier<V, R>, followed: Followed<V, R>, on: Match): readonly Fate<V, R>[] {
  const { ending, way } = followed;
  const cases = [{ match: on, then: [], origin: noOrigin }, { match: always, then: [], origin: noOrigin }];
  const branches = carrier.split(replied(carrier, { ...ending.traffic, rest: way.traffic.rest }, way.verdict), cases);
  if ('need' in branches || branches.some(({ when }) => when.length > 0)) return [{ followed, fails: false }];
  return branches.map(({ index, traffic }) => ({ followed: narrowed(followed, traffic.rest), fails: index === 0 }));
}

function narrowed<V, R>({ ending, way }: Followed<V, R>, rest: R): Followed<V, R> {
  return { ending, way: { ...way, traffic: { ...way.traffic, rest } } };
}

const noOrigin: Origin = { resource: '', rule: '' };
