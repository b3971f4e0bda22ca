import type { Estate } from '../../../resource/estate.ts';
import { readerOf, type Reader } from '../../../resource/reader.ts';
import { wholeMilliseconds } from '../../kubernetes/durations.ts';
import { membersIn } from '../../kubernetes/go-values.ts';
import type { CallPolicy } from '../mesh/addresses.ts';
import { meshOf } from '../mesh/mesh.ts';

/** What a route asks of the call that it makes; without a route, what the mesh asks of all. */
export function callPolicyOf(estate: Estate, route?: Reader): CallPolicy {
  const timeout = wholeMilliseconds(route?.get('timeout').string());
  const own = route?.get('retries');
  return { ...(timeout === undefined || timeout === 0 ? {} : { timeout }), ...retriesOf(own?.there === true ? own : meshRetries(estate)) };
}

function meshRetries(estate: Estate): Reader | undefined {
  const { resource } = meshOf(estate);
  const retries = resource === undefined ? undefined : readerOf(resource).get('defaultHttpRetryPolicy');
  return retries?.there === true ? retries : undefined;
}

/** Without attempts there are none; a status among the conditions means the condition for statuses too (core/route/retry, ConvertPolicy). */
function retriesOf(retries: Reader | undefined): CallPolicy {
  if (retries === undefined) return {};
  const attempts = retries.get('attempts').number() ?? 0;
  const perTry = wholeMilliseconds(retries.get('perTryTimeout').string());
  const on = membersIn(retries.get('retryOn').string());
  const statuses = on.some((each) => /^\d+$/.test(each)) && !on.includes('retriable-status-codes') ? ['retriable-status-codes'] : [];
  return { attempts: Math.max(0, attempts), ...(perTry === undefined || perTry === 0 ? {} : { perTry }), ...(on.length === 0 ? {} : { on: [...on, ...statuses] }) };
}
