import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { load as yaml } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { requestOf, type Asked } from '../src/cli/ask.ts';
import { load } from '../src/cli/load.ts';
import { arrivalOf, someClient } from '../src/cli/rehearse-request.ts';
import { podsOf } from '../src/dialects/kubernetes/pods.ts';
import { servicesOf } from '../src/dialects/kubernetes/services.ts';
import type { Path } from '../src/path/path.ts';
import type { Request } from '../src/path/request.ts';
import { differing, rehearsed } from './up/estate.ts';
import { rootFolder, textOf } from './sources.ts';

/** The questions of test/stories/mesh, sent for real. */
interface Story {
  readonly pain: string;
  readonly with: readonly string[];
  readonly asks?: readonly Asked[];
}

const home = 'test/stories/mesh';
const folders = readdirSync(join(rootFolder(), home)).filter((name) => /^\d\d-/.test(name));

async function pathOf(folder: string, story: Story): Promise<Path> {
  const settings = `${home}/${folder}/sallyport.yaml`;
  const files = existsSync(join(rootFolder(), settings)) ? [settings] : [...story.with.map((name) => `${home}/${name}.yaml`), `${home}/${folder}/estate.yaml`];
  return (await load(files)).path;
}

function asked(asks: Asked): Request {
  const request = requestOf(asks);
  if ('wrong' in request) throw new Error(request.wrong);
  return request;
}

/** Every pod asks every Service, in every way; the world asks every entry, by its own names and by another. */
function everything({ estate, network }: Path): readonly Request[] {
  const urls = (scheme: string, host: string, port: number): string => `${scheme}://${host}:${port}${scheme === 'tcp' ? '' : '/'}`;
  const services = servicesOf(estate).slice(0, 6).flatMap(({ name, namespace, ports }) => ports.filter(({ port }) => !ofProxies.includes(port)).slice(0, 3).flatMap(({ port }) => ['http', 'https', 'tcp'].map((scheme) => urls(scheme, `${name}.${namespace}`, port))));
  const inside = podsOf(estate).slice(0, 4).flatMap(({ namespace, name }) => [...services, 'https://api.example.net/'].flatMap((url) => ways({ url, method: 'GET', headers: [], from: { kind: 'pod', namespace, name } })));
  const outside = network.entries.flatMap(({ scheme, port, hosts }) => [...hosts.slice(0, 4), 'stranger.example'].flatMap((host) => ways({ url: urls(scheme, host.replace('*', 'any'), port), method: 'GET', headers: [], from: { kind: 'address', address: someClient } })));
  return [...inside, ...outside];
}

/** Waypoints answer here by themselves; whoever dials their own Service instead of one behind it is not modelled. */
const ofProxies = [15008, 15021];

function ways(request: Request): readonly Request[] {
  if (request.url.startsWith('tcp:')) return [request];
  return [
    request,
    { ...request, version: '2' },
    { ...request, version: '1.0' },
    { ...request, method: 'POST', headers: [['X-Forwarded-For', '10.1.2.3, 198.51.100.7'], ['X-Team', 'red']] },
    { ...request, url: `${request.url}admin/../x?y=1`, method: 'DELETE' },
  ];
}

describe('what people came with is rehearsed as it is traced', () => {
  const stories = folders.map((folder) => ({ folder, ...(yaml(textOf(`${home}/${folder}/story.yaml`)) as Story) })).filter(({ asks = [] }) => asks.length > 0);

  test.each(stories)('$folder', async ({ folder, asks = [], ...story }) => {
    const path = await pathOf(folder, story);
    const requests = asks.map(asked).filter((request) => {
      const arrival = arrivalOf(path, request);
      return arrival !== undefined && !('wrong' in arrival);
    });
    expect(requests.length).toBe(asks.length);
    const estate = await rehearsed(path, requests);
    for (const request of requests) expect(await differing(estate, request), `${request.method} ${request.url}`).toBeUndefined();
  });

  test.each(stories)('$folder, asked by everybody for everything', async ({ folder, ...story }) => {
    const path = await pathOf(folder, story);
    // Every sixth is enough to meet each kind of question in some story.
    const requests = everything(path).filter((request, index) => {
      const arrival = arrivalOf(path, request);
      return index % 6 === folders.indexOf(folder) % 6 && arrival !== undefined && !('wrong' in arrival);
    });
    expect(requests.length).toBeGreaterThan(8);
    const estate = await rehearsed(path, requests);
    for (const request of requests) expect(await differing(estate, request), `HTTP/${request.version ?? '1.1'} ${request.method} ${request.url} from ${JSON.stringify(request.from)}`).toBeUndefined();
  });
});
