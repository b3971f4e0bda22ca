/**
 * Asks hcl2json, which is Terraform's own parser in WebAssembly: texts of files and of expressions come as JSON on the
 * standard input, its answers and the time they took go out. A process of its own, as the Go in it never ends.
 */
import { readFileSync } from 'node:fs';

const { files = [], expressions = [] } = JSON.parse(readFileSync(0, 'utf8'));
const started = performance.now();
const { parse, getExpressionAst } = (await import('@cdktn/hcl2json')).default;
await parse('start.tf', '');
const times = { start: performance.now() - started, files: 0, expressions: 0 };

async function all(texts, answer) {
  const start = performance.now();
  const answers = [];
  for (const text of texts) answers.push(await answer('it.tf', text).then((value) => ({ value }), (error) => ({ error: String(error.message ?? error) })));
  return [answers, performance.now() - start];
}

const [parsed, ofFiles] = await all(files, parse);
const [trees, ofExpressions] = await all(expressions, getExpressionAst);
const answer = JSON.stringify({ files: parsed, expressions: trees, times: { ...times, files: ofFiles, expressions: ofExpressions } });
process.stdout.write(answer, () => process.exit(0));
