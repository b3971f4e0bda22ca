import { balancedAt, type Balancing } from '../dialects/aws/balancing.ts';
import { interfacesIn, interfacesOf, interfacesOwned } from '../dialects/aws/network/interfaces.ts';
import { podAt } from '../dialects/kubernetes/pods.ts';
import { lostOnTheWay } from '../facts/lost-packets.ts';
import type { Cause } from '../ir/cause.ts';
import type { HealthState } from '../path/health.ts';
import type { Path } from '../path/path.ts';
import { networkAsked } from '../path/places.ts';
import { targetOf, type Request } from '../path/request.ts';
import { traceOf, type Trace } from '../path/trace.ts';
import type { Met } from './propose.ts';

/** A stop that this request does not meet, and that belongs to making it work: the balancer's own checks, its other targets. */
export interface Beside extends Met {
  /** What meets it, as `gets no answer` follows it: `the health check of shop, from edge to port 8081,`. */
  readonly about: string;
}

/** What else the network stops of the balancer through which the request goes, or which it is about. */
export function besides(path: Path, trace: Trace): readonly Beside[] {
  const uses = usesOf(path, trace);
  const siblings = uses.flatMap((use) => siblingsOf(path, trace, use));
  const health = [...trace.health, ...uses.flatMap(({ hop }) => path.health.states(hop))];
  return [...siblings, ...health.flatMap((state) => checkOf(path, state))];
}

/** The balancers that have what a question about packets leads to among their targets, if one of them asks it or its network does. */
function usesOf({ estate }: Path, { request }: Trace): readonly Balancing[] {
  const target = targetOf(request.url);
  if ('wrong' in target || target.scheme !== 'tcp') return [];
  return balancedAt(estate, target.host, target.port).filter(({ balancer }) => {
    const nodes = interfacesOwned(estate, 'balancer', balancer);
    if (networkAsked(estate, request.from) !== undefined) return request.from.kind === 'vpc' && nodes.some(({ key }) => isIn(request.from, key));
    return nodes.some(({ key, addresses }) => (request.from.kind === 'interface' && request.from.id === key) || (request.from.kind === 'address' && addresses.includes(request.from.address)));
  });

  function isIn(from: Request['from'], key: string): boolean {
    return from.kind === 'vpc' && interfacesIn(estate, { vpc: from.name }).some((each) => each.key === key);
  }
}

function siblingsOf(path: Path, { request }: Trace, { group, targets }: Balancing): readonly Beside[] {
  return targets.flatMap(({ id, port }) => {
    const url = `tcp://${id.includes(':') ? `[${id}]` : id}:${port}`;
    return url === request.url ? [] : stopsOf(path, { ...request, url }, `the connection to ${id}:${port}, ${targets.length === 2 ? 'the other' : 'another'} target of ${group},`);
  });
}

/** A check that packets' rules let fail, asked as the node of the balancer asks it. */
function checkOf(path: Path, { check, cause }: HealthState): readonly Beside[] {
  if (cause === undefined || check.place === undefined || !(lostOnTheWay as readonly Cause[]).includes(cause)) return [];
  const address = addressIn(path, check.to);
  if (address === undefined) return [];
  const port = check.to.split('/').at(-1) ?? '';
  const host = `${address.includes(':') ? `[${address}]` : address}:${port}`;
  const [, balancer = '', group = ''] = check.group.split('/');
  const request: Request = {
    url: check.scheme === 'tcp' ? `tcp://${host}` : `${check.scheme}://${host}${check.path}`,
    method: check.method,
    headers: check.scheme === 'tcp' || check.host === host ? [] : [['host', check.host]],
    from: { kind: 'interface', id: check.place.interface },
    insecure: true,
  };
  return stopsOf(path, request, `the health check of ${group}, from ${balancer} to port ${port},`);
}

function addressIn({ estate }: Path, to: string): string | undefined {
  const [word, first = '', second = ''] = to.split('/');
  if (word === 'address') return first;
  if (word === 'host') return interfacesOf(estate).get(first)?.addresses[0];
  const address = word === 'pod' ? podAt(estate, first, second)?.address : undefined;
  return typeof address === 'string' ? address : undefined;
}

function stopsOf(path: Path, request: Request, about: string): readonly Beside[] {
  const trace = traceOf(path, request);
  if ('wrong' in trace) return [];
  return trace.outcomes.flatMap(({ blockers }) => blockers.map((blocker) => ({ about, trace, blocker })));
}
