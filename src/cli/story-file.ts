import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseYaml } from '../formats/yaml.ts';
import { readerOf, type Reader } from '../resource/reader.ts';
import type { JsonObject, Problem } from '../resource/resource.ts';
import type { Request } from '../path/request.ts';
import { requestOf } from './ask.ts';

/** A story as its `story.yaml` tells it: what is there all the time, and what is applied on top, step by step. */
export interface Story {
  readonly folder: string;
  /** Read with every step; absent: each step says itself what it is read with. */
  readonly base?: string;
  /** The step whose findings are shown first; absent: none. */
  readonly check?: string;
  readonly steps: readonly StoryStep[];
  /** The step that stays up at the end; absent: none. */
  readonly up?: string;
}

export interface StoryStep {
  /** Under the story's folder. */
  readonly folder: string;
  readonly says: string;
  readonly requests: readonly StoryRequest[];
}

export interface StoryRequest {
  readonly request: Request;
  /** A status, or a verdict's word: `502`, `delivered`, `reset`; several where it depends: `200 or 504`. A delivery is 200. */
  readonly expect: string;
  /** What the answer's body has to be; absent: anything. */
  readonly body?: string;
}

/** Reads `FOLDER/story.yaml`. The text says what is wrong with it. */
export async function storyOf(folder: string): Promise<Story | { readonly wrong: string }> {
  const file = join(folder, 'story.yaml');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return { wrong: `${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}` };
  }
  const { documents, broken } = parseYaml([{ name: file, text }]);
  const [document] = documents;
  if (broken[0] !== undefined || document === undefined) return { wrong: `${file} is not YAML: ${broken[0]?.reason ?? 'it is empty'}` };
  const problems: Problem[] = [];
  const story = told(folder, document.value as JsonObject, problems);
  const [problem] = problems;
  return problem === undefined ? story : { wrong: `${file}: ${problem.message}` };
}

/** The paths that one step of a story is read from. */
export function inputsOf(story: Story, folder: string): readonly string[] {
  return [...(story.base === undefined ? [] : [join(story.folder, story.base)]), join(story.folder, folder)];
}

function told(folder: string, body: JsonObject, problems: Problem[]): Story {
  const reader = readerOf({ scope: '', type: 'story', name: folder, body, locate: () => undefined }, problems);
  const [base, check, up] = ['base', 'check', 'up'].map((name) => reader.get(name).string());
  return {
    folder,
    steps: reader.get('steps').each().map((step) => ({
      folder: needed(step.get('folder'), problems),
      says: step.get('says').string() ?? '',
      requests: step.get('requests').each().flatMap((request) => requestIn(request, problems)),
    })),
    ...(base === undefined ? {} : { base }),
    ...(check === undefined ? {} : { check }),
    ...(up === undefined ? {} : { up }),
  };
}

function requestIn(reader: Reader, problems: Problem[]): readonly StoryRequest[] {
  const [method, from, body] = ['method', 'from', 'body'].map((name) => reader.get(name).string());
  const request = requestOf({ url: needed(reader.get('url'), problems), ...(method === undefined ? {} : { method }), ...(from === undefined ? {} : { from }) });
  if ('wrong' in request) {
    problems.push({ name: 'wrong-setting', severity: 'error', message: request.wrong });
    return [];
  }
  return [{ request, expect: needed(reader.get('expect'), problems), ...(body === undefined ? {} : { body }) }];
}

function needed(reader: Reader, problems: Problem[]): string {
  const text = reader.string();
  if (text === undefined && !reader.there) problems.push({ name: 'wrong-setting', severity: 'error', message: `${reader.path.join('.')} is missing` });
  return text ?? '';
}
