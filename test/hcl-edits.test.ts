import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { argumentOf, argumentsOf } from '../src/facts/terraform-schema.ts';
import { editedFiles, type Rereading } from '../src/formats/hcl/patch/edited.ts';
import { sameBody } from '../src/formats/hcl/patch/same.ts';
import { readInputs } from '../src/formats/inputs.ts';
import { patchOf } from '../src/formats/patch.ts';
import { applyEdits, invert, type Edit } from '../src/resource/edit.ts';
import { identityOf, isObject, keyOf, valueAt, type Json, type Path, type Resource } from '../src/resource/resource.ts';

const examples = ['as-published', 'mended', 'terraform'];
const runs = 24;

/** Numbers that are the same in each run. */
interface Random {
  readonly below: (limit: number) => number;
  readonly pick: <T>(members: readonly T[]) => T;
}

function randomOf(seed: number): Random {
  const numbers = fc.sample(fc.nat(1_000_000), { numRuns: 4000, seed });
  let at = 0;
  const below = (limit: number): number => numbers[at++ % numbers.length]! % limit;
  return { below, pick: (members) => members[below(members.length)]! };
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-edits-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function leaves(value: Json, at: Path = []): Path[] {
  if (value === null || typeof value !== 'object') return [at];
  return Object.entries(value).flatMap(([name, member]) => (name === 'unknown_after_apply' ? [] : leaves(member as Json, [...at, Array.isArray(value) ? Number(name) : name])));
}

function lists(value: Json, at: Path = []): Path[] {
  if (value === null || typeof value !== 'object') return [];
  const own = Array.isArray(value) && value.length > 0 && at.length > 0 ? [at] : [];
  return [...own, ...Object.entries(value).flatMap(([name, member]) => (name === 'unknown_after_apply' ? [] : lists(member as Json, [...at, Array.isArray(value) ? Number(name) : name])))];
}

/** Members of sets change places when they are read again, so that an index means another one. */
function isOrdered(type: string, path: Path): boolean {
  return path.every((step, depth) => {
    const argument = typeof step === 'number' ? argumentOf(type, path.slice(0, depth)) : undefined;
    return argument?.type !== 'set' && argument?.nesting !== 'set';
  });
}

/** Some edit of a resource, as mends make them: one value, one more, one less, a resource beside it, or none of it. */
function someEdit(random: Random, { body, ...resource }: Resource): Edit | undefined {
  const of = identityOf({ ...resource });
  const ordered = (path: Path): boolean => isOrdered(of.type, path);
  const [values, members] = [leaves(body).filter(ordered), lists(body).filter((path) => ordered([...path, 0]))];
  const path = random.pick(values);
  const list = members.length === 0 ? undefined : random.pick(members);
  switch (random.below(7)) {
    case 0:
    case 1: {
      const old = valueAt(body, path) ?? null;
      return { edit: 'set', of, path, to: typeof old === 'number' ? old + 1 : typeof old === 'boolean' ? !old : 'another "text" of ${x}\n' };
    }
    case 2:
      return { edit: 'remove', of, path };
    case 3: {
      const held = list === undefined ? undefined : (valueAt(body, list) as readonly Json[]);
      return held === undefined ? undefined : { edit: 'insert', of, path: list!, at: held.length, value: isObject(held[0]) ? held[0] : 'one more' };
    }
    case 4: {
      const free = [...(argumentsOf(of.type)?.values() ?? [])].filter(({ name, type, optional }) => type === 'string' && optional && body[name] === undefined);
      return free.length === 0 ? undefined : { edit: 'set', of, path: [random.pick(free).name], to: 'said' };
    }
    case 5: {
      const { unknown_after_apply: _unknown, ...said } = body;
      return { edit: 'add', resource: { ...of, name: 'one-more', body: said }, after: of };
    }
    default:
      return { edit: 'remove', of, path: [] };
  }
}

describe.each(examples)('edits of examples/central-ingress/%s, written into its files and read again', (name) => {
  test('do what they do to the model, and nothing else; formatted files stay formatted; an edit is undone by its inverse', async () => {
    const inputs = await readInputs([`examples/central-ingress/${name}`]);
    const terraform = inputs.terraform!;
    const base = terraform.read(new Map());
    const declared = base.filter(({ type, name: called }) => type.startsWith('aws_') && !/(?:^|[.:])data\./.test(called));
    const random = randomOf(name.length);
    const done = { written: 0, undone: 0 };
    for (let run = 0; run < runs; run++) {
      const edit = someEdit(random, random.pick(declared));
      if (edit === undefined) continue;
      const edited = editedFiles(terraform, [edit]);
      if (!('files' in edited)) continue;
      done.written++;
      keep(`${name}-${run}`, edited.files);
      expect(comments(terraform, edited.files, edit)).toBe(0);
      const after = terraform.read(edited.files);
      const expected = applyEdits(base, [edit]);
      expect({ edit, differs: differing(after, expected, edit) }).toEqual({ edit, differs: [] });
      if (edit.edit === 'add' || edit.path.length === 0) continue;
      const again: Rereading = { texts: new Map([...terraform.texts, ...edited.files]), read: (changed) => terraform.read(new Map([...edited.files, ...changed])) };
      const back = editedFiles(again, invert(base, [edit]));
      expect({ edit, back: 'files' in back }).toEqual({ edit, back: true });
      if ('files' in back) expect({ edit, differs: differing(again.read(back.files), base, edit) }).toEqual({ edit, differs: [] });
      done.undone++;
    }
    expect(done.written).toBeGreaterThan(runs / 4);
    expect(done.undone).toBeGreaterThan(0);
    const formatted = spawnSync('terraform', ['fmt', '-check', '-recursive', folder], { encoding: 'utf8' });
    if (formatted.error !== undefined) console.log(`not compared with terraform fmt: ${formatted.error.message}`);
    else expect(formatted.stdout).toBe('');
  });
});

test('a patch of several files applies with patch -p1', async () => {
  const inputs = await readInputs(['examples/central-ingress/as-published']);
  const endpoint = inputs.resources.find(({ type, name }) => type === 'aws_vpc_endpoint' && name === 'module.endpoint.endpoint')!;
  const edits: readonly Edit[] = [{ edit: 'insert', of: identityOf(endpoint), path: ['security_group_ids'], at: 1, value: '${aws_security_group.module.alb.internet-ingress-alb-sg.id}' }];
  const edited = editedFiles(inputs.terraform!, edits);
  const files = 'files' in edited ? edited.files : new Map<string, string>();
  expect(files.size).toBe(3);
  const { patch } = patchOf(inputs.files, inputs.resources, [], { of: new Map(), files });
  const place = join(folder, 'patched');
  for (const file of files.keys()) {
    mkdirSync(join(place, file, '..'), { recursive: true });
    writeFileSync(join(place, file), inputs.files.get(file)!);
  }
  const { status, stdout } = spawnSync('patch', ['-p1', '--dry-run'], { cwd: place, input: patch, encoding: 'utf8' });
  expect({ status, lines: stdout.trim().split('\n').length }).toEqual({ status: 0, lines: 3 });
});

function keep(run: string, files: ReadonlyMap<string, string>): void {
  for (const [file, text] of files) {
    mkdirSync(join(folder, run, file, '..'), { recursive: true });
    writeFileSync(join(folder, run, file), text);
  }
}

/** How many comments came or went; what is taken away may take its own along. */
function comments({ texts }: Rereading, files: ReadonlyMap<string, string>, edit: Edit): number {
  const count = (text: string): number => text.match(/#.*$/gm)?.length ?? 0;
  const sum = [...files].reduce((total, [name, text]) => total + count(text) - count(texts.get(name)!), 0);
  return edit.edit === 'remove' ? Math.max(0, sum) : sum;
}

/** Names of resources that are not what they are to be; a new one is called by where it stands. */
function differing(now: readonly Resource[], expected: readonly Resource[], edit: Edit): readonly string[] {
  const wanted = new Map(expected.map((each) => [keyOf(each), each]));
  const strange = now.filter((each) => {
    const other = wanted.get(keyOf(each));
    wanted.delete(keyOf(each));
    return other === undefined || !sameBody(each.type, each.body, other.body);
  });
  const [fresh, missing] = edit.edit === 'add' ? [strange.find(({ type, body }) => type === edit.resource.type && sameBody(type, body, edit.resource.body)), keyOf(edit.resource)] : [];
  return [...strange.filter((each) => each !== fresh), ...[...wanted.values()].filter((each) => keyOf(each) !== missing)].map(({ type, name }) => `${type} ${name}`);
}
