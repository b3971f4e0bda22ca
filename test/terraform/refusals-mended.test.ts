import { describe, expect, test } from 'vitest';
import { rule as applies } from '../../src/findings/apply-ends-with-error/rule.ts';
import { rule as plans } from '../../src/findings/plan-ends-with-error/rule.ts';
import { patchOf } from '../../src/formats/patch.ts';
import { terraformEdits } from '../../src/formats/terraform-edits.ts';
import { readTexts, type TextsRead } from '../../src/formats/texts.ts';
import { proveGone } from '../../src/mend/prove.ts';
import { pathOf, type Path } from '../../src/path/path.ts';

interface Read {
  readonly texts: TextsRead;
  readonly path: Path;
  readonly refused: readonly string[];
}

function read(text: string): Read {
  const texts = readTexts([{ name: 'main.tf', text, scope: 'default' }]);
  const path = pathOf(texts.resources);
  return { texts, path, refused: [...plans.find!(path), ...applies.find!(path)].map(({ message }) => message) };
}

/** The mend of what is refused: its title, how sure it is, and the lines that its patch changes; once these are written, nothing is refused. */
function mended(text: string): { readonly title: string; readonly certainty: string; readonly lines: readonly string[]; readonly left: readonly string[] } {
  const { texts, path } = read(text);
  const [rule, finding] = [plans, applies].flatMap((each) => [...each.find!(path)].map((found) => [each, found] as const)).find(([, { proposals }]) => proposals.length > 0) ?? [];
  if (rule === undefined || finding === undefined) throw new Error(`nothing is mended of: ${read(text).refused.join('; ')}`);
  const { title, certainty, edits } = proveGone(path, rule, finding, finding.proposals[0]!);
  const { patch, files } = patchOf(texts.files, texts.resources, edits, terraformEdits(texts.terraform, texts.resources, edits));
  return { title, certainty, lines: patch.split('\n').filter((line) => /^[+-](?![+-]{2} )/.test(line)), left: read(files.get('main.tf') ?? '').refused };
}

const group = (body: string): string => `resource "aws_lb_target_group" "pods" {
  name        = "pods"
  port        = 8443
  protocol    = "TCP"
  target_type = "ip"
  vpc_id      = "vpc-1"
${body}}
`;
const forward = `
  default_action {
    type             = "forward"
    target_group_arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/pods/1"
  }
`;
const listenerRule = (name: string, priority: number): string => `resource "aws_lb_listener_rule" "${name}" {
  listener_arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/edge/1/2"
  priority     = ${priority}
  action {
    type             = "forward"
    target_group_arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/pods/1"
  }
  condition {
    path_pattern {
      values = ["/${name}"]
    }
  }
}
`;
const entry = (name: string): string => `resource "aws_network_acl_rule" "${name}" {
  network_acl_id = "acl-1"
  rule_number    = 100
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.0.0.0/8"
  from_port      = 80
  to_port        = 80
}
`;
const webAcl = (rules: string): string => `resource "aws_wafv2_web_acl" "edge" {
  name  = "edge"
  scope = "REGIONAL"
  default_action {
    allow {}
  }
${rules}
  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "edge"
    sampled_requests_enabled   = true
  }
}
`;
const aclRule = (name: string, priority: number, act = 'override_action {\n      none {}\n    }'): string => `  rule {
    name     = "${name}"
    priority = ${priority}
    ${act}
    statement {
      managed_rule_group_statement {
        name        = "${name}"
        vendor_name = "AWS"
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "${name}"
      sampled_requests_enabled   = true
    }
  }`;

describe('what Terraform does not take', () => {
  test('a block or an argument of nearly the right name is called by it, and says what it said', () => {
    expect(mended(group('\n  health_chek {\n    protocol = "HTTP"\n  }\n'))).toEqual({ title: 'call it health_check', certainty: 'proved', lines: ['-  health_chek {', '+  health_check {'], left: [] });
    const pods = 'resource "aws_lb_target_group_attachment" "pod" {\n  for_each         = toset(["10.0.0.1", "10.0.0.2"])\n  target_group_arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/pods/1"\n  targetid         = each.key\n}\n';
    expect(mended(pods)).toEqual({ title: 'call it target_id', certainty: 'proved', lines: ['-  targetid         = each.key', '+  target_id        = each.key'], left: [] });
  });

  test('a value that is nearly one of a list', () => {
    expect(mended(listenerRule('a', 10).replace('"forward"', '"forwrd"'))).toMatchObject({ title: 'say forward', certainty: 'proved', lines: ['-    type             = "forwrd"', '+    type             = "forward"'], left: [] });
  });

  test('what only AWS gives goes', () => {
    expect(mended(group('  arn         = "arn:aws:x"\n'))).toEqual({ title: 'take arn out', certainty: 'proved', lines: ['-  arn         = "arn:aws:x"'], left: [] });
  });
});

