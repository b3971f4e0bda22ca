/** Reads the schema of Terraform's AWS provider out of its CDK bindings: flags stand in comments, types and nesting in `...ToHclTerraform`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Every type of the provider, in the order of names: { type, source: boolean (a data source), block }. A block maps names
 * to { flags, type, of }: flags `r` required, `o` optional, `c` computed; type `s n b a` for one value, `[s {s` for collections,
 * `block` with `of` (a block of its own) and `nesting`: `1` one at most, `l` list, `s` set, `m` map; `attribute` for
 * objects that are written as an argument.
 */
export function schemaIn(library) {
  return readdirSync(library).sort().flatMap((folder) => {
    const index = join(library, folder, 'index.js');
    return existsSync(index) && folder !== 'provider' ? typesIn(index) : [];
  });
}

/** The version of the provider that the bindings were made of. */
export function versionIn(library) {
  return /providerVersion: '([^']+)'/.exec(readFileSync(join(library, 'lb', 'index.js'), 'utf8'))[1];
}

function typesIn(index) {
  const folder = join(dirname(index), 'index-structs');
  const own = readFileSync(index, 'utf8');
  const others = (existsSync(folder) ? readdirSync(folder) : []).filter((file) => file.endsWith('.js')).map((file) => readFileSync(join(folder, file), 'utf8'));
  const parts = { classes: new Map(), settable: new Map() };
  for (const text of [...others, own]) partsOf(text, parts);
  return [...own.matchAll(/^class (\w+) extends cdktn\.Terraform(Resource|DataSource) \{/gm)].map(([, name, kind]) => {
    const { body } = parts.classes.get(name);
    const type = /terraformResourceType: '([^']+)'/.exec(body)[1];
    return { type, source: kind === 'DataSource', block: blockOf(name, parts, new Map()) };
  });
}

/** Classes by name, and what their converters say of what is settable. */
function partsOf(text, { classes, settable }) {
  for (const part of text.split(/^(?=class |function )/m)) {
    const [, name] = /^class (\w+)/.exec(part) ?? [];
    const [, converter] = /^function (\w+)ToHclTerraform\(/.exec(part) ?? [];
    if (name !== undefined) classes.set(name, { body: part });
    if (converter !== undefined) settable.set(capital(converter), attributesIn(part, 8));
    else if (name !== undefined && part.includes('synthesizeHclAttributes()')) settable.set(name, attributesIn(part.slice(part.indexOf('synthesizeHclAttributes()')), 12));
  }
}

function attributesIn(text, indent) {
  const entry = new RegExp(`^ {${indent}}(\\w+): \\{\\n\\s+value: (?:[\\w.]+ === undefined \\? null : )?(.*),\\n\\s+isBlock: (\\w+),\\n\\s+type: "(\\w+)",\\n\\s+storageClassType: "(.*)",$`, 'gm');
  return new Map([...text.matchAll(entry)].map(([, name, value, , type, storage]) => [name, { value, type, storage }]));
}

function blockOf(name, parts, made) {
  const known = made.get(name);
  if (known !== undefined) return known;
  const block = {};
  made.set(name, block);
  const { body } = parts.classes.get(name) ?? parts.classes.get(`${name}OutputReference`) ?? missing(name);
  const settable = parts.settable.get(name) ?? new Map();
  const getters = /^    \/\/ (\w+) - computed: (\w+), optional: (\w+), required: (\w+)\n(?:    _\w+ = (.*);\n)?(?:    _\w+;\n)?(?:    get \w+\(\) \{\n        return (.*);)?/gm;
  for (const [, argument, computed, optional, required, made1, returned] of body.matchAll(getters)) {
    const flags = `${required === 'true' ? 'r' : ''}${optional === 'true' ? 'o' : ''}${computed === 'true' ? 'c' : ''}`;
    const written = settable.get(argument);
    const shape = written === undefined ? readShape(made1 ?? returned ?? '') : writtenShape(written);
    const { inner, ...rest } = shape;
    block[argument] = { flags, ...rest, ...(inner === undefined ? {} : { of: blockOf(inner, parts, made) }) };
  }
  return block;
}

/** What may be written: the converter says its type. */
function writtenShape({ value, type }) {
  const plain = plainType(value.replace(/\((?:this\._|struct\.)\w+(?:\.internalValue)?\)+$/, ''), type === 'set' ? '(' : '[');
  if (plain !== undefined) return { type: plain };
  const listed = /listMapperHcl\((?:\w+\.)?(\w+)ToHclTerraform, (true|false)\)/.exec(value);
  if (listed !== null) return { type: listed[2] === 'true' ? 'block' : 'attribute', nesting: type === 'set' ? 's' : 'l', inner: capital(listed[1]) };
  const keyed = /hashMapperHcl\((\w+)ToHclTerraform\)/.exec(value);
  if (keyed !== null) return { type: 'block', nesting: 'm', inner: capital(keyed[1]) };
  const single = /(\w+)ToHclTerraform\)?\(/.exec(value) ?? missing(value);
  return { type: 'block', nesting: type === 'struct' ? 'o' : '1', inner: capital(single[1]) };
}

/** One value, or a collection of such: `stringToHclTerraform` in any number of mappers. */
function plainType(mapper, list) {
  const inner = mapper.replace(/^this\.markWriteOnlyAttribute\(/, '');
  const simple = /^cdktn\.(string|number|boolean|any)ToHclTerraform$/.exec(inner);
  if (simple !== null) return simple[1][0];
  const listed = /^cdktn\.listMapperHcl\((.*), false\)$/.exec(inner);
  const mapped = /^cdktn\.hashMapperHcl\((.*)\)$/.exec(inner);
  const of = listed === null && mapped === null ? undefined : plainType((listed ?? mapped)[1], '[');
  return of === undefined ? undefined : `${listed === null ? '{' : list}${of}`;
}

/** What only the provider says: the getter says its type. */
function readShape(text) {
  const simple = /this\.get(String|Number|Boolean)(List)?Attribute/.exec(text);
  if (simple !== null) return { type: `${simple[2] === undefined ? '' : '['}${simple[1][0].toLowerCase()}` };
  if (text.includes('getNumberListAttribute')) return { type: '[n' };
  if (text.includes('getListAttribute')) return { type: text.includes('Fn.tolist') ? '(s' : '[s' };
  const map = /new cdktn\.(String|Number|Boolean|Any)Map(?:List)?\(this, /.exec(text);
  if (map !== null) return { type: `{${map[1][0].toLowerCase()}` };
  const list = /new (?:\w+\.)?(\w+)List\(this, "\w+", (true|false)\)/.exec(text);
  if (list !== null) return { type: 'attribute', nesting: list[2] === 'true' ? 's' : 'l', inner: list[1] };
  const keyed = /new (?:\w+\.)?(\w+)Map\(this, "\w+"\)/.exec(text);
  if (keyed !== null) return { type: 'attribute', nesting: 'm', inner: keyed[1] };
  const single = /new (?:\w+\.)?(\w+)OutputReference\(this, "\w+"\)/.exec(text);
  if (single !== null) return { type: 'attribute', nesting: 'o', inner: single[1] };
  return { type: 'a' };
}

function missing(name) {
  throw new Error(`no class, and no converter: ${name}`);
}

function capital(name) {
  return name[0].toUpperCase() + name.slice(1);
}
