import { isMap, isUnknown, unknown, type MapValue, type Value } from '../values/value.ts';
import { entriesOf } from './convert.ts';
import { setOf } from './equality.ts';
import { refused, type Definitions, type FunctionContext, type FunctionError, type Parameter } from './function.ts';
import { globs } from './globs.ts';
import { digest } from './hashes.ts';
import { cleaned } from './paths.ts';
import { SourceFile } from '../../source.ts';

const path: Parameter = { name: 'path', is: 'string' };
const vars: Parameter = { name: 'vars', is: 'any', unknowns: true };

/** Functions that read files. What they may open, the context says. */
export const files: Definitions = {
  file: { takes: [path], run: ([name], context) => read(name as string, context, (text) => text) },
  filebase64: { takes: [path], run: ([name], context) => read(name as string, context, (text) => Buffer.from(text, 'utf8').toString('base64')) },
  filebase64sha256: { takes: [path], run: ([name], context) => hashed(name as string, context, (text) => digest('sha256', text, 'base64')) },
  filebase64sha512: { takes: [path], run: ([name], context) => hashed(name as string, context, (text) => digest('sha512', text, 'base64')) },
  fileexists: { takes: [path], run: ([name], context) => exists(name as string, context) },
  filemd5: { takes: [path], run: ([name], context) => hashed(name as string, context, (text) => digest('md5', text, 'hex')) },
  fileset: { takes: [path, { name: 'pattern', is: 'string' }], run: ([folder, pattern], context) => fileset(folder as string, pattern as string, context) },
  filesha1: { takes: [path], run: ([name], context) => hashed(name as string, context, (text) => digest('sha1', text, 'hex')) },
  filesha256: { takes: [path], run: ([name], context) => hashed(name as string, context, (text) => digest('sha256', text, 'hex')) },
  filesha512: { takes: [path], run: ([name], context) => hashed(name as string, context, (text) => digest('sha512', text, 'hex')) },
  templatefile: { takes: [path, vars], unknowns: 'any', run: ([name, variables], context) => (context.inTemplate === true ? recursive('templatefile') : fromTemplate(name as string, variables!, context)) },
  templatestring: { takes: [{ name: 'template', is: 'string' }, vars], unknowns: 'any', run: ([text, variables], context) => (context.inTemplate === true ? recursive('templatestring') : withVariables(variables!, (map) => context.evaluateTemplate(new SourceFile('templatestring', text as string), text as string, map))) },
};

function read(name: string, context: FunctionContext, of: (text: string) => Value): Value | FunctionError {
  const opened = context.open(name);
  if ('why' in opened) return unknown(opened.why);
  return 'absent' in opened ? absent(name) : of(opened.text);
}

/** Digests say of a file that is not there what the operating system says. */
function hashed(name: string, context: FunctionContext, of: (text: string) => Value): Value | FunctionError {
  const opened = context.open(name);
  if ('why' in opened) return unknown(opened.why);
  return 'absent' in opened ? refused(`open ${name}: no such file or directory`) : of(opened.text);
}

function absent(name: string): FunctionError {
  return refused(`no file exists at ${JSON.stringify(name)}; this function works only with files that are distributed as part of the configuration source code, so if this file will be created by a resource in this configuration you must instead obtain this result from an attribute of that resource`, 0);
}

function exists(name: string, context: FunctionContext): Value | FunctionError {
  const opened = context.open(name);
  if ('text' in opened) return true;
  if ((context.list(name)?.length ?? 0) > 0) return refused(`${JSON.stringify(name)} is a directory, not a file`);
  return 'why' in opened ? unknown(opened.why) : false;
}

function fileset(folder: string, pattern: string, context: FunctionContext): Value | FunctionError {
  const takes = globs(pattern);
  if (takes === undefined) return refused(`failed to glob pattern ${JSON.stringify(cleaned(`${folder}/${pattern}`))}: syntax error in pattern`);
  const listed = context.list(folder);
  return listed === undefined ? unknown(`the files of ${folder} are not among the inputs`) : setOf(listed.filter(takes));
}

function fromTemplate(name: string, variables: Value, context: FunctionContext): Value | FunctionError {
  const opened = context.open(name);
  return withVariables(variables, (map) => {
    if ('why' in opened) return unknown(opened.why);
    return 'absent' in opened ? absent(name) : context.evaluateTemplate(opened.file, opened.text, map);
  });
}

/** Terraform, internal/lang/funcs/filesystem.go: within a template these two only refuse. */
function recursive(name: string): FunctionError {
  return refused(`cannot recursively call ${name} from inside another template function`);
}

function withVariables(variables: Value, evaluate: (map: MapValue) => Value | FunctionError): Value | FunctionError {
  if (isUnknown(variables)) return variables;
  const map = isMap(variables) ? variables : entriesOf(variables);
  if (map === undefined) return refused('invalid vars value: must be a map', 1);
  const wrong = [...map.entries.keys()].find((name) => !/^[\p{ID_Start}][\p{ID_Continue}-]*$/u.test(name));
  return wrong === undefined ? evaluate(map) : refused(`invalid template variable name ${JSON.stringify(wrong)}: must start with a letter, followed by zero or more letters, digits, and underscores`, 1);
}
