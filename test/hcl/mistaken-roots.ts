import type { RootFile } from './random-roots.ts';

const requirements = 'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws" }\n  }\n}\n';
const whole = `${requirements}resource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/16"\n}\nresource "aws_subnet" "s" {\n  for_each = toset(["a", "b"])\n  vpc_id = aws_vpc.v.id\n}\nlocals {\n  names = { a = "x", b = "y" }\n}\n`;

/** A root with a network that is whole, and one block more; and the same in a module. */
export function mistakenRoots(block: string): readonly (readonly RootFile[])[] {
  return [
    [{ name: 'main.tf', text: `${whole}${block}\n` }],
    [{ name: 'main.tf', text: `${requirements}module "net" {\n  source = "./net"\n}\n` }, { name: 'net/main.tf', text: `${whole}${block}\n` }],
  ];
}
