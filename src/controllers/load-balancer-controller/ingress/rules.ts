import { list, record, text } from '../../../dialects/kubernetes/fields.ts';
import { pathText, type Json, type JsonObject, type Path } from '../../../resource/resource.ts';
import type { Place, Refusal } from '../place.ts';
import { backendOf, type Backend } from './backends.ts';
import { ruleConditions } from './conditions.ts';
import type { GroupDrafting, Listening, Member, RuleDraft, SslRedirect } from './group.ts';
import { ofMember } from './groups.ts';
import { leadsToItself, redirectBefore, withoutDeadRules } from './optimise.ts';
import { inPathOrder, pathPatterns, type PathPatterns, type RulePath } from './paths.ts';
import { actionsOf } from './rule-actions.ts';
import { ruleRemarks } from './rule-remarks.ts';

/** The rules of one port in order: members, their rules, the paths of each rule. An HTTP port that redirects has none. */
export function rulesOf(drafting: GroupDrafting, listening: Listening, redirect: SslRedirect | undefined): readonly RuleDraft[] {
  if (redirect !== undefined && listening.protocol === 'HTTP') return [];
  const rules = listening.members.flatMap((member) => memberRules(drafting, listening, member));
  const live = withoutDeadRules(listening, rules);
  if (live.length < rules.length) {
    const kept = new Set(live);
    for (const rule of rules) {
      if (kept.has(rule)) continue;
      if (leadsToItself(listening, rule)) remarkCircle(drafting, rule);
      else remarkLost(drafting, rule, live);
    }
  }
  return live;
}

/** A rule that a redirect hides is left out. It is lost if its Ingress has it on no other port. */
function remarkLost({ remark, listenings = [] }: GroupDrafting, rule: RuleDraft, live: readonly RuleDraft[]): void {
  const { member, place } = rule;
  const winner = redirectBefore(rule, live);
  if (winner === undefined || listenings.filter(({ members }) => members.some(({ resource }) => resource === member.resource)).length !== 1) return;
  const other = winner.member.resource === member.resource ? pathText(winner.place[1]) : `Ingress ${winner.member.namespace}/${winner.member.name}`;
  remark({ name: 'listener-rule-never-reached', severity: 'warning', at: place, message: `no request comes here: the redirect of ${other} takes them all before, and the controller leaves this rule out` });
}

/** A redirect that leads back to its own port is left out (rule_optimizer.go). From HTTP to HTTPS it is one on the HTTPS port only, as it should be. */
function remarkCircle({ remark, listenings = [] }: GroupDrafting, rule: RuleDraft): void {
  const { member, place } = rule;
  const own = listenings.filter(({ members }) => members.some(({ resource }) => resource === member.resource));
  if (!own.every((listening) => leadsToItself(listening, rule))) return;
  remark({ name: 'listener-rule-never-reached', severity: 'warning', at: place, message: `nobody is redirected here: the redirect leads back to the address that was asked for, on port ${own.map(({ port }) => port).join(' and ')}, and the controller leaves this rule out without a word; requests go to the rules behind it` });
}

/** One path of an Ingress, and where it stands. */
interface Written extends RulePath {
  readonly host: string | undefined;
  readonly backend: Json | undefined;
  readonly rule: Path;
  readonly at: Path;
}

function memberRules(drafting: GroupDrafting, listening: Listening, member: Member): readonly RuleDraft[] {
  return list(record(member.resource.body['spec'])['rules']).flatMap((value, index) => {
    const rule = record(value);
    const written = list(record(rule['http'])['paths']).map((each, at): Written => {
      const { path, pathType, backend } = record(each);
      const place: Path = ['spec', 'rules', index];
      return { host: text(rule['host']), path: text(path) ?? '', pathType: text(pathType), backend, rule: place, at: [...place, 'http', 'paths', at] };
    });
    return inPathOrder(written).flatMap((each) => ruleOf(drafting, listening, member, each));
  });
}

