import { expect, test } from 'vitest';
import { parseExpression, parseHcl } from '../src/formats/hcl/syntax/parse.ts';
import { SourceFile } from '../src/formats/source.ts';
import { generator } from './fuzz/random.ts';
import { askLibrary, libraryInstalled } from './hcl/library.ts';
import { mistaken } from './hcl/mistakes.ts';
import { printedFile } from './hcl/printed.ts';
import { damaged, randomExpression, randomFile } from './hcl/programs.ts';
import { libraryShape, shapeOf } from './hcl/shapes.ts';
import { filesUnder, textOf } from './sources.ts';

// hcl2json is hashicorp/hcl in WebAssembly: what Terraform itself reads with. How ours is built owes it nothing.
const reason = libraryInstalled() ? undefined : '@cdktn/hcl2json is not installed';

/** What both make of files, side by side. */
function readBoth(texts: readonly string[]): readonly { readonly text: string; readonly ours: unknown; readonly theirs: unknown }[] {
  const { files } = askLibrary({ files: texts });
  return texts.map((text, index) => {
    const parsed = parseHcl(new SourceFile('it.tf', text));
    const answer = files[index]!;
    return { text, ours: parsed.mistakes.length > 0 ? 'refused' : JSON.parse(JSON.stringify(printedFile(parsed))), theirs: 'error' in answer ? 'refused' : answer.value };
  });
}

test('every .tf file of the examples means to us what it means to hcl2json', ({ skip }) => {
  if (reason !== undefined) return skip(reason);
  const files = filesUnder('examples').filter((file) => file.endsWith('.tf'));
  expect(files.length).toBeGreaterThan(100);
  for (const { ours, theirs } of readBoth(files.map(textOf))) expect(ours).toEqual(theirs);
});

test('random files mean to both the same', ({ skip }) => {
  if (reason !== undefined) return skip(reason);
  const both = readBoth(Array.from({ length: 500 }, (_, seed) => randomFile(generator(seed))));
  for (const { text, ours, theirs } of both) expect(ours, text).toEqual(theirs);
  expect(both.filter(({ theirs }) => theirs !== 'refused').length).toBeGreaterThan(400);
});

test('random files with damage are taken or refused by both', ({ skip }) => {
  if (reason !== undefined) return skip(reason);
  const texts = Array.from({ length: 1500 }, (_, seed) => {
    const random = generator(seed + 1_000_000);
    return damaged(random, randomFile(random));
  });
  for (const { text, ours, theirs } of readBoth(texts)) expect(ours, text).toEqual(theirs);
});

test('random expressions are put together in the same way', ({ skip }) => {
  if (reason !== undefined) return skip(reason);
  const texts = Array.from({ length: 400 }, (_, seed) => randomExpression(generator(seed + 2_000_000)));
  const { expressions } = askLibrary({ expressions: texts });
  const both = texts.map((text, index) => {
    const parsed = parseExpression(new SourceFile('it.tf', text), 0, text.length);
    const answer = expressions[index]!;
    return { text, ours: parsed.mistakes.length > 0 ? 'refused' : shapeOf(parsed.expression), theirs: 'error' in answer ? 'refused' : libraryShape(answer.value) };
  });
  for (const { text, ours, theirs } of both) expect(ours, text).toEqual(theirs);
  expect(both.filter(({ theirs }) => theirs !== 'refused').length).toBeGreaterThan(350);
});

test('what we take for a mistake is one to hcl2json', ({ skip }) => {
  if (reason !== undefined) return skip(reason);
  for (const { text, theirs } of readBoth(mistaken.map(([text]) => text))) expect(theirs, text).toBe('refused');
});
