import { expect } from 'vitest';
import { answerOf } from '../../../src/cli/trace.ts';
import { requestOf, type Asked } from '../../../src/cli/ask.ts';
import { checkedOf } from '../../../src/cli/check.ts';
import { load, type Loaded } from '../../../src/cli/load.ts';
import type { Request } from '../../../src/path/request.ts';
import { traceOf, type Trace } from '../../../src/path/trace.ts';
import type { Checked } from '../../../src/report/check-text.ts';
import type { Answer } from '../../../src/report/answer.ts';
import { rootFolder } from '../../sources.ts';

/** The example with what stands in these folders or files on top of its base. */
export function xnat(...folders: readonly string[]): Promise<Loaded> {
  return load(['base', ...folders].map((folder) => `${rootFolder()}/examples/xnat/${folder}`));
}

export const home = 'https://xnat.example.com/';

export function asking(asked: Asked): Request {
  const request = requestOf(asked);
  if ('wrong' in request) throw new Error(request.wrong);
  return request;
}

/** The trace of a request, and everything that is said of it. */
export function traced(loaded: Loaded, asked: Asked): { readonly trace: Trace; readonly answer: Answer } {
  const trace = traceOf(loaded.path, asking(asked));
  if ('wrong' in trace) throw new Error(trace.wrong);
  return { trace, answer: answerOf(loaded, trace) };
}

/** The findings of a check, those of one name if given. */
export function found(loaded: Loaded, name?: string): Checked['findings'] {
  return checkedOf(loaded).findings.filter((finding) => name === undefined || finding.name === name);
}

/** `istio-mtls.yaml:8`: the file without its folder, and the line. */
export function placeOf(at: { readonly file: string; readonly line: number } | undefined): string {
  return at === undefined ? 'nowhere' : `${at.file.split('/').at(-1)}:${at.line}`;
}

/** The line of a file of the example on which the text stands. */
export function lineOf(loaded: Loaded, file: string, text: string): string {
  const [name, content] = [...loaded.inputs.files].find(([shown]) => shown.endsWith(`/${file}`)) ?? [];
  const index = content?.split('\n').findIndex((line) => line.includes(text)) ?? -1;
  expect(index, `${text} in ${file}`).toBeGreaterThan(-1);
  return `${name?.split('/').at(-1)}:${index + 1}`;
}
