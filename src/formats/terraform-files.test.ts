import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listFiles, type Listing } from './files.ts';
import { readInputs } from './inputs.ts';
import { largestOpened, openersAmong, openersBelow, type Openers } from './open.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-terraform-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Buffer = ''): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
}

function modules(...folders: readonly string[]): string {
  return JSON.stringify({ Modules: folders.map((Dir, index) => ({ Key: `m${index}`, Source: 'example/m/aws', Dir })) });
}

function list(...names: readonly string[]): Promise<Listing> {
  return listFiles(names.map((name) => ({ path: join(folder, name), scope: 'default' })));
}

function shown(text: string): string {
  return text.replaceAll(`${folder}/`, '');
}

function found({ files }: Listing): string[] {
  return files.map(({ name, named }) => shown(name) + (named === true ? ' (named)' : ''));
}

function told({ unread }: Listing): string[] {
  return unread.map(({ file, reason }) => shown(`${file}: ${reason}`));
}

describe('which files of Terraform are listed', () => {
  test('configuration, what it loads by itself and the lock file; of dot folders nothing else', async () => {
    for (const name of ['main.tf', 'more.tf.json', 'terraform.tfvars', 'a.auto.tfvars', 'b.auto.tfvars.json', '.terraform.lock.hcl', 'page.tpl', 'setup.sh', '.hidden/x.tf', '.terraform/providers/p/x.tf', '.terraform/x.tf', '.terraform/modules/vpc/x.tf']) write(name);
    expect(found(await list('.'))).toEqual(['.terraform.lock.hcl', 'a.auto.tfvars', 'b.auto.tfvars.json', 'main.tf', 'more.tf.json', 'terraform.tfvars']);
  });

  test('of modules that were fetched the folders in their list, and in them only configuration', async () => {
    write('net/main.tf');
    write('net/.terraform/modules/modules.json', modules('.', '.terraform/modules/vpc', '.terraform/modules/vpc/modules/sub', '../outside', '.terraform/modules/gone', '.terraform/modules/out'));
    for (const name of ['vpc/main.tf', 'vpc/README.md', 'vpc/values.yaml', 'vpc/examples/main.tf', 'vpc/modules/sub/main.tf', 'unlisted/main.tf']) write(`net/.terraform/modules/${name}`);
    write('outside/main.tf');
    symlinkSync(join(folder, 'outside'), join(folder, 'net/.terraform/modules/out'));
    const listing = await list('net');
    expect(found(listing)).toEqual(['net/.terraform/modules/modules.json', 'net/.terraform/modules/vpc/main.tf', 'net/.terraform/modules/vpc/modules/sub/main.tf', 'net/main.tf']);
    expect(told(listing)).toEqual(['net/.terraform/modules/gone: there is no such file or folder']);
  });

  test('a list of modules that is none, or leads away, is as if it were not there', async () => {
    write('main.tf');
    write('.terraform/modules/modules.json', '{"Modules": [{"Dir": 3}, null, ');
    expect(found(await list('.'))).toEqual(['.terraform/modules/modules.json', 'main.tf']);
    rmSync(join(folder, '.terraform'), { recursive: true });
    symlinkSync('/etc', join(folder, '.terraform'));
    expect(found(await list('.'))).toEqual(['main.tf']);
  });

  test('values of variables that Terraform would not load are told, and applied once they are named', async () => {
    for (const name of ['infra/main.tf', 'infra/envs/prod.tfvars', 'infra/envs/terraform.tfvars', 'infra/stage.tfvars.json']) write(name);
    const listing = await list('infra');
    expect(found(listing)).toEqual(['infra/main.tf']);
    expect(told(listing)[0]).toBe('infra/envs/prod.tfvars: Terraform does not load it by itself. Name it to apply it: sallyport trace URL infra infra/envs/prod.tfvars');
    expect(told(listing)).toHaveLength(3);
    const named = await list('infra/stage.tfvars.json', 'infra', 'infra/envs/prod.tfvars');
    expect(found(named)).toEqual(['infra/stage.tfvars.json (named)', 'infra/main.tf', 'infra/envs/prod.tfvars (named)']);
    expect(told(named)).toEqual(['infra/envs/terraform.tfvars: Terraform does not load it by itself. Name it to apply it: sallyport trace URL infra infra/envs/terraform.tfvars']);
  });

  test('a file that is loaded anyway is applied where it is named, after what was named before', async () => {
    for (const name of ['main.tf', 'terraform.tfvars', 'prod.tfvars']) write(name);
    expect(found(await list('.', 'prod.tfvars', 'terraform.tfvars'))).toEqual(['main.tf', 'prod.tfvars (named)', 'terraform.tfvars (named)']);
  });

  test('inputs of a sallyport.yaml may be such files', async () => {
    write('sallyport.yaml', 'inputs:\n  - { path: infra, account: "1" }\n  - { path: infra/envs/prod.tfvars, account: "1" }\n');
    write('infra/main.tf');
    write('infra/envs/prod.tfvars', 'size = 2\n');
    const { unread, problems } = await readInputs([folder]);
    expect({ unread, problems }).toEqual({ unread: [], problems: [] });
  });
});

