import type { BalancerView, BindingView, ListenerView, Overview, Pair, Said, TargetGroupView, TargetView } from '../controllers/load-balancer-controller/overview/overview.ts';
import type { OtherBalancer } from '../path/other-balancers.ts';
import type { OtherIngress } from '../path/other-ingresses.ts';
import type { Planned } from '../path/planned.ts';
import type { Position } from '../resource/resource.ts';
import { oneLine } from './escape.ts';
import { placeText } from './frame.ts';
import type { Paint } from './paint.ts';
import { reachHead, reachRows } from './plan-reach.ts';
import { actionsText, balancerText, checkText, conditionsText, groupText, titleText, transformsText } from './plan-words.ts';

/** What other controllers make, by kind: how many. */
export interface AlsoMade {
  readonly by: string;
  readonly type: string;
  readonly count: number;
}

/** A line of the tree: how deep it stands, what it says, and where that comes from. */
interface Line {
  readonly depth: number;
  readonly text: string;
  readonly from?: Position | undefined;
  readonly tone?: 'head' | 'bad' | 'warn' | 'quiet';
}

/** Plans for people: a tree for each, then what kubectl will print, then what other controllers make. */
export function planText(planned: readonly Pick<Planned, 'scope' | 'overviews' | 'bindings' | 'remarks'>[], others: readonly OtherBalancer[], also: readonly AlsoMade[], paint: Paint, ingresses: readonly OtherIngress[] = []): string {
  const overviews = planned.flatMap((each) => each.overviews);
  const bindings = planned.flatMap(({ scope, bindings: all }) => all.map((binding) => ({ scope, binding })));
  const clusters = [...new Set([...overviews, ...bindings].map(({ scope }) => scope))];
  const several = clusters.length > 1;
  const trees = [...overviews.map((overview) => linesOf(overview, several)), ...bindings.map(({ scope, binding }) => bindingLines(binding, several ? `cluster ${scope}: ` : ''))].map((lines) => drawn(lines, paint));
  const tables = clusters.flatMap((cluster) => shownText(overviews.filter(({ scope }) => scope === cluster), several ? ` (cluster ${cluster})` : '', paint));
  return `${[...trees, ...tables, ...asideText(planned.flatMap(({ remarks }) => remarks), paint), ...othersText(others, paint), ...ingressesText(ingresses, several), ...alsoText(also), ...tableText('all load balancers:', reachHead, reachRows(overviews, others), paint), countText(overviews)].join('\n\n')}\n`;
}

function drawn(lines: readonly Line[], paint: Paint): string {
  const tones = { head: paint.bold, bad: paint.red, warn: paint.yellow, quiet: paint.dim } as const;
  return lines.map(({ depth, text, from, tone }) => {
    const shown = `${'  '.repeat(depth)}${oneLine(text)}`;
    return `${tone === undefined ? shown : tones[tone](shown)}${from === undefined ? '' : paint.dim(`  ${placeText(from)}`)}`;
  }).join('\n');
}

function linesOf(overview: Overview, several: boolean): readonly Line[] {
  const { members, applied, balancers, targetGroups, quotas, refusals, remarks, assumptions } = overview;
  const [only] = members;
  const head: Line = { depth: 0, text: `${several ? `cluster ${overview.scope}: ` : ''}${titleText(overview)}${applied ? '' : ': nothing is made'}`, from: members.length === 1 ? only?.from : undefined, tone: applied ? 'head' : 'bad' };
  return [
    head,
    ...(members.length < 2 ? [] : members.map(({ type, namespace, name, from }, index): Line => ({ depth: 1, text: `${index + 1}. ${type} ${namespace}/${name}`, from }))),
    ...refusals.flatMap(({ message, says, resource, from }): readonly Line[] => [
      { depth: 1, text: `refused: ${members.length < 2 ? '' : `${resource}: `}${message}`, from, tone: 'bad' },
      ...(says === undefined ? [] : [{ depth: 2, text: `the controller says: ${says}`, tone: 'quiet' } as const]),
    ]),
    ...balancers.flatMap(balancerLines),
    ...groupLines(targetGroups),
    ...quotaLines(quotas),
    ...remarkLines(remarks, assumptions),
  ];
}

