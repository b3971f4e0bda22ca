import { expect, test } from 'vitest';
import { readTexts } from '../../../formats/texts.ts';
import { estateOf } from '../../../resource/estate.ts';
import { argumentRefusals } from './arguments.ts';

/** Mistakes of every sort. */
const configuration = `terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
    }
  }
}
resource "aws_subnet" "missing" {
  cidr_block = "10.0.0.0/24"
}
resource "aws_lb_target_group_attachment" "unknown" {
  target_group_arn = "x"
  target_id        = "10.0.0.1"
  targetid         = "10.0.0.1"
  colour           = "red"
}
resource "aws_lb_listener" "blocks" {
  load_balancer_arn = "x"
  default_action {
    type = "forward"
    forward {
      target_group {
        wieght = 1
      }
      stickyness {
        duration = 60
      }
    }
  }
}
resource "aws_lb_listener" "none" {
  load_balancer_arn = "x"
}
resource "aws_lb" "shapes" {
  access_logs = { bucket = "logs" }
  tags {
    Name = "edge"
  }
}
resource "aws_lb" "two" {
  access_logs {
    bucket = "a"
  }
  access_logs {
    bucket = "b"
  }
}
resource "aws_lb" "types" {
  idle_timeout         = "long"
  internal             = "yes"
  subnets              = "subnet-1"
  name                 = ["a"]
  enable_http2         = "true"
  client_keep_alive    = "60"
}
resource "aws_lb" "types2" {
  subnets = [["a"]]
  tags    = "x"
}
resource "aws_lb" "types3" {
  tags = { a = ["b"] }
}
resource "aws_lb" "computed" {
  arn = "arn:aws:x"
}
resource "aws_lbs" "type" {
  name = "x"
}
resource "aws_security_group" "either" {
  ingress {
    from_port = 80
    to_port   = 80
    protocol  = "tcp"
    cidr_block = ["10.0.0.0/8"]
  }
  egress = [{
    from_port = 80
    to_port   = 80
    protocol  = "tcp"
  }]
}
resource "aws_lb" "listlike" {
  access_logs = [{ bucket = "logs" }]
}
resource "aws_wafv2_web_acl" "w" {
  scope = "REGIONAL"
  default_action {}
  rule {
    name     = "a"
    priority = "first"
    statement {
      geo_match_statement {
        contry_codes = ["DE"]
      }
    }
  }
  visibility_config {
    metric_name = "m"
  }
}
resource "aws_lb" "nothing" {
  internal = null
  subnet_mapping {
    allocation_id = "e"
  }
}
`;

/** What Terraform 1.11.4 says of it (`terraform validate -json`, with the schema of hashicorp/aws 6.66.0), by line. */
const recorded: readonly (readonly [number, string])[] = [
  [8, 'Missing required argument: The argument "vpc_id" is required, but no definition was found.'],
  [14, 'Unsupported argument: An argument named "targetid" is not expected here.'],
  [15, 'Unsupported argument: An argument named "colour" is not expected here.'],
  [22, 'Missing required argument: The argument "arn" is required, but no definition was found.'],
  [23, 'Unsupported argument: An argument named "wieght" is not expected here. Did you mean "weight"?'],
  [25, 'Unsupported block type: Blocks of type "stickyness" are not expected here. Did you mean "stickiness"?'],
  [31, 'Insufficient default_action blocks: At least 1 "default_action" blocks are required.'],
  [35, 'Unsupported argument: An argument named "access_logs" is not expected here. Did you mean to define a block of type "access_logs"?'],
  [36, 'Unsupported block type: Blocks of type "tags" are not expected here. Did you mean to define argument "tags"? If so, use the equals sign to assign it a value.'],
  [44, 'Too many access_logs blocks: No more than 1 "access_logs" blocks are allowed'],
  [49, 'Incorrect attribute value type: Inappropriate value for attribute "idle_timeout": a number is required.'],
  [50, 'Incorrect attribute value type: Inappropriate value for attribute "internal": a bool is required.'],
  [51, 'Incorrect attribute value type: Inappropriate value for attribute "subnets": set of string required.'],
  [52, 'Incorrect attribute value type: Inappropriate value for attribute "name": string required.'],
  [57, 'Incorrect attribute value type: Inappropriate value for attribute "subnets": element 0: string required.'],
  [58, 'Incorrect attribute value type: Inappropriate value for attribute "tags": map of string required.'],
  [61, 'Incorrect attribute value type: Inappropriate value for attribute "tags": element "a": string required.'],
  [66, 'Invalid resource type: The provider hashicorp/aws does not support resource type "aws_lbs".'],
  [74, 'Unsupported argument: An argument named "cidr_block" is not expected here. Did you mean "cidr_blocks"?'],
  [76, 'Incorrect attribute value type: Inappropriate value for attribute "egress": element 0: attributes "cidr_blocks", "description", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups", and "self" are required.'],
  [83, 'Unsupported argument: An argument named "access_logs" is not expected here. Did you mean to define a block of type "access_logs"?'],
  [88, 'Insufficient visibility_config blocks: At least 1 "visibility_config" blocks are required.'],
  [90, 'Incorrect attribute value type: Inappropriate value for attribute "priority": a number is required.'],
  [92, 'Missing required argument: The argument "country_codes" is required, but no definition was found.'],
  [93, 'Unsupported argument: An argument named "contry_codes" is not expected here. Did you mean "country_codes"?'],
  [97, 'Missing required argument: The argument "cloudwatch_metrics_enabled" is required, but no definition was found.'],
  [97, 'Missing required argument: The argument "sampled_requests_enabled" is required, but no definition was found.'],
  [103, 'Missing required argument: The argument "subnet_id" is required, but no definition was found.'],
];

/** Of a list of objects that is written as an argument, members that are missing are not told apart from those that are null. */
const passedOver = 'attributes "cidr_blocks", "description"';

test('what Terraform says, in its words and at its lines', () => {
  const { resources } = readTexts([{ name: 'main.tf', text: configuration, scope: 'default' }]);
  const plain = (message: string): string => message.replace(/ Did you (?:mean "[^"]*"\?|intend to .*)$/, '').replace(/ \(6\.\d+\.\d+\)$/, '').replace(/\.$/, '');
  const told = estateOf(resources).estate.resources.flatMap((resource) => argumentRefusals(resource)).map(({ resource, path, part, message }) => `${resource.locate(path, part)!.line} ${plain(message)}`);
  // Only the provider itself refuses what is computed.
  expect(told.filter((each) => !each.includes('unconfigurable')).sort()).toEqual(recorded.filter(([, message]) => !message.includes(passedOver)).map(([line, message]) => `${line} ${plain(message)}`).sort());
});
