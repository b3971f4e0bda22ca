import { balancersOf } from '../dialects/aws/balancers.ts';
import type { HopId } from '../ir/program.ts';
import type { Estate } from '../resource/estate.ts';
import type { Assumption } from './assumption.ts';

/** Headers that a listener writes into answers: a path says what is answered, not what a browser makes of it. */
export function answerHeadersOf(estate: Estate, hop: HopId): readonly Assumption[] {
  const [word, name, port] = hop.split('/');
  const listener = word === 'listener' ? balancersOf(estate).find((each) => each.name === name)?.listeners.find((each) => each.port === Number(port)) : undefined;
  if (listener === undefined || listener.answerHeaders.length === 0) return [];
  return [{ name: 'answer-headers-not-shown', layer: 'applications', text: `the load balancer changes headers of the answer, which is not shown here: ${listener.answerHeaders.join(', ')}` }];
}
