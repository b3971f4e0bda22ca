import { isObject, pathText, valueAt, type Json, type JsonObject, type Path } from '../../resource/resource.ts';
import { resourceConfigured, within, type Configured } from './configuration.ts';
import type { Instance } from './instances.ts';
import { resourceName } from './names.ts';
import { ownersOf, type Known, type Owner } from './references.ts';

/** An instance's values, with the references that stand for what only apply can know. */
export interface Filled {
  readonly body: JsonObject;
  /** Where in the document a value is said that the configuration told: by the path in the body. */
  readonly told: ReadonlyMap<string, Path>;
  /** Paths in the body of what stays unknown although an expression says something. */
  readonly open: readonly Path[];
}

/** How a resource is named in a reference: its scope too, where that is another one. */
export type ReferenceTo = (owner: Instance, attribute: string) => string;

/** Attributes that hold names of other resources, whatever else they hold; texts that are put together of several parts are none. */
const naming = /(?:^|_)(?:id|ids|arn|arns)$|^(?:subnets|security_groups|records|service_name|cluster_name|resources|instance|network_interface|network_interfaces|zone_name|gateway_load_balancer_arns|target_id)$/;

/** Whether an argument may say which resource it means: `at` is its path. */
export function mayRefer(instance: Pick<Instance, 'mode' | 'type'>, key: string, at: Path): boolean {
  return naming.test(key) || addresses.test(key) || (key === 'values' && instance.mode === 'data') || (key === 'name' && at.includes('alias')) || key === 'log_destination_configs' || (key === 'bucket' && instance.type !== 'aws_s3_bucket') || isParameter(instance, key);
}

/** Whether an attribute of another resource may stand in an argument: an address is said by an attribute that is one. */
export function mayStandIn(key: string, attribute: string): boolean {
  return !addresses.test(key) || addressed.test(attribute);
}

/** Attributes of addresses, which a reference says as a whole or not at all. */
const addresses = /^(?:private_ip|public_ip|ipv4|private_ipv4_address)$/;

/** Attributes that are an address: of a block, an address may be worked out, and a reference to the block is none. */
const addressed = /(?:^|_)(?:ip|ipv4|ipv4_address)$/;