describe('what AWS does not take', () => {
  test('the later of two priorities is the next that nobody has', () => {
    const acl = webAcl([aclRule('a', 1), aclRule('b', 2), aclRule('c', 1)].join('\n\n'));
    expect(mended(acl)).toMatchObject({ title: 'give c priority 3, the next that nobody has', certainty: 'proved', lines: ['-    priority = 1', '+    priority = 3'], left: [] });
    expect(mended(listenerRule('a', 10) + listenerRule('b', 10))).toMatchObject({ title: 'give b priority 11, the next that nobody has', lines: ['-  priority     = 10', '+  priority     = 11'], left: [] });
    expect(mended(entry('a') + entry('b'))).toMatchObject({ title: 'give b entry 101, the next that nobody has', lines: ['-  rule_number    = 100', '+  rule_number    = 101'], left: [] });
  });

  test('of three with one number each of the later two gets another', () => {
    const { path } = read(listenerRule('a', 10) + listenerRule('b', 10) + listenerRule('c', 10));
    expect([...applies.find!(path)].flatMap(({ proposals }) => proposals.map(({ title }) => title))).toEqual(['give b priority 11, the next that nobody has', 'give c priority 12, the next that nobody has']);
  });

  test('one line that gives many the same number is left to its author', () => {
    const { path } = read(entry('a').replace('{\n', '{\n  count          = 2\n'));
    expect([...applies.find!(path)].map(({ proposals }) => proposals)).toEqual([[]]);
  });

  test('a rule that refers to a group lets the group decide', () => {
    const { title, certainty, lines, left } = mended(webAcl(aclRule('a', 1, 'action {\n      block {}\n    }')));
    expect({ title, certainty, left }).toEqual({ title: 'let the group decide by override_action of a', certainty: 'proved', left: [] });
    expect(lines.map((line) => line.replace(/\s+/g, ' ')).filter((line) => /[a-z]/.test(line))).toEqual(['- action {', '- block {}', '+ override_action {', '+ none {}']);
  });

  test('a TCP health check loses its path, and a rule for every protocol its ports', () => {
    expect(mended(group('\n  health_check {\n    protocol = "TCP"\n    path     = "/healthz"\n  }\n'))).toMatchObject({ title: 'take path out of the TCP health check', certainty: 'proved', lines: ['-    path     = "/healthz"'], left: [] });
    expect(mended('resource "aws_vpc_security_group_ingress_rule" "all" {\n  security_group_id = "sg-1"\n  cidr_ipv4         = "10.0.0.0/8"\n  ip_protocol       = "-1"\n  from_port         = 0\n  to_port           = 0\n}\n')).toMatchObject({ certainty: 'proved', lines: ['-  from_port         = 0', '-  to_port           = 0'], left: [] });
  });

  test('what only its user knows is filled in', () => {
    expect(mended(`resource "aws_lb_listener" "web" {\n  load_balancer_arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/edge/1"\n  port              = 443\n  protocol          = "HTTPS"\n${forward}}\n`)).toMatchObject({ certainty: 'needs a value', lines: ['+  certificate_arn   = "ARN-OF-YOUR-CERTIFICATE"'], left: [] });
    expect(mended(group('') + group('').replace('"pods" {', '"others" {'))).toMatchObject({ title: 'give it a name of its own', certainty: 'needs a value', lines: ['-  name        = "pods"', '+  name        = "pods-2"'], left: [] });
  });
});

const logs = (more = ''): string => `resource "aws_s3_bucket" "logs" {
  bucket = "edge-logs"
}
${more}
resource "aws_lb" "edge" {
  name               = "edge"
  load_balancer_type = "application"
  subnets            = ["subnet-1", "subnet-2"]

  access_logs {
    bucket  = aws_s3_bucket.logs.id
    prefix  = "edge"
    enabled = true
  }
}
`;

