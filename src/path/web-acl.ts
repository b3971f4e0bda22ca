import { attachedTo, type AclRule } from '../dialects/aws/web-acls.ts';
import { managedGroups } from '../facts/managed-rule-groups.ts';
import { usualWindow } from '../facts/web-acl.ts';
import type { HopId } from '../ir/program.ts';
import type { Estate } from '../resource/estate.ts';
import type { Assumption } from './assumption.ts';

/**
 * What a web ACL that lets a request pass is taken to do: rules whose patterns AWS keeps to itself, and lists of addresses that
 * only AWS has, take nothing in it, and no rate is reached (docs/decisions/0019). `ended`: the web ACL answers it.
 */
export function webAclsMet(estate: Estate, hop: HopId, ended: boolean): readonly Assumption[] {
  const [word, balancer = ''] = hop.split('/');
  const attached = word === 'rules' ? attachedTo(estate).get(balancer)?.[0] : undefined;
  if (attached === undefined || ended) return [];
  const { acl, arn } = attached;
  if (acl === undefined) return [{ name: 'web-acl-lets-in', layer: 'network', text: `web ACL ${arn} stands before ${balancer}, and its rules are in no input: it is taken to let this request in` }];
  const secret = [...new Set(acl.rules.flatMap(unpublished))];
  const rates = acl.rules.flatMap(rateIn);
  return [
    ...(secret.length === 0 ? [] : [{ name: 'unpublished-rules-take-nothing', layer: 'network' as const, text: `${secret.join(', ')} of web ACL ${acl.name}: ${secret.length === 1 ? 'it takes' : 'they take'} nothing in this request; what exactly ${secret.length === 1 ? 'it looks' : 'they look'} for is not published, or only AWS has the addresses` }]),
    ...(rates.length === 0 ? [] : [{ name: 'rate-not-reached', layer: 'network' as const, text: `${rates.join(', ')} of web ACL ${acl.name} ${rates.length === 1 ? 'is' : 'are'} not reached by this client` }]),
  ];
}

/** Groups that may end a request for reasons that no file holds. */
function unpublished(rule: AclRule): readonly string[] {
  if (rule.is !== 'group' || rule.counted) return [];
  if ('group' in rule.of) return rule.of.rules === undefined ? [rule.of.group] : [];
  const { name, vendor } = rule.of;
  const rules = vendor === 'AWS' ? managedGroups[name]?.rules : undefined;
  const harmless = rules?.every((inner) => inner.exact !== undefined || inner.counts === true || rule.overrides.some((each) => each.name === inner.name && each.action.do === 'count'));
  return harmless === true ? [] : [name];
}

function rateIn(rule: AclRule): readonly string[] {
  if (rule.is === 'group') return 'group' in rule.of && !rule.counted ? (rule.of.rules ?? []).flatMap(rateIn) : [];
  if (rule.statement.if !== 'rate' || rule.action?.do === 'count') return [];
  return [`the rate of ${rule.name} (${rule.statement.limit} requests in ${rule.statement.window ?? usualWindow} seconds)`];
}
