import type { Difference } from '../controllers/load-balancer-controller/against/differences.ts';
import type { Json, Position } from '../resource/resource.ts';
import { oneLine } from './escape.ts';
import { placeText } from './frame.ts';
import type { Paint } from './paint.ts';

/** How one plan of the files stands to what is live. */
export interface Compared {
  readonly id: string;
  /** How many reasons the controller has to make nothing of the files; what is live stays then. */
  readonly refusals?: number;
  /** Absent: nothing live has this id. */
  readonly differences?: readonly Difference[];
  /** What happens to load balancers and target groups that exist, where only those are known. */
  readonly fates?: readonly { readonly text: string; readonly severe: boolean; readonly from?: Position }[];
}

/** Differences for people: per resource and field, what is live first. */
export function againstText(compared: readonly Compared[], unasked: readonly string[], paint: Paint): string {
  const blocks = compared.map((each) => blockOf(each, paint).join('\n'));
  const gone = unasked.map((id) => `${paint.red(id)}: live, and no file asks for it: the controller deletes it once its Ingresses are gone`);
  const same = compared.every(isSame) && unasked.length === 0;
  return `${[...blocks, ...gone, same ? 'no difference' : `${compared.filter((each) => !isSame(each)).length + unasked.length} of ${compared.length + unasked.length} differ`].join('\n\n')}\n`;
}

/** Whether applying the files changes nothing. */
export function isSame({ refusals, differences, fates }: Compared): boolean {
  if (refusals !== undefined) return false;
  return fates !== undefined ? fates.length === 0 : differences?.length === 0;
}

function blockOf(compared: Compared, paint: Paint): readonly string[] {
  const { id, refusals, differences, fates } = compared;
  if (refusals !== undefined) return [`${paint.red(id)}: the controller refuses it for ${refusals} ${refusals === 1 ? 'reason' : 'reasons'} and changes nothing: what is live stays as it is, also for what others of the group change (sallyport plan tells each)`];
  if (fates !== undefined) return [paint.bold(id), ...(fates.length === 0 ? ['  no difference in load balancers and target groups'] : fates.map(({ text, severe, from }) => `  ${severe ? paint.red(oneLine(text)) : oneLine(text)}${placed(from, paint)}`))];
  if (differences === undefined) return [`${paint.bold(id)}: nothing live has this id: all of it is made anew`];
  if (differences.length === 0) return [`${paint.bold(id)}: no difference`];
  return [paint.bold(id), ...differences.flatMap((difference) => lines(difference, paint))];
}

const changes = { made: '+', deleted: '-', changed: '~', moved: '~', stays: '=' } as const;

function lines(difference: Difference, paint: Paint): readonly string[] {
  const { type, id, change, fields, replacedFor, stays, from } = difference;
  const colour = change === 'made' ? paint.green : change === 'deleted' ? paint.red : paint.yellow;
  const [moved] = fields;
  const told = change === 'moved' ? `: priority ${shown(moved?.live)} becomes ${shown(moved?.files)}` : change === 'made' ? ' is made' : change === 'deleted' ? ' is deleted' : '';
  const head = `  ${colour(changes[change])} ${oneLine(`${kinds[type] ?? type} ${id}`)}${told}${placed(from, paint)}`;
  const details = change === 'changed' ? fields.map(({ path, live, files }) => `      ${oneLine(path)}: ${shown(live, path)} becomes ${shown(files, path)}`) : [];
  return [head, ...details, ...stays.map((why) => `      ${oneLine(why)}`), ...(replacedFor.length === 0 ? [] : [paint.red(`      made anew, because ${replacedFor.join(' and ')} cannot change: ${anew[type] ?? 'the old one is deleted'}`)])];
}

const kinds: Readonly<Record<string, string>> = {
  'AWS::ACM::Certificate': 'certificate',
  'AWS::EC2::SecurityGroup': 'security group',
  'AWS::ElasticLoadBalancingV2::Listener': 'listener',
  'AWS::ElasticLoadBalancingV2::ListenerRule': 'rule',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'load balancer',
  'AWS::ElasticLoadBalancingV2::TargetGroup': 'target group',
  'AWS::Shield::Protection': 'Shield protection',
  'AWS::WAFRegional::WebACLAssociation': 'web ACL (WAF Classic)',
  'AWS::WAFv2::WebACLAssociation': 'web ACL',
  'FrontendNLBTargetGroup': 'targets of the frontend Network Load Balancer',
  'K8S::ElasticLoadBalancingV2::TargetGroupBinding': 'TargetGroupBinding',
};

const anew: Readonly<Record<string, string>> = {
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'the new load balancer has another DNS name, and records that name the old one lead nowhere',
  'AWS::ElasticLoadBalancingV2::TargetGroup': 'targets register with the new group and drain from the old one',
};

function shown(value: Json | undefined, path = ''): string {
  if (value === undefined) return 'nothing';
  const text = path === 'certificates' && Array.isArray(value) ? value.map((each, index) => `${wordOf(each as Json)}${index === 0 ? ' (default)' : ''}`).join(', ') : wordOf(value);
  return oneLine(text.length > valueShown ? `${text.slice(0, valueShown - 1)}…` : text);
}

/** A list by its members, an object that is an id or an ARN by that, anything else as JSON. */
function wordOf(value: Json): string {
  if (Array.isArray(value)) return value.length === 0 ? 'nothing' : value.map((each) => wordOf(each as Json)).join(', ');
  if (typeof value === 'string') return own(value);
  if (value === null || typeof value !== 'object') return String(value);
  const [[key = '', id] = [], ...others] = Object.entries(value);
  return id !== undefined && others.length === 0 && /(?:ARN|ID)$/.test(key) ? wordOf(id) : own(JSON.stringify(value));
}

/** What is made with the plan is called by its name. */
function own(text: string): string {
  return text.replace(/\$\{aws_security_group\.([^}]+)\.id\}/g, '$1');
}

const valueShown = 400;

function placed(from: Position | undefined, paint: Paint): string {
  return from === undefined ? '' : paint.dim(`  ${placeText(from)}`);
}
