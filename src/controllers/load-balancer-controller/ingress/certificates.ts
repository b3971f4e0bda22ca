import { list, record, text, words } from '../../../dialects/kubernetes/fields.ts';
import { compareTexts } from '../../../resource/order.ts';
import type { Path } from '../../../resource/resource.ts';
import { body } from '../../controller.ts';
import { sha256 } from '../../sha256.ts';
import type { Certificate } from '../facts.ts';
import type { Place } from '../place.ts';
import type { Drafting } from '../plan.ts';
import { isOn } from '../settings/gates.ts';
import { tokenOf, type Piece, type Token } from '../stack.ts';
import { withDefaultTags } from '../tags.ts';
import { pinnedBy } from './agreement.ts';
import type { Member } from './group.ts';
import { ingressTags } from './tags.ts';

/** The certificates of one member, the first of which may become the default, and who names them. */
export interface Certificates {
  readonly arns: readonly (string | Token)[];
  readonly place: Place;
  /** Present: the controller asks ACM for it. */
  readonly piece?: Piece;
}

/** Certificates that the member names: IngressClassParams beat the annotation. Undefined: none, or an empty list. */
export function namedCertificates(member: Member): Certificates | undefined {
  const pinned = pinnedBy(member, ['certificateArn']);
  if (pinned !== undefined && words(pinned.value).length > 0) return { arns: words(pinned.value), place: pinned.place };
  const arns = member.annotations.list('certificate-arn') ?? [];
  return arns.length === 0 ? undefined : { arns, place: member.annotations.place('certificate-arn') };
}

/** A certificate that annotation `create-acm-cert` has the controller ask ACM for (gate EnableCertificateManagement). */
export function createdCertificate(drafting: Drafting, member: Member): Certificates | undefined {
  const { annotations } = member;
  if (!isOn(drafting.facts, 'EnableCertificateManagement') || annotations.reporting(() => undefined).flag('create-acm-cert') !== true) return undefined;
  const place = annotations.place('create-acm-cert');
  // Certificates of IngressClassParams do not keep it from asking for one (model_build_certificates.go).
  if ((annotations.list('certificate-arn') ?? []).length > 0) return undefined;
  const hosts = hostsOf(member);
  const [domainName] = hosts;
  if (domainName === undefined) {
    drafting.refuse({ at: place, message: 'create-acm-cert asks for a certificate, and no rule and no tls section names a host', says: `ingress ${member.namespace}/${member.name} has create-acm-cert enabled but no hostnames defined in spec.rules[].host or spec.tls[].hosts — cannot create a certificate without at least one hostname` });
    return undefined;
  }
  const authority = annotations.text('acm-pca-arn') || drafting.facts.flags.defaultPcaArn || undefined;
  const type = authority === undefined ? 'AMAZON_ISSUED' : 'PRIVATE';
  const id = `${type.toLowerCase()}/${domainName}-${sha256(`${member.namespace}/${member.name}`).slice(0, 8)}`;
  const tags = withDefaultTags(ingressTags(drafting, member), drafting.facts);
  const spec = body({ type, certificateAuthorityARN: authority, domainName, subjectAlternativeNames: hosts, validationMethod: 'DNS', tags });
  const places: (readonly [Path, Place])[] = authority === undefined || annotations.text('acm-pca-arn') === undefined ? [] : [[['certificateAuthorityARN'], annotations.place('acm-pca-arn')]];
  return { arns: [tokenOf('AWS::ACM::Certificate', id, 'certificateARN')], place, piece: { type: 'AWS::ACM::Certificate', id, spec, place, places } };
}

/** Certificates of the account that cover the hosts of a member without any of its own: all of them, for every host. */
export function discoveredCertificates(drafting: Drafting, member: Member, place: Place): Certificates {
  const hosts = hostsOf(member);
  const { certificates } = drafting.facts.aws;
  if (certificates === undefined) {
    if (hosts.length > 0) drafting.assume(`the account has a certificate for ${hosts.join(', ')}: the inputs hold no ACM certificates, and Ingress ${member.namespace}/${member.name} names none`);
    return { arns: [], place };
  }
  const allowed = certificates.filter((each) => isAllowed(drafting, each));
  const arns = new Set<string>();
  for (const host of hosts) {
    const covering = allowed.filter(({ names }) => names.some((name) => covers(name, host)));
    if (covering.length === 0) drafting.refuse({ at: hostPlace(member, host), message: `no issued certificate of the account covers ${host}, and the Ingress names none in certificate-arn`, says: `no certificate found for host: ${host}` });
    for (const { arn } of covering) arns.add(arn);
  }
  return { arns: [...arns].sort(compareTexts), place };
}

/** Whether a certificate's name covers a host: itself, or one label for its asterisk. */
export function covers(name: string, host: string): boolean {
  if (!name.startsWith('*.')) return name === host;
  const [own, asked] = [name.split('.'), host.split('.')];
  return own.length === asked.length && own.slice(1).join('.') === asked.slice(1).join('.');
}

/** Hosts of rules and of tls sections, each once, in order of their names. */
export function hostsOf({ resource }: Member): readonly string[] {
  const spec = record(resource.body['spec']);
  const ruled = list(spec['rules']).map((rule) => text(record(rule)['host']) ?? '');
  const secured = list(spec['tls']).flatMap((section) => words(record(section)['hosts']));
  return [...new Set([...ruled.filter((host) => host !== ''), ...secured])].sort(compareTexts);
}

/** Where an Ingress names a host. */
export function hostPlace({ resource }: Member, host: string): Place {
  const spec = record(resource.body['spec']);
  const rule = list(spec['rules']).findIndex((each) => record(each)['host'] === host);
  if (rule >= 0) return [resource, ['spec', 'rules', rule, 'host']];
  const section = list(spec['tls']).findIndex((each) => words(record(each)['hosts']).includes(host));
  return [resource, section < 0 ? ['spec'] : ['spec', 'tls', section, 'hosts', words(record(list(spec['tls'])[section])['hosts']).indexOf(host)]];
}

/** With flag --allowed-certificate-authority-arns, public certificates are not taken either (pkg/certs). */
function isAllowed({ facts }: Drafting, { status, authority }: Certificate): boolean {
  const only = facts.flags.allowedCertificateAuthorityArns;
  return status === 'ISSUED' && (only.length === 0 || only.includes(authority ?? ''));
}