function ruleOf(drafting: GroupDrafting, listening: Listening, member: Member, written: Written): readonly RuleDraft[] {
  const refuse = ofMember(member, drafting.refuse);
  const backend = backendOf(drafting, member, written.backend, [...written.at, 'backend'], refuse);
  const regular = usesExpression(member, written, refuse);
  const patterns = patternsOf(member, written, regular, refuse);
  const conditions = backend === undefined || patterns === undefined ? undefined : conditionsOf(member, written, patterns, backend, refuse);
  const actions = backend === undefined ? undefined : actionsOf(drafting, member, backend, listening, refuse);
  if (backend === undefined || conditions === undefined || actions === undefined) return [];
  for (const remark of ruleRemarks(member, written, [member.resource, written.path === '' ? written.at : [...written.at, 'path']], backend, conditions, regular)) drafting.remark(remark);
  return [
    {
      member,
      conditions,
      actions: actions.actions,
      transforms: backend.transforms,
      place: [member.resource, written.path === '' ? written.at : [...written.at, 'path']],
      places: [...conditionPlaces(member, written, backend, conditions), ...actions.places.map(([path, place]) => [['actions', ...path], place] as const), ...transformPlaces(member, backend)],
      missing: actions.missing.map(([path, what]) => [['actions', ...path], what] as const),
    },
  ];
}

/** Whether a path is a regular expression: those without a type of their own are, where the Ingress says so. */
function usesExpression({ annotations }: Member, { path, pathType = 'ImplementationSpecific' }: RulePath, refuse: (refusal: Refusal) => void): boolean {
  return path !== '' && pathType === 'ImplementationSpecific' && annotations.reporting(refuse).flag('use-regex-path-match') === true;
}

function patternsOf(member: Member, written: Written, regular: boolean, refuse: (refusal: Refusal) => void): PathPatterns | undefined {
  const patterns = written.path === '' ? { patterns: [], expressions: [] } : pathPatterns(written, regular);
  if (!('message' in patterns)) return patterns;
  const wild = written.pathType !== undefined && /[*?]/.test(written.path) && !regularFor(member);
  const instead = wild ? { instead: { title: `let the load balancer compare ${written.path} as it stands: pathType ImplementationSpecific`, at: [member.resource, [...written.at, 'pathType']] as const, to: 'ImplementationSpecific' } } : {};
  refuse({ ...instead, at: [member.resource, [...written.at, 'path']], ...patterns });
  return undefined;
}

/** Whether the Ingress has its ImplementationSpecific paths read as regular expressions. */
function regularFor({ annotations }: Member): boolean {
  return annotations.text('use-regex-path-match') === 'true';
}

function conditionsOf(member: Member, written: Written, patterns: PathPatterns, backend: Backend, refuse: (refusal: Refusal) => void): readonly JsonObject[] | undefined {
  const conditions = ruleConditions({ host: written.host, ...patterns }, backend.conditions);
  if (!('wrong' in conditions)) return conditions;
  refuse({ at: member.annotations.place(`conditions.${backend.name}`), message: `a rule compares ${conditions.wrong.startsWith('host') ? 'hosts' : 'paths'} by patterns or by regular expressions, and Service ${backend.name} gets both`, says: conditions.wrong });
  return undefined;
}

/** What asks for each condition: the host or the path of the rule, or the annotation that adds to them. */
function conditionPlaces(member: Member, written: Written, { name, conditions: added }: Backend, conditions: readonly JsonObject[]): RuleDraft['places'] {
  return conditions.map(({ field }, index) => {
    const own: Place | undefined = field === 'host-header' && (written.host ?? '') !== '' ? [member.resource, [...written.rule, 'host']] : field === 'path-pattern' && written.path !== '' ? [member.resource, [...written.at, 'path']] : undefined;
    const place: Place = own ?? (added.length > 0 ? member.annotations.place(`conditions.${name}`) : [member.resource, written.at]);
    return [['conditions', index], place] as const;
  });
}

function transformPlaces(member: Member, { name, transforms }: Backend): RuleDraft['places'] {
  return transforms.length === 0 ? [] : [[['transforms'], member.annotations.place(`transforms.${name}`)]];
}
