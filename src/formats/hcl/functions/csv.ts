interface Row {
  /** Where it begins, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** The rows of a text as Go's encoding/csv reads it (RFC 4180): empty lines are passed over, a quote stands at the start of a field or not at all. */
export function csvRows(text: string): { readonly rows: readonly Row[] } | { readonly problem: string } {
  const rows: Row[] = [];
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const begun = line;
    const fields: string[] = [];
    for (let more = true; more; ) {
      const field = text[at] === '"' ? quotedField(text, at) : plainField(text, at);
      if ('problem' in field) return { problem: `CSV parse error on line ${line + field.lines}: ${field.problem}` };
      fields.push(field.value);
      line += field.lines;
      more = text[field.end] === ',';
      at = field.end + 1;
      if (!more && text.startsWith('\r\n', field.end)) at++;
    }
    if (fields.length > 1 || fields[0] !== '' || text[at - 2] === '"') rows.push({ line: begun, fields });
    line++;
  }
  return { rows };
}

type Field = { readonly value: string; readonly end: number; readonly lines: number } | { readonly problem: string; readonly lines: number };

function plainField(text: string, start: number): Field {
  let end = start;
  while (end < text.length && text[end] !== ',' && text[end] !== '\n' && !text.startsWith('\r\n', end)) end++;
  const value = text.slice(start, end);
  return value.includes('"') ? { problem: 'bare " in non-quoted-field', lines: 0 } : { value, end, lines: 0 };
}

function quotedField(text: string, start: number): Field {
  let [value, at, lines] = ['', start + 1, 0];
  for (;;) {
    const next = text.indexOf('"', at);
    if (next < 0) return { problem: 'extraneous or missing " in quoted-field', lines };
    const piece = text.slice(at, next);
    lines += piece.split('\n').length - 1;
    value += piece.replaceAll('\r\n', '\n');
    if (text[next + 1] === '"') {
      value += '"';
      at = next + 2;
      continue;
    }
    const end = next + 1;
    if (end < text.length && text[end] !== ',' && text[end] !== '\n' && !text.startsWith('\r\n', end)) return { problem: 'extraneous or missing " in quoted-field', lines };
    return { value, end, lines };
  }
}
