/** Makes control characters, terminal escapes and bidirectional marks of the input visible and harmless. */
export function visible(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * The same for text that must stay on one line. Which account's `aws_subnet.a` is meant, keys say by account and Region; people
 * see it by the file.
 */
export function oneLine(text: string): string {
  return visible(text).replace(/@\d{12}(?:~[a-z]{2}(?:-[a-z]+)+-\d)?(?![\w~])/g, '').replace(/[\n\t]/g, (character) => (character === '\n' ? '\\n' : ' '));
}
