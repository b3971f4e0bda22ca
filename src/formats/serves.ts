import { isIP } from 'node:net';
import type { Json, JsonObject, Path, Problem, Resource } from '../resource/resource.ts';
import type { Settings } from './settings.ts';

/**
 * What a `sallyport.yaml` says of programs, as resources: `serves: [{ workload: NS/NAME | address, port, speaks,
 * answers, latency, keepAlive, proxyProtocol }]`. An entry that cannot be read is reported and left out.
 */
export function servesIn(settings: Settings | undefined, scope: string, problems: Problem[]): readonly Resource[] {
  const serves = settings?.body['serves'];
  if (settings === undefined || serves === undefined || serves === null) return [];
  if (!Array.isArray(serves)) {
    problems.push(wrong(settings, ['serves'], 'serves is a list of { workload: NAMESPACE/NAME or address, port, answers, latency, keepAlive }'));
    return [];
  }
  return (serves as readonly Json[]).flatMap((entry, index) => servedBy(settings, entry, ['serves', index], scope, problems));
}

function servedBy(settings: Settings, entry: Json, at: Path, scope: string, problems: Problem[]): readonly Resource[] {
  const body = entry !== null && typeof entry === 'object' && !Array.isArray(entry) ? (entry as JsonObject) : {};
  const { workload, address, port } = body;
  const named = typeof workload === 'string' ? /^([^/\s]+)\/([^/\s]+)$/.exec(workload) : null;
  const mistakes = [
    ...(named === null && address === undefined ? [wrong(settings, at, 'an entry of serves names a workload or an address: { workload: NAMESPACE/NAME, port: 8080 }')] : []),
    ...(workload !== undefined && address !== undefined ? [wrong(settings, at, 'an entry of serves names a workload or an address, and not both')] : []),
    ...(typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65536 ? [] : [wrong(settings, [...at, 'port'], 'an entry of serves names the port that the program listens on')]),
    ...Object.entries(members).flatMap(([name, { fits, says }]) => (body[name] === undefined || fits(body[name]!) ? [] : [wrong(settings, [...at, name], `${name} is ${says}`)])),
    ...Object.keys(body).flatMap((name) => (name in members || name === 'workload' || name === 'address' || name === 'port' ? [] : [wrong(settings, [...at, name], `serves knows no ${name}: write ${['workload', 'address', 'port', ...Object.keys(members)].join(', ')}`)])),
  ];
  problems.push(...mistakes);
  if (mistakes.length > 0) return [];
  const own = named === null ? { name: `${String(address)}:${String(port)}` } : { namespace: named[1]!, name: `${named[2]!}:${String(port)}` };
  return [{ scope, type: 'Serves', ...own, body, locate: (path, part) => settings.locate([...at, ...path], part) }];
}

const duration = /^\d+(\.\d+)?(ms|s|m|h)$/;

const members: Readonly<Record<string, { readonly fits: (value: Json) => boolean; readonly says: string }>> = {
  address: { fits: (value) => typeof value === 'string' && isIP(value) !== 0, says: 'an IPv4 or IPv6 address' },
  speaks: { fits: (value) => value === 'http' || value === 'https' || value === 'tls', says: 'http, https or tls' },
  answers: { fits: (value) => value !== null && typeof value === 'object' && !Array.isArray(value) && Object.values(value).every((status) => typeof status === 'number' && status >= 100 && status < 600), says: 'a status for each path: { /health: 200, "/admin*": 401 }' },
  latency: { fits: (value) => typeof value === 'string' && duration.test(value), says: 'a time such as 200ms or 20s' },
  keepAlive: { fits: (value) => typeof value === 'string' && duration.test(value), says: 'a time such as 5s' },
  proxyProtocol: { fits: (value) => typeof value === 'boolean', says: 'true or false' },
};

function wrong(settings: Settings, path: Path, message: string): Problem {
  const at = settings.locate(path);
  return { name: 'wrong-setting', severity: 'error', message, ...(at === undefined ? {} : { at }) };
}
