import type { Path } from '../../path/path.ts';
import { conflicting } from '../conflicts.ts';
import type { Finding, Rule } from '../rule.ts';

/** The sidecar and the client speak different TLS: mesh mTLS to a port that takes none, or the application's own TLS to a port that takes mesh mTLS only. */
export const rule: Rule = {
  name: 'sidecar-refuses-tls',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'tls-refused' }],
  find,
};

function find({ estate }: Path): Iterable<Finding> {
  return conflicting(rule, estate, 'ISTIO_MUTUAL', 'DISABLE');
}
