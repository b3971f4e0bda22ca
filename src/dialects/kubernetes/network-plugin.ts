import { networkPlugins, vpcPlugin } from '../../facts/network-plugins.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Resource } from '../../resource/resource.ts';
import { list, record, text, texts, words } from './fields.ts';

/** Whether somebody enforces the NetworkPolicies of a cluster: `on`, `off`, or what no input says. */
export function enforcement(estate: Estate, scope: string): 'on' | 'off' | 'unsaid' {
  const sets = estate.ofType('DaemonSet').filter((each) => each.scope === scope);
  if (sets.some(({ name }) => networkPlugins.has(name))) return 'on';
  const agent = sets.filter(({ name }) => name === vpcPlugin.daemonSet).flatMap(flagsOf);
  const settings = estate.ofType('ConfigMap').find((each) => each.scope === scope && each.name === vpcPlugin.configMap)?.body['data'];
  const said = [...agent.flatMap((flag) => (flag.startsWith(`${vpcPlugin.flag}=`) ? [flag.split('=')[1]] : [])), texts(settings)[vpcPlugin.key]];
  return said.includes('false') ? 'off' : said.includes('true') ? 'on' : 'unsaid';
}

function flagsOf({ body }: Resource): readonly string[] {
  const containers = list(record(record(record(body['spec'])['template'])['spec'])['containers']).map(record);
  return containers.filter(({ name }) => text(name) === vpcPlugin.agent).flatMap(({ args }) => words(args));
}
