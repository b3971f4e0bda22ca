/**
 * Rule groups that AWS manages, as far as AWS says what they do: AWS WAF Developer Guide, "AWS Managed Rules rule groups list",
 * static versions of 2023-06 and of 2026, read on 2026-11-22. AWS publishes every rule's name, label, part and size, and keeps
 * most patterns to itself: "to provide you with enough information to use the rules while not providing information that bad
 * actors could use to circumvent the rules".
 */
export interface ManagedRule {
  readonly name: string;
  /** Behind `awswaf:managed:aws:` and the name of the set. */
  readonly label: string;
  readonly on: 'path' | 'query' | 'arguments' | 'cookie' | 'body' | 'headers' | 'user-agent' | 'host' | 'method' | 'client';
  /** The whole condition, where AWS says it. */
  readonly exact?: { readonly absent: true } | { readonly above: number } | { readonly value: string };
  /** Examples that AWS gives, as a regular expression that fits somewhere in the part, in any case: these are surely taken. */
  readonly surely?: string;
  /** What a text has to hold before it can be what the rule is for; a text without is not taken. Absent: no text tells. */
  readonly signs?: Signs;
  /** What AWS says that it looks for. */
  readonly intent: string;
  /** Block, if absent. */
  readonly counts?: true;
}

/** Characters, written plainly or escaped, and a regular expression that fits somewhere in any case. */
export interface Signs {
  readonly characters: string;
  readonly words?: string;
}

/** A group; `rules` absent: it asks AWS' own data, or a model that no file holds. */
interface ManagedGroup {
  readonly set: string;
  /** Web ACL capacity units. */
  readonly capacity: number;
  readonly rules?: readonly ManagedRule[];
}

/** Escapes that may hide a character from whoever reads the text undecoded: of `%` itself, overlong ones, `%u`, and control characters. */
export const hidingEscapes = '%25|%c[01]|%u|%0';

/**
 * What attacks of each sort cannot do without. Ours, and wide: a text that holds one of these is not judged, since the patterns
 * are AWS' own; a text without them is no such attack in any encoding that hosts decode.
 */
const scripts: Signs = { characters: '<>"\'`();{}\\', words: 'javascript:|vbscript:|data:|on[a-z]+=|on[a-z]+%3d' };
const climbing: Signs = { characters: '\\', words: '\\.\\.|%2e|file:|(?:/|%2f)(?:etc|proc)(?:/|%2f)|passwd|boot\\.ini|win\\.ini' };
const remote: Signs = { characters: '\\', words: '(?::|%3a)(?:/|%2f)(?:/|%2f)' };
const metadata: Signs = { characters: '[]', words: '169[.%]|169254|0xa9|2852039166|fd00:|instance-data|latest(?:/|%2f)(?:meta-data|user-data|dynamic|api)' };
const java: Signs = { characters: '(){}$#', words: 'java\\.|javax\\.|getruntime|getclass|classloader|class\\.module|processbuilder|ognl|rO0AB' };
const lookup: Signs = { characters: '${}', words: 'jndi' };
const sql: Signs = { characters: '\'"`()#*\\<>', words: '--|(?:\\+|%20|%09|%0|=|/\\*)(?:or|and|union|select|like|having|order|group|limit|insert|update|delete|drop|exec|sleep|waitfor)(?:\\+|%20|%09|%0|/\\*|$)|1=1|information_schema|xp_' };
const shell: Signs = { characters: ';|`$(){}<>\\', words: '\\.\\.|(?:/|%2f)(?:bin|etc|proc)|echo|passwd' };
const windows: Signs = { characters: '|^$(){}`<>\\', words: '&&|cmd|nslookup|powershell|invoke-|\\.exe' };
const php: Signs = { characters: '$<>(){}\\', words: 'fsockopen|_get|_post|_request|_cookie|_server|php:' };
const files: Signs = { characters: '\\', words: '\\.\\.|%2e|(?:^|=)(?:/|%2f)(?:var|dev|sys|root|home)(?:/|%2f)|(?:/|%2f)(?:etc|proc)(?:/|%2f)|passwd|shadow|\\.ssh|\\.bash|\\.htaccess|\\.env' };