function remarkLines(remarks: Overview['remarks'], assumptions: Overview['assumptions']): readonly Line[] {
  return [
    ...remarks.map(({ name, severity, message, from }): Line => ({ depth: 1, text: `${severity}[${name}]: ${message}`, from, tone: severity === 'error' ? 'bad' : severity === 'warning' ? 'warn' : 'quiet' })),
    ...assumptions.map((text): Line => ({ depth: 1, text: `assumed: ${text}`, tone: 'quiet' })),
  ];
}

function balancerLines(balancer: BalancerView): readonly Line[] {
  const { subnets, securityGroups, attributes, tags, addOns, dnsName, listeners } = balancer;
  return [
    { depth: 1, text: balancerText(balancer), from: balancer.scheme.from ?? balancer.from },
    { depth: 2, text: `address          ${dnsName}` },
    ...listed('subnets', subnets),
    ...listed('security groups', securityGroups),
    ...attributes.map((each) => pairLine('attribute', each)),
    ...addOns.map(({ value, from }): Line => ({ depth: 2, text: value, from })),
    ...tagLine(tags),
    ...listeners.flatMap(listenerLines),
  ];
}

function listed(what: string, { value, from }: Said<readonly string[]>): readonly Line[] {
  return [{ depth: 2, text: `${what.padEnd(15)}  ${value.length === 0 ? 'not known' : value.join(', ')}`, from }];
}

function pairLine(what: string, { value: { key, value }, from }: Said<Pair>, depth = 2): Line {
  return { depth, text: `${what.padEnd(15)}  ${key}=${value}`, from };
}

function tagLine(tags: readonly Pair[], depth = 2): readonly Line[] {
  return tags.length === 0 ? [] : [{ depth, text: `${'tags'.padEnd(15)}  ${tags.map(({ key, value }) => `${key}=${value}`).join(', ')}` }];
}

function listenerLines(listener: ListenerView): readonly Line[] {
  const { port, protocol, certificates, sslPolicy, alpnPolicy, mutualAuthentication, attributes, openTo, rules, otherwise, from } = listener;
  const width = Math.max(0, ...rules.map(({ priority }) => String(priority).length));
  return [
    { depth: 2, text: `listener ${protocol} ${port}${sslPolicy === undefined ? '' : `, policy ${sslPolicy.value}`}${alpnPolicy === undefined ? '' : `, ALPN ${alpnPolicy.value}`}`, from },
    ...(openTo === undefined ? [] : [{ depth: 3, text: `open to ${openTo.value.length === 0 ? 'nobody' : [...new Set(openTo.value)].join(', ')}`, from: openTo.from }]),
    ...certificates.map(({ value, from: place }, index): Line => ({ depth: 3, text: `certificate ${value}${index === 0 && certificates.length > 1 ? ' (default)' : ''}`, from: place })),
    ...(mutualAuthentication === undefined ? [] : [{ depth: 3, text: `client certificates: ${mutualAuthentication.value}`, from: mutualAuthentication.from }]),
    ...attributes.map((each) => pairLine('attribute', each, 3)),
    ...rules.flatMap(({ priority, conditions, transforms, actions, request, behind, from: place }): readonly Line[] => {
      const rewritten = transformsText(transforms);
      const told: Line = { depth: 3, text: `${String(priority).padStart(width)}  ${conditionsText(conditions)} -> ${rewritten === undefined ? '' : `${rewritten}, `}${actionsText(actions)}`, from: place };
      if (behind !== undefined) return [told, { depth: 5, text: `no request gets here: rule${behind.length === 1 ? '' : 's'} ${behind.join(', ')} before it ${behind.length === 1 ? 'takes' : 'take'} them all`, tone: 'warn' }];
      return request === undefined ? [told] : [told, { depth: 5, text: `for example ${request}`, tone: 'quiet' }];
    }),
    { depth: 3, text: `${'-'.padStart(Math.max(1, width))}  ${rules.length === 0 ? 'everything' : 'anything else'} -> ${actionsText(otherwise)}` },
  ];
}

