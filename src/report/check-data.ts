import type { Position } from '../resource/resource.ts';
import type { Checked } from './check-text.ts';
import { visible } from './escape.ts';
import { verdictWord } from './words.ts';

/** The stable JSON form of a check, version 1 (docs/reference/check.schema.json). */
export function checkJson(checked: Checked): unknown {
  return {
    version: 1,
    findings: checked.findings.map((finding) => ({
      name: finding.name,
      aliases: finding.aliases,
      severity: finding.severity,
      message: finding.message,
      resource: { type: finding.resource.type, namespace: finding.resource.namespace, name: finding.resource.name },
      origin: finding.at === undefined ? null : originOf(finding.at),
      because: finding.because.map(({ rule, text, at }) => ({ rule, text, origin: at === undefined ? null : originOf(at) })),
      ...(finding.witness === undefined ? {} : { witness: { url: finding.witness.url, method: finding.witness.method } }),
      mends: finding.mends.map(({ title, certainty, patch, changes, proof }) => ({ title, certainty, patch, ...(changes.length === 0 ? {} : { changes }), ...(proof === undefined ? {} : { proof: { before: verdictWord(proof.before), after: verdictWord(proof.after) } }) })),
    })),
    proofs: checked.proofs,
    expectations: [],
    assumptions: checked.assumptions,
    unread: checked.unread,
  };
}

function originOf(at: Position): Position {
  const { file, line, column, endLine, endColumn } = at;
  return { file, line, column, endLine, endColumn };
}

/** SARIF 2.1.0, for code scanning. */
export function checkSarif(checked: Checked, version: string): unknown {
  const names = [...new Set(checked.findings.map(({ name }) => name))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'sallyport', version, rules: names.map((id) => ({ id })) } },
        results: checked.findings.map((finding) => ({
          ruleId: finding.name,
          level: finding.severity,
          message: { text: visible(finding.message) },
          locations: finding.at === undefined ? [] : [{ physicalLocation: { artifactLocation: { uri: finding.at.file }, region: { startLine: finding.at.line, startColumn: finding.at.column, endLine: finding.at.endLine, endColumn: finding.at.endColumn } } }],
        })),
      },
    ],
  };
}

/** JUnit XML: one test case a finding; one that passes if there is none. */
export function checkJunit(checked: Checked): string {
  const cases = checked.findings.map((finding) => {
    const place = finding.at === undefined ? '' : `${finding.at.file}:${finding.at.line}:${finding.at.column} `;
    const body = finding.severity === 'error' ? `<failure message="${xml(finding.message)}">${xml(place + finding.because.map(({ rule, text }) => `${rule}: ${text}`).join('\n'))}</failure>` : `<system-out>${xml(place + finding.message)}</system-out>`;
    return `  <testcase classname="${xml(finding.name)}" name="${xml(`${finding.resource.type} ${finding.resource.namespace ?? ''}/${finding.resource.name}`)}">${body}</testcase>`;
  });
  const errors = checked.findings.filter(({ severity }) => severity === 'error').length;
  const all = cases.length === 0 ? ['  <testcase classname="sallyport" name="no findings"/>'] : cases;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="sallyport check" tests="${all.length}" failures="${errors}">\n${all.join('\n')}\n</testsuite>\n`;
}

function xml(text: string): string {
  return visible(text).replace(/[<>&"]/g, (character) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' })[character]!);
}

/** A table for a pull request comment. */
export function checkMarkdown(checked: Checked): string {
  if (checked.findings.length === 0) return 'sallyport check: no findings.\n';
  const cell = (text: string): string => visible(text).replace(/[|\\`*_<>[\]]/g, (character) => `\\${character}`).replace(/\n/g, ' ');
  const rows = checked.findings.map((finding) => `| ${finding.severity} | ${cell(finding.name)} | ${finding.at === undefined ? '' : cell(`${finding.at.file}:${finding.at.line}`)} | ${cell(finding.message)} |`);
  return ['| severity | finding | place | what happens |', '|---|---|---|---|', ...rows, ''].join('\n');
}

/** Workflow commands that annotate the lines of a pull request. */
export function checkGithub(checked: Checked): string {
  const escaped = (text: string): string => visible(text).replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
  const property = (text: string): string => escaped(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
  return checked.findings
    .map((finding) => {
      const place = finding.at === undefined ? '' : `file=${property(finding.at.file)},line=${finding.at.line},col=${finding.at.column},endLine=${finding.at.endLine},endColumn=${finding.at.endColumn},`;
      return `::${finding.severity === 'note' ? 'notice' : finding.severity} ${place}title=${property(finding.name)}::${escaped(finding.message)}\n`;
    })
    .join('');
}
