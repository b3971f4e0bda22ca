/** The characters of a text as people count them: grapheme clusters of Unicode, which is what Terraform counts and cuts by. */
export function graphemes(text: string): readonly string[] {
  if (isPlain(text)) return text.split('');
  return Array.from(new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text), ({ segment }) => segment);
}

/** How many there are. */
export function graphemeCount(text: string): number {
  if (isPlain(text)) return text.length;
  let count = 0;
  for (const _ of new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text)) count++;
  return count;
}

/** ASCII without a carriage return, which may be one with a line feed behind it. */
function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit > 126 || unit === 13) return false;
  }
  return true;
}
