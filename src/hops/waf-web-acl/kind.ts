import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { mend, sentenceOf } from './mend.ts';
import { read } from './read.ts';
import type { WebAclSpec } from './spec.ts';

/** What AWS WAF asks of a request before a load balancer does what its rule says. */
export const kind: Kind<WebAclSpec> = { name: 'waf-web-acl', stage: 'filter', order: 10, answers: ['rules'], read, lower, mend, explain: sentenceOf };