describe('a bucket for logs', () => {
  test('gets a policy as people write one, the account is asked for, and the load balancer names the bucket by its policy', () => {
    expect(mended(logs())).toEqual({
      title: 'let logdelivery.elasticloadbalancing.amazonaws.com put objects at edge-logs/edge/AWSLogs/, and set its logs once the policy is there',
      certainty: 'proved',
      lines: [
        '+data "aws_caller_identity" "current" {}', '+', '+resource "aws_s3_bucket_policy" "logs" {', '+  bucket = aws_s3_bucket.logs.id', '+  policy = jsonencode({', '+    Version = "2012-10-17"', '+    Statement = [{', '+      Effect = "Allow"',
        '+      Principal = {', '+        Service = "logdelivery.elasticloadbalancing.amazonaws.com"', '+      }', '+      Action   = "s3:PutObject"', '+      Resource = "${aws_s3_bucket.logs.arn}/edge/AWSLogs/${data.aws_caller_identity.current.account_id}/*"', '+    }]', '+  })', '+}', '+',
        '-    bucket  = aws_s3_bucket.logs.id', '+    bucket  = aws_s3_bucket_policy.logs.id',
      ],
      left: [],
    });
  });

  test('that asks for its account already does not ask twice, and a policy that is there gets a statement more', () => {
    const who = '\ndata "aws_caller_identity" "me" {}\n';
    expect(mended(logs(who)).lines.filter((line) => line.includes('caller_identity'))).toEqual(['+      Resource = "${aws_s3_bucket.logs.arn}/edge/AWSLogs/${data.aws_caller_identity.me.account_id}/*"']);
    const policy = `\nresource "aws_s3_bucket_policy" "own" {\n  bucket = aws_s3_bucket.logs.id\n  policy = jsonencode({\n    Version   = "2012-10-17"\n    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::111122223333:root" }, Action = "s3:GetObject", Resource = "\${aws_s3_bucket.logs.arn}/*" }]\n  })\n}\n`;
    const { certainty, lines, left } = mended(logs(who + policy));
    expect({ certainty, left }).toEqual({ certainty: 'proved', left: [] });
    expect(lines).toEqual(expect.arrayContaining(['+        Service = "logdelivery.elasticloadbalancing.amazonaws.com"', '-    bucket  = aws_s3_bucket.logs.id', '+    bucket  = aws_s3_bucket_policy.own.id']));
  });

  test('whose policy says more than values is left in its own words', () => {
    const who = '\ndata "aws_caller_identity" "me" {}\n\nvariable "reader" {\n  default = "arn:aws:iam::111122223333:root"\n}\n';
    const encoded = `\nresource "aws_s3_bucket_policy" "own" {\n  bucket = aws_s3_bucket.logs.id\n  policy = jsonencode({\n    Version = "2012-10-17"\n    Statement = [\n      { Effect = "Allow", Principal = { AWS = var.reader }, Action = "s3:GetObject", Resource = "*" },\n    ]\n  })\n}\n`;
    const data = `\ndata "aws_iam_policy_document" "own" {\n  statement {\n    actions   = ["s3:GetObject"]\n    resources = ["*"]\n\n    principals {\n      type        = "AWS"\n      identifiers = [var.reader]\n    }\n  }\n}\n\nresource "aws_s3_bucket_policy" "own" {\n  bucket = aws_s3_bucket.logs.id\n  policy = data.aws_iam_policy_document.own.json\n}\n`;
    const removed = ['-    bucket  = aws_s3_bucket.logs.id'];
    for (const policy of [encoded, data]) {
      const { certainty, lines, left } = mended(logs(who + policy));
      expect({ certainty, left, removed: lines.filter((line) => line.startsWith('-')) }).toEqual({ certainty: 'proved', left: [], removed });
    }
    expect(mended(logs(who + data)).lines).toEqual(expect.arrayContaining(['+  statement {', '+    actions   = ["s3:PutObject"]', '+      identifiers = ["logdelivery.elasticloadbalancing.amazonaws.com"]']));
    expect(mended(logs(who + data).replace('"application"', '"network"')).lines).toEqual(expect.arrayContaining(['+      variable = "s3:x-amz-acl"', '+    actions   = ["s3:GetBucketAcl"]']));
  });

  test('with a key of its own is encrypted with keys of S3', () => {
    const allowed = '\nresource "aws_s3_bucket_policy" "logs" {\n  bucket = aws_s3_bucket.logs.id\n  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:PutObject", Resource = "*" }] })\n}\n';
    const key = '\nresource "aws_s3_bucket_server_side_encryption_configuration" "logs" {\n  bucket = aws_s3_bucket.logs.id\n\n  rule {\n    apply_server_side_encryption_by_default {\n      sse_algorithm     = "aws:kms"\n      kms_master_key_id = "alias/logs"\n    }\n  }\n}\n';
    expect(mended(logs(allowed + key))).toEqual({ title: 'encrypt the bucket with keys of S3', certainty: 'proved', lines: ['-      sse_algorithm     = "aws:kms"', '-      kms_master_key_id = "alias/logs"', '+      sse_algorithm = "AES256"'], left: [] });
  });
});

test('a session is no principal, and a role that is nearly the one named is', () => {
  const service = (principal: string): string => `resource "aws_vpc_endpoint_service" "edge" {\n  acceptance_required        = false\n  network_load_balancer_arns = ["arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/edge/1"]\n  allowed_principals         = ["${principal}"]\n}\n`;
  const role = 'resource "aws_iam_role" "net" {\n  name               = "network-role-central"\n  path               = "/teams/"\n  assume_role_policy = "{}"\n}\n';
  expect(mended(service('arn:aws:iam::111122223333:role/network-role') + role)).toMatchObject({ title: 'allow arn:aws:iam::111122223333:role/teams/network-role-central', certainty: 'proved', left: [] });
  expect(mended(service('arn:aws:sts::111122223333:assumed-role/network-role-central/me') + role)).toMatchObject({ title: 'allow arn:aws:iam::111122223333:role/teams/network-role-central', certainty: 'proved', left: [] });
  expect(mended(service('arn:aws:sts::111122223333:assumed-role/other/me') + role)).toMatchObject({ certainty: 'needs a value', left: [] });
});