/** Fills in what the configuration tells of values that are not known yet. */
export function filled(known: Known, instance: Instance, referenceTo: ReferenceTo): Filled {
  const told = new Map<string, Path>();
  const open: Path[] = [];
  const configured = resourceConfigured(known.plan, instance);
  const expressions = configured === undefined ? undefined : within(configured, ['expressions']);
  const unknown: string[] = [];
  const fill = (values: JsonObject, tree: JsonObject, written: Configured | undefined, at: Path, siblings: readonly Json[] = []): JsonObject => {
    const body: Record<string, Json> = { ...values };
    for (const [key, leaf] of Object.entries(tree)) {
      const place = [...at, key];
      const expression = written === undefined ? undefined : expressionOf(written, key);
      // An argument that is written as blocks has the references of all its blocks in one list (expression.go of Terraform's jsonconfig).
      const shared = written !== undefined && isFlat(written) ? siblings.filter((other) => isUnknown(valueAt(other, [key]))).length : 0;
      if (leaf === true) {
        const names = expression === undefined ? undefined : namesFor(key, expression, undefined, shared);
        if (names === undefined) {
          unknown.push(pathText(place));
          delete body[key];
          // What dynamic blocks make of it is in no plan; what a block that is written leaves out, AWS says.
          if ((expression !== undefined || (at.length > 0 && (written === undefined || isFlat(written)))) && naming.test(key)) open.push(place);
        } else {
          body[key] = names;
          told.set(pathText(place), expression!.at);
        }
      } else if (Array.isArray(leaf) && Array.isArray(body[key])) {
        const list = listFilled(body[key] as readonly Json[], leaf as readonly Json[], expression, place, key, shared);
        if (list === undefined) delete body[key];
        else body[key] = list;
      } else if (isObject(leaf) && isObject(body[key])) {
        body[key] = fill(body[key], leaf, expression, place);
      }
    }
    return body;
  };
  const listFilled = (values: readonly Json[], leaves: readonly Json[], expression: Configured | undefined, at: Path, key: string, shared: number): Json | undefined => {
    if (leaves.some((leaf) => leaf === true)) {
      const names = expression === undefined ? undefined : namesFor(key, expression, leaves.filter((leaf) => leaf === true).length, shared);
      const rest = values.filter((value, index) => leaves[index] !== true && value !== null);
      if (Array.isArray(names)) {
        told.set(pathText(at), expression!.at);
        return [...rest, ...(names as readonly Json[])];
      }
      unknown.push(pathText(at));
      return rest.length === 0 ? undefined : rest;
    }
    return values.map((value, index) => {
      const leaf = leaves[index];
      const place = [...at, index];
      return isObject(value) && isObject(leaf) ? fill(value, leaf, expression === undefined ? undefined : blockOf(expression, values, index), place, leaves) : value;
    });
  };
  // `members`: how many members of a list are to be named.
  const namesFor = (key: string, expression: Configured, members: number | undefined, shared: number): Json | undefined => {
    const many = members !== undefined || (/(?:ids|arns)$|^(?:subnets|security_groups|records|resources|network_interfaces|log_destination_configs|values)$/.test(key) && !/^(?:target_id)$/.test(key));
    if (!mayRefer(instance, key, expression.at)) return undefined;
    const named = (apart: boolean): { readonly names: readonly string[]; readonly sure: boolean } | undefined => {
      const { owners, complete } = ownersOf(known, instance, expression.value, apart);
      const typed = owners.filter(({ of }) => typesOf(key).includes(of.type));
      const fitting = shared > 0 || typed.length > 0 ? typed : owners;
      if (addresses.test(key) && fitting.some(({ attribute }) => attribute === undefined || !addressed.test(attribute))) return undefined;
      if (shared > 1 && fitting.length > 1) return undefined;
      return { names: [...new Set(fitting.flatMap((owner) => valueOf(known, owner, key, referenceTo) ?? []))], sure: complete || (!many && (owners.length === 1 || shared > 0)) };
    };
    const own = named(false);
    if (own === undefined || own.names.length === 0) return undefined;
    if (members === undefined) return many ? own.names : own.names.length === 1 && own.sure ? own.names[0] : undefined;
    // The key may belong to another argument of the block; of more names than members, some are only chosen from.
    const found = own.names.length < members ? [own, named(true) ?? own].find(({ names }) => names.length === members) ?? own : own;
    return found.names.length === members || (found.names.length < members && found.sure) ? found.names : undefined;
  };
  const body = fill(instance.values, instance.unknown, expressions, []);
  return { body: unknown.length === 0 ? body : { ...body, unknown_after_apply: unknown }, told, open };
}

/** The types that an attribute is named after: `nat_gateway_id` is an `aws_nat_gateway`. */
function typesOf(key: string): readonly string[] {
  const stem = key.replace(/_(?:id|arn)s?$|s$/, '');
  return others[stem] ?? [`aws_${stem}`, `aws_lb_${stem}`, `aws_ec2_${stem}`];
}

/** Types that arguments call otherwise. */
const others: Readonly<Record<string, readonly string[]>> = {
  gateway: ['aws_internet_gateway', 'aws_vpn_gateway'],
  egress_only_gateway: ['aws_egress_only_internet_gateway'],
  load_balancer: ['aws_lb', 'aws_alb'],
  transit_gateway_attachment: ['aws_ec2_transit_gateway_vpc_attachment', 'aws_ec2_transit_gateway_peering_attachment'],
  referenced_security_group: ['aws_security_group', 'aws_default_security_group'],
  source_security_group: ['aws_security_group', 'aws_default_security_group'],
  security_group: ['aws_security_group', 'aws_default_security_group'],
  route_table: ['aws_route_table', 'aws_default_route_table'],
  prefix_list: ['aws_ec2_managed_prefix_list', 'aws_vpc_endpoint'],
  bucket: ['aws_s3_bucket'],
  destination_prefix_list: ['aws_ec2_managed_prefix_list'],
};

