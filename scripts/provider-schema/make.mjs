/** Writes src/facts/terraform-aws-schema.ts. README.md says how it is run, and what its letters mean. */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { schemaIn, versionIn } from './extract.mjs';

const [library, target] = process.argv.slice(2);
const bindings = JSON.parse(readFileSync(join(dirname(library), 'package.json'), 'utf8')).version;
const version = versionIn(library);
const types = schemaIn(library).filter(({ type }) => !/^aws_alb(_|$)/.test(type));

withStatements(types);

const numbers = new Map();
const definitions = [];
const recursive = new Set();
const being = [];
for (const { block } of types) findRecursive(block);
const reserved = new Map([...recursive].map((block) => [block, reserve()]));
for (const [block, number] of reserved) definitions[number] = written(block);
const line = ({ type, block }) => `${type.replace(/^aws_/, '')} ${written(block)}`.trimEnd();
const [resources, sources] = [types.filter(({ source }) => !source).map(line), types.filter(({ source }) => source).map(line)];

writeFileSync(target, `/**
 * Arguments of the resources and data sources of hashicorp/aws ${version} (MPL-2.0, Copyright HashiCorp, Inc. / IBM Corp.),
 * made by scripts/provider-schema (its README.md has the letters) of @cdktn/provider-aws ${bindings}, MPL-2.0.
 */
export const terraformAwsSchema = \`${[version, ...resources, '', ...sources, '', ...definitions].join('\n')}\`;
`);
console.log(`${resources.length} resources, ${sources.length} data sources, ${definitions.length} blocks`);

/** A rule of a web ACL or rule group has one statement, which the bindings do not describe; that of a rule of its own has the same members. */
function withStatements(all) {
  const resource = (name) => all.find(({ type, source }) => !source && type === name).block;
  const { statement } = resource('aws_wafv2_web_acl_rule');
  for (const name of ['aws_wafv2_web_acl', 'aws_wafv2_rule_group']) {
    const rule = resource(name).rule.of;
    const of = relaxed(statement.of, new Map());
    // What narrows a rate or a group down is a statement like any other; the newer resource knows fewer there.
    for (const narrowed of ['managed_rule_group_statement', 'rate_based_statement']) of[narrowed].of.scope_down_statement = { flags: 'o', type: 'block', nesting: '1', of };
    rule.statement = { flags: 'r', type: 'block', nesting: '1', of };
  }
}

/** The older resources have defaults where the newer one asks: rate_based_statement.aggregate_key_type is IP. */
function relaxed(block, made) {
  if (made.has(block)) return made.get(block);
  const copy = {};
  made.set(block, copy);
  for (const [name, argument] of Object.entries(block)) copy[name] = { ...argument, flags: name === 'aggregate_key_type' ? 'o' : argument.flags, ...(argument.of === undefined ? {} : { of: relaxed(argument.of, made) }) };
  return copy;
}

function findRecursive(block) {
  if (being.includes(block)) return void recursive.add(block);
  being.push(block);
  for (const { of } of Object.values(block)) if (of !== undefined) findRecursive(of);
  being.pop();
}

function reserve() {
  definitions.push('');
  return definitions.length - 1;
}

function written(block) {
  return Object.entries(block).map(([name, argument]) => `${name}${flag(argument)}${shape(argument)}`).join(' ');
}

function flag({ flags, type }) {
  return { r: '!', o: /^[nba]$/.test(type) ? ':' : '', oc: '~', c: '.' }[flags];
}

function shape({ type, nesting, of }) {
  if (of === undefined) return type === 's' ? '' : type;
  return `${type === 'block' ? '#' : '@'}${nesting}${numberOf(of)}`;
}

/** Blocks that say the same are one. */
function numberOf(block) {
  const own = reserved.get(block);
  if (own !== undefined) return own;
  const text = written(block);
  if (!numbers.has(text)) {
    numbers.set(text, definitions.length);
    definitions.push(text);
  }
  return numbers.get(text);
}