/** The same in headers, where brackets and semicolons are every browser's. */
const javaInHeaders: Signs = { characters: '$#', words: 'java\\.|getruntime|getclass|classloader|rO0AB' };
const shellInHeaders: Signs = { characters: '`$|', words: '\\.\\./|/bin/|/etc/' };
const phpInHeaders: Signs = { characters: '$', words: 'fsockopen|_get\\[|_post\\[|<\\?' };
const filesInHeaders: Signs = { characters: '\\', words: '\\.\\./|/etc/|/proc/' };

/** Endings of files that are unsafe to read as OWASP's Core Rule Set lists them (crs-setup.conf, tx.restricted_extensions), of which AWS names two. */
const unsafe: Signs = {
  characters: '',
  words:
    '\\.(?:asax?|ascx|axd|backup|bak|bat|cdx|cer|cfg|cmd|com|conf|config|cs|csproj|csr|dat|db|dbf|dist|dll|dos|dpkg-dist|drv|gadget|git|hta|htr|htw|ida|idc|idq|inc|inf|ini|inx|ion|key|licx|lnk|log|mdb|mof|msc|msi|msp|old|ost|pass|paf|pdb|pem|pif|pol|printer|prg|ps1|psd1|pwd|rdb|reg|resources|resx|rgs|scf|scr|sct|shb|shs|sql|swp|sys|tlb|tmp|url|vb|vbe|vbp|vbproj|vbs|vsdisco|vxd|webinfo|ws|wsc|wsf|wsh|xsd|xsx)(?:[^a-z0-9]|$)',
};

/** What the statements sqli_match and xss_match look for: the same detection, for everybody. */
export const attackSigns: Readonly<Record<'sqli' | 'xss', { readonly signs: Signs; readonly intent: string }>> = {
  sqli: { signs: sql, intent: 'malicious SQL code' },
  xss: { signs: scripts, intent: 'cross-site scripting' },
};

const xssIntent = 'cross-site scripting, with its own detection';
const sqlIntent = 'malicious SQL code';

