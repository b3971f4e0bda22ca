import type { Problem, Resource } from '../resource/resource.ts';
import { describedIn } from './aws-describe.ts';
import { pagesMissing } from './aws/pages.ts';
import { isDescription } from './aws/pieces.ts';
import { meant } from './aws/meant.ts';
import { mistyped } from './aws/types.ts';
import { unreadIn } from './aws/unread.ts';
import { brokenStretches, isTemplate, refusedOf, unreadable } from './broken.ts';
import { templateReason } from './bundle.ts';
import { isTerraformFile } from './hcl/names.ts';
import { rereadingOf } from './hcl/patch/rereading.ts';
import type { Rereading } from './hcl/patch/edited.ts';
import { readHcl } from './hcl/read.ts';
import { gather, remember, type Gathered, type Unread } from './kubernetes.ts';
import { nodePosition } from './locate.ts';
import { openersAmong, type Openers } from './open.ts';
import { masked } from './secret.ts';
import { besideAnswers } from './terraform/beside.ts';
import { isProgress, progressReason, writtenBy } from './terraform/kind.ts';
import { secretsOfTerraform } from './terraform/sensitive.ts';
import { terraformIn } from './terraform/terraform.ts';
import { parseYaml, type ParsedDocument, type Unit } from './yaml.ts';

/** A text to read, under the name positions show, and the scope its resources are in. */
export interface Text extends Unit {
  readonly scope: string;
  /**
   * Values of variables that the user named: for the root folders of the same scope, if there are any, else for all. Of several
   * the last one wins.
   */
  readonly named?: true;
  /** The folder of Terraform's language that it is read with, where it lies elsewhere. */
  readonly folder?: string;
}

export interface TextsOptions {
  /** What functions of Terraform's language may look at. Default: the texts themselves. */
  readonly openers?: Openers;
}

export interface TextsRead {
  readonly resources: readonly Resource[];
  readonly problems: readonly Problem[];
  /** Texts by the file's name as shown, values of Secrets masked. `<stdin>` is what came through `-`. */
  readonly files: ReadonlyMap<string, string>;
  /** What was left alone, and why. */
  readonly unread: readonly Unread[];
  /** Terraform's files, to be read again with changes in them; absent without any. */
  readonly terraform?: Rereading;
}

/** Reads texts: YAML of one document or many, or JSON. Names are to differ. */
export function readTexts(texts: readonly Text[], options: TextsOptions = {}): TextsRead {
  const gathered: Gathered = { resources: [], problems: [], unread: [], secrets: new Map() };
  const openers = options.openers ?? openersAmong(texts);
  const configured = readHcl(texts.filter(({ name }) => isTerraformFile(name)), openers, gathered);
  // What a configuration opens is said there, and is no input of its own.
  const parsed = parseYaml(texts.filter(({ name }) => !isTerraformFile(name) && !configured.used.has(name)));
  const scopes = new Map(texts.map(({ name, scope }) => [name, scope]));
  const broken = [...parsed.broken, ...parsed.documents.flatMap((document) => refusedOf(document) ?? [])];
  const templates = new Set(broken.filter(isTemplate).map(({ file }) => file.name));
  for (const name of templates) gathered.unread.push({ file: name, reason: templateReason(name) });
  const read = parsed.documents.filter((document) => document.refused === undefined && !templates.has(document.file.name));
  const scopeOf = ({ file }: ParsedDocument): string => scopes.get(file.name) ?? 'default';
  const terraform = read.filter((document) => writtenBy(document) !== undefined);
  const progress = read.filter(isProgress);
  for (const document of new Map(progress.toReversed().map((each) => [each.file, each])).values()) gathered.unread.push({ file: document.file.name, reason: progressReason, at: nodePosition(document, document.root) });
  for (const document of read) if (!isDescription(document) && writtenBy(document) === undefined && !isProgress(document)) gather(document, scopeOf(document), gathered);
  for (const document of terraform) remember(gathered.secrets, document.file, secretsOfTerraform(document));
  const descriptions = read.filter(isDescription).map(meant);
  const described = describedIn(descriptions.map((document) => ({ document, scope: scopeOf(document) })));
  const planned = terraformIn(terraform.map((document) => ({ document, scope: scopeOf(document) })), gathered);
  for (const resource of besideAnswers([...planned, ...configured.resources], described.resources)) gathered.resources.push(resource);
  gathered.problems.push(...described.problems, ...descriptions.flatMap(pagesMissing), ...descriptions.flatMap(mistyped));
  gathered.unread.push(...descriptions.flatMap(unreadIn));
  // A comment is a document of nothing in YAML; a file that is to be an answer holds at least brackets.
  for (const { name, text } of texts) if (/\.json$/i.test(name) && /^\s*(?:null\s*)?$/.test(text)) gathered.unread.push({ file: name, reason: 'an empty file: there is nothing in it' });
  for (const found of broken) remember(gathered.secrets, found.file, brokenStretches(found));
  for (const [file, stretches] of gathered.secrets) file.text = masked(file.text, stretches);
  for (const found of broken) if (!templates.has(found.file.name)) gathered.problems.push(unreadable(found));
  const { resources, problems, unread } = gathered;
  const reread = configured.files.length === 0 ? {} : { terraform: rereadingOf(texts, openers, configured) };
  return { resources, problems, unread, files: new Map([...parsed.files, ...configured.files].map((file) => [file.name, file.text])), ...reread };
}
