import { expect, test } from 'vitest';
import { readTexts } from '../../texts.ts';

test('secrets are neither kept nor shown, wherever a file says them', () => {
  const { files, resources } = readTexts([
    {
      name: 'main.tf',
      scope: 'default',
      text: `
variable "db_password" {
  default   = "hunter2"
  sensitive = true
}
variable "key" {
  default = "plain-key"
}
module "db" {
  source   = "./db"
  password = "let-me-in"
  shared   = var.key
}
resource "aws_ssm_parameter" "secret" {
  name  = "db"
  type  = "SecureString"
  value = "topsecret"
}
resource "aws_ssm_parameter" "open" {
  name  = "service"
  type  = "String"
  value = "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0"
}
resource "aws_lb_listener" "https" {
  default_action {
    type = "authenticate-oidc"
    authenticate_oidc {
      client_id     = "shown"
      client_secret = "client-\${var.db_password}"
    }
  }
}
`,
    },
    { name: 'db/main.tf', scope: 'default', text: 'variable "password" {\n  sensitive = true\n}\nvariable "shared" {}\nresource "aws_db_instance" "db" {\n  password = var.shared\n}\n' },
    { name: 'terraform.tfvars', scope: 'default', text: 'db_password = "from-file"\n' },
  ]);
  const shown = JSON.stringify([...files.values(), resources.map(({ body }) => body)]);
  for (const word of ['hunter2', 'let-me-in', 'plain-key', 'topsecret', 'client-', 'from-file']) expect(shown, word).not.toContain(word);
  expect(shown).toContain('vpce-svc-0123456789abcdef0');
  expect(files.get('main.tf')!.split('\n')[2]).toBe('  default   = "xxxxxxx"');
  const body = resources.find(({ name }) => name === 'secret')!.body;
  expect(body['value']).toBeUndefined();
  expect(body['unknown_after_apply']).toContain('value');
});
