import type { Path } from '../../src/path/path.ts';
import type { Data } from './suite.ts';

/** The destinations of every virtual host in a route table of a client's proxy. */
export function simulatedRoutes(_path: Path, _pod: string, _table: string): Data {
  return {};
}
