import { loadBalancerAccounts } from '../../../facts/log-delivery.ts';
import { isLazy, isList, isMap, isSet, isUnknown, mapOf, unknown, type MapValue, type Reference, type Unknown, type Value } from '../values/value.ts';
import type { Instance } from '../instances/instance.ts';
import { isRefused } from '../functions/function.ts';
import { fileBehind, type Asked } from './asked.ts';
import { documentsIn, rememberDocuments } from './documents.ts';
import { joinOf } from './joins.ts';
import { lookedUp } from './managed.ts';
import { policyDocument } from './policy-document.ts';
import { parameter } from './parameters.ts';
import type { Answer, Candidate } from './question.ts';
import { remoteState, workspaceOutputs } from './remote-state.ts';

/** What tells a data source of a type from what the inputs hold; undefined where it is left as it is, and nothing is told. */
type Source = (asked: Asked) => Answer | undefined;

/** Texts say the scope of every reference; a resource leaves out its own. */
const everyScope = '';

/** Data sources that are not found among resources by what they have, or not only. */
const sources: Readonly<Record<string, Source>> = {
  aws_lb: (asked) => balancerOfService(asked) ?? amongManaged(asked),
  aws_alb: (asked) => balancerOfService(asked) ?? amongManaged(asked),
  aws_network_interface: (asked) => interfaceOfEndpoint(asked) ?? amongManaged(asked),
  aws_network_interfaces: (asked) => interfacesOfEndpoint(asked) ?? amongManaged(asked),
  aws_ssm_parameter: parameter,
  aws_vpc_endpoint_service: (asked) => serviceOfAws(asked) ?? amongManaged(asked),
  aws_prefix_list: (asked) => (isOfAws(asked.arguments.entries.get('name')) ? undefined : amongManaged(asked)),
  aws_ec2_managed_prefix_list: (asked) => (isOfAws(asked.arguments.entries.get('name')) ? undefined : amongManaged(asked)),
  aws_iam_policy_document: ({ arguments: written }) => {
    const json = policyDocument(written, everyScope);
    return json === undefined ? { why: 'something in it is not known' } : { value: mapOf([['json', json], ['minified_json', json]]) };
  },
  terraform_remote_state: remoteState,
  tfe_outputs: workspaceOutputs,
  template_file: template,
  local_file: localFile,
  kubectl_file_documents: (asked) => {
    const content = asked.arguments.entries.get('content') ?? null;
    const value = documentsIn(content);
    const file = fileBehind(asked, 'content');
    if (file !== undefined) rememberDocuments(asked.configuration, file);
    return value === undefined ? { why: 'the text of its documents is not known' } : { value };
  },
  kubectl_path_documents: pathDocuments,
  kubectl_filename_list: (asked) => {
    const names = matching(asked);
    return names === undefined ? { why: 'the folder that it looks into is not among the inputs' } : { value: mapOf([['matches', names], ['basenames', names.map((name) => name.split('/').at(-1)!)]]) };
  },
  aws_caller_identity: ({ instance }) => {
    const account = /^\d{12}(?=\/|$)/.exec(instance.scope)?.[0];
    return account === undefined ? undefined : { value: mapOf([['account_id', account], ['id', account]]) };
  },
  aws_region: ({ instance: { region } }) => (region === undefined ? undefined : { value: mapOf([['name', region], ['id', region], ['region', region]]) }),
  aws_elb_service_account: ({ instance, arguments: written }) => {
    const region = written.entries.get('region') ?? instance.region ?? null;
    const account = typeof region === 'string' && Object.hasOwn(loadBalancerAccounts, region) ? loadBalancerAccounts[region] : undefined;
    return account === undefined ? undefined : { value: mapOf([['id', account], ['arn', `arn:${partitionOf(region as string)[0]![1]}:iam::${account}:root`]]) };
  },
  aws_partition: ({ instance: { region } }) => (region === undefined ? undefined : { value: mapOf(partitionOf(region)) }),
};

/** Data sources of which nobody keeps the answer: what AWS itself offers, and what another program says. Nothing is told of them. */
const elsewhere = /^(?!aws_)|^aws_(?:ami|ami_ids|caller_identity|region|regions|partition|availability_zones?|arn|service|service_principal|default_tags|canonical_user_id|billing_service_account|elb_service_account|elb_hosted_zone_id|ip_ranges|iam_session_context|iam_policy|ec2_instance_types?|ec2_instance_type_offerings?|eks_addon_version|eks_cluster_auth|eks_cluster_versions|ecr_authorization_token|ecr_image|kms_alias|kms_key|secretsmanager_secret_version|secretsmanager_random_password|organizations_.*|outposts_.*|ssm_parameters_by_path|ec2_spot_price|pricing_product|rds_engine_version|ebs_default_kms_key|cloudfront_log_delivery_canonical_user_id|redshift_service_account|cloudtrail_service_account|lb_hosted_zone_id|cloudfront_.*_policy|wafv2_managed_rule_group|imagebuilder_.*|ssoadmin_.*)$/;