/** The text that stands for an owner's attribute: its value where that is known, what it is itself handed, or a reference. */
function valueOf(known: Known, { of, attribute }: Owner, key: string, referenceTo: ReferenceTo, depth = 0): string | undefined {
  // A splat and an index that is worked out leave the attribute out.
  const wanted = attribute ?? (/arns?$/.test(key) ? 'arn' : key === 'target_id' && of.type === 'aws_network_interface' ? 'private_ip' : 'id');
  const value = of.values[wanted];
  if (typeof value === 'string' && value !== '') return value;
  const onto = depth > 8 ? undefined : handedOn(known, of, wanted);
  return onto === undefined ? referenceTo(of, wanted) : valueOf(known, onto, wanted, referenceTo, depth + 1);
}

/** Where an attribute is an argument that another resource fills: the certificate of a validation, the interface that a data source looks up. */
function handedOn(known: Known, of: Instance, attribute: string): Owner | undefined {
  const configured = resourceConfigured(known.plan, of);
  const interfaceOf = of.mode === 'data' && of.type === 'aws_network_interface' ? 'id' : attribute;
  const expression = valueAt(configured?.value, ['expressions', interfaceOf]);
  if (expression === undefined || (of.mode === 'managed' && attribute === 'id')) return undefined;
  const { owners, complete } = ownersOf(known, of, expression);
  const [only] = owners;
  if (only === undefined || owners.length > 1 || !complete || only.of === of) return undefined;
  if (interfaceOf !== attribute && only.attribute !== 'network_interface_ids') return undefined;
  return only.attribute === undefined ? { ...only, attribute } : only;
}

/** The expression of an argument; where a whole block is one expression, that one. */
function expressionOf(written: Configured, key: string): Configured | undefined {
  if (isFlat(written)) return written;
  const own = written.value[key];
  if (Array.isArray(own)) return { value: { [listed]: own }, at: [...written.at, key] };
  return within(written, [key]);
}

function isFlat({ value }: Configured): boolean {
  return Array.isArray(value['references']);
}

function isUnknown(leaf: Json | undefined): boolean {
  return leaf === true || (Array.isArray(leaf) && (leaf as readonly Json[]).includes(true));
}

/** Under this key a list of blocks is carried; no argument is named so. */
const listed = '[]';

/**
 * The block of the configuration that a planned block is made of. Sets are planned in an order of their own: a block is found by what
 * it says in so many words, and where blocks differ in nothing that is known, any order says the same.
 */
function blockOf(expression: Configured, values: readonly Json[], index: number): Configured | undefined {
  const blocks = expression.value[listed];
  if (!Array.isArray(blocks)) return expression;
  const configured = (blocks as readonly Json[]).map((block, at): Configured | undefined => (isObject(block) ? { value: block, at: [...expression.at, at] } : undefined));
  const fits = (block: Configured | undefined, value: Json): boolean => block !== undefined && Object.entries(block.value).every(([key, said]) => !isObject(said) || !('constant_value' in said) || alike(said['constant_value']!, valueAt(value, [key])));
  const value = values[index]!;
  const fitting = configured.filter((block) => fits(block, value));
  if (fitting.length === 1) return fitting[0];
  const interchangeable = configured.length === values.length && (inOrder.test(String(expression.at.at(-1))) || values.every((other) => JSON.stringify(other) === JSON.stringify(value)));
  return interchangeable ? configured[index] : undefined;
}

/** Blocks that are a list for the provider, and planned in the order in which they are written. */
const inOrder = /^(?:default_action|action|transform)$/;

/** Terraform turns what is written into the argument's own type: `443` and `"443"` are the same. */
function alike(written: Json, planned: Json | undefined): boolean {
  if (written === null) return planned === undefined || planned === null || planned === '';
  if (typeof written !== 'object' && typeof planned !== 'object') return String(written) === String(planned);
  if (Array.isArray(written) && Array.isArray(planned)) return JSON.stringify([...(written as readonly Json[])].map(String).sort()) === JSON.stringify([...(planned as readonly Json[])].map(String).sort());
  return JSON.stringify(written) === JSON.stringify(planned);
}

/** The text of a reference in the form that all kinds know. */
export function referenceText(owner: Instance, attribute: string, scope?: string): string {
  return `\${${scope === undefined ? '' : `${scope}!`}${owner.type}.${resourceName(owner)}.${attribute}}`;
}

/** A parameter may hold the name of a resource of this account for another one to read. */
function isParameter({ type }: Pick<Instance, 'type'>, key: string): boolean {
  return type === 'aws_ssm_parameter' && (key === 'value' || key === 'insecure_value');
}
