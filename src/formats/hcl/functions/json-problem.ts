/** Why a text is no JSON, in the words of Go's reader where they are simple. */
export function jsonProblem(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '' || /^[[{][\s[{]*$/.test(trimmed)) return 'EOF';
  if (['true', 'false', 'null'].some((word) => word.startsWith(trimmed))) return 'unexpected EOF';
  if (startsWhole(trimmed)) return 'extraneous data after JSON object';
  const missing = /([,:[{])\s*([\]},:])/.exec(trimmed);
  if (missing?.[2] !== undefined) return `invalid character '${missing[2]}' looking for beginning of value`;
  return 'the text is no JSON';
}

/** Whether a whole document stands in front. */
function startsWhole(text: string): boolean {
  for (let end = text.indexOf('}'), tries = 0; end >= 0 && tries < 20; end = text.indexOf('}', end + 1), tries++) {
    if (end + 1 < text.length && isJson(text.slice(0, end + 1))) return true;
  }
  return false;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
