import { interfacesIn, interfacesOf } from '../../dialects/aws/network/interfaces.ts';
import { aclOf, isAclMissing, type AclEntry } from '../../dialects/aws/network/network-acls.ts';
import { shownAs, shownOf } from '../../dialects/aws/network/security-groups.ts';
import { subnetsOf, type Subnet } from '../../dialects/aws/network/subnets.ts';
import { wireOf } from '../../dialects/aws/network/wire.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Opened } from '../kind.ts';
import type { EntrySpec, NetworkAclSpec } from './spec.ts';

/** Answers for what leaves and reaches a subnet of which the inputs know the network ACL; a default one that they do not hold allows everything. */
export function read(estate: Estate): Opened<NetworkAclSpec> {
  const specs = new Map<string, NetworkAclSpec | undefined>();
  return {
    at: (address) => {
      const hop = wireOf(address);
      if (hop === undefined || !isAsked(hop.word)) return undefined;
      const subnet = interfacesOf(estate).get(hop.place)?.subnet ?? hop.place;
      const key = `${hop.word} ${subnet}`;
      if (!specs.has(key)) specs.set(key, specAt(estate, subnet, hop.word));
      return specs.get(key);
    },
  };
}

function isAsked(word: string): word is NetworkAclSpec['word'] {
  return word === 'out' || word === 'in' || word === 'back-out' || word === 'back-in';
}

function specAt(estate: Estate, key: string, word: NetworkAclSpec['word']): NetworkAclSpec | undefined {
  const subnet = subnetsOf(estate).get(key);
  const said = subnet === undefined ? undefined : aclOf(estate, key);
  if (subnet === undefined || said === undefined) return undefined;
  if (typeof said === 'string') return isAclMissing(estate, key) ? unheld(estate, subnet, word) : undefined;
  const egress = word.endsWith('out');
  const { acl } = said;
  const [shown, around] = [shownAs('network ACL', acl.key, acl.resource), shownOf(key, subnet.resource)];
  const does = `${egress ? 'leaves' : 'enters'} ${around}`;
  const own = acl.entries.filter((entry) => entry.egress === egress);
  return {
    acl: shown,
    subnet: around,
    word,
    entries: own.map((entry) => entrySpec(entry, shown, does, word)),
    own: ownOf(estate, subnet),
    origin: originOf(acl.resource, [egress ? 'egress' : 'ingress'], `${egress ? 'egress' : 'ingress'} *`, `${shown} denies the ${packet(word)} that ${does}: no entry ${own.length === 0 ? 'at all ' : ''}allows it (*)`),
    at: { key: acl.key, estate },
  };
}

/** Some of the VPC's are in the inputs, so that nobody may take this one to be open. */
function unheld(estate: Estate, subnet: Subnet, word: NetworkAclSpec['word']): NetworkAclSpec {
  const around = shownOf(subnet.key, subnet.resource);
  const doubt = `no input holds the network ACL of ${around}, though they hold others of ${subnet.vpc ?? 'its VPC'}`;
  return { acl: `the network ACL of ${around}`, subnet: around, word, entries: [], doubt, own: ownOf(estate, subnet), origin: originOf(subnet.resource, [], `network ACL of ${around}`, `the network ACL of ${around} may deny the ${packet(word)}: it is in no input`) };
}

function ownOf(estate: Estate, { key, cidrs }: Subnet): NetworkAclSpec['own'] {
  return { subnet: key, cidrs: cidrs.written, interfaces: interfacesIn(estate, { subnet: key }).map((each) => each.key) };
}

function packet(word: NetworkAclSpec['word']): string {
  return word.startsWith('back') ? 'reply' : 'packet';
}

function entrySpec(entry: AclEntry, acl: string, does: string, word: NetworkAclSpec['word']): EntrySpec {
  const { number, allows, protocol, cidr, ports, type, doubt, egress, resource, path } = entry;
  const direction = egress ? 'egress' : 'ingress';
  const said = number >= lastNumber ? '*' : String(number);
  const what = `${protocol}${ports === undefined ? '' : ` ${ports.from === ports.to ? ports.from : `${ports.from}-${ports.to}`}`} ${egress ? 'to' : 'from'} ${cidr}`;
  return {
    number,
    allows,
    protocol,
    cidr,
    ...(ports === undefined ? {} : { ports }),
    ...(type === undefined ? {} : { type }),
    ...(doubt === undefined ? {} : { doubt }),
    origin: originOf(resource, path, `${direction} ${said}`, `${acl} ${allows ? 'allows' : 'denies'} the ${packet(word)} that ${does}: entry ${said}, ${allows ? 'allow' : 'deny'} ${what}`),
  };
}

/** The entry at the end of every list (EC2 API reference, NetworkAclEntry). */
const lastNumber = 32767;

