import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { load as yaml } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { requestOf, type Asked } from '../src/cli/ask.ts';
import { load } from '../src/cli/load.ts';
import { arrivalOf } from '../src/cli/rehearse-request.ts';
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
});
