import { list, record, text } from '../../../dialects/kubernetes/fields.ts';
import type { Place } from '../place.ts';
import type { GroupDrafting, Listening, Member, SslRedirect } from './group.ts';
import { ofMember } from './groups.ts';

/** Where the HTTP ports of a group redirect to: one port for the whole group, on which it listens with HTTPS (buildSSLRedirectConfig). */
export function sslRedirectOf(drafting: GroupDrafting, listenings: readonly Listening[], unread: readonly Member[] = []): SslRedirect | undefined {
  const asking: { readonly port: number; readonly place: Place }[] = [];
  for (const member of drafting.group.members) {
    const pinned = text(record(member.params?.body['spec'])['sslRedirectPort']) ?? '';
    if (member.params !== undefined && pinned !== '') {
      const place: Place = [member.params, ['spec', 'sslRedirectPort']];
      // One port that is no number undoes the redirect of the whole group, without an error.
      if (!/^[+-]?\d+$/.test(pinned)) {
        drafting.remark({ name: 'ssl-redirect-port-not-a-number', severity: 'error', at: place, message: `nothing redirects to HTTPS for group ${drafting.group.id}: sslRedirectPort "${pinned}" is no number, and the controller passes over it without a word` });
        return undefined;
      }
      asking.push({ port: Number(pinned), place });
      continue;
    }
    const port = member.annotations.reporting(ofMember(member, drafting.refuse)).number('ssl-redirect', 32);
    if (port !== undefined) asking.push({ port, place: member.annotations.place('ssl-redirect') });
  }
  const first = asking[0];
  if (first === undefined) return undefined;
  const ports = [...new Set(asking.map(({ port }) => port))].sort((a, b) => a - b);
  if (ports.length > 1) {
    const other = asking.find(({ port }) => port !== first.port)!;
    drafting.refuse({ at: other.place, message: `ssl-redirect is ${other.port} here and ${first.port} for another Ingress of the group`, says: `conflicting sslRedirect port: [${ports.join(' ')}]` });
    return undefined;
  }
  const target = listenings.find(({ port }) => port === first.port);
  // A port that nobody can read may be the one.
  if (target === undefined && unread.length > 0) return undefined;
  if (target === undefined) drafting.refuse({ at: first.place, message: `ssl-redirect leads to port ${first.port}, on which the group does not listen`, says: `listener does not exist for SSLRedirect port: ${first.port}` });
  else if (target.protocol !== 'HTTPS') drafting.refuse({ at: first.place, message: `ssl-redirect leads to port ${first.port}, which is HTTP`, says: `listener protocol non-SSL for SSLRedirect port: ${first.port}` });
  if (target?.protocol !== 'HTTPS') return undefined;
  for (const member of drafting.group.members) remarkHidden(drafting, member, listenings, first.port);
  return { port: first.port, statusCode: 'HTTP_301', place: first.place };
}

/** Rules of an Ingress that listens on HTTP only are on no port at all. */
function remarkHidden({ remark, group }: GroupDrafting, member: Member, listenings: readonly Listening[], port: number): void {
  const own = listenings.filter(({ members }) => members.some(({ resource }) => resource === member.resource));
  const rules = list(record(member.resource.body['spec'])['rules']);
  if (rules.length === 0 || own.length === 0 || own.some(({ protocol }) => protocol === 'HTTPS')) return;
  const ports = own.map((each) => each.port).join(' and ');
  const whose = group.ingress === undefined ? `group ${group.id} sends` : 'ssl-redirect sends';
  remark({ name: 'rules-hidden-by-ssl-redirect', severity: 'error', at: [member.resource, ['spec', 'rules']], message: `no request reaches these rules: this Ingress listens on HTTP port ${ports} only, from where ${whose} every request to port ${port}, and there it has no rules` });
}
