import { isLookedUp, pathText, type Path, type Resource } from '../../resource/resource.ts';
import { words } from '../kubernetes/fields.ts';

/**
 * Whether somebody says an argument, and nobody knows what: a variable without a value, an address that AWS has yet to choose. What is not
 * written is listed as unknown, too, where AWS fills it in; then it stands nowhere of its own. Of what is looked up, nothing is a default.
 */
export function isOpen(resource: Resource, path: Path): boolean {
  const open = new Set(words(resource.body['unknown_after_apply']));
  if (!path.some((_, depth) => open.has(pathText(path.slice(0, depth + 1))))) return false;
  if (isLookedUp(resource)) return true;
  const [written, around] = [resource.locate(path), resource.locate(path.slice(0, -1))];
  return written !== undefined && around !== undefined && (written.file !== around.file || written.line !== around.line || written.column !== around.column);
}