function groupLines(groups: readonly TargetGroupView[]): readonly Line[] {
  return groups.flatMap((group): readonly Line[] => {
    const { binding, healthCheck, attributes, tags, targets, targetType } = group;
    return [
      { depth: 1, text: `target group ${group.name.value}: ${groupText(group)}`, from: group.from },
      ...(healthCheck === undefined ? [] : [{ depth: 2, text: `${'health check'.padEnd(15)}  ${checkText(healthCheck.value)}`, from: healthCheck.from }]),
      ...attributes.map((each) => pairLine('attribute', each)),
      ...(binding === undefined ? [] : [{ depth: 2, text: `${'binding'.padEnd(15)}  TargetGroupBinding ${binding.namespace}/${binding.name}: Service ${binding.service} port ${binding.port}${binding.vpc === undefined ? '' : ` in ${binding.vpc}`}` }]),
      ...(binding === undefined ? [] : [{ depth: 2, text: `${'opens'.padEnd(15)}  ${binding.opens === undefined ? 'nothing: security groups of nodes and pods are left alone' : binding.opens.join('; ')}` }]),
      ...(targetType === 'alb' ? [] : [{ depth: 2, text: `${'targets'.padEnd(15)}  ${targetsText(targets)}`, from: targets[0]?.from }]),
      // Of what hangs on a load balancer only those tags that somebody asks for.
      ...tagLine(tags.filter(({ key }) => !/(?:^|\.)k8s\.aws\//.test(key))),
    ];
  });
}

function bindingLines({ namespace, name, group, service, port, targetType, targets, remarks, assumptions, from }: BindingView, where: string): readonly Line[] {
  return [
    { depth: 0, text: `${where}TargetGroupBinding ${namespace}/${name}`, from, tone: 'head' },
    { depth: 1, text: `target group  ${group ?? 'not named'}` },
    { depth: 1, text: `Service       ${service} port ${port}${targetType === '' ? '' : `, targets of type ${targetType}`}` },
    { depth: 1, text: `targets       ${targetsText(targets)}` },
    ...remarkLines(remarks, assumptions),
  ];
}

/** The first few targets, and how many more. */
function targetsText(targets: readonly TargetView[]): string {
  const shown = targets.slice(0, targetsShown).map(({ what, port, zone }) => `${what}${port === undefined ? '' : ` on port ${port}`}${zone === undefined ? '' : ` (zone ${zone})`}`);
  const more = targets.length - shown.length;
  return shown.length === 0 ? 'none that the inputs show' : `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const targetsShown = 4;

function quotaLines(quotas: Overview['quotas']): readonly Line[] {
  const balancers = [...new Set(quotas.map(({ of }) => of))];
  return balancers.map((balancer): Line => {
    const own = quotas.filter(({ of }) => of === balancer);
    const full = own.some(({ used, limit }) => used >= limit * 0.9);
    return { depth: 1, text: `quotas${balancers.length > 1 ? ` of ${balancer}` : ''}: ${own.map(({ what, used, limit }) => `${used} of ${limit} ${what}`).join(', ')}`, ...(full ? { tone: 'warn' } : { tone: 'quiet' }) };
  });
}

function shownText(overviews: readonly Overview[], where: string, paint: Paint): readonly string[] {
  const applied = overviews.filter((overview) => overview.applied);
  const ingresses = applied.flatMap(({ shown }) => shown.ingresses).map(({ namespace, name, class: of, hosts, address, ports }) => [namespace, name, of, hosts, address, ports]);
  const bindings = applied.flatMap(({ shown }) => shown.bindings).map(({ namespace, name, serviceName, servicePort, targetType }) => [namespace, name, serviceName, servicePort, targetType]);
  return [
    ...tableText(`kubectl get ingress -A${where} will show:`, ['NAMESPACE', 'NAME', 'CLASS', 'HOSTS', 'ADDRESS', 'PORTS'], ingresses, paint),
    ...tableText(`kubectl get targetgroupbinding -A${where} will show:`, ['NAMESPACE', 'NAME', 'SERVICE-NAME', 'SERVICE-PORT', 'TARGET-TYPE'], bindings, paint),
  ];
}

function tableText(title: string, head: readonly string[], rows: readonly (readonly string[])[], paint: Paint): readonly string[] {
  if (rows.length === 0) return [];
  const all = [head, ...rows.map((row) => row.map(oneLine))];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const lines = all.map((row) => `  ${row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column]!))).join('   ')}`);
  return [[paint.bold(title), ...lines].join('\n')];
}

/** What is said of objects of which the controller makes nothing. */
function asideText(remarks: Overview['remarks'], paint: Paint): readonly string[] {
  return remarks.length === 0 ? [] : [drawn([{ depth: 0, text: 'of what is in no plan:' }, ...remarkLines(remarks, [])], paint)];
}

/** Services that other programs make load balancers of, and whether those are public. */
function othersText(others: readonly OtherBalancer[], paint: Paint): readonly string[] {
  if (others.length === 0) return [];
  const words = { 'cloud-provider': 'the cloud provider makes', another: 'another program makes', nobody: 'nobody makes', unknown: 'somebody else may make' } as const;
  const head: Line = { depth: 0, text: 'load balancers that the controller leaves to others:' };
  const lines = others.flatMap(({ service, by, kind, scheme, why, from }): readonly Line[] => [
    { depth: 1, text: `Service ${service}: ${words[by]} ${scheme === undefined ? 'a' : scheme === 'internal' ? 'an internal' : 'a public'}${kind === undefined ? '' : ` ${kind}`} load balancer`, from, tone: scheme === 'internet-facing' ? 'warn' : 'head' },
    { depth: 2, text: why, tone: 'quiet' },
  ]);
  return [drawn([head, ...lines], paint)];
}

/** A line for each class: the first few Ingresses of it, and how many more. */
function ingressesText(ingresses: readonly OtherIngress[], several: boolean): readonly string[] {
  if (ingresses.length === 0) return [];
  const whose = ({ scope, class: name }: OtherIngress): string => `${name === undefined ? 'no class' : `class ${name}`}${several ? `, cluster ${scope}` : ''}`;
  const lines = [...new Set(ingresses.map(whose))].map((each) => {
    const all = ingresses.filter((ingress) => whose(ingress) === each).map(({ ingress }) => ingress);
    const more = all.length - targetsShown;
    return `left to others: Ingress ${oneLine(`${all.slice(0, targetsShown).join(', ')}${more > 0 ? ` and ${more} more` : ''} (${each})`)}`;
  });
  return [lines.join('\n')];
}

function alsoText(also: readonly AlsoMade[]): readonly string[] {
  if (also.length === 0) return [];
  const makers = [...new Set(also.map(({ by }) => by))];
  const lines = makers.map((maker) => `  ${maker}: ${also.filter(({ by }) => by === maker).map(({ type, count }) => `${count} ${type}`).join(', ')}`);
  return [['also made, by other controllers:', ...lines].join('\n')];
}

function countText(overviews: readonly Overview[]): string {
  const balancers = overviews.reduce((sum, overview) => sum + overview.balancers.length, 0);
  const failed = overviews.filter(({ applied }) => !applied).length;
  return `${balancers} load balancer${balancers === 1 ? '' : 's'} made${failed === 0 ? '' : `, ${failed} not made`}`;
}
