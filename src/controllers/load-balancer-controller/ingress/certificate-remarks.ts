import { list, record, text, words } from '../../../dialects/kubernetes/fields.ts';
import type { Drafting } from '../plan.ts';
import { namedBy, type Piece } from '../stack.ts';
import { covers, hostPlace, hostsOf } from './certificates.ts';
import type { Member } from './group.ts';
import type { Port } from './ports.ts';

/** Hosts without a certificate and certificates without a host, where the inputs say what each certificate covers. */
export function remarkCertificates(drafting: Drafting, ports: readonly Port[], created: readonly Piece[]): void {
  for (const port of ports) if (port.protocol === 'HTTPS') remarkPort(drafting, port, created);
}

function remarkPort(drafting: Drafting, { port, members, certificates }: Port, created: readonly Piece[]): void {
  const known = certificates.map(({ arn, place }) => ({ arn: typeof arn === 'string' ? arn : arn.$ref, place, names: namesOf(drafting, arn, created) }));
  const hosts = members.flatMap((member) => hostsOf(member).map((host) => ({ host, member })));
  // A rule for every host may be meant for any certificate.
  const open = members.some((member) => hostsOf(member).length === 0 || hasRuleForAll(member));
  if (known.length > 0 && known.every(({ names }) => names !== undefined)) {
    for (const { host, member } of hosts) {
      if (known.some(({ names }) => names!.some((name) => covers(name, host)))) continue;
      drafting.remark({ name: 'host-without-certificate', severity: 'error', at: hostPlace(member, host), message: `browsers refuse https://${host}${port === 443 ? '' : `:${port}`}/: no certificate of port ${port} covers it, and they get the default one, for ${known[0]!.names!.join(', ')}` });
    }
  }
  if (open) return;
  const seen = new Set<string>();
  for (const { arn, place, names } of known) {
    if (names === undefined || seen.has(arn) || hosts.some(({ host }) => names.some((name) => covers(name, host)))) continue;
    seen.add(arn);
    drafting.remark({ name: 'certificate-covers-no-host', severity: 'warning', at: place, message: `the certificate for ${names.join(', ')} covers no host of the Ingresses on port ${port} (${[...new Set(hosts.map(({ host }) => host))].join(', ')})` });
  }
}

function namesOf({ facts }: Drafting, arn: Port['certificates'][number]['arn'], created: readonly Piece[]): readonly string[] | undefined {
  if (typeof arn === 'string') return facts.aws.certificates?.find((each) => each.arn === arn)?.names;
  const { id } = namedBy(arn.$ref) ?? {};
  const piece = created.find((each) => each.id === id);
  return piece === undefined ? undefined : words(piece.spec['subjectAlternativeNames']);
}

function hasRuleForAll({ resource }: Member): boolean {
  const spec = record(resource.body['spec']);
  return spec['defaultBackend'] !== undefined || list(spec['rules']).some((rule) => (text(record(rule)['host']) ?? '') === '');
}
