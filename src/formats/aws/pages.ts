import { isObject, type Problem } from '../../resource/resource.ts';
import { locateIn } from '../locate.ts';
import type { ParsedDocument } from '../yaml.ts';
import { piecesOf, type Piece } from './pieces.ts';

/**
 * Whether a page of an answer is missing. Only what lists everything is known to the end; `wafv2` names a NextMarker on its last
 * page, too (API reference, ListWebACLs), Route 53 says IsTruncated, and a transit gateway's routes AdditionalRoutesAvailable.
 */
export function pagesMissing(document: ParsedDocument): readonly Problem[] {
  const seen = new Set<string>();
  return piecesOf(document, '').flatMap((piece) => {
    const next = isObject(piece.holder) ? signOf(piece) : undefined;
    const key = JSON.stringify([piece.at, next]);
    if (next === undefined || seen.has(key)) return [];
    seen.add(key);
    const at = locateIn(document, document.root)([...piece.at, next]);
    return [{ name: 'unreadable-document', severity: 'warning' as const, message: `${document.file.name} is one page of what aws ${piece.answer.command} answers (${next}), and what is on the others is taken not to be there. Ask without --max-items and --no-paginate`, ...(at === undefined ? {} : { at }) }];
  });
}

function signOf({ holder, answer }: Piece): string | undefined {
  if (holder['IsTruncated'] === true) return 'IsTruncated';
  if (holder['AdditionalRoutesAvailable'] === true) return 'AdditionalRoutesAvailable';
  if (answer.command.startsWith('wafv2 list-')) return undefined;
  return ['NextToken', 'NextMarker'].find((each) => typeof holder[each] === 'string' && holder[each] !== '');
}
