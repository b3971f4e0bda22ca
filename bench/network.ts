import type { Match } from '../src/ir/match.ts';
import { all, is } from '../src/ir/match.ts';
import { randomOf } from './random.ts';

/** W4: 100 VPCs, 2,000 subnets, 1,250 groups of 4 rules, half of them by group reference, 200 ACLs, 10,000 interfaces. */
export interface Network {
  readonly subnets: readonly { readonly cidr: string; readonly acl: number }[];
  /** What each group lets in; a group reference is the addresses of its members. */
  readonly groups: readonly (readonly Match[])[];
  /** Denied by the ACL, then allowed. */
  readonly acls: readonly { readonly deny: Match; readonly allow: Match }[];
  readonly interfaces: readonly { readonly subnet: number; readonly groups: readonly number[] }[];
}

export function network(): Network {
  const random = randomOf(4);
  const subnets = Array.from({ length: 2000 }, (_, index) => ({ cidr: `10.${Math.floor(index / 20)}.${(index % 20) * 12}.0/24`, acl: random.upTo(200) }));
  const interfaces = Array.from({ length: 10_000 }, () => {
    const subnet = random.upTo(2000);
    const vpc = Math.floor(subnet / 20);
    const own = (): number => Math.min(1249, vpc * 12 + random.upTo(12));
    return { subnet, host: 4 + random.upTo(250), groups: [...new Set(Array.from({ length: 1 + random.upTo(3) }, own))].sort((a, b) => a - b) };
  });
  const members = new Map<number, string[]>();
  for (const { subnet, host, groups } of interfaces) for (const group of groups) (members.get(group) ?? members.set(group, []).get(group)!).push(subnets[subnet]!.cidr.replace(/0\/24$/, String(host)));
  const groups = Array.from({ length: 1250 }, (_, group) => Array.from({ length: 4 }, () => ruleOf(group)));
  function ruleOf(group: number): Match {
    const port = random.pick([22, 80, 443, 5432, 8080]);
    const from = random.chance(0.5) ? (members.get(Math.max(0, group - random.upTo(12))) ?? ['10.0.0.1']) : [`10.${random.upTo(100)}.0.0/${random.pick([16, 20])}`];
    return all(is('protocol', 'tcp'), { field: 'dst.port', in: [{ from: port, to: port + 1 + random.upTo(3) }] }, { field: 'src.address', in: from.map((cidr) => ({ cidr })) });
  }
  const acls = Array.from({ length: 200 }, () => ({
    deny: { field: 'src.address', in: Array.from({ length: 3 }, () => ({ cidr: `10.${random.upTo(100)}.${random.upTo(240)}.0/24` })) } satisfies Match,
    allow: { field: 'src.address', in: [{ cidr: '10.0.0.0/8' }] } satisfies Match,
  }));
  return { subnets, groups, acls, interfaces };
}

/** The same network as people write it. */
export function networkYaml({ subnets, groups, acls, interfaces }: Network): string {
  const lines = (match: Match, indent: string): string =>
    'all' in match ? match.all.map((one) => lines(one, indent)).join('') : 'field' in match ? `${indent}${match.field}:\n${match.in.slice(0, 8).map((pattern) => `${indent}  - ${JSON.stringify(pattern)}\n`).join('')}` : '';
  return [
    ...subnets.map(({ cidr, acl }, index) => `kind: Subnet\nname: subnet-${index}\ncidr: ${cidr}\nacl: acl-${acl}\n`),
    ...groups.map((rules, index) => `kind: SecurityGroup\nname: sg-${index}\nrules:\n${rules.map((rule) => `  -\n${lines(rule, '    ')}`).join('')}`),
    ...acls.map(({ deny, allow }, index) => `kind: NetworkAcl\nname: acl-${index}\ndeny:\n${lines(deny, '  ')}allow:\n${lines(allow, '  ')}`),
    ...interfaces.map(({ subnet, groups: own }, index) => `kind: Interface\nname: eni-${index}\nsubnet: subnet-${subnet}\ngroups:\n${own.map((group) => `  - sg-${group}\n`).join('')}`),
  ].join('---\n');
}