/** By the name that a web ACL gives them, vendor AWS. */
export const managedGroups: Readonly<Record<string, ManagedGroup>> = {
  AWSManagedRulesCommonRuleSet: {
    set: 'core-rule-set',
    capacity: 700,
    rules: [
      { name: 'NoUserAgent_HEADER', label: 'NoUserAgent_Header', on: 'user-agent', exact: { absent: true }, intent: 'requests without a User-Agent header' },
      { name: 'UserAgent_BadBots_HEADER', label: 'BadBots_Header', on: 'user-agent', surely: 'nessus|nmap', intent: 'a User-Agent of bad bots, such as nessus and nmap' },
      { name: 'SizeRestrictions_QUERYSTRING', label: 'SizeRestrictions_QueryString', on: 'query', exact: { above: 2048 }, intent: 'query strings over 2,048 bytes' },
      { name: 'SizeRestrictions_Cookie_HEADER', label: 'SizeRestrictions_Cookie_Header', on: 'cookie', exact: { above: 10_240 }, intent: 'cookie headers over 10,240 bytes' },
      { name: 'SizeRestrictions_BODY', label: 'SizeRestrictions_Body', on: 'body', exact: { above: 8192 }, intent: 'bodies over 8 KB (8,192 bytes)' },
      { name: 'SizeRestrictions_URIPATH', label: 'SizeRestrictions_URIPath', on: 'path', exact: { above: 1024 }, intent: 'paths over 1,024 bytes' },
      { name: 'EC2MetaDataSSRF_BODY', label: 'EC2MetaDataSSRF_Body', on: 'body', signs: metadata, intent: 'attempts to read EC2 metadata' },
      { name: 'EC2MetaDataSSRF_COOKIE', label: 'EC2MetaDataSSRF_Cookie', on: 'cookie', signs: metadata, intent: 'attempts to read EC2 metadata' },
      { name: 'EC2MetaDataSSRF_URIPATH', label: 'EC2MetaDataSSRF_URIPath', on: 'path', signs: metadata, intent: 'attempts to read EC2 metadata' },
      { name: 'EC2MetaDataSSRF_QUERYARGUMENTS', label: 'EC2MetaDataSSRF_QueryArguments', on: 'arguments', signs: metadata, intent: 'attempts to read EC2 metadata' },
      { name: 'GenericLFI_QUERYARGUMENTS', label: 'GenericLFI_QueryArguments', on: 'arguments', surely: '\\.\\./\\.\\./', signs: climbing, intent: 'paths that climb to local files, such as ../../' },
      { name: 'GenericLFI_URIPATH', label: 'GenericLFI_URIPath', on: 'path', surely: '\\.\\./\\.\\./', signs: climbing, intent: 'paths that climb to local files, such as ../../' },
      { name: 'GenericLFI_BODY', label: 'GenericLFI_Body', on: 'body', surely: '\\.\\./\\.\\./', signs: climbing, intent: 'paths that climb to local files, such as ../../' },
      { name: 'RestrictedExtensions_URIPATH', label: 'RestrictedExtensions_URIPath', on: 'path', surely: '\\.(?:log|ini)$', signs: unsafe, intent: 'endings of system files, such as .log and .ini' },
      { name: 'RestrictedExtensions_QUERYARGUMENTS', label: 'RestrictedExtensions_QueryArguments', on: 'arguments', surely: '\\.(?:log|ini)(?:&|$)', signs: unsafe, intent: 'endings of system files, such as .log and .ini' },
      { name: 'GenericRFI_QUERYARGUMENTS', label: 'GenericRFI_QueryArguments', on: 'arguments', surely: '(?:https?|ftps?|file)://[0-9]{1,3}(?:\\.[0-9]{1,3}){3}', signs: remote, intent: 'URLs with an IPv4 address for a host' },
      { name: 'GenericRFI_BODY', label: 'GenericRFI_Body', on: 'body', surely: '(?:https?|ftps?|file)://[0-9]{1,3}(?:\\.[0-9]{1,3}){3}', signs: remote, intent: 'URLs with an IPv4 address for a host' },
      { name: 'GenericRFI_URIPATH', label: 'GenericRFI_URIPath', on: 'path', surely: '(?:https?|ftps?|file)://[0-9]{1,3}(?:\\.[0-9]{1,3}){3}', signs: remote, intent: 'URLs with an IPv4 address for a host' },
      { name: 'CrossSiteScripting_COOKIE', label: 'CrossSiteScripting_Cookie', on: 'cookie', signs: scripts, intent: xssIntent },
      { name: 'CrossSiteScripting_QUERYARGUMENTS', label: 'CrossSiteScripting_QueryArguments', on: 'arguments', signs: scripts, intent: xssIntent },
      { name: 'CrossSiteScripting_BODY', label: 'CrossSiteScripting_Body', on: 'body', signs: scripts, intent: xssIntent },
      { name: 'CrossSiteScripting_URIPATH', label: 'CrossSiteScripting_URIPath', on: 'path', signs: scripts, intent: xssIntent },
    ],
  },
  AWSManagedRulesKnownBadInputsRuleSet: {
    set: 'known-bad-inputs',
    capacity: 200,
    rules: [
      { name: 'JavaDeserializationRCE_HEADER', label: 'JavaDeserializationRCE_Header', on: 'headers', signs: javaInHeaders, intent: 'remote commands by Java deserialization' },
      { name: 'JavaDeserializationRCE_BODY', label: 'JavaDeserializationRCE_Body', on: 'body', signs: java, intent: 'remote commands by Java deserialization' },
      { name: 'JavaDeserializationRCE_URIPATH', label: 'JavaDeserializationRCE_URIPath', on: 'path', signs: java, intent: 'remote commands by Java deserialization' },
      { name: 'JavaDeserializationRCE_QUERYSTRING', label: 'JavaDeserializationRCE_QueryString', on: 'query', signs: java, intent: 'remote commands by Java deserialization' },
      { name: 'Host_localhost_HEADER', label: 'Host_Localhost_Header', on: 'host', surely: '^localhost(?::[0-9]+)?$', signs: { characters: '', words: 'localhost|^127\\.|^\\[?::1' }, intent: 'a Host header of localhost' },
      { name: 'PROPFIND_METHOD', label: 'Propfind_Method', on: 'method', exact: { value: 'PROPFIND' }, intent: 'the method PROPFIND' },
      { name: 'ExploitablePaths_URIPATH', label: 'ExploitablePaths_URIPath', on: 'path', surely: 'web-inf', signs: { characters: '', words: '/\\.|-inf' }, intent: 'paths of web applications that can be exploited, such as web-inf' },
      { name: 'Log4JRCE_HEADER', label: 'Log4JRCE_Header', on: 'headers', surely: '\\$\\{jndi:ldap://', signs: lookup, intent: 'the Log4j vulnerability, such as ${jndi:ldap://example.com/}' },
      { name: 'Log4JRCE_QUERYSTRING', label: 'Log4JRCE_QueryString', on: 'query', surely: '\\$\\{jndi:ldap://', signs: lookup, intent: 'the Log4j vulnerability, such as ${jndi:ldap://example.com/}' },
      { name: 'Log4JRCE_BODY', label: 'Log4JRCE_Body', on: 'body', surely: '\\$\\{jndi:ldap://', signs: lookup, intent: 'the Log4j vulnerability, such as ${jndi:ldap://example.com/}' },
      { name: 'Log4JRCE_URIPATH', label: 'Log4JRCE_URIPath', on: 'path', surely: '\\$\\{jndi:ldap://', signs: lookup, intent: 'the Log4j vulnerability, such as ${jndi:ldap://example.com/}' },
    ],
  },
  AWSManagedRulesAdminProtectionRuleSet: {
    set: 'admin-protection',
    capacity: 100,
    rules: [{ name: 'AdminProtection_URIPATH', label: 'AdminProtection_URIPath', on: 'path', surely: 'sqlmanager', signs: { characters: '', words: 'admin|manager|manage|console|config|setup|phpmy|sql|cpanel|wp-|actuator|jmx' }, intent: 'paths of administration, such as sqlmanager' }],
  },
  AWSManagedRulesSQLiRuleSet: {
    set: 'sql-database',
    capacity: 200,
    rules: [
      { name: 'SQLi_QUERYARGUMENTS', label: 'SQLi_QueryArguments', on: 'arguments', signs: sql, intent: sqlIntent },
      { name: 'SQLiExtendedPatterns_QUERYARGUMENTS', label: 'SQLiExtendedPatterns_QueryArguments', on: 'arguments', signs: sql, intent: sqlIntent },
      { name: 'SQLi_BODY', label: 'SQLi_Body', on: 'body', signs: sql, intent: sqlIntent },
      { name: 'SQLiExtendedPatterns_BODY', label: 'SQLiExtendedPatterns_Body', on: 'body', signs: sql, intent: sqlIntent },
      { name: 'SQLi_COOKIE', label: 'SQLi_Cookie', on: 'cookie', signs: sql, intent: sqlIntent },
      { name: 'SQLi_URIPATH', label: 'SQLi_URIPath', on: 'path', signs: sql, intent: sqlIntent },
    ],
  },
  AWSManagedRulesLinuxRuleSet: {
    set: 'linux-os',
    capacity: 200,
    rules: [
      { name: 'LFI_URIPATH', label: 'LFI_URIPath', on: 'path', surely: '/proc/version', signs: files, intent: 'local files of Linux, such as /proc/version' },
      { name: 'LFI_QUERYSTRING', label: 'LFI_QueryString', on: 'query', surely: '/proc/version', signs: files, intent: 'local files of Linux, such as /proc/version' },
      { name: 'LFI_HEADER', label: 'LFI_Header', on: 'headers', surely: '/proc/version', signs: filesInHeaders, intent: 'local files of Linux, such as /proc/version' },
    ],
  },
  AWSManagedRulesUnixRuleSet: {
    set: 'posix-os',
    capacity: 100,
    rules: [
      { name: 'UNIXShellCommandsVariables_QUERYSTRING', label: 'UNIXShellCommandsVariables_QueryString', on: 'query', surely: 'echo \\$(?:HOME|PATH)', signs: shell, intent: 'shell commands of Unix, such as echo $HOME' },
      { name: 'UNIXShellCommandsVariables_QUERYARGUMENTS', label: 'UNIXShellCommandsVariables_QueryArguments', on: 'arguments', surely: 'echo \\$(?:HOME|PATH)', signs: shell, intent: 'shell commands of Unix, such as echo $HOME' },
      { name: 'UNIXShellCommandsVariables_BODY', label: 'UNIXShellCommandsVariables_Body', on: 'body', surely: 'echo \\$(?:HOME|PATH)', signs: shell, intent: 'shell commands of Unix, such as echo $HOME' },
      { name: 'UNIXShellCommandsVariables_HEADER', label: 'UNIXShellCommandsVariables_Header', on: 'headers', signs: shellInHeaders, intent: 'shell commands of Unix, such as echo $HOME' },
    ],
  },
  AWSManagedRulesWindowsRuleSet: {
    set: 'windows-os',
    capacity: 200,
    rules: [
      { name: 'WindowsShellCommands_COOKIE', label: 'WindowsShellCommands_Cookie', on: 'cookie', surely: '\\|\\|nslookup|;cmd', signs: windows, intent: 'commands of the Windows shell, such as ||nslookup and ;cmd' },
      { name: 'PowerShellCommands_COOKIE', label: 'PowerShellCommands_Cookie', on: 'cookie', surely: 'invoke-expression', signs: windows, intent: 'PowerShell commands, such as Invoke-Expression' },
      { name: 'WindowsShellCommands_QUERYARGUMENTS', label: 'WindowsShellCommands_QueryArguments', on: 'arguments', surely: '\\|\\|nslookup|;cmd', signs: windows, intent: 'commands of the Windows shell, such as ||nslookup and ;cmd' },
      { name: 'PowerShellCommands_QUERYARGUMENTS', label: 'PowerShellCommands_QueryArguments', on: 'arguments', surely: 'invoke-expression', signs: windows, intent: 'PowerShell commands, such as Invoke-Expression' },
      { name: 'WindowsShellCommands_BODY', label: 'WindowsShellCommands_Body', on: 'body', surely: '\\|\\|nslookup|;cmd', signs: windows, intent: 'commands of the Windows shell, such as ||nslookup and ;cmd' },
      { name: 'PowerShellCommands_BODY', label: 'PowerShellCommands_Body', on: 'body', surely: 'invoke-expression', signs: windows, intent: 'PowerShell commands, such as Invoke-Expression' },
    ],
  },
  AWSManagedRulesPHPRuleSet: {
    set: 'php-app',
    capacity: 100,
    rules: [
      { name: 'PHPHighRiskMethodsVariables_HEADER', label: 'PHPHighRiskMethodsVariables_Header', on: 'headers', signs: phpInHeaders, intent: 'PHP code, such as fsockopen and $_GET' },
      { name: 'PHPHighRiskMethodsVariables_QUERYSTRING', label: 'PHPHighRiskMethodsVariables_QueryString', on: 'query', surely: 'fsockopen|\\$_GET', signs: php, intent: 'PHP code, such as fsockopen and $_GET' },
      { name: 'PHPHighRiskMethodsVariables_BODY', label: 'PHPHighRiskMethodsVariables_Body', on: 'body', surely: 'fsockopen|\\$_GET', signs: php, intent: 'PHP code, such as fsockopen and $_GET' },
    ],
  },
  AWSManagedRulesWordPressRuleSet: {
    set: 'wordpress-app',
    capacity: 100,
    rules: [
      { name: 'WordPressExploitableCommands_QUERYSTRING', label: 'WordPressExploitableCommands_QueryString', on: 'query', surely: 'do-reset-wordpress', signs: { characters: '', words: 'wordpress|wp_|wp-' }, intent: 'commands of WordPress, such as do-reset-wordpress' },
      { name: 'WordPressExploitablePaths_URIPATH', label: 'WordPressExploitablePaths_URIPath', on: 'path', surely: 'xmlrpc\\.php', signs: { characters: '', words: 'wp-|\\.php' }, intent: 'files of WordPress, such as xmlrpc.php' },
    ],
  },
  AWSManagedRulesAmazonIpReputationList: {
    set: 'amazon-ip-list',
    capacity: 25,
    rules: [
      { name: 'AWSManagedIPReputationList', label: 'AWSManagedIPReputationList', on: 'client', intent: 'addresses of which AWS knows attacks' },
      { name: 'AWSManagedReconnaissanceList', label: 'AWSManagedReconnaissanceList', on: 'client', intent: 'addresses that look AWS resources over' },
      { name: 'AWSManagedIPDDoSList', label: 'AWSManagedIPDDoSList', on: 'client', intent: 'addresses that take part in floods', counts: true },
    ],
  },
  AWSManagedRulesAnonymousIpList: {
    set: 'anonymous-ip-list',
    capacity: 50,
    rules: [
      { name: 'AnonymousIPList', label: 'AnonymousIPList', on: 'client', intent: 'addresses of proxies, Tor and VPNs' },
      { name: 'HostingProviderIPList', label: 'HostingProviderIPList', on: 'client', intent: 'addresses of hosting and cloud providers' },
    ],
  },
  AWSManagedRulesBotControlRuleSet: { set: 'bot-control', capacity: 50 },
  AWSManagedRulesATPRuleSet: { set: 'atp', capacity: 50 },
  AWSManagedRulesACFPRuleSet: { set: 'acfp', capacity: 50 },
  AWSManagedRulesAntiDDoSRuleSet: { set: 'anti-ddos', capacity: 50 },
};
