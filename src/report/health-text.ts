import type { TargetHealth, Trace } from '../path/trace.ts';
import { oneLine } from './escape.ts';
import type { Paint } from './paint.ts';
import { verdictText } from './words.ts';

/** What the balancers on the way find of their targets: a line for each, or for each set of nodes that find different things. */
export function healthText({ health, titles }: Trace, paint: Paint): readonly string[] {
  if (health.length === 0) return [];
  const told = (state: TargetHealth): string => {
    const word = state.state === 'healthy' ? paint.green('healthy') : state.state === 'unhealthy' ? paint.red('unhealthy') : paint.yellow('unknown');
    const why = state.cause === 'loop' && state.verdict?.kind !== 'unresolved' ? ': health loop, the check comes back to who asks' : state.verdict === undefined || state.state === 'healthy' ? '' : `: the check gets ${verdictText(state.verdict)}`;
    const differs = health.some((other) => other !== state && other.group === state.group && other.target === state.target);
    const nodes = differs && state.nodes.length > 0 ? ` at ${state.nodes.join(', ')}` : '';
    return `  ${oneLine(state.target)}  ${word}${oneLine(why)}  (${state.check.scheme === 'tcp' ? 'TCP' : `${state.check.method} ${oneLine(state.check.path)}`} from ${oneLine(`${titleOf(titles, state.from)}${nodes}`)})`;
  };
  const names = [...new Set(health.flatMap(({ failOpen, from }) => (failOpen ? [from] : [])))];
  return ['health:', ...health.map(told), ...names.map((from) => `  ${paint.yellow(opened(health, from, oneLine(titleOf(titles, from))))}`)];
}

/** Of nodes that have targets of their own, some may have none that is healthy: name servers leave those out, and clients may keep their addresses all the same. */
function opened(health: Trace['health'], from: string, balancer: string): string {
  const own = health.filter((each) => each.from === from);
  const bare = own.filter(({ failOpen }) => failOpen);
  if (bare.length === own.length) return `every target is unhealthy, so ${bare.length === health.length ? 'the balancer' : balancer} fails open and sends requests all the same`;
  const nodes = [...new Set(bare.flatMap((each) => each.nodes))].map(oneLine).join(', ');
  return `every target of ${nodes === '' ? 'one node' : nodes} is unhealthy: name servers leave it out, and to clients that keep its address ${balancer} fails open`;
}

/** A check is named after the group that it belongs to, which may have a hop for each of its ports. */
function titleOf(titles: Trace['titles'], from: string): string {
  return titles[from] ?? Object.entries(titles).find(([hop]) => hop.startsWith(`${from}/`))?.[1] ?? from;
}
