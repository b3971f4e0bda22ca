import type { Estate } from '../../../resource/estate.ts';
import { addressOf } from '../../../resource/resource.ts';

/**
 * Texts as people read them: an address of Terraform stands alone, and names its account (else its Region) only where
 * resources of several scopes have it. What a data source will tell is called as Terraform calls it.
 */
export function textShown(estate: Estate): (text: string) => string {
  const scopes = new Map<string, Set<string>>();
  for (const { type, name, scope } of estate.resources) {
    if (!type.startsWith('aws_')) continue;
    const address = addressOf({ type, name }).replace(/[/\s=+]+/g, '~');
    (scopes.get(address) ?? scopes.set(address, new Set()).get(address)!).add(scope);
  }
  return (text) => text.replace(looked, '$2data.$1.$3').replace(keyed, (_, address: string, scope: string) => {
    const [account = '', region] = scope.split('~');
    const others = [...(scopes.get(address) ?? scopes.get(address.replace(/^[\w-]+:/, '')) ?? [])];
    if (others.length < 2) return address;
    return `${address} (${others.every((other) => other.startsWith(account)) && region !== undefined ? region : account})`;
  });
}

/** `${aws_availability_zones.data.zones.names[0]}`, with the modules that it is in. */
const looked = /\$\{(?:[^!{}"\s]+!)?(?=aws_)([a-z0-9_]+)\.((?:module\.[\w-]+(?:\[[^\]\s]*\])?\.)*)data\.([^{}\s]+)\}/g;

/** `aws_subnet.public["a"]@ACCOUNT~REGION`, as keys of resources are written. */
const keyed = /((?:[\w-]+:)?(?:module\.[\w-]+(?:\[[^\]\s]*\])?\.)*(?:data\.)?aws_[a-z0-9_]+\.[\w-]+(?:\[[^\]\s]*\])?)@([\w-]+(?:\.[\w-]+)*(?:~[\w-]+)*)/g;
