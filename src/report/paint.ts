/** Colours for a terminal; without one, the text as it is. */
export interface Paint {
  bold(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  blue(text: string): string;
  dim(text: string): string;
}

/** A paint that colours, or one that does not. */
export function paintOf(colour: 'colour' | 'plain'): Paint {
  const wrap = (open: number, close: number) => (text: string) => (colour === 'plain' || text === '' ? text : `\u001b[${open}m${text}\u001b[${close}m`);
  return { bold: wrap(1, 22), red: wrap(31, 39), green: wrap(32, 39), yellow: wrap(33, 39), blue: wrap(34, 39), dim: wrap(2, 22) };
}