/** What the inputs tell of a data source; undefined: nothing, and that is no news. */
export function sourceOf(asked: Asked): Answer | undefined {
  const { type } = asked.instance;
  const own = Object.hasOwn(sources, type) ? sources[type]!(asked) : undefined;
  if (own !== undefined || Object.hasOwn(sources, type) || elsewhere.test(type)) return own;
  return amongManaged(asked);
}

/** The partition that a Region is in (AWS General Reference, "Amazon Resource Names"). */
function partitionOf(region: string): readonly (readonly [string, string])[] {
  const [partition, suffix] = region.startsWith('cn-') ? ['aws-cn', 'amazonaws.com.cn'] : region.startsWith('us-gov-') ? ['aws-us-gov', 'amazonaws.com'] : ['aws', 'amazonaws.com'];
  return [['partition', partition], ['id', partition], ['dns_suffix', suffix], ['reverse_dns_prefix', suffix.split('.').toReversed().join('.')]];
}

function amongManaged(asked: Asked): Answer {
  const { instance, configuration, arguments: written } = asked;
  const candidates = joinOf(instance.type).of.flatMap((type) => configuration.managed(type)).filter((each) => isWithin(each, instance)).map((each) => candidateOf(each, instance, asked));
  return lookedUp({ scope: instance.scope, type: instance.type, name: instance.called, arguments: written }, candidates);
}

/** Types that an account has once for all Regions. */
const everywhere = /^aws_(?:iam_|route53_|cloudfront_|s3_bucket$)/;

function isWithin({ type, scope }: Instance, { scope: own }: Instance): boolean {
  const account = (text: string): string => text.replace(/\/[^/]*$/, '');
  return scope === own || (everywhere.test(type) && account(scope) === account(own));
}

/** What is looked up stands when Terraform plans, unless it waits for what the same plan makes. */
function candidateOf({ scope, type, called, value }: Instance, { block }: Instance, { arguments: written }: Asked): Candidate {
  const waits = block.body.attributes.some(({ name }) => name === 'depends_on') || [...written.entries.values()].some((each) => restsOnApply(each));
  return { scope, type, name: called, get: (attribute) => (waits ? value.get(attribute) : read(value.get(attribute))) };
}

function restsOnApply(value: Value, around: readonly Value[] = []): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (isUnknown(value)) return value.why === undefined && [...(value.is === undefined ? [] : [value.is]), ...value.from].some(({ name }) => !/(?:^|\.)data\./.test(name));
  if (isLazy(value)) return !around.includes(value) && value.names().some((name) => restsOnApply(value.get(name) ?? null, [...around, value]));
  return (isList(value) ? value : isSet(value) ? value.members : [...(isMap(value) ? value.entries.values() : [])]).some((each) => restsOnApply(each, around));
}

function read(value: Value | undefined): Value | undefined {
  return value !== null && value !== undefined && isUnknown(value) && value.why === undefined ? { ...value, why: 'AWS tells it when Terraform plans' } : value;
}

/** A load balancer that is looked up by a name out of the host name which Kubernetes writes into a Service is that Service's. */
function balancerOfService({ arguments: written }: Asked): Answer | undefined {
  const name = written.entries.get('name');
  if (name === undefined || name === null || !isUnknown(name)) return undefined;
  const services = name.from.filter(({ type }) => /^kubernetes_service(?:_v1)?$/.test(type));
  const [service] = services;
  if (service === undefined || services.some((each) => each.name !== service.name || each.scope !== service.scope)) return undefined;
  const at = (attribute: string): Unknown => ({ kind: 'unknown', is: { ...service, attribute }, from: [] } satisfies { kind: 'unknown'; is: Reference; from: readonly Reference[] });
  return { value: { kind: 'lazy', text: `the load balancer of ${service.name}`, get: at, names: () => ['arn', 'dns_name', 'id', 'name', 'zone_id'] } };
}

/** A service of AWS' own by its common name: `s3`, `ecr.api`. undefined: another one, or nobody says the Region. */
function serviceOfAws({ instance: { region }, arguments: written }: Asked): Answer | undefined {
  const [service, name] = [written.entries.get('service'), written.entries.get('service_name')];
  if (isOfAws(name)) return { value: written };
  if (typeof service !== 'string' || region === undefined) return undefined;
  const prefix = partitionOf(region).find(([key]) => key === 'reverse_dns_prefix')![1];
  return { value: mapOf([['service_name', `${prefix}.${region}.${service}`]]) };
}

/** Names of what AWS itself keeps; endpoint services of its customers have names of their own. */
function isOfAws(name: Value | undefined): boolean {
  return typeof name === 'string' && /^(?:cn\.)?com\.amazonaws\.(?!vpce\.)/.test(name);
}

/** The address of an interface that an endpoint is given: the endpoint's own, as the reader of plans says it. */
function interfaceOfEndpoint(asked: Asked): Answer | undefined {
  const id = interfacesAsked(asked);
  if (id === undefined) return undefined;
  return { value: { kind: 'lazy', text: 'an interface of an endpoint', get: (name) => (name === 'private_ip' || name === 'id' ? id : name === 'private_ips' ? [id] : undefined), names: () => ['private_ip', 'private_ips'] } };
}

