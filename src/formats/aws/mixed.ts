import type { Position, Problem, Resource } from '../../resource/resource.ts';
import { textOf } from './described.ts';

/** What one file says of one resource: the place it is in, as far as that says it. */
interface Said {
  readonly file: string;
  readonly resource: Resource;
  readonly region: string | undefined;
  readonly account: string | undefined;
}

/** Types that are not of the Region they are asked in. */
const anywhere = /^aws_(?:acm_|wafv2_|route53_|vpc_peering|ec2_transit_gateway_peering)/;

/** Answers of two accounts or Regions that are read as one: told once a scope, with where each of them is said. */
export function mixedUp(told: readonly { readonly file: string; readonly resource: Resource }[]): readonly Problem[] {
  const scopes = new Map<string, Said[]>();
  for (const { file, resource } of told) {
    const said = { file, resource, region: regionOf(resource), account: accountOf(resource) };
    const list = scopes.get(resource.scope);
    if (list === undefined) scopes.set(resource.scope, [said]);
    else list.push(said);
  }
  return [...scopes].flatMap(([scope, said]) => stated(scope, said) ?? apart(said) ?? []);
}

/** `111122223333/eu-west-1`, as an entry of `inputs:` makes it. */
const named = /^(\d{12})(?:\/(.+))?$/;

/** A scope that has an account and a Region, and a file of it that holds those of another one. */
function stated(scope: string, said: readonly Said[]): readonly Problem[] | undefined {
  const [, account, region] = named.exec(scope) ?? [];
  if (account === undefined) return undefined;
  const files = byFile(said, ({ region: each }) => each);
  const strangers = [...files].filter(([, found]) => region !== undefined && found.size > 0 && !found.has(region)).map(([, found]) => [...found][0]![1]);
  // Only an ARN says for sure whose a thing is: what other accounts share is described to everybody.
  const others = said.filter(({ resource, account: owner }) => resource.type.startsWith('aws_lb') && owner !== undefined && owner !== account);
  const [first] = [...strangers, ...others];
  if (first === undefined) return [];
  return [problem(`${first.file} describes ${first.region ?? 'another Region'}${first.account === undefined ? '' : ` of account ${first.account}`}, and sallyport.yaml says that it is ${region ?? 'a Region'} of account ${account}. Correct the entry of inputs that names it`, first)];
}

/** Files of which none has a Region in common with another, or an account under the same list. */
function apart(said: readonly Said[]): readonly Problem[] | undefined {
  const regions = clash(byFile(said, ({ region }) => region));
  const types = regions === undefined ? [...new Set(said.map(({ resource }) => resource.type))].sort() : [];
  const accounts = types.map((type) => clash(byFile(said.filter(({ resource }) => resource.type === type), ({ account }) => account))).find((found) => found !== undefined);
  const found = regions ?? accounts;
  if (found === undefined) return undefined;
  const of = regions === undefined ? 'accounts' : 'Regions';
  const witness = found.map(([name, { resource, file }]) => `${name} in ${file}${resource.locate([]) === undefined ? '' : `:${resource.locate([])!.line}`}`);
  // One folder cannot be two places: the files are named then.
  const together = new Set(found.map(([, { file }]) => folderOf(file))).size < found.length;
  const entries = found.map(([name, { file, account, region }]) => `{ path: ${together ? file : folderOf(file)}, account: "${account ?? '...'}", region: ${regions === undefined ? (region ?? '...') : name} }`);
  return [problem(`answers of several ${of} are read as those of one: ${witness.join(', ')}. Zones are named account by account, and a list counts as complete: say in sallyport.yaml which ${together ? 'file' : 'folder'} is which. inputs: [${[...new Set(entries)].join(', ')}]`, found[1]![1])];
}

function folderOf(file: string): string {
  const slash = file.lastIndexOf('/');
  return slash < 0 ? file : file.slice(0, slash + 1);
}

/** For each file what it says, with the first resource that says so. */
function byFile(said: readonly Said[], of: (one: Said) => string | undefined): ReadonlyMap<string, ReadonlyMap<string, Said>> {
  const files = new Map<string, Map<string, Said>>();
  for (const one of said) {
    const value = of(one);
    if (value === undefined) continue;
    const values = files.get(one.file) ?? new Map<string, Said>();
    if (!values.has(value)) values.set(value, one);
    files.set(one.file, values);
  }
  return files;
}

/** Two files without a value in common: the values of both, in the order of the files. */
function clash(files: ReadonlyMap<string, ReadonlyMap<string, Said>>): readonly (readonly [string, Said])[] | undefined {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  const [first] = sorted;
  const other = first === undefined ? undefined : sorted.find(([, values]) => ![...values.keys()].some((value) => first[1].has(value)));
  return other === undefined ? undefined : [[...first![1]][0]!, [...other[1]][0]!];
}

function regionOf({ type, body }: Resource): string | undefined {
  if (anywhere.test(type)) return undefined;
  const zone = /^([a-z]{2}(?:-[a-z]+)+-\d)/.exec(textOf(body['availability_zone']) ?? '')?.[1];
  return zone ?? textOf(textOf(body['arn'])?.split(':')[3]);
}

function accountOf({ type, body }: Resource): string | undefined {
  return anywhere.test(type) ? undefined : (textOf(textOf(body['arn'])?.split(':')[4]) ?? textOf(body['owner_id']));
}

function problem(message: string, { resource }: Said): Problem {
  const at: Position | undefined = resource.locate([]);
  return { name: 'answers-mixed-up', severity: 'warning', message, ...(at === undefined ? {} : { at }) };
}
