/**
 * AWS WAF in front of an Application Load Balancer, read on 2026-11-22. Sources: AWS WAF Developer Guide ("Oversize web
 * request components", "Text transformation options", "Rate-based rule statements", "Web ACL rule evaluation",
 * "Quotas") and the WAFV2 API reference (RuleAction, RateBasedStatement, TextTransformation, LabelMatchStatement).
 */

/** Bytes of a body that are looked at before a load balancer: fixed there, unlike elsewhere ("Oversize web request components"). */
export const bodyInspected = 8192;

/** Seconds of a rate's window if nothing is said (RateBasedStatement: EvaluationWindowSec). */
export const usualWindow = 300;

/** What a client gets from a rule that ends the evaluation, unless the rule says otherwise (RuleAction; "CAPTCHA and Challenge"). */
export const webAclStatus = { block: 403, captcha: 405, challenge: 202 } as const;

/** What a client sends as its User-Agent where nobody says another, or none: nearly all clients send one (curl manual, --user-agent). */
export const usualAgent = 'curl/8.5.0';

/** The cookie that says that a client has solved a puzzle or a challenge ("Web request tokens"). */
export const tokenCookie = 'aws-waf-token';

/** What the log calls the end of a request that no rule ended ("Log fields": terminatingRuleId). */
export const defaultRule = 'Default_Action';

/**
 * Texts that a transformation may change, as a regular expression that fits somewhere in them: every other text stays as it is
 * ("Text transformation options"). NONE, LOWERCASE and UPPERCASE are modelled by themselves; by those that stand nowhere here every text is changed.
 */
export const transformed: Readonly<Record<string, string>> = {
  URL_DECODE: '[%+]',
  URL_DECODE_UNI: '[%+]',
  HTML_ENTITY_DECODE: '&',
  COMPRESS_WHITE_SPACE: '[\\t\\n\\f\\r\\x0b\\xa0]|  ',
  CMD_LINE: '[A-Z\\\\"\'^,;(/]|  |\\s',
  REPLACE_COMMENTS: '/\\*',
  REPLACE_NULLS: '\\x00',
  REMOVE_NULLS: '\\x00',
  NORMALIZE_PATH: '//|/\\.',
  NORMALIZE_PATH_WIN: '//|/\\.|\\\\',
  ESCAPE_SEQ_DECODE: '\\\\',
  CSS_DECODE: '\\\\',
  JS_DECODE: '\\\\',
  SQL_HEX_DECODE: '0[xX]',
  UTF8_TO_UNICODE: '[^\\x00-\\x7f]',
};