/** All of them, by the endpoint's id in their description, or by their own ids. */
function interfacesOfEndpoint(asked: Asked): Answer | undefined {
  const id = interfacesAsked(asked);
  return id === undefined ? undefined : { value: mapOf([['ids', id]]) };
}

/** The one endpoint that an id, or a filter, is made of: AWS writes its id into the description of each of its interfaces. */
function interfacesAsked({ arguments: written }: Asked): Unknown | undefined {
  const id = written.entries.get('id') ?? null;
  if (id !== null && isUnknown(id) && id.is?.attribute === 'network_interface_ids') return id;
  const filters = written.entries.get('filter') ?? null;
  const values = (isList(filters) ? filters : []).flatMap((each) => (each !== null && isMap(each) ? (each.entries.get('values') ?? []) : []));
  const named = [id, ...values.flatMap((each) => (each !== null && isSet(each) ? each.members : each))].flatMap((each) => (each !== null && isUnknown(each) ? [...(each.is === undefined ? [] : [each.is]), ...each.from] : [])).filter(({ type, attribute }) => type === 'aws_vpc_endpoint' && /^(?:id|network_interface_ids)$/.test(attribute));
  const [endpoint] = named;
  if (endpoint === undefined || named.some(({ name, scope }) => name !== endpoint.name || scope !== endpoint.scope)) return undefined;
  return { kind: 'unknown', is: { ...endpoint, attribute: 'network_interface_ids' }, from: [] };
}

/** The template and its variables, as `templatefile` would have them (Terraform's template provider, which came before it). */
function template(asked: Asked): Answer {
  const text = asked.arguments.entries.get('template');
  const vars = asked.arguments.entries.get('vars') ?? null;
  if (typeof text !== 'string') return { why: 'its template is not known' };
  const { functions } = asked.instance.within;
  const rendered = functions.evaluateTemplate(asked.instance.file, text, vars !== null && isMap(vars) ? vars : mapOf([]));
  return isRefused(rendered) ? { why: rendered.message } : { value: mapOf([['rendered', rendered]]) };
}

function localFile({ instance, arguments: written }: Asked): Answer {
  const path = written.entries.get('filename');
  const opened = typeof path === 'string' ? instance.within.functions.open(path) : undefined;
  return opened !== undefined && 'text' in opened ? { value: mapOf([['content', opened.text]]) } : { why: `the file ${typeof path === 'string' ? path : 'that it reads'} is not among the inputs` };
}

/** Files that fit a pattern, each rendered with variables, one document after the other. */
function pathDocuments(asked: Asked): Answer {
  const names = matching(asked);
  if (names === undefined) return { why: 'the folder that it looks into is not among the inputs' };
  const { functions } = asked.instance.within;
  const vars = mapOf(['vars', 'sensitive_vars'].flatMap((name) => {
    const value = asked.arguments.entries.get(name) ?? null;
    return value !== null && isMap(value) ? [...value.entries] : [];
  }));
  const texts = names.flatMap((name): readonly Value[] => {
    const opened = functions.open(name);
    if (!('text' in opened)) return [];
    const rendered = asked.arguments.entries.get('disable_template') === true ? opened.text : functions.evaluateTemplate(opened.file, opened.text, vars);
    if (rendered === opened.text) rememberDocuments(asked.configuration, opened);
    return [isRefused(rendered) ? unknown(rendered.message) : rendered];
  });
  const all = texts.map(documentsIn);
  if (all.some((each) => each === undefined)) return { why: 'one of its files is not known' };
  const documents = (all as readonly MapValue[]).flatMap(({ entries }) => entries.get('documents') as readonly Value[]);
  const manifests = (all as readonly MapValue[]).map(({ entries }) => entries.get('manifests') ?? null);
  return { value: mapOf([['documents', documents], ['manifests', manifests.every((each) => each !== null && isMap(each)) ? mapOf((manifests as readonly MapValue[]).flatMap(({ entries }) => [...entries])) : unknown('some of its documents have no name')]]) };
}

/** Paths that a pattern fits, in their order; `*` ends at a slash. */
function matching({ instance, arguments: written }: Asked): readonly string[] | undefined {
  const pattern = written.entries.get('pattern');
  if (typeof pattern !== 'string') return undefined;
  const folder = pattern.replace(/[^/]*[*?[{].*$/, '').replace(/\/$/, '');
  const found = instance.within.functions.list(folder === '' ? '.' : folder);
  const inner = pattern.slice(folder.length).replace(/^\//, '');
  const fits = new RegExp(`^${inner.replace(/[.+^$()|\\]/g, '\\$&').replace(/\{([^}]*)\}/g, (_, all: string) => `(?:${all.split(',').join('|')})`).replace(/\*\*\/?|\*|\?/g, (sign) => (sign.startsWith('**') ? '.*' : sign === '*' ? '[^/]*' : '[^/]'))}$`);
  return found?.filter((name) => fits.test(name)).map((name) => (folder === '' ? name : `${folder}/${name}`)).toSorted();
}
