import { list, record, text } from '../../../dialects/kubernetes/fields.ts';
import type { Drafting } from '../plan.ts';
import { namedCertificates } from './certificates.ts';
import { named } from './agreement.ts';
import type { Member, SslRedirect } from './group.ts';
import { mutualAuthenticationOf } from './mutual-authentication.ts';
import type { Port } from './ports.ts';

/** What happens at the ports of a group that its members may not expect, and that the controller says nothing about. */
export function remarkPorts(drafting: Drafting, members: readonly Member[], ports: readonly Port[], redirect: SslRedirect | undefined): void {
  for (const member of members) {
    remarkMissedPort(drafting, member, ports, redirect);
    remarkSecret(drafting, member, ports);
    remarkUnused(drafting, member, ports.filter((port) => isOn(port, member)));
  }
  for (const port of ports) remarkDiscovery(drafting, port);
}

/** A member without listen-ports is not on the ports of its neighbours. */
function remarkMissedPort(drafting: Drafting, member: Member, ports: readonly Port[], redirect: SslRedirect | undefined): void {
  if (member.annotations.text('listen-ports') !== undefined) return;
  const rules = list(record(member.resource.body['spec'])['rules']);
  const own = ports.filter((port) => isOn(port, member));
  const missed = ports.find((port) => !isOn(port, member) && !(redirect !== undefined && port.protocol === 'HTTP'));
  // Rules that are on no port at all have a finding of their own.
  const hidden = redirect !== undefined && own.every(({ protocol }) => protocol === 'HTTP');
  if (missed === undefined || own.length === 0 || rules.length === 0 || hidden) return;
  const neighbour = missed.members[0]!;
  drafting.remark({
    name: 'ingress-not-on-port-of-group',
    severity: 'warning',
    at: [member.resource, ['spec', 'rules']],
    message: `these rules are not on port ${missed.port} (${missed.protocol}), on which ${named(neighbour)} of the group listens: without listen-ports this Ingress is on ${own.map(({ port, protocol }) => `${protocol} ${port}`).join(' and ')} only`,
  });
}

/** Settings of a port on which the member does not listen do nothing. */
function remarkUnused(drafting: Drafting, { annotations }: Member, own: readonly Port[]): void {
  const listening = own.map(({ protocol, port }) => `${protocol} ${port}`).join(' and ');
  const unused = (name: string, message: string): void => drafting.remark({ name: 'listener-setting-without-listener', severity: 'warning', at: annotations.place(name), message: `${message}: this Ingress listens on ${listening} only` });
  if (own.length > 0 && own.every(({ protocol }) => protocol === 'HTTP')) {
    // Where members disagree about a port, the first of them says its protocol.
    if (/"HTTPS"/.test(annotations.text('listen-ports') ?? '')) return;
    for (const name of ['certificate-arn', 'ssl-policy', 'mutual-authentication']) if (annotations.text(name) !== undefined) unused(name, `${name} does nothing`);
    return;
  }
  const asked = mutualAuthenticationOf({ ...drafting, refuse: () => undefined, assume: () => undefined }, { annotations });
  for (const port of asked.keys()) {
    if (!own.some((each) => each.port === port && each.protocol === 'HTTPS')) unused('mutual-authentication', `nobody is asked for a certificate on port ${port}`);
  }
  for (const key of Object.keys(annotations.written)) {
    const [, name, protocol, port] = /^[^/]+\/(listener-attributes\.(HTTPS?)-(\d+))$/.exec(key) ?? [];
    if (name !== undefined && own.length > 0 && !own.some((each) => each.protocol === protocol && each.port === Number(port))) unused(name, `${name} does nothing`);
  }
}

/** A Secret for TLS means nothing to the controller. */
function remarkSecret(drafting: Drafting, member: Member, ports: readonly Port[]): void {
  const sections = list(record(member.resource.body['spec'])['tls']).map(record);
  const index = sections.findIndex(({ secretName }) => (text(secretName) ?? '') !== '');
  if (index < 0) return;
  const secure = ports.some((port) => port.protocol === 'HTTPS' && isOn(port, member));
  const own = namedCertificates(member) !== undefined;
  const instead = !secure ? 'this Ingress listens on no HTTPS port, so nothing of it is encrypted' : own ? 'clients see the certificate that the Ingress names by its ARN' : 'clients see what the controller finds for the host in ACM';
  drafting.remark({ name: 'tls-secret-not-used', severity: own ? 'note' : 'warning', at: [member.resource, ['spec', 'tls', index, 'secretName']], message: `Secret ${text(sections[index]!['secretName'])} is not used: a load balancer takes its certificates from ACM and IAM; ${instead}` });
}

/** A member without a certificate has the controller look for some, and whatever it finds is the whole group's. */
function remarkDiscovery(drafting: Drafting, port: Port): void {
  if (port.protocol !== 'HTTPS') return;
  const naming = port.members.find((member) => namedCertificates(member) !== undefined);
  const silent = port.members.find((member) => namedCertificates(member) === undefined && member.annotations.text('create-acm-cert') === undefined);
  if (naming === undefined || silent === undefined) return;
  const at = silent.annotations.text('listen-ports') === undefined ? ([silent.resource, ['spec']] as const) : silent.annotations.place('listen-ports');
  drafting.remark({
    name: 'certificate-searched-beside-named-ones',
    severity: 'warning',
    at,
    message: `this Ingress names no certificate for port ${port.port}, and ${named(naming)} of the group does: the controller looks in ACM for one for every host of this Ingress and adds all that it finds to the port; if one host has none, the whole group stays as it was`,
  });
}

function isOn(port: Port, { resource }: Member): boolean {
  return port.members.some((each) => each.resource === resource);
}
