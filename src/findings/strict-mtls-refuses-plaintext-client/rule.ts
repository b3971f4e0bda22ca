import type { Path } from '../../path/path.ts';
import { conflicting } from '../conflicts.ts';
import type { Finding, Rule } from '../rule.ts';

/** The sidecar takes mesh mTLS only, and the client has no sidecar or was told to send plaintext. */
export const rule: Rule = {
  name: 'strict-mtls-refuses-plaintext-client',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'plaintext-refused' }],
  find,
};

function find({ estate }: Path): Iterable<Finding> {
  return conflicting(rule, estate, 'DISABLE', 'STRICT');
}