describe('which files an expression may open', () => {
  const below = (...roots: readonly string[]): Promise<Openers> => list(...roots).then(({ below: real, names }) => openersBelow(real, names));
  const open = ({ open: answer }: Openers, name: string): unknown => JSON.parse(JSON.stringify(answer(join(folder, name))).replaceAll(`${folder}/`, ''));

  test('any name below an input, under the name it was listed by', async () => {
    write('infra/main.tf');
    write('infra/page.tpl', 'text');
    write('infra/a.yaml', 'a: 1');
    symlinkSync(join(folder, 'infra/a.yaml'), join(folder, 'infra/link'));
    const openers = await below('infra');
    expect(open(openers, 'infra/modules/../page.tpl')).toEqual({ name: 'infra/page.tpl', text: 'text' });
    expect(open(openers, 'infra/link')).toEqual({ name: 'infra/a.yaml', text: 'a: 1' });
  });

  test('nothing that lies outside, also by way of a link or of two dots', async () => {
    write('infra/main.tf');
    write('secret.txt', 'x');
    symlinkSync(join(folder, 'secret.txt'), join(folder, 'infra/link'));
    symlinkSync(folder, join(folder, 'infra/up'));
    symlinkSync('self', join(folder, 'infra/self'));
    const openers = await below('infra');
    for (const name of ['secret.txt', 'infra/../secret.txt', 'infra/link', 'infra/up/secret.txt', 'nowhere/at/all', 'infra/up/none']) expect(open(openers, name)).toEqual({ reason: `${join(name)} does not lie in the folders that are read: name the one that holds it, too` });
    expect(open(openers, 'infra/self')).toEqual({ reason: 'infra/self is not read: its symbolic links lead in a circle' });
    expect(openers.open('/dev/zero')).toEqual({ reason: '/dev/zero does not lie in the folders that are read: name the one that holds it, too' });
  });

  test('what is not there, a folder, a binary file and one that is too large are told apart', async () => {
    write('infra/sub/x.bin', Buffer.from([1, 0, 2]));
    write('infra/large');
    truncateSync(join(folder, 'infra/large'), largestOpened + 1);
    const openers = await below('infra');
    expect(open(openers, 'infra/none.tpl')).toEqual({ reason: 'infra/none.tpl is not read: there is no such file or folder', missing: true });
    expect(open(openers, 'infra/sub')).toEqual({ reason: 'infra/sub is a folder' });
    expect(open(openers, 'infra/sub/x.bin')).toEqual({ reason: 'infra/sub/x.bin is not read: it is binary' });
    expect(open(openers, 'infra/large')).toEqual({ reason: 'infra/large has 5 MiB, and the limit is 4 MiB' });
  });

  test('a file that was named alone opens, and what lies beside it does not', async () => {
    write('main.tf', 'x');
    write('page.tpl', 'y');
    const openers = await below('main.tf');
    expect(open(openers, 'main.tf')).toEqual({ name: 'main.tf', text: 'x' });
    expect(open(openers, 'page.tpl')).toEqual({ reason: 'page.tpl does not lie in the folders that are read: name the one that holds it, too' });
  });

  test('a folder is listed with what lies below it, links to folders left alone', async () => {
    for (const name of ['infra/b.yaml', 'infra/sub/a.yaml', 'infra/sub/.c']) write(name);
    symlinkSync(join(folder, 'infra'), join(folder, 'infra/sub/round'));
    const openers = await below('infra');
    expect(openers.list(join(folder, 'infra'))).toEqual(['b.yaml', 'sub/.c', 'sub/a.yaml']);
    expect(openers.list(folder)).toEqual({ reason: `${folder} does not lie in the folders that are read: name the one that holds it, too` });
    expect(openers.list(join(folder, 'infra/none'))).toEqual({ reason: `${join(folder, 'infra/none')} is not read: there is no such file or folder`, missing: true });
  });

  test('among texts that are given, by their names', () => {
    const openers = openersAmong([{ name: 'infra/a.tpl', text: 'a' }, { name: './infra/sub/b.yaml', text: 'b' }, { name: 'other/c', text: 'c' }]);
    expect(openers.open('infra/sub/../a.tpl')).toEqual({ name: 'infra/a.tpl', text: 'a' });
    expect(openers.open('infra/x')).toEqual({ reason: 'there is no file infra/x among the inputs', missing: true });
    expect(openers.list('infra')).toEqual(['a.tpl', 'sub/b.yaml']);
  });
});
