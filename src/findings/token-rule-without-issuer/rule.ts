import { refusalOf } from '../../dialects/istio/policies/tokens.ts';
import type { Path } from '../../path/path.ts';
import { readerOf } from '../../resource/reader.ts';
import { nameOf } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** A JWT rule names no issuer: istiod takes it, and whatever a token says of its issuer is believed. */
export const rule: Rule = {
  name: 'token-rule-without-issuer',
  severity: 'warning',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const policy of estate.ofType('RequestAuthentication')) {
    for (const each of readerOf(policy).get('spec', 'jwtRules').each()) {
      if ((each.get('issuer').string() ?? '') !== '' || refusalOf(each) !== undefined) continue;
      yield findingAt(rule, { resource: policy, path: each.path }, {
        message: `${nameOf(policy)} accepts tokens of any issuer that are signed with its keys`,
        label: 'names no issuer, so iss is not compared',
        because: [because(nameOf(policy), 'is served as it is; a policy with requestPrincipals ISSUER/SUBJECT compares what the token itself says', { resource: policy, path: [...each.path, 'jwksUri'] })],
      });
    }
  }
}
